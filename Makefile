# make run: set everything up and open the app.  make test: set everything up and check everything.
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test bench format clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## set up and open the app (plain lines where there is no terminal)
	@sh scripts/setup.sh run
	@exec .venv/bin/quizapp

test: ## set up and run every check: format, lint, types, floors, words, content, tests
	@sh scripts/setup.sh dev
	@sh scripts/check.sh

bench: ## print every figure beside its baseline
	@sh scripts/setup.sh dev
	@$(PY) -m benchmarks

format: ## put the code in the common form
	@sh scripts/setup.sh dev
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .

clean: ## take away what was built
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
