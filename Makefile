# Everything a person or CI does here. The tools come from requirements.lock, by hash, into .venv.
.DEFAULT_GOAL := help
.PHONY: help setup web packages up demo scan test check parts unit browser fix bench soak smoke wheel docs lock clean

# Each of the hundreds of programs that tests start would else compile what it imports.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
TARGET ?= .
BENCHMARKS := $(sort $(wildcard bench/*.py))
NPM := tools/node.sh npm --prefix web

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

setup: .venv/.done ## install everything into .venv; quick when nothing changed

.venv/.done: requirements.lock pyproject.toml
	python=$$(tools/python.sh) && tools/uv.sh venv --quiet --allow-existing --python "$$python" .venv
	@# Compiled once, for the same reason.
	tools/uv.sh pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes --only-binary :all: requirements.lock
	tools/uv.sh pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

web: ## build the console; quick when nothing changed
	@tools/web.sh

packages:
	@tools/web.sh packages

up: setup web ## set everything up and open the console
	@$(BIN)/akwarden up

demo: setup web ## the same, with an organisation made up
	@$(BIN)/akwarden demo

scan: setup ## scan TARGET=path for leaked keys (default: this folder)
	@$(BIN)/akwarden scan "$(TARGET)"

test: ## set up, check, run every test; print the minutes of each
	@MAKE="$(MAKE)" tools/stages.sh setup parts web check unit browser

check: setup web ## format, lint, types, import contracts, rules, the console, and a scan of this repository
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/akwarden rules check
	$(BIN)/akwarden detect check
	$(BIN)/akwarden scan --respect-gitignore --fail-on low .
	@# The types of the console were checked when it was built.
	$(NPM) run lint
	$(NPM) run api -- --check
	$(NPM) run check-messages
	$(NPM) run test
	$(NPM) run check-budget

parts: ## install what the tests need beside .venv: PostgreSQL, Chromium, a Chinese font, Java, .venv-spark
	@tools/parts.sh
	@tools/spark.sh

unit: setup ## run the tests alone, but for those in a browser
	$(BIN)/pytest -n auto --ignore tests/browser

browser: setup web ## run the tests in a browser; screenshots land in dist/screenshots
	$(BIN)/pytest -n auto -rP tests/browser

fix: setup packages ## format, and mend what the linters can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(NPM) run fix

bench: setup ## run the benchmarks, in order
	@worst=0; for script in $(BENCHMARKS); do echo "== $$script"; $(BIN)/python "$$script" || worst=$$?; done; exit $$worst
	$(if $(BENCHMARKS),,@echo "There are no benchmarks yet.")

soak: setup ## run the long tests
	$(BIN)/pytest -m soak --timeout=0 --hypothesis-profile=soak

smoke: setup ## run tccli and the official SDKs of other languages against the emulator; needs npm, go, mvn, a network
	tools/sdk_smoke/run.sh

wheel: setup web ## build the wheel and the sdist, console included, into dist
	tools/uv.sh build --quiet --python $(BIN)/python

docs: setup packages ## make the generated pages anew, and the types that the console has of the API
	$(BIN)/python -m docs.generate
	$(NPM) run api

lock: ## bring the locks in line with pyproject.toml, tools/*.in and web/package.json; UPGRADE=1 takes the newest of everything
	tools/uv.sh pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: \
		--extra server --group tests --group typing --group docs --group dev $(if $(UPGRADE),--upgrade) \
		--custom-compile-command "make lock" --output-file requirements.lock pyproject.toml
	tools/uv.sh pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		--constraints requirements.lock $(if $(UPGRADE),--upgrade) \
		--custom-compile-command "make lock" --output-file requirements-spark.lock tools/spark.in
	tools/uv.sh pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: --no-annotate \
		$(if $(UPGRADE),--upgrade) --custom-compile-command "make lock" --output-file requirements-node.lock tools/node.in
	$(NPM) $(if $(UPGRADE),update,install) --package-lock-only --ignore-scripts

clean: ## remove what the other targets made
	rm -rf .venv .venv-spark .tools .tools-node web/node_modules src/akwarden/frontends/web dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools bench docs -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
