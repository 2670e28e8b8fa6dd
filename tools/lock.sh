#!/usr/bin/env bash
# Writes the locks anew from pyproject.toml: every package with its hashes, no address of an index. Needs uv.
# Usage: tools/lock.sh [--upgrade | --upgrade-package NAME]
set -euo pipefail
cd "$(dirname "$0")/.."
command -v uv >/dev/null || { echo "This needs uv. Install it (pipx install uv), then run this again." >&2; exit 1; }
# Settings of this machine have no business in a lock.
for name in $(compgen -e); do case $name in PIP_*|UV_*) unset "$name" ;; esac; done

lock() {
    uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-emit-find-links --group build "$@"
}
lock --group dev --group bench --output-file requirements-dev.lock "$@"
lock --constraint requirements-dev.lock --output-file requirements.lock
lock --constraint requirements-dev.lock --group postgres --output-file requirements-postgres.lock
