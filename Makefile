# Everything that a developer does. `make demo` and `make test` do all the set-up themselves.

PORT ?= 8000
PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint benchmarks lock messages reference clean

demo: $(READY)  ## The Montréal network, rehearsed: past days, then today, live
	@$(BIN)/veille demo --port $(PORT)

test: $(READY)  ## Every test
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder --cov --cov-report=term

lint: $(READY)  ## Style and types
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/ruff format --check src tests benchmarks
	@$(BIN)/mypy

benchmarks: $(READY)  ## Measure, and write docs/benchmarks.md
	@$(BIN)/python -m benchmarks

messages: $(READY)  ## Bring the French catalogue up to date and compile it
	@$(BIN)/python -m tests.web.messages

reference: $(READY)  ## Write what docs/ has of the law, the course of a case and foresight
	@$(BIN)/python -m tests.law.reference
	@$(BIN)/python -m tests.diversion.reference
	@$(BIN)/python -m tests.foresight.reference

lock:  ## Names, versions and hashes of everything, anew
	@$(BIN)/uv pip compile pyproject.toml --all-extras --group build --group test --group lint \
	    --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	    --python-version 3.11 --universal -q -o requirements.lock

clean:  ## What was made, except var/
	@rm -rf $(VENV) build dist src/*.egg-info .coverage* .pytest_cache .mypy_cache .ruff_cache

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo 'Veille needs Python 3.11 or later; set PYTHON= to one.'; exit 1; }
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@echo 'Installing what Veille needs into $(VENV) …'
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
