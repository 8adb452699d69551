# make demo: read the example reports.   make test: run the tests.   Both need Python 3.11 or newer, and nothing else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# The locks are whole, so nothing else is resolved: pip would ask for the newest where a pinned one is wanted with an extra.
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all:

GOLD   ?= ../shared/gold
OUT    ?= build/encoder

.DEFAULT_GOAL := help
.PHONY: help demo test lint types knowledge knowledge-check docs lock wheel train-encoder train-attribution figures picture golden clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

# What the program needs, pinned with hashes; then the package itself, in place.
$(VENV)/.runtime: requirements/runtime.lock requirements/build.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; name one with `make PYTHON=python3.12 …`")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo 'Installing the pinned requirements; this takes a minute.'
	@$(PIP) -r requirements/runtime.lock
	@$(PIP) -r requirements/build.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# What tests and checks need beside it.
$(VENV)/.dev: $(VENV)/.runtime requirements/dev.lock
	@$(PIP) -r requirements/dev.lock
	@touch $@

# What holds exports against the libraries of their standards; tests that need them are skipped without.
$(VENV)/.validators: $(VENV)/.dev requirements/validators.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: --no-binary pyicu,cpe --no-build-isolation -r requirements/validators.lock
	@touch $@

demo: $(VENV)/.runtime ## Read the example reports, write a page for each, and put them into a casebook
	@$(BIN)/onrecord read demo/reports --format html --out demo-out
	@$(BIN)/onrecord add demo/reports --case demo-out/demo.db
	@$(BIN)/onrecord link --case demo-out/demo.db
	@$(BIN)/onrecord check --case demo-out/demo.db --format jsonl > demo-out/findings.jsonl
	@echo
	@echo 'One claim, and why it is read so:'
	@echo
	@$(BIN)/onrecord explain demo/reports/2023-07-28-armistice-visit.html c1
	@echo
	@echo 'Two ways on:'
	@echo '  open demo-out/index.html in a browser: a page for each report, without a server'
	@echo '  $(BIN)/onrecord serve --case demo-out/demo.db --edit --open'
	@echo '      the same reports as a casebook in the browser: search, correct, keep a dossier, export it'

test: $(VENV)/.dev ## Run the tests
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.dev ## Check style and the layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: $(VENV)/.dev ## Check the types
	@$(BIN)/mypy

knowledge: $(VENV)/.dev ## Build the tables of the package from resources/
	@$(BIN)/python tools/build_knowledge.py

knowledge-check: $(VENV)/.dev ## Fail where the tables differ from resources/
	@$(BIN)/python tools/build_knowledge.py --check

docs: $(VENV)/.dev ## Write the pages of docs/ that are made from the code
	@$(BIN)/python tools/document.py

lock: ## Pin the requirements anew (needs uv)
	@$(BIN)/python tools/lock.py

wheel: $(VENV)/.dev ## Build the wheel into dist/
	@rm -rf dist
	@$(BIN)/python -m hatchling build -t wheel

train-encoder: ## Train the encoder anew from gold data; see training/encoder/README.md
	$(BIN)/python training/encoder/prepare.py $(GOLD) $(OUT)/data.pkl --own training/encoder/own_events.tsv --corpus training/corpus/corpus.jsonl
	$(BIN)/python training/encoder/train.py $(OUT)/data.pkl $(OUT)/run --passes 2 --seed 0
	$(BIN)/python training/encoder/export.py $(OUT)/run/last.pt $(OUT)/model
	$(BIN)/python training/encoder/evaluate.py $(GOLD) $(OUT)/model

train-attribution: $(VENV)/.runtime ## Train the linker of attributions anew on the shipped encoder; see training/attribution/README.md
	OMP_NUM_THREADS=1 $(BIN)/python training/attribution/train.py --gold $(GOLD)/attribution

figures: $(VENV)/.runtime ## Measure on annotated data, and write docs/figures.md
	@$(BIN)/python tools/figures.py $(GOLD)

golden: $(VENV)/.dev ## Renew the golden readings; look at the diff
	@$(BIN)/python -m pytest tests/golden --renew-golden

picture: $(VENV)/.runtime ## Make the README's pictures anew (needs chromium)
	@$(BIN)/python tools/picture.py

clean: ## Remove what was made
	@rm -rf $(VENV) dist build demo-out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
