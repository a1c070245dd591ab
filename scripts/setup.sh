#!/bin/sh
# Makes .venv ready: creates it, installs the hashed lock, then briefbot itself, editable.
#
#   sh scripts/setup.sh [runtime|dev]     what to run briefbot with, or to test it as well
#
# PYTHON names the interpreter; without it the newest of Python 3.14 to 3.11 is taken. A second run
# with nothing changed returns at once: .venv/ready-* hold checksums of what was installed.
set -eu

kind=${1:-runtime}
venv=.venv
pip_options="--disable-pip-version-check --no-input --quiet --quiet"

fail() {
    echo "setup: $1" >&2
    exit 1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null
}

version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

choose_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_new_enough "$PYTHON" ||
            fail "PYTHON=$PYTHON is not a Python from 3.11 to 3.14 -- name one that is"
        echo "$PYTHON"
        return
    fi
    for candidate in python3.14 python3.13 python3.12 python3.11 python3; do
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    found=$(version_of python3 || true)
    fail "Python 3.11 to 3.14 is needed, found ${found:-none} -- install one, or set PYTHON"
}

create_venv() {
    version=$(version_of "$1")
    # Debian and Ubuntu ship venv without ensurepip until this package is there.
    "$1" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python $version cannot make environments -- install python$version-venv (Debian, Ubuntu: apt install python$version-venv)"
    echo "setup: making $venv with Python $version" >&2
    "$1" -m venv --clear "$venv" ||
        fail "$venv could not be made -- see the lines above"
}

# A venv that PYTHON contradicts, or whose interpreter is gone, is made anew.
venv_is_usable() {
    is_new_enough "$venv/bin/python" || return 1
    [ -z "${PYTHON:-}" ] || [ "$(version_of "$PYTHON")" = "$(version_of "$venv/bin/python")" ]
}

case $kind in
runtime) lock=requirements.lock ;;
dev) lock=requirements-dev.lock ;;
*) fail "unknown kind $kind -- use runtime or dev" ;;
esac

cd "$(dirname "$0")/.."

if ! venv_is_usable; then
    python=$(choose_python)
    create_venv "$python"
fi

state="$PWD $(cat requirements.lock requirements-dev.lock pyproject.toml | cksum)"
for ready in "$venv/ready-$kind" "$venv/ready-dev"; do
    if [ -f "$ready" ] && [ "$(cat "$ready")" = "$state" ]; then
        exit 0
    fi
done

echo "setup: installing $lock" >&2
# shellcheck disable=SC2086 # the options are words
"$venv/bin/python" -m pip install $pip_options --require-hashes -r "$lock" ||
    fail "the packages of $lock could not be installed -- see the lines above; is a package index reachable?"
# shellcheck disable=SC2086
"$venv/bin/python" -m pip install $pip_options --no-deps --no-build-isolation --editable . ||
    fail "briefbot itself could not be installed -- see the lines above"
echo "$state" >"$venv/ready-$kind"
