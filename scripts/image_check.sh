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
# Words that only look like secrets stand in the baseline; fixtures of tests are none.
git ls-files -z -- ':!tests' ':!*.lock' ':!*.svg' ':!*.png' |
    xargs -0 "$venv/bin/detect-secrets-hook" --baseline .secrets.baseline
echo "image-check: nothing found"
