# make        build dist/index.html from the committed weights
# make test   set up what the tests need, a Chromium too, and run them
# make test-slow  what takes longer: Firefox and WebKit, installed where they can be; kills, wheels
# make lint   ruff and mypy; the page's JavaScript and the workflows where their linters are present
# make results  run the studies that results/ lacks, then write their tables and figures; JOBS=8
# make clean  remove everything that the commands above made
#
# Another Python: make PYTHON=python3.12. Another browser for the tests: make test CHROMIUM=/path/to/it.

PYTHON ?= python3
PYTEST_FLAGS ?= --numprocesses auto --maxprocesses 4 --dist worksteal

BIN := .venv/bin
INSTALLED := .venv/installed-project
TESTS_INSTALLED := .venv/installed-tests
BROWSER_CHECKED := .venv/checked-browser
BROWSERS_INSTALLED := .venv/installed-browsers
STUDIES_INSTALLED := .venv/installed-studies
LINTERS_INSTALLED := node_modules/.package-lock.json

.DEFAULT_GOAL := page
.DELETE_ON_ERROR:
.PHONY: page test test-slow results lint lint-python lint-page lint-workflows clean

page: $(INSTALLED)
	@$(BIN)/python -m builder build

test: $(TESTS_INSTALLED) $(BROWSER_CHECKED)
	$(BIN)/python -m pytest $(PYTEST_FLAGS) -m "not slow"

# One after the other: a browser that waits for a busy machine tests nothing.
test-slow: $(BROWSERS_INSTALLED) $(BROWSER_CHECKED)
	@$(BIN)/python -m tests.browsers.drivers
	$(BIN)/python -m pytest -m slow

JOBS ?= 1
results: $(STUDIES_INSTALLED)
	$(BIN)/python -m trainer fetch mnist
	$(BIN)/python -m trainer fetch usps
	$(BIN)/python -m trainer study --jobs $(JOBS)
	$(BIN)/python -m trainer report

lint: lint-python lint-page lint-workflows

lint-python: $(TESTS_INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

ifneq ($(shell command -v npm 2>/dev/null),)
lint-page: $(INSTALLED) $(LINTERS_INSTALLED)
	rm -rf build/js
	$(BIN)/python -m builder modules --output build/js
	npm run --silent types
	npm run --silent lint
else
lint-page:
	@echo "lint: npm not found, the page's JavaScript is not checked."
endif

ifneq ($(shell command -v actionlint 2>/dev/null),)
lint-workflows:
	actionlint
else
lint-workflows:
	@echo "lint: actionlint not found, the workflows are not checked."
endif

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "make: Python 3.11 or newer is needed, but \`$(PYTHON)\` is not that;" \
	    "name another one, as in \`make PYTHON=python3.12\`." >&2; exit 2; }
	@echo "Making .venv ..."
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "make: \`$(PYTHON) -m venv\` failed; on Debian and Ubuntu, install python3-venv." >&2; \
	  exit 2; }

$(INSTALLED): pyproject.toml | .venv/bin/python
	@echo "Installing the project into .venv ..."
	@$(BIN)/python -m pip install -qq --editable .
	@touch $@

$(TESTS_INSTALLED): pyproject.toml | .venv/bin/python
	@echo "Installing the project and its test tools into .venv ..."
	@$(BIN)/python -m pip install -qq --editable '.[tests]'
	@touch $@ $(INSTALLED)

$(BROWSERS_INSTALLED): pyproject.toml | .venv/bin/python
	@echo "Installing what drives other browsers into .venv ..."
	@$(BIN)/python -m pip install -qq --editable '.[tests,browsers]'
	@touch $@ $(TESTS_INSTALLED) $(INSTALLED)

$(STUDIES_INSTALLED): pyproject.toml | .venv/bin/python
	@echo "Installing the project and what its studies need into .venv ..."
	@$(BIN)/python -m pip install -qq --editable '.[studies]'
	@touch $@ $(INSTALLED)

$(BROWSER_CHECKED): tests/support/browser/chromium.py $(TESTS_INSTALLED)
	@$(BIN)/python -m tests.support.browser
	@touch $@

$(LINTERS_INSTALLED): package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

clean:
	rm -rf .venv node_modules build *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
