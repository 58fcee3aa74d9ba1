# One word for each thing; `make check` is all that CI does.
PYTHON ?= .venv/bin/python
RUN = $(PYTHON) -m
SHARED ?= ../shared
MINUTES ?= 10

LOWEST = build/lowest

.PHONY: lowest lock audit fuzz help check fix lint imports types test quality cassettes faults docs docs-check build clean

help:  ## This list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/'

check: lint imports types test docs-check  ## All that CI does

fix:  ## Format, and mend what can be mended
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

lint:  ## Format and lint, changing nothing
	$(RUN) ruff format --check .
	$(RUN) ruff check .

imports:  ## Imports go down only
	$(PYTHON) -c "import sys; from importlinter.cli import lint_imports_command as c; c()"

types:  ## Strict types
	$(RUN) mypy

test:  ## All tests, with coverage
	$(RUN) coverage erase
	$(RUN) coverage run -m pytest
	$(RUN) coverage combine -q
	$(RUN) coverage report

quality:  ## The open road with kept replies against pinned floors (SHARED=folder of the data)
	$(RUN) benchmarks.quality --shared $(SHARED)

faults:  ## Put faults in (servers, files, signals) and print what each costs; under 15 minutes
	$(RUN) benchmarks.faults

cassettes:  ## Record the cassettes anew from kept replies (SHARED=folder; LOWER="why" where a figure fell)
	SHARED=$(SHARED) LOWER="$(LOWER)" $(RUN) pytest tests/test_recorded.py -k article --record-mode=rewrite

docs:  ## Write docs/commands.md from the commands' own help
	$(PYTHON) docs/commands.py

docs-check:  ## docs/commands.md is what the commands say
	$(PYTHON) docs/commands.py --check

fuzz:  ## Ten minutes of odd input for readers, answers and the verifier (MINUTES=10)
	$(RUN) benchmarks.fuzzing --minutes $(MINUTES)

lowest:  ## The suite with the lowest versions that are allowed, in an environment of its own
	$(PYTHON) -m venv --clear $(LOWEST)
	$(LOWEST)/bin/python -m pip install -q uv
	VIRTUAL_ENV=$(LOWEST) $(LOWEST)/bin/uv pip install -q --resolution lowest-direct -e '.[dev]'
	$(LOWEST)/bin/python -m pytest -q

lock:  ## Write requirements/dev.lock anew
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header -q -o requirements/dev.lock

audit:  ## Ask pip-audit about the lock; what it may find is explained in SECURITY.md
	pip-audit -r requirements/dev.lock --disable-pip --require-hashes

build:  ## sdist and wheel
	$(RUN) build

clean:  ## Forget what can be made again
	rm -rf build dist .coverage* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
