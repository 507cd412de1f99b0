# Everything a person or CI does here. The tools come from requirements.lock, by hash, into .venv.
.DEFAULT_GOAL := help
.PHONY: help setup up scan test check parts unit fix bench soak smoke docs lock clean

# Each of the hundreds of programs that tests start would else compile what it imports.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
TARGET ?= .
BENCHMARKS := $(sort $(wildcard bench/*.py))

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

setup: .venv/.done ## install everything into .venv; quick when nothing changed

.venv/.done: requirements.lock pyproject.toml
	python=$$(tools/python.sh) && tools/uv.sh venv --quiet --allow-existing --python "$$python" .venv
	@# Compiled once, for the same reason.
	tools/uv.sh pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes --only-binary :all: requirements.lock
	tools/uv.sh pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

up: setup ## open the console (to come; scans this folder for now)
	@echo "The console does not exist yet; scanning this folder instead."
	@$(BIN)/akwarden scan .

scan: setup ## scan TARGET=path for leaked keys (default: this folder)
	@$(BIN)/akwarden scan "$(TARGET)"

test: ## set up, check, run every test; print the minutes of each
	@MAKE="$(MAKE)" tools/stages.sh setup parts check unit

check: setup ## format, lint, types, import contracts, rules, and a scan of this repository
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/akwarden rules check
	$(BIN)/akwarden detect check
	$(BIN)/akwarden scan --respect-gitignore --fail-on low .

parts: ## install what the tests need beside .venv: PostgreSQL, Java, .venv-spark
	@tools/parts.sh
	@tools/spark.sh

unit: setup ## run the tests alone
	$(BIN)/pytest -n auto

fix: setup ## format, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## run the benchmarks, in order
	@worst=0; for script in $(BENCHMARKS); do echo "== $$script"; $(BIN)/python "$$script" || worst=$$?; done; exit $$worst
	$(if $(BENCHMARKS),,@echo "There are no benchmarks yet.")

soak: setup ## run the long tests
	$(BIN)/pytest -m soak --timeout=0 --hypothesis-profile=soak

smoke: setup ## run tccli and the official SDKs of other languages against the emulator; needs npm, go, mvn, a network
	tools/sdk_smoke/run.sh

docs: setup ## make the generated pages anew
	$(BIN)/python -m docs.generate

lock: ## bring the locks in line with pyproject.toml and tools/spark.in; UPGRADE=1 takes the newest of everything
	tools/uv.sh pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: \
		--extra server --group tests --group typing --group docs --group dev $(if $(UPGRADE),--upgrade) \
		--custom-compile-command "make lock" --output-file requirements.lock pyproject.toml
	tools/uv.sh pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		--constraints requirements.lock $(if $(UPGRADE),--upgrade) \
		--custom-compile-command "make lock" --output-file requirements-spark.lock tools/spark.in

clean: ## remove what the other targets made
	rm -rf .venv .venv-spark .tools dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools bench docs -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
