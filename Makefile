# Two commands matter: `make demo` sets up, trains, indexes and serves; `make test` sets up and tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8080
EXTRAS := cpu,train,advice
comma := ,
# Without an NVIDIA GPU the small CPU build of PyTorch is enough; `make demo TORCH_INDEX=` switches that off.
CPU_INDEX := https://download.pytorch.org/whl/cpu
TORCH_INDEX ?= ask

# One process of tests a core, of one thread each; whole files at a time, in the order of tests/conftest.py.
TESTS := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help demo test test-all check format bench clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.train  ## set up, train, index and serve the shop, the widget and the desk
	@$(BIN)/frontdesk demo --port $(PORT)

test: $(VENV)/.dev  ## set up and run the tests (10 minutes at most)
	@$(TESTS) -m "not slow"

test-all: $(VENV)/.dev  ## also the tests that take longer
	@$(TESTS)

check: $(VENV)/.dev  ## formatting, lint, types, structure, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(MAKE) --no-print-directory test

format: $(VENV)/.dev  ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.dev  ## measure the running server, the store and the dialogue core; trains the shop first where that is missing
	@test -n "$$(ls artifacts/retail 2>/dev/null)" || $(BIN)/frontdesk train retail --effort quick
	@$(BIN)/python -m benchmarks.run

clean:  ## remove what was trained and stored, after asking (YES=1 does not ask); the virtual environment stays
	@test -n "$(YES)" || { printf 'Delete all models in artifacts/, and all conversations and accounts in var/? [y/N] '; read -r answer && test "$$answer" = y; }
	rm -rf artifacts var

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Frontdesk needs Python 3.11 or later: install it, or name it with PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Frontdesk needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V). Name another with PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make a virtual environment: on Debian and Ubuntu, apt install python3-venv."; exit 1; }

define INSTALL
	@$(BIN)/python -c 'import shutil, sys; sys.exit(shutil.disk_usage(".").free < 3 * 2**30)' || { echo "Less than 3 GB free here, the libraries need about 2 GB: make room, then run the command again."; exit 1; }
	@index="$(TORCH_INDEX)"; \
	if [ "$$index" = ask ]; then \
		index=; \
		if ! command -v nvidia-smi >/dev/null 2>&1 && $(BIN)/python -c "import urllib.request as u; u.urlopen('$(CPU_INDEX)/torch/', timeout=4)" >/dev/null 2>&1; then index=$(CPU_INDEX); fi; \
	fi; \
	echo "Installing libraries into $(VENV) (about 2 GB, once) ..."; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt $${index:+--extra-index-url $$index} --editable ".[$(1)]" \
		|| { echo "Installing failed, the lines above say at what. If it is the network: a package index must be reachable (pip config set global.index-url ...). If a package had to be compiled: on Debian and Ubuntu, apt install build-essential python3-dev."; exit 1; }
endef

$(VENV)/.train: pyproject.toml constraints.txt | $(BIN)/python
	$(call INSTALL,$(EXTRAS))
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(call INSTALL,$(EXTRAS)$(comma)dev)
	@touch $@ $(VENV)/.train
