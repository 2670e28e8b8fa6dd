#!/usr/bin/env bash
# Installs Debian packages where that is allowed: as root, or by a sudo that asks for no password. Fails quietly elsewhere.
# Usage: tools/system_packages.sh PACKAGE…
set -euo pipefail

command -v apt-get >/dev/null || exit 1
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || exit 1
    as_root=(sudo -n)
fi
printf 'Installing %s\n' "$*" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
run() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "$@" </dev/null >>"$log" 2>&1; }
# A package list that cannot be renewed may still be good enough to install from.
run update || true
run install --yes --no-install-recommends "$@" || { tail -n 5 "$log" >&2; exit 1; }
