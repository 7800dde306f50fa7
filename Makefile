# Two commands do all of it on a fresh machine with python3 and make: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LAKE ?= lake

.PHONY: run test browser crash fuzz test-spark lint lock clean

run: $(READY) ## the main job on the offline newsroom, and what landed
	$(BIN)/dateline demo --lake $(LAKE)

test: $(READY) ## every test
	$(BIN)/pytest

browser: ## Debian's chromium, for the tests of report and serve; they are left out, loudly, where there is none
	command -v chromium > /dev/null || { apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-noto-core; }

crash: $(READY) ## the whole line killed 30 times, and three runs at once six times
	DATELINE_CRASH_KILLS=30 DATELINE_CRASH_CROWDS=6 $(BIN)/pytest tests/crash

fuzz: $(READY) ## a million feed documents broken at random (hours)
	DATELINE_MUTATED=1000000 $(BIN)/pytest tests/transforms/poll_feeds/test_mutated_documents.py

test-spark: $(READY) ## Spark reads the lake (needs Java; brings pyspark, 400 MB)
	$(BIN)/pip install --quiet --editable '.[spark]'
	$(BIN)/pytest -m spark

lint: $(READY) ## ruff, mypy --strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: $(READY) ## exact versions of all dependencies, anew
	$(BIN)/pip install --quiet pip-tools==7.6.2
	$(BIN)/pip-compile --quiet --upgrade --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras \
	  --extra dev --generate-hashes --output-file requirements.lock pyproject.toml

clean: ## the environment and the demo's lake
	rm -rf $(VENV) $(LAKE)

# The installation compiles what has a .pxd beside it (setup.py).
TYPED := $(wildcard transforms/strip_boilerplate/*.pxd)
COMPILED := setup.py $(TYPED) $(TYPED:.pxd=.py) $(wildcard transforms/strip_boilerplate/*.pyx)

$(READY): requirements.lock pyproject.toml $(COMPILED)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@
