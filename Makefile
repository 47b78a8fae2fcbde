# graphbuild: `make demo` and `make test` need only Python 3.11+ and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: demo test bench lint notebooks notebooks-run vocabulary editor clean

demo: $(VENV)/.ready ## build the bundled stories into graphbuild-demo/
	$(BIN)/graphbuild demo

test: $(VENV)/.ready-test ## run every test
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

bench: $(VENV)/.ready-test ## measure speed and memory: takes two hours
	$(BIN)/python -m tests.benchmarks --plot benchmark.png
	$(BIN)/python -m tests.benchmarks --sizes 1000 10000 100000 1000000 --longest 9 --by-hand-up-to 10000 --plot benchmark-short-lists.png
	$(BIN)/python -m tests.benchmarks.views
	$(BIN)/python -m tests.benchmarks.questions
	$(BIN)/python -m tests.benchmarks.cluster
	$(BIN)/python -m tests.benchmarks.kills

lint: $(VENV)/.ready-lint ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

notebooks: $(VENV)/.ready-notebooks ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

notebooks-run: $(VENV)/.ready-test ## run the notebooks; keep their outputs, and the pictures of the README
	$(BIN)/python -m tests.notebooks
	$(BIN)/python -m tests.view.picture

vocabulary: $(VENV)/.ready ## write ontology/index.html from the vocabulary and the shapes
	$(BIN)/python -m graphbuild.view.vocabulary

editor: ## write graphbuild/serve/page/editor.js anew (needs Node.js and npm)
	cd editor && npm ci --silent && npx esbuild editor.js --bundle --minify --format=esm --target=es2022 \
	  --metafile=bundled.json --outfile=../graphbuild/serve/page/editor.js && \
	  node licences.mjs bundled.json ../graphbuild/serve/page/editor.LICENSE.txt && rm bundled.json

clean: ## remove everything that the targets above have made
	rm -rf $(VENV) graphbuild-demo build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "graphbuild needs Python 3.11 or later; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

$(VENV)/.ready-notebooks: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[notebooks]'
	@touch $@

$(VENV)/.ready-lint: $(VENV)/.ready-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[lint]'
	@touch $@
