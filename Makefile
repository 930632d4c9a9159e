# Two commands matter: `make run` and `make test`. Both go through `make setup`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: setup setup-test setup-bench run test check format bench docs lock browser

setup: $(VENV)/ready
setup-test: $(VENV)/ready-test
setup-bench: $(VENV)/ready-bench

$(VENV)/ready: requirements/run.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Handrail needs Python 3.11 or newer. Try: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/ready-test: $(VENV)/ready requirements/test.txt
	$(PIP) install --require-hashes -r requirements/test.txt
	touch $@

$(VENV)/ready-bench: $(VENV)/ready requirements/bench.txt
	$(PIP) install --require-hashes -r requirements/bench.txt
	touch $@

run: setup
	@exec $(BIN)/handrail run

test: setup-test
	$(BIN)/pytest -n auto --dist worksteal -m "not browser"

browser: setup-test
	$(BIN)/pytest -m browser

check: setup-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture

format: setup-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: setup-test
	$(BIN)/python -m docs.generate

bench: setup-bench
	$(BIN)/python -m bench.run

# Needs uv; pins and hashes every requirement, and names no index.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet --custom-compile-command "make lock" requirements/run.in -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet --custom-compile-command "make lock" requirements/test.in -c requirements/run.txt -o requirements/test.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet --custom-compile-command "make lock" requirements/bench.in -c requirements/run.txt -o requirements/bench.txt
