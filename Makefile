# Everything that a developer does. `make demo` and `make test` do all the set-up themselves.

PYTHON ?= python3
# One more than CI has cores: a test that waits for its browser or its server leaves a core idle.
WORKERS ?= 3
VENV := .venv
BIN := $(VENV)/bin
DEMO := .venv-demo
LOCK := .venv-lock
MAKE_ENVIRONMENT := $(PYTHON) tools/environment.py

.PHONY: demo check test installs docs lint benchmarks lock messages reference deb clean dev-environment

demo:  ## The Montréal network, rehearsed: past days, then today, live
	@$(MAKE_ENVIRONMENT) $(DEMO) locks/demo.txt
	@$(DEMO)/bin/veille demo $(if $(PORT),--port $(PORT))

test: dev-environment  ## Every test but those of `make installs`; COVERAGE=1: which lines and branches it runs
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) $(if $(COVERAGE),--cov --cov-report=term)

check: dev-environment lint  ## While at work: style, types, and what needs no browser, process or walk
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) \
	    -m 'not browser and not process and not postgresql and not walk and not long and not installs'

installs: dev-environment  ## Each lock and each extra, in new environments: needs a package registry
	@$(BIN)/python -m pytest tests/installs -m installs

docs: dev-environment  ## The documentation as a site, in build/docs
	@$(BIN)/mkdocs build --strict -q

lint: dev-environment  ## Style and types
	@$(BIN)/ruff check src tests benchmarks tools
	@$(BIN)/ruff format --check src tests benchmarks tools
	@$(BIN)/mypy

benchmarks: dev-environment  ## Measure, and write docs/benchmarks.md
	@$(BIN)/python -m benchmarks

messages: dev-environment  ## Bring the French catalogue up to date and compile it
	@$(BIN)/python -m tests.web.messages

reference: dev-environment  ## Write what docs/ has of access, settings, the law, the course of a case and foresight
	@$(BIN)/python -m tests.web.reference
	@$(BIN)/python -m tests.web.settings_reference
	@$(BIN)/python -m tests.law.reference
	@$(BIN)/python -m tests.web.law_api_reference
	@$(BIN)/python -m tests.diversion.reference
	@$(BIN)/python -m tests.foresight.reference
	@$(BIN)/python -m tests.ledger.sync.reference

# A lock starts from the versions that it holds; `make lock UPGRADE=--upgrade` takes the newest.
COMPILE = $(LOCK)/bin/uv pip compile --no-strip-extras --universal --python-version 3.11 \
    --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -q $(UPGRADE)
DEMO_EXTRAS := site law supply watch foresight print

lock:  ## Names, versions and hashes of everything, anew, from pyproject.toml
	@$(MAKE_ENVIRONMENT) --only-lock $(LOCK) locks/lock.txt
	@$(COMPILE) pyproject.toml --all-extras --group build --group docs --group lint --group lock --group test -o locks/dev.txt
	@$(COMPILE) pyproject.toml -c locks/dev.txt $(addprefix --extra ,$(DEMO_EXTRAS)) --group build -o locks/demo.txt
	@$(COMPILE) pyproject.toml -c locks/dev.txt --extra site --group build -o locks/site.txt
	@$(COMPILE) -c locks/dev.txt --group lock -o locks/lock.txt

deb:  ## The package for Debian 12, in build/; ARCH=arm64 for a Raspberry Pi. Needs dpkg-deb and a package registry
	@$(PYTHON) tools/deb.py $(if $(ARCH),--arch $(ARCH))

clean:  ## What was made, except var/
	@rm -rf $(VENV) $(DEMO) $(LOCK) .venv*.lock build dist src/*.egg-info .coverage* .pytest_cache .mypy_cache .ruff_cache

dev-environment:
	@$(MAKE_ENVIRONMENT) $(VENV) locks/dev.txt
