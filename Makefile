.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset screenshots setup-tests test test-fast bench faults naughty machines lint format messages lock audit sbom licences access access-table mutants

BIN := .venv/bin

help:  ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## Install what the site needs: libraries, .venv, locked packages
	@sh portal/setup.sh

demo: setup  ## A believable shop at http://localhost:8000 (PORT=8100 make demo)
	@exec $(BIN)/python -m portal.demo

demo-reset:  ## Forget the demo shop; the next make demo builds a new one
	rm -rf var/demo

screenshots: setup-tests  ## Take the pictures of README and manuals anew, of a demo that runs (PORT as for make demo)
	@$(BIN)/python -m portal.demo.screenshots

setup-tests:
	@sh portal/setup.sh tests

test: setup-tests  ## Everything: lint, tests on SQLite and PostgreSQL, browser journeys
	@exec $(BIN)/python -m tests.run

test-fast: setup-tests  ## Tests on SQLite without the browser
	@$(BIN)/pytest -n 2 --ignore=tests/journeys

bench: setup-tests  ## What searching, pages and the rest cost, against peers of the same run (BENCH="--write BENCHMARKS.md")
	@exec $(BIN)/python -m tests.bench $(BENCH)

faults: setup-tests  ## Kill processes while they write and look what is left, on both databases (FAULTS="3 --trials 30")
	@exec $(BIN)/python -m tests.faults $(FAULTS)

naughty: setup-tests  ## Every naughty string in every input, on both databases; hours (NAUGHTY="sqlite -- -k customer")
	@exec $(BIN)/python -m tests.house.naughty $(NAUGHTY)

machines: setup-tests  ## Two web servers, two workers and a tick as one shop, on PostgreSQL, Redis and S3
	@exec $(BIN)/python -m tests.machines

access: setup-tests  ## Who may open what: every address, by every method, asked by everybody
	@MATRIX=whole $(BIN)/pytest -q tests/house/access

access-table: setup-tests  ## Write tests/house/access/matrix.csv anew from what is so; read the difference
	@ACCESS_TABLE=1 $(BIN)/pytest -q tests/house/access/test_everybody_stops_at_their_door.py -k written_anew

mutants: setup-tests  ## Take every check of every door away once: at least 95 of 100 have to be noticed
	@$(BIN)/python -m tests.house.access.mutants $(MUTANTS)

lint: setup-tests  ## Style, types, templates, arrows, migrations
	@$(BIN)/python -m tests.run lint

format: setup-tests  ## Let ruff put the code in order
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

messages: setup-tests  ## Collect texts to translate into portal/locale, then compile them
	@DEBUG=1 DATA_DIR=var/messages $(BIN)/python manage.py makemessages -l pl -l ru --no-location --no-obsolete \
		--no-wrap --ignore .venv --ignore var --ignore tests
	@$(BIN)/python -m portal.translations

audit: setup-tests  ## Is any locked package known to have a hole? By our own list, and by pip-audit where it can
	@$(BIN)/python -m tests.supply audit

sbom: setup-tests  ## A bill of materials (CycloneDX) of each locked file, into var/sbom
	@$(BIN)/python -m tests.supply sbom

licences: setup-tests  ## Write down the licence of every locked package
	@$(BIN)/python -m tests.supply licences

lock: setup-tests  ## Choose the newest allowed packages again and write the locked files
	@$(BIN)/uv pip compile pyproject.toml --universal --upgrade --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --quiet -o requirements.txt
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --upgrade --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --quiet -c requirements.txt -o requirements-dev.txt
	@$(BIN)/uv pip compile pyproject.toml --extra semantic --universal --upgrade --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --quiet -c requirements.txt -o requirements-semantic.txt
	@$(BIN)/uv pip compile pyproject.toml --extra scale --universal --upgrade --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --quiet -c requirements.txt -o requirements-scale.txt
