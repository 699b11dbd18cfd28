# make run   builds the environment and answers a question from the shipped graph
# make test  runs all checks
# make deps  installs the system packages that some tests want

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: run test deps clean

run: $(INSTALLED)
	@$(BIN)/kg relations Turkey Azerbaijan --format table

test: $(INSTALLED) $(if $(CI),deps)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest
	$(BIN)/kg validate --format table

# Nothing from outside PyPI is needed yet; packages for pictures and browsers come with the exports.
deps:
	@true

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache
