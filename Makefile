# Everything is done by small programs in tools/ and by the tools of .venv; no target needs another
# tool than Python 3.11, make and, for the front end, Node.js 20.19 (installed if it is missing).
PYTHON ?= python3
PORT ?= 8080
WORKERS ?= 2
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

.DEFAULT_GOAL := help
.PHONY: help setup run test fast lint web bench screenshots texts bundle lock migration clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install and build what is missing; does nothing the second time
	@$(PYTHON) -m tools.setup

run: setup ## Serve the demo city on PORT (8080)
	@exec $(BIN)/python -m server.cli run-demo --port $(PORT)

test: lint web ## Everything: lint, types, contracts, tests on SQLite, PostgreSQL and in a browser
	@$(BIN)/python -m tools.browser
	@$(BIN)/pytest -q -n $(WORKERS) --dist worksteal --cov --cov-report=html --cov-report=
	@echo "coverage $$($(BIN)/coverage report --format=total) %, by line in htmlcov/index.html"

fast: setup ## The tests of the rules and arithmetic only, in seconds
	@$(BIN)/pytest -q tests/core

lint: setup ## Format, lint, types, who may import whom
	@$(BIN)/ruff format --check --quiet --output-format concise .
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

web: setup ## Types and tests of the browser's scripts
	@$(PYTHON) -m tools.web

bench: setup ## Measure against the targets (ARGS=… is handed on)
	@$(BIN)/python -m tests.bench $(ARGS)

screenshots: setup ## Take the handbook's pictures anew
	@$(BIN)/python -m tools.browser
	@$(BIN)/python -m tools.screenshots $(ARGS)

texts: setup ## Collect the pages' sentences into the translators' files
	@$(BIN)/python -m tools.texts

bundle: setup ## Wheel and all it needs, to install without internet (FOR=win_amd64)
	@$(BIN)/python -m tools.bundle $(if $(FOR),--platform $(FOR))

lock: setup ## Lock the newest allowed versions of all packages
	@$(PYTHON) -m tools.lock

migration: setup ## New database migration from the tables: make migration m="add column"
	@$(BIN)/python -m tools.migration "$(m)"

clean: ## Remove what was installed and built; var/ stays
	@rm -rf .venv node_modules dist server/console/static/build .mypy_cache .ruff_cache \
	  .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
