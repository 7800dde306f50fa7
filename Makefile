# Two commands do all of it on a fresh machine with python3 and make: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LAKE ?= lake
# Engines lie outside the repository, one of each version of Beam.
ENGINES ?= $(HOME)/.cache/dateline
BEAM := $(shell sed -n 's/^apache-beam==\([0-9.]*\).*/\1/p' requirements.lock)
PRISM := $(ENGINES)/prism-$(BEAM)
FLINK := $(ENGINES)/beam-runners-flink-1.20-job-server-$(BEAM).jar

.PHONY: run test browser docs release crash crawl fuzz prism flink test-engines test-engines-short soak test-spark lint lock clean

run: $(READY) ## the main job on the offline newsroom, and what landed
	$(BIN)/dateline demo --lake $(LAKE)

test: $(READY) ## every test
	$(BIN)/pytest

browser: $(READY) ## chromium (Debian's) and its driver, for the tests of report and serve; without them these are left out, loudly
	$(BIN)/pip install --quiet playwright==1.65.2
	command -v chromium > /dev/null || { apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-noto-core; }

docs: $(READY) ## the documentation as a site, in site/
	$(BIN)/pip install --quiet mkdocs-material==9.8.2
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

release: $(READY) ## a wheel in dist/, installed in an empty environment, where the demo must run
	rm -rf dist build/release && $(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .
	$(PYTHON) -m venv build/release
	build/release/bin/pip install --quiet "$$(ls dist/dateline-*.whl)[report]"
	cd build && release/bin/dateline demo --lake release/lake && release/bin/dateline report release/lake -o release/report.html

crash: $(READY) ## the whole line killed 30 times, and three runs at once six times
	DATELINE_CRASH_KILLS=30 DATELINE_CRASH_CROWDS=6 $(BIN)/pytest tests/crash

fuzz: $(READY) ## a million feed documents broken at random (hours)
	DATELINE_MUTATED=1000000 $(BIN)/pytest tests/transforms/poll_feeds/test_mutated_documents.py

prism: $(PRISM) ## Beam's Prism runner, built from Beam's Go module (needs Go; some minutes, once)

flink: $(FLINK) ## Beam's job server for Flink, with a Flink in it, from Maven (needs Maven and Java; some 300 MB, once)

test-engines: $(READY) ## batch and stream on the engines that are there, 20,000 pages (some 20 minutes)
	DATELINE_ENGINES=$(ENGINES) DATELINE_ENGINE_PAGES=20000 $(BIN)/pytest -rs -m engines tests/engines

test-engines-short: $(READY) ## the same with 300 pages, as .ci/run has it
	DATELINE_ENGINES=$(ENGINES) $(BIN)/pytest -rs -m engines tests/engines

soak: $(READY) ## half an hour of feeds that grow and fail, with two kills, on the engines that are there; memory by the minute
	DATELINE_ENGINES=$(ENGINES) DATELINE_SOAK_S=1800 DATELINE_SOAK_KILLS=2 $(BIN)/pytest -rs -s -m engines tests/engines/test_unbounded.py -k grow

crawl: $(READY) ## 10 GB of crawl read in flat memory, killed once and taken up again (hours, and 12 GB of disk)
	$(BIN)/python benchmarks/ingest_crawl.py

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

$(PRISM):
	mkdir -p $(ENGINES)/.new
	GOBIN=$(ENGINES)/.new go install github.com/apache/beam/sdks/v2/go/cmd/prism@v$(BEAM)
	mv $(ENGINES)/.new/prism $@

$(FLINK):
	mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -DoutputDirectory=$(ENGINES) \
	  -Dartifact=org.apache.beam:beam-runners-flink-1.20-job-server:$(BEAM)

# The installation compiles what has a .pxd beside it (setup.py).
TYPED := $(wildcard transforms/*/*.pxd)
COMPILED := setup.py $(TYPED) $(TYPED:.pxd=.py) $(wildcard transforms/*/*.pyx)

$(READY): requirements.lock pyproject.toml $(COMPILED)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@
