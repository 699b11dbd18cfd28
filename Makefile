# make run   builds the environment and answers a question from the shipped graph
# make test  runs all checks
# make deps  installs the system packages that some tests want
# make docs  writes the pages that follow from the program
# make gallery draws the pictures of docs/gallery.md anew
# make bench measures against peers and writes docs/performance.md
# make names fetches names and codes of states from the Unicode CLDR

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: run test deps docs gallery names bench clean

run: $(INSTALLED)
	@$(BIN)/kg relations Turkey Azerbaijan --format table

test: $(INSTALLED) $(if $(filter-out false no 0,$(CI)),deps)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest
	$(BIN)/kg validate --format table

# Graphviz draws, Chromium opens what was drawn, Noto has the letters of all names; the readers of graph files need
# node 20 or newer, with npm.
DEBIAN := graphviz chromium fonts-noto-core
SUDO := $(if $(filter-out 0,$(shell id -u)),sudo)

deps:
	$(SUDO) apt-get update -q
	DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -q --no-install-recommends $(DEBIAN)
	npm ci --prefix tests/readers --no-audit --no-fund

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/python -m compileall -q kg
	@touch $@

# The pages that follow from the program, and the output under the commands that they show.
docs: $(INSTALLED)
	$(BIN)/python docs/generate.py

# The pictures that pages show, by the commands above them.
gallery: $(INSTALLED)
	$(BIN)/python docs/gallery.py

# Names and codes of states from the Unicode CLDR.
names: $(INSTALLED)
	$(BIN)/python -m kg.importing.cldr

bench: $(INSTALLED)
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache
