# The portal's commands. `make demo` to see it, `make test` to prove it.
.DEFAULT_GOAL := help
.PHONY: help demo demo-reset web worker beat test lint types bench vendor lock lock-check secrets-baseline ci

PY := .venv/bin/python
BIN := .venv/bin
PORT ?= 8000
export PORT

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

demo: ## everything for a first look: installs, seeds, starts web, worker and beat
	@tools/bootstrap.sh run
	@exec $(PY) tools/run_demo.py

demo-reset: ## throw the demo's data away and start afresh
	@tools/bootstrap.sh run
	@exec $(PY) tools/run_demo.py --reset

web: ## the web process alone, in the foreground
	@exec $(BIN)/gunicorn -c deploy/gunicorn.conf.py

worker: ## the worker alone, in the foreground
	@exec $(BIN)/celery -A qcdc worker --without-gossip --without-mingle --loglevel INFO

beat: ## the timetable alone, in the foreground
	@exec $(BIN)/celery -A qcdc beat --loglevel INFO

test: ## the whole suite on SQLite, and on PostgreSQL and Redis where installed
	@tools/bootstrap.sh test
	@tools/test.sh

lint: ## style, import contracts, templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/djlint --quiet --lint templates

types: ## static types
	@$(BIN)/mypy

bench: ## speed as ratios to floors measured in the same run
	@$(PY) -m benchmarks

vendor: ## copy the pinned front-end assets from npm into static/vendor
	@npm ci --no-fund --no-audit
	@$(PY) tools/vendor_assets.py

lock: ## compile pyproject.toml's ranges into exact pins with hashes
	@tools/lock.sh

lock-check: ## would Python 3.12 and 3.13 accept the pins?
	@tools/lock.sh --check

secrets-baseline: ## accept what the secret scanner finds, after looking at every line of the difference
	@$(BIN)/detect-secrets scan \
		--exclude-files '^(constraints/|package-lock\.json|static/vendor/|tests/|\.secrets\.baseline)' \
		> .secrets.baseline.new && mv .secrets.baseline.new .secrets.baseline

ci: ## everything that has to pass before a change is taken
	@.ci/run
