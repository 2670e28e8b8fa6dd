#!/usr/bin/env bash
# Format, lint, types, import contract, dependencies, definitions, translations, security: runs them all, names those that fail.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
output=$(mktemp)
trap 'rm -f "$output"' EXIT
failed=()

# One line where all is well; the tool's own words where it is not.
check() {
    local name=$1
    shift
    if "$@" >"$output" 2>&1; then
        printf '  ok      %s\n' "$name"
    else
        printf '  FAILED  %s (%s)\n' "$name" "$*"
        cat "$output"
        failed+=("$name")
    fi
}

check "format" ruff format --check --quiet --diff .
check "lint" ruff check --quiet .
check "types" mypy
check "import contract" lint-imports --no-logo
check "dependencies" deptry .
check "definitions" connect check
check "translations" python tools/translations.py
check "security" python tools/security.py

if [ ${#failed[@]} -gt 0 ]; then
    printf 'Failed: %s\n' "${failed[*]}" >&2
    exit 1
fi
