# The commands of the project; `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

PORT ?= 8000
BIN := .venv/bin

# Another port is another address in the letters.
address := $(if $(filter-out 8000,$(PORT)),CONNECT_BASE_URL="$${CONNECT_BASE_URL:-http://127.0.0.1:$(PORT)}")

.PHONY: help install run test check soak audit bench pictures

help: ## this list
	@awk -F ':.* ## ' '/^[a-z]+:.* ## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

install: .venv/installed ## the locked dependencies into .venv, in seconds when nothing changed

run: .venv/installed ## from a fresh clone: database, demonstration data, web and scheduler on 127.0.0.1:8000 (or PORT=); Ctrl-C stops it
	@$(BIN)/connect db upgrade
	@$(address) $(BIN)/connect demo
	@$(address) exec $(BIN)/connect serve --host 127.0.0.1 --port $(PORT)

test: .venv/installed-for-tests ## from a fresh clone: sets up what the tests need, then runs make check and every test; says what could not run here
	@tools/test_needs.sh
	@$(MAKE) check
	@$(BIN)/pytest -n auto --dist worksteal

check: .venv/installed-for-tests ## format, lint, types, import contract, dependencies, definitions, translations, security
	@tools/check.sh

soak: .venv/installed-for-tests ## the long faults: kills, stops, failovers, simulated years; prints a table
	@tools/test_needs.sh
	@$(BIN)/pytest -m soak -s tests

audit: .venv/installed-for-tests ## known vulnerabilities of dependencies
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip --requirement requirements.lock

bench: .venv/installed-for-tests ## the benchmarks, each a table of ratios measured in one run
	@tools/test_needs.sh
	@$(BIN)/python -m benchmarks

pictures: .venv/installed-for-tests ## the README's picture, made anew with the system's Chromium
	@$(BIN)/python -m tools.pictures

.venv/installed: requirements.lock pyproject.toml tools/install.sh
	@tools/install.sh requirements.lock
	@touch $@

# The lock for tests holds the other one, version by version.
.venv/installed-for-tests: requirements-dev.lock requirements.lock pyproject.toml tools/install.sh
	@tools/install.sh requirements-dev.lock
	@touch $@ .venv/installed
