# docqa's commands. `make` alone lists them. Kept to what GNU make 3.81 knows: macOS ships that.

# make PYTHON=/path/to/python makes .venv with that one; without PORT Streamlit takes 8501, or the next one that is free.
PYTHON ?=
PORT ?=
venv_python := .venv/bin/python

# The marks of a finished installation. They carry what was installed in their names, so that only a change of content
# installs anew, not a file's date.
sum = $(shell cat $(1) | cksum | cut -d " " -f 1)
app := .venv/app-$(call sum,requirements.txt)
dev := .venv/dev-$(call sum,requirements-dev.txt requirements-builtin.txt)

# The first Python from 3.11 on that can make a virtual environment; a name that is only a shim of a version manager fails here.
find_python = $$(for name in $(PYTHON) python3.13 python3.12 python3.11 python3.14 python3; do \
	if $$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	echo $$name; break; fi; done)

# When .venv has no working Python (never made, or an upgrade took its Python away), it is made anew.
ifneq ($(shell $(venv_python) -c "print(1)" 2>/dev/null),1)
no_python := new-venv
endif

pip_install := $(venv_python) -m pip install --disable-pip-version-check --no-input
uv_compile = UV_CUSTOM_COMPILE_COMMAND="make lock" $(venv_python) -m uv pip compile --quiet --no-config --universal \
	--python-version 3.11 --generate-hashes $(LOCK)
lock_app = $(uv_compile) --only-binary :all: --emit-build-options requirements.in --output-file
lock_dev = $(uv_compile) requirements-dev.in --constraints requirements.txt --output-file

.PHONY: help run test quick check lock fresh clean new-venv
.DEFAULT_GOAL := help

help:
	@echo "make run     set docqa up in .venv (once) and open it in the browser; make run PORT=8600 for another port"
	@echo "make test    set up what the tests need too, and run them"
	@echo "make quick   those tests alone that need no model, no other process and no browser: under 20 seconds"
	@echo "make check   ruff, mypy, the import directions, and whether the requirements files are up to date"
	@echo "make lock    make requirements.txt and requirements-dev.txt anew from the .in files;"
	@echo "             make lock LOCK=--upgrade takes the newest versions"
	@echo "make clean   remove .venv and what the tools left; documents and conversations stay"

run: $(app)
	@exec $(venv_python) -m streamlit run rag.py $(if $(PORT),--server.port $(PORT))

# Three at once keep two cores busy while one waits; with four, browsers were so slow that now and then a click was lost.
# Who runs what is told in tests/conftest.py.
# Modules are kept compiled whatever the environment says: these are many processes, and each would compile them anew.
test: $(dev)
	PYTHONDONTWRITEBYTECODE= $(venv_python) -m pytest -n 3

quick: $(dev)
	PYTHONDONTWRITEBYTECODE= $(venv_python) -m pytest -q -m pure

check: $(dev) fresh
	$(venv_python) -m ruff check
	$(venv_python) -m ruff format --check
	$(venv_python) -m mypy
	$(venv_python) -m pytest tests/house/test_layers.py tests/house/test_requirements.py

lock: $(dev)
	$(lock_app) requirements.txt
	$(lock_dev) requirements-dev.txt

# Making the files anew from themselves must change nothing. Without the package index there is nothing to compare with.
fresh: $(dev)
	@work=$$(mktemp -d) && trap 'rm -rf "$$work"' EXIT && cp requirements.txt requirements-dev.txt "$$work" && \
	if $(lock_app) "$$work/requirements.txt" && $(lock_dev) "$$work/requirements-dev.txt"; then \
		for file in requirements.txt requirements-dev.txt; do \
			diff -q $$file "$$work/$$file" >/dev/null || { echo "$$file is out of date: run make lock."; exit 1; }; \
		done; \
	elif $(venv_python) -m pip download --quiet --retries 1 --timeout 10 --no-deps --only-binary :all: --dest "$$work" idna >/dev/null 2>&1; then exit 1; \
	else echo "The package index cannot be reached, so the requirements files were not compared with it."; fi

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .benchmarks

# An installation starts from an empty .venv and its mark is made last: one that broke off is simply done again, and pip
# keeps what it has downloaded.
$(app): $(no_python)
	@python="$(find_python)"; \
	if [ -z "$$python" ]; then \
		echo "docqa needs Python 3.11 or later: install it from https://www.python.org/downloads/ (on Debian and Ubuntu: sudo apt install python3-venv) and try again." >&2; \
		exit 1; \
	fi; \
	echo "Setting docqa up in .venv, with $$($$python --version). Once only: about 450 MB to download."; \
	$$python -m venv --clear .venv
	@$(venv_python) scripts/requirements_here.py requirements.txt > .venv/requirements.txt
	@$(pip_install) --progress-bar on -r .venv/requirements.txt
	@touch $@

$(dev): $(app)
	@rm -f .venv/dev-*
	@$(pip_install) --quiet --only-binary :all: -r requirements-dev.txt
	@$(pip_install) --quiet --no-deps --require-hashes -r requirements-builtin.txt
	@touch $@

new-venv:
