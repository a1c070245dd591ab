#!/bin/sh
# Lints the Dockerfile and looks for secrets, with tools in an environment of their own: the linter
# alone is 55 MB, and no test needs it.
set -eu
cd "$(dirname "$0")/.."

venv=build/image-check
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -m pip install --disable-pip-version-check --no-input --quiet --quiet \
    --require-hashes -r requirements-image.lock

"$venv/bin/hadolint" Dockerfile
# Words that only look like secrets stand in the baseline; fixtures of tests are none. That a line in
# the baseline has moved (exit code 3) is no finding.
cp .secrets.baseline "$venv/baseline"
git ls-files -z -- ':!.secrets.baseline' ':!tests' ':!*.lock' ':!*.svg' ':!*.png' |
    xargs -0 sh -c '"$0/bin/detect-secrets-hook" --baseline "$0/baseline" "$@" || [ $? -eq 3 ]' "$venv"
echo "image-check: nothing found"
