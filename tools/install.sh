#!/usr/bin/env bash
# Makes .venv and installs what a lock file names, hash by hash. Usage: tools/install.sh requirements.lock
set -euo pipefail
cd "$(dirname "$0")/.."
lock=$1

say() { printf '%s\n' "$*" >&2; }

# The first interpreter that is new enough; PYTHON=… chooses another.
find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3.11 python3 python3.12 python3.13; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    say "Connect needs Python 3.11 or later. Install it (on Debian: apt-get install python3 python3-venv), or name one: make install PYTHON=/path/to/python3.11"
    return 1
}

# Debian ships Python without the parts that make environments; without them `-m venv` fails halfway.
ensure_venv_module() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    local package
    package=$("$1" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
    tools/system_packages.sh "$package" && "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    say "Python's module for environments is missing. Install it (on Debian: sudo apt-get install $package), then run this again."
    return 1
}

python=$(find_python)
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    ensure_venv_module "$python"
    "$python" -m venv --clear .venv
fi
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet --quiet)
say "Installing what $lock names into .venv …"
"${pip[@]}" install --require-hashes --requirement "$lock"
"${pip[@]}" install --no-deps --no-build-isolation --editable .
