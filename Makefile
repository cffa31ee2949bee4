# One Makefile for officers (`make run`), developers (`make test`) and continuous integration.
# Everything is installed into .venv; nothing is written elsewhere but the browser for the tests.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
PYTEST := $(BIN)/python -m pytest
# Servers and commands that the tests start by the hundred are compiled once, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=
# Four workers for two cores, since the browser tests mostly wait; the one that is done first takes work from the others.
SPREAD := -n 4 --dist worksteal
# What exercises the engine; the commands that these tests start see AAPSIM_SOLVER.
ENGINE_TESTS := $(wildcard tests/unit/engine tests/golden tests/property/test_engine.py)

.DEFAULT_GOAL := help
.PHONY: help run setup dev browser test lint types compiled unit engine-scipy e2e typed round-trips permutations kills explain-campaign bench two-solvers national responsive curve demo lock wheels clean database presses writers tamper stateful postgresql

help:    ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Il faut Python 3.11 ou plus récent ; indiquez-le ainsi : make run PYTHON=/chemin/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Le module venv de Python manque ; sous Debian : apt install python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV)

# The stamps say which pins are installed: a changed pin installs again, an unchanged one costs nothing.
$(VENV)/.installed: requirements.txt constraints.txt | $(BIN)/python
	@echo "Installation des bibliothèques (une seule fois, une à deux minutes)…"
	@$(PIP) -r requirements.txt
	@touch $@

# One installation for both lists; what tests import is compiled when they import it, the rest never.
$(VENV)/.installed-dev: requirements.txt requirements-dev.txt constraints.txt | $(BIN)/python
	@$(PIP) --no-compile -r requirements-dev.txt
	@touch $(VENV)/.installed $@

setup: $(VENV)/.installed          ## what the dashboard needs
dev: $(VENV)/.installed-dev        ## what developers need

run: setup    ## start the dashboard on 127.0.0.1 (first free port from 8501; PORT=… chooses)
	@port="$(PORT)"; [ -n "$$port" ] || port=$$($(BIN)/python -c "$$FREE_PORT"); \
	echo "Tableau de bord : http://127.0.0.1:$$port  (Ctrl+C pour arrêter)"; \
	exec $(BIN)/python -m aapsim.ui.serve --server.port "$$port"

# Binding is the only sure way to know that a port is free.
define FREE_PORT
import socket
for port in range(8501, 8600):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            continue
    print(port)
    break
endef
export FREE_PORT

browser:    ## Chromium and fonts for the browser tests, where this machine may install them
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null 2>&1 && exit 0; done; \
	if ! command -v apt-get >/dev/null 2>&1; then echo "Chromium est absent : installez-le pour les essais d'écran." >&2; exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then as_root=""; \
	elif sudo -n true 2>/dev/null; then as_root="sudo"; \
	else echo "Chromium est absent (apt install chromium) : les essais d'écran seront passés." >&2; exit 0; fi; \
	$$as_root apt-get update -qq \
	  && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends \
	     chromium fonts-liberation fonts-dejavu-core >/dev/null

