# Two commands: `make atlas` sets everything up and builds the atlas; `make test` sets everything up and runs the tests.
PYTHON ?= python3
BIN := .venv/bin
RUNTIME := .venv/.runtime
DEVELOPMENT := .venv/.development
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
.DEFAULT_GOAL := atlas

.PHONY: atlas test lint docs notebooks words lock bench bench-check peers load reproducible mutation fuzz faults audit sbom clean

atlas: $(RUNTIME)
	$(BIN)/corridors build

test: $(DEVELOPMENT)
	$(BIN)/python -m pytest

lint: $(DEVELOPMENT)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m numpydoc.hooks.validate_docstrings $$(git ls-files 'geo/*.py')
	$(BIN)/lint-imports --no-cache

# The site, in site/: open site/index.html; every link in it leads somewhere
docs: $(DEVELOPMENT)
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

# Runs the notebooks and writes them back with what they show
notebooks: $(DEVELOPMENT)
	$(BIN)/python notebooks/refresh.py

# Brings the catalogues of all languages up to words.pot; `make words NEW=tr` starts another language
words: $(DEVELOPMENT)
	$(BIN)/python .ci/words.py $(if $(NEW),--new $(NEW))

# Beside peers: a table, bench/out/ratios.json and bench/out/ratios.svg; some minutes
bench: $(DEVELOPMENT)
	$(BIN)/python bench/run.py
	$(BIN)/python bench/reading.py

# Fails where a ratio is more than 20 % worse than in bench/baseline.json
bench-check: $(DEVELOPMENT)
	$(BIN)/python bench/check.py

# Peers that are not locked: without them, their lines are left out
peers: $(DEVELOPMENT)
	$(BIN)/uv pip install -q --python $(BIN)/python --group peers -c requirements-dev.lock

# Long runs, each of minutes: an atlas of 100,000 links, the same bytes in 20 surroundings, tests that notice changes
load: $(DEVELOPMENT)
	$(BIN)/python bench/load.py

reproducible: $(DEVELOPMENT)
	$(BIN)/python tests/reproducible.py

mutation: $(DEVELOPMENT)
	$(BIN)/python bench/mutation.py

# Known weaknesses of what is locked, as the database of Python's package authority lists them; asks the network,
# and ends with 3 where nobody answers
audit: $(DEVELOPMENT)
	$(BIN)/python .ci/audit.py

sbom: .venv/bin/python
	$(BIN)/python .ci/sbom.py -o dist/sbom.cdx.json

# Other cases each time, of records by their structure, of every reader led by what its code does; some minutes
fuzz: $(DEVELOPMENT)
	FUZZ_CASES=20000 $(BIN)/python -m pytest -q tests/hostile/test_fuzz.py
	$(BIN)/python tests/hostile/guided.py --cases 2000

# Every command that writes killed, out of space, interrupted; disks that are too small, builds at once; payloads in
# every text. Half an hour and more on two processors; each walk tells what it is about to strike, and what it found
faults: $(DEVELOPMENT)
	FAULTS=all $(BIN)/python -m pytest -v -s tests/faults tests/hostile/test_injection.py

# The locks name versions and hashes, never where a package is downloaded from
lock: $(DEVELOPMENT)
	$(BIN)/uv pip compile -q pyproject.toml --group build --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --no-header -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --all-extras --group build --group dev -c requirements.lock \
		--generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header -o requirements-dev.lock

clean:
	rm -rf .venv build dist

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "corridors needs Python 3.11 or newer; name it: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python lacks its venv module; on Debian: apt install python3-venv" >&2; exit 1; }

$(RUNTIME): requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-build-isolation --editable .
	$(BIN)/python -m compileall -q geo cli
	@touch $@

$(DEVELOPMENT): requirements-dev.lock $(RUNTIME)
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
