# Zhengtu. `make demo` builds the bundled article and shows what was found; `make test` runs every check.
# Both make .venv first. Needs Python 3.11 or newer and make; PYTHON=python3.12 picks one.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
SAMPLE := kg/data/samples/gansu-2022.txt
DEMO := build/demo
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] && command -v apt-get)

export DEBIAN_FRONTEND := noninteractive

.PHONY: help
help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

$(VENV)/pyvenv.cfg:
	@if [ -z "$(PYTHON)" ]; then echo "There is no Python 3.11 or newer here: install one, or name it with PYTHON=..." >&2; exit 1; fi
	@if ! $(PYTHON) -c 'import ensurepip' 2>/dev/null; then \
		if [ -n "$(AS_ROOT)" ]; then apt-get -q update && apt-get -q install -y python3-venv; \
		else echo "Python's venv module is missing: sudo apt-get install python3-venv, then again" >&2; exit 1; fi; fi
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'  # the first that knows dependency groups
	$(BIN)/python -m pip install --quiet --group test
	@touch $@

.PHONY: venv
venv: $(VENV)/.installed ## the environment in .venv, with kg in it

.PHONY: demo
demo: $(VENV)/.installed ## build the bundled article and show what was found
	@$(BIN)/kg build $(SAMPLE) --output $(DEMO) --force
	@echo "Open $(DEMO)/graph.html in a browser, or ask: $(BIN)/kg query $(DEMO) --named NAME  ($(BIN)/kg queries lists them)"

.PHONY: browser
browser: # Chromium and a CJK font for the viewer's tests, where this machine lets us install them
	@if command -v chromium >/dev/null && [ -n "$$(fc-list :lang=zh 2>/dev/null)" ]; then :; \
	elif [ -n "$(AS_ROOT)" ]; then apt-get -q update && apt-get -q install -y --no-install-recommends chromium fonts-noto-cjk fontconfig \
		|| echo "Chromium or the CJK fonts could not be installed: the viewer's browser tests will be skipped." >&2; \
	else echo "Chromium or a CJK font is missing, so the viewer's browser tests will be skipped." \
		"To run them: sudo apt-get install chromium fonts-noto-cjk" >&2; fi

.PHONY: lint
lint: $(VENV)/.tested ## ruff, mypy --strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: test
test: $(VENV)/.tested browser lint ## every check and every test
	$(BIN)/python -m pytest

.PHONY: output
output: $(VENV)/.installed ## output/ and the documents' examples anew, as committed
	$(BIN)/kg build $(SAMPLE) --output output --force --quiet
	$(BIN)/python tools/examples.py --update

$(VENV)/.benched: $(VENV)/.tested
	$(BIN)/python -m pip install --quiet --group bench
	@touch $@

.PHONY: bench
bench: $(VENV)/.benched ## speed and size, measured: a table; FULL=1 builds 100,000 articles too and writes docs/performance.md
	$(BIN)/python benchmarks/report.py $(if $(FULL),--full --update)

.PHONY: screenshots
screenshots: $(VENV)/.tested browser ## pictures of every page, light and dark, in build/screenshots
	$(BIN)/python tools/screenshots.py

.PHONY: clean
clean: ## remove what was made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