database:    ## a PostgreSQL server for the tests, where this machine may install one
	@{ command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1 && exit 0; \
	if ! command -v apt-get >/dev/null 2>&1; then echo "PostgreSQL est absent : ses essais seront passés." >&2; exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then as_root=""; \
	elif sudo -n true 2>/dev/null; then as_root="sudo"; \
	else echo "PostgreSQL est absent (apt install postgresql) : ses essais seront passés." >&2; exit 0; fi; \
	{ $$as_root apt-get update -qq \
	  && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends postgresql >/dev/null; } \
	  || echo "PostgreSQL n'a pas pu être installé : ses essais seront passés." >&2

test: lint browser database    ## everything: lint, types, every test (under ten minutes)
	@$(MAKE) --no-print-directory -j 2 --output-sync=target compiled types engine-scipy
	@$(PYTEST) -q $(SPREAD)

lint: dev    ## ruff, everything on (exceptions explained in pyproject.toml)
	@$(BIN)/python -m ruff check .

types: dev    ## mypy --strict
	@$(BIN)/python -m mypy

compiled: dev    # tests and what they import, compiled by one process before four would do it at once
	@$(PYTEST) -qq --collect-only >$(VENV)/.collected 2>&1 || { cat $(VENV)/.collected >&2; exit 1; }

unit: dev    ## the fast tests only
	@$(PYTEST) -q $(SPREAD) tests/unit tests/arch

engine-scipy: dev    ## the engine's tests once more, where highspy cannot be imported
	@AAPSIM_SOLVER=scipy $(PYTEST) -q -n 2 --dist worksteal -p tests.without_highspy $(ENGINE_TESTS)

e2e: dev browser    ## the browser tests only
	@$(PYTEST) -q $(SPREAD) tests/e2e

typed: dev browser    ## every application worked out by hand, typed into the form (a quarter of them in the normal run)
	@AAPSIM_TYPED=all $(PYTEST) -q $(SPREAD) tests/e2e/test_golden.py

round-trips: dev    ## the native table written and read back 300 times (45 in the normal run)
	@AAPSIM_ROUND_TRIPS=300 $(PYTEST) -q tests/property/test_native_table.py

permutations: dev    ## the same bytes in two processes and two orders, 100 times (eight in the normal run)
	@AAPSIM_PERMUTATIONS=100 $(PYTEST) -q tests/property/test_permutations.py

kills: dev database    ## twenty processes killed while they save, on both databases (two in the normal run); KILLS=200
	@AAPSIM_KILLS=$(or $(KILLS),20) $(PYTEST) -q -s tests/load/test_kills.py

presses: dev browser    ## PRESSES=300 presses of each kind while the page looks for news all the time (six)
	@AAPSIM_PRESSES=$(or $(PRESSES),300) $(PYTEST) -q -s tests/e2e/test_presses.py

writers: dev database    ## twenty processes saving at once, 200 edits each, both databases (four of ten); WRITERS=, EDITS=
	@AAPSIM_WRITERS=$(or $(WRITERS),20) AAPSIM_EDITS=$(or $(EDITS),200) $(PYTEST) -q -s tests/load/test_writers.py

tamper: dev    ## 100 bits turned over in the log, 100 in the file, 100 truncations (fifteen); TAMPERINGS=
	@AAPSIM_TAMPERINGS=$(or $(TAMPERINGS),100) $(PYTEST) -q -s tests/load/test_tamper.py

stateful: dev    ## anything in any order on the store: EXAMPLES=500 histories (twelve); SEED=N other ones
	@AAPSIM_HISTORIES=$(or $(EXAMPLES),500) AAPSIM_SEED=$(SEED) $(PYTEST) -q -s tests/unit/service/test_stateful.py

postgresql: dev database    ## the desk's tests once more, on PostgreSQL
	@AAPSIM_TEST_DATABASE=postgresql $(PYTEST) -q $(SPREAD) tests/unit/service

campaign: dev    ## generated cases against other solvers, COUNT=10000 of them (an hour)
	@$(BIN)/python -m tests.reference.campaign --count $(or $(COUNT),10000) --large $(or $(LARGE),300)

explain-campaign: dev    ## explanations checked by solving again: STATEMENTS=500 of them, INFEASIBLE=200 contradictions
	@$(BIN)/python -m tests.reference.explain_campaign --statements $(or $(STATEMENTS),500) --infeasible $(or $(INFEASIBLE),200)

curve: dev    ## the 200 points of a curve of 60 applications against 200 answers asked alone (five in the normal run)
	@AAPSIM_CURVE_POINTS=200 $(PYTEST) -q tests/property/test_curve.py

.venv-bench/.installed: requirements-bench.txt | $(BIN)/python
	@"$(BIN)/python" -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

bench: dev .venv-bench/.installed    ## benchmarks beside other solvers, into docs/mesures.md (hours; QUICK=1 for a few minutes)
	@$(BIN)/python benchmarks/run.py $(if $(QUICK),--quick) --python .venv-bench/bin/python --output docs/mesures.json
	@$(BIN)/python benchmarks/report.py docs/mesures.json docs/mesures.md docs/mesures.svg
	@$(BIN)/python benchmarks/bench_simulation.py --runs 3 --output docs/mesures-simulation.md
	@for script in $(filter-out benchmarks/bench_simulation.py,$(wildcard benchmarks/bench_*.py)); do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

two-solvers: dev .venv-bench/.installed    ## COUNT=2000 generated calls beside SCIP and CP-SAT: same status, never worse (an hour)
	@$(BIN)/python benchmarks/two_solvers.py --count $(or $(COUNT),2000) --python .venv-bench/bin/python

national: dev    ## a national case on a Dask cluster of this machine (minutes; needs requirements-dask.txt)
	@$(BIN)/python benchmarks/national.py

responsive: dev    ## another session's screen while 1 000 draws run; on a quiet machine
	@$(BIN)/python benchmarks/responsive.py

demo: setup    ## write the fictional applications again (same seed, same bytes)
	@$(BIN)/python data/demo/make_demo.py

lock: dev    ## write constraints.txt again from what is installed
	@{ echo "# Every pin that requirements-dev.txt brings in, direct or not. Written by: make lock"; \
	   $(BIN)/python -m pip freeze --disable-pip-version-check; } > constraints.txt

wheels: setup    ## check that every runtime dependency has a ready wheel for Windows
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --only-binary=:all: \
	  --platform win_amd64 --python-version 3.11 -r requirements.txt -d "$$folder" && ls "$$folder"

clean:    ## remove caches (the data and .venv stay)
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
