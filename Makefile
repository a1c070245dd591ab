# The commands of this project. `make` lists them; each works in a fresh clone.
# PYTHON chooses the interpreter (3.11 to 3.14), ARGS is passed on: make test ARGS=tests/cli

PY = .venv/bin/python
ARGS =

.DEFAULT_GOAL = help
# Some machines forbid it, and then every process that is started compiles all it imports anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo run test test-long soak soak-release check image-check bench docs lock clean runtime dev

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' Makefile

demo: runtime ## replay the example briefs, and write them as a page; ARGS=--open opens it
	@.venv/bin/briefbot demo $(ARGS)

run: runtime ## open the chat page on this machine and post what is due; ARGS=--help tells more
	@.venv/bin/briefbot run --open $(ARGS)

# Many tests wait for processes of their own: more workers than processors are faster.
WORKERS = $$((2 * $$(getconf _NPROCESSORS_ONLN) + 1))

test: dev ## run the tests, on all processors
	@$(PY) -m pytest -n $(WORKERS) $(ARGS)

test-long: dev ## run those, too, that take long
	@$(PY) -m pytest -m "" -n $(WORKERS) $(ARGS)

soak: dev ## simulate 100 days, kill and mutate for half an hour; figures in build/soak.json
	@PYTHONPATH=tests $(PY) -m soak $(ARGS)

soak-release: dev ## the same before a release: twice as much, in some three quarters of an hour
	@PYTHONPATH=tests $(PY) -m soak --days 200 --postgresql-runs 10 --examples 500 --moments 3 $(ARGS)

check: dev ## formatting, lint, types, the law of imports
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -m pytest -q tests/test_imports.py
	@$(PY) scripts/rule_pages.py --check
	@$(PY) scripts/picture.py --check
	@$(PY) scripts/page_picture.py --check
	@$(PY) scripts/chat_picture.py --check

image-check: ## lint the Dockerfile, and look for secrets in all that is under version control
	@sh scripts/image_check.sh

bench: dev ## measure, as ratios within one run
	@missed=0; for file in benchmarks/*.py; do \
		PYTHONPATH=.:tests $(PY) "$$file" || missed=1; \
	done; exit $$missed

docs: dev ## write the pages in docs/rules and the pictures in README anew
	@$(PY) scripts/rule_pages.py
	@$(PY) scripts/picture.py
	@$(PY) scripts/page_picture.py
	@$(PY) scripts/chat_picture.py

# The locks name no package index. `uv` is needed (https://docs.astral.sh/uv/), for this one only.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

lock: ## resolve the lock files anew, with uv
	@command -v uv >/dev/null || { echo "make lock needs uv -- https://docs.astral.sh/uv/" >&2; exit 1; }
	@$(COMPILE) --upgrade pyproject.toml --group build -o requirements.lock
	@$(COMPILE) --upgrade pyproject.toml --group build --group test --group check \
		--constraint requirements.lock -o requirements-dev.lock
	@$(COMPILE) --upgrade --group image -o requirements-image.lock

clean: ## remove what was made: the environment, pages and caches
	@rm -rf .venv build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find src tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	@sh scripts/setup.sh runtime

dev:
	@sh scripts/setup.sh dev
