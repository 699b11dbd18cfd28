# make run     builds the environment and answers a question from the shipped graph
# make test    runs all checks
# make check   runs the quick ones: lint, types, and tests without the slow ones and the browser
# make fuzz    runs CASES=2000 changed inputs of each kind, where the tests run 40
# make deps    installs what some tests want beside Python: Graphviz, Chromium, ICU, the readers of graph files
# make docs    writes the pages that follow from the program
# make gallery draws the pictures of docs/gallery.md anew
# make bench   measures against peers and writes docs/performance.md; SECTIONS="queries stores" some of it
# make soak    asks the server for SECONDS=600, as clients do that do not mean well, and watches its memory
# make names   fetches names and codes of states from the Unicode CLDR
# make editor  bundles the editor of queries anew, by npm
# make lock    writes the lock files after a change of pyproject.toml; make upgrade takes the newest of all
# make newest  runs the quick tests on the newest of all, and only reports
# make bare    proves `make run`, `make test` and the wheel on a Debian that has nothing else (needs root)
# make audit   lists the licences and the known faults of what the program needs
# make release builds what is published, with the list of what it needs, from the last commit into dist/

PYTHON ?= python3
SUITES ?= bookworm trixie
# What pytest runs; two processes, since more gain little and cost memory.
TESTS ?= -n 2 --dist worksteal

BIN := .venv/bin
RUN := .venv/.run
INSTALLED := .venv/.installed
# Where the tests' environment is there, the program has all that it needs.
READY := $(if $(wildcard $(INSTALLED)),$(INSTALLED),$(RUN))
TOOLS := .venv-tools/.installed
LOCKS := .ci/locks
IN_CI := $(filter-out false no 0,$(CI))

export PYTHON

.PHONY: run test check fuzz deps docs gallery names editor bench soak lock upgrade newest bare audit release clean

run: $(READY)
	@$(BIN)/kg relations Turkey Azerbaijan --format table

test: $(INSTALLED) $(if $(IN_CI),deps) lint
	$(BIN)/pytest $(TESTS)
	$(BIN)/kg validate --format table

check: $(INSTALLED) lint
	$(BIN)/pytest $(TESTS) -m "not slow and not browser"

CASES ?= 2000
fuzz: $(INSTALLED)
	KG_FUZZ=$(CASES) $(BIN)/pytest $(TESTS) tests/test_fuzz.py

.PHONY: lint
lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

deps: $(INSTALLED)
	@.ci/deps

$(RUN): pyproject.toml $(LOCKS)/run.txt $(LOCKS)/build.txt .ci/install
	@.ci/install run
	@touch $@

$(INSTALLED): pyproject.toml $(LOCKS)/dev.txt $(LOCKS)/build.txt .ci/install
	@.ci/install dev
	@touch $@

$(TOOLS): $(LOCKS)/tools.txt
	@.ci/install tools
	@touch $@

# The pages that follow from the program, and the output under the commands that they show.
docs: $(INSTALLED)
	$(BIN)/python docs/generate.py

# The pictures that pages show, by the commands above them.
gallery: $(INSTALLED)
	$(BIN)/python docs/gallery.py

# Names and codes of states from the Unicode CLDR.
names: $(INSTALLED)
	@.ci/names

# What kg/serve/static/editor.js takes of CodeMirror, as one file.
editor:
	@.ci/editor/build

bench: $(INSTALLED)
	$(BIN)/python benchmarks/run.py $(SECTIONS)

SECONDS ?= 600
soak: $(INSTALLED)
	$(BIN)/python benchmarks/soak.py --seconds $(SECONDS)

lock: $(TOOLS)
	@.ci/lock

upgrade: $(TOOLS)
	@.ci/lock --upgrade

newest: $(INSTALLED) $(TOOLS)
	@.ci/newest

bare: $(INSTALLED)
	@.ci/bare $(SUITES)

audit: $(INSTALLED) $(TOOLS)
	@$(BIN)/python .ci/supply.py audit

release: $(INSTALLED)
	@.ci/release

clean:
	rm -rf .venv .venv-tools .mypy_cache .pytest_cache .ruff_cache
