# Vouchsafe. Needs Python 3.11 or newer and make; everything else is fetched from lock files. `make help` lists the rest.

PYTHON ?= python3
PORT ?= 8000
DATA ?= var/demo
WORKERS ?= auto
SECONDS ?= 600
TARGETS ?= bundle age sealed definition answers uploads mail
CLUSTER_STORE ?= rclone
CEPH_TESTS ?= $(addprefix vouchsafe/,common porch/tests/test_tus.py cases/tests/test_sweep.py config/tests/test_storage_checks.py)

BIN := .venv/bin
UV = $$(command -v uv || echo $(BIN)/uv) pip install --quiet --python $(BIN)/python
INSTALLED := .venv/.installed
NODE_MODULES := web/node_modules/.installed
LIGHTHOUSE := bench/lighthouse/node_modules/.installed
PROVIDER := e2e/provider/node_modules/.installed
PATTERNS := tools/patterns/node_modules/.installed
CLIENT := vouchsafe/client/manifest.json
CLIENT_SOURCES := $(shell find web/src -type f ! -name "*.test.ts") web/vite.config.ts
CATALOGUES := $(wildcard vouchsafe/locale/*/LC_MESSAGES/django.po)
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run demo-reset test lint unit e2e test-postgres-15 test-s3 test-ceph cluster cluster-stay cluster-programs drills rolling-upgrade containers container-programs screenshots docs docs-images fuzz audit audit-python audit-npm bench pytest vitest chromium programs bench-lighthouse build wheel reproducible messages language lock clean

help: ## list what can be made
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

run: build ## serve the demo: three doors on one port (PORT=8000), data in var/demo
	@exec $(BIN)/vouchsafe demo --port $(PORT) --data $(DATA)

demo-reset: build ## forget the demo's data and serve a fresh one
	@exec $(BIN)/vouchsafe demo --port $(PORT) --data $(DATA) --reset

test: lint vitest pytest ## everything: lint, unit tests on both sides, journeys in Chromium

lint: $(INSTALLED) $(NODE_MODULES) ## ruff, mypy, import-linter, Biome, tsc
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	tools/node biome check .
	tools/node tsc --noEmit

unit: vitest build programs $(PATTERNS) ## unit tests on both sides
	$(PYTEST) vouchsafe deploy

e2e: build chromium programs $(PROVIDER) ## journeys in Chromium
	$(PYTEST) e2e

test-postgres-15: build programs $(PATTERNS) ## the server's tests on Debian's PostgreSQL 15, given as a DATABASE_URL
	tools/postgres-15 $(PYTEST) vouchsafe

test-s3: build programs $(PATTERNS) ## the server's tests with a bucket of `rclone serve s3` in place of the folder
	VOUCHSAFE_TEST_STORAGE=s3 $(PYTEST) vouchsafe

test-ceph: build programs ## the tests of storage on a real Ceph RGW, started for them; CEPH_TESTS=vouchsafe for all of the server's
	tools/ceph-rgw $(if $(filter vouchsafe,$(CEPH_TESTS)),env VOUCHSAFE_TEST_STORAGE=s3) $(PYTEST) $(CEPH_TESTS)

cluster: build chromium cluster-programs ## a whole cluster on this machine, and journeys against it (root; CLUSTER_STORE=ceph for a real Ceph)
	$(BIN)/python -m deploy.local --store $(CLUSTER_STORE)

cluster-stay: build cluster-programs ## the same cluster, until Ctrl-C, on PORT
	$(BIN)/python -m deploy.local --store $(CLUSTER_STORE) --stay --port $(PORT)

drills: build cluster-programs ## break that cluster in every way while reports are filed; figures in var/bench (root)
	$(BIN)/python -m deploy.drills

containers: build chromium wheel container-programs ## build the image and start the Compose file with Podman, on bases made of Debian's packages, and journeys against it (root)
	$(BIN)/python -m deploy.containers.trial

rolling-upgrade: build cluster-programs ## upgrade that cluster from an older release while reports are filed (root)
	$(BIN)/python -m deploy.drills.upgrade

screenshots: build chromium ## pictures of every page: light, dark, high contrast, print, narrow, right-to-left, German; into var/screenshots
	$(BIN)/python -m e2e.screenshots var/screenshots

docs: $(INSTALLED) ## the documentation as a site, into var/site
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build

docs-images: $(INSTALLED) ## take the site's pictures from those that `make screenshots` wrote
	$(BIN)/python -m tools.pictures var/screenshots

fuzz: build ## fuzz what strangers send, one target after the other: SECONDS=600 for each, TARGETS=... to choose; finds go into fuzz/corpus
	$(UV) --require-hashes -r requirements/fuzz.txt
	@for each in $(TARGETS); do nice $(BIN)/python -m fuzz.run $$each $(SECONDS) || exit 1; done

audit: ## ask the advisory services of PyPI and npm about every locked dependency; needs the network
	@$(MAKE) --no-print-directory --keep-going audit-python audit-npm

# Each looks at all it has: what one file shows, or one service that does not answer, hides nothing of the others.
audit-python: $(INSTALLED)
	$(UV) --require-hashes -r requirements/audit.txt
	@failed=; for each in $(addprefix requirements/,base telemetry dev node uv fuzz audit) deploy/patroni/requirements deploy/containers/requirements; do \
	  echo "$$each.txt"; $(BIN)/pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r $$each.txt \
	  || failed="$$failed $$each"; done; [ -z "$$failed" ] || { echo "Found, or not answered:$$failed" >&2; exit 1; }

audit-npm: $(NODE_MODULES)
	@failed=; for each in web bench/lighthouse e2e/provider tools/patterns; do echo "$$each"; tools/node --in $$each npm audit \
	  || failed="$$failed $$each"; done; [ -z "$$failed" ] || { echo "Found, or not answered:$$failed" >&2; exit 1; }

BENCHES := submission processes many streams flood receipts upload record browser handing inbox setup

bench: build ## benchmarks: submissions, processes, very many cases, streams, floods, browsers; a table, JSON and a plot in var/bench
	@for each in $(BENCHES); do $(BIN)/python -m bench.$$each || exit 1; done; $(BIN)/python -m bench.summary

# What failed beside others on a loaded machine is tried once more by itself, and both runs are printed. What failed in
# a run before this one does not stand for it: a run that could not begin is no run of some tests that pass.
pytest: build chromium programs $(PROVIDER) $(PATTERNS)
	@rm -f .pytest_cache/v/cache/lastfailed
	$(PYTEST) || { [ $$? = 1 ] && $(BIN)/pytest -n 1 --last-failed --last-failed-no-failures none; }

chromium: $(INSTALLED)
	@tools/chromium

programs:
	@tools/needs systemd-analyze systemd age age exiftool libimage-exiftool-perl tor tor tor-gencert tor \
	  nginx nginx-light haproxy haproxy apache2 apache2-bin caddy caddy /usr/lib/postgresql/15/bin/postgres postgresql-15

cluster-programs: var/patroni/.installed
	@tools/needs ip iproute2 haproxy haproxy etcd etcd-server openssl openssl \
	  /usr/lib/postgresql/15/bin/postgres postgresql-15 faketime faketime
	@[ $(CLUSTER_STORE) != ceph ] || tools/needs ceph-mon ceph-mon ceph-mgr ceph-mgr ceph-osd ceph-osd radosgw radosgw ceph ceph-common

container-programs: var/podman-compose/.installed
	@tools/needs podman podman crun crun catatonit catatonit mmdebstrap mmdebstrap iptables iptables \
	  /usr/lib/podman/netavark netavark /usr/lib/podman/aardvark-dns aardvark-dns

var/podman-compose/.installed: deploy/containers/requirements.txt | $(INSTALLED)
	$$(command -v uv || echo $(BIN)/uv) venv --quiet --clear var/podman-compose
	$$(command -v uv || echo $(BIN)/uv) pip install --quiet --python var/podman-compose/bin/python --require-hashes -r deploy/containers/requirements.txt
	@touch $@

# Of the system's Python, which the user postgres may run too.
var/patroni/.installed: deploy/patroni/requirements.txt | $(INSTALLED)
	@tools/needs /usr/bin/python3 python3
	$$(command -v uv || echo $(BIN)/uv) venv --quiet --clear --python /usr/bin/python3 var/patroni
	$$(command -v uv || echo $(BIN)/uv) pip install --quiet --python var/patroni/bin/python --require-hashes -r deploy/patroni/requirements.txt
	@touch $@

bench-lighthouse: build chromium $(LIGHTHOUSE) ## how soon a reporter can type, on Lighthouse's mobile preset
	$(BIN)/python bench/lighthouse.py

vitest: $(NODE_MODULES)
	tools/node vitest run

build: $(CLIENT) ## build the client and compile the translations

wheel: build ## build the wheel into dist/
	$(BIN)/python -m hatchling build -t wheel -d dist

reproducible: build ## build the client and the wheel twice, elsewhere and otherwise, and compare byte for byte; WHEEL=… compares that too
	$(BIN)/python -m tools.reproducible $(WHEEL)

language: $(INSTALLED) ## begin a language: LOCALE=pt_BR makes its catalogue and its glossary; nothing else is needed
	$(BIN)/python -m tools.messages new $(LOCALE)

messages: $(INSTALLED) ## collect texts from Python, templates and TypeScript, merge them into the catalogues, compile
	$(BIN)/python -m tools.messages collect
	$(BIN)/python -m tools.messages compile
	$(BIN)/python -m tools.compress vouchsafe/client

lock: $(INSTALLED) ## resolve all dependencies anew and write the lock files
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate pyproject.toml -o requirements/base.txt
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate --group dev pyproject.toml \
	  -c requirements/base.txt -o requirements/dev.txt
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate --extra telemetry pyproject.toml \
	  -c requirements/dev.txt -o requirements/telemetry.txt
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate --group fuzz -o requirements/fuzz.txt
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate --group audit \
	  -c requirements/dev.txt -o requirements/audit.txt
	for tool in uv node; do uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate \
	  requirements/$$tool.in -o requirements/$$tool.txt; done
	for part in patroni containers; do uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate \
	  deploy/$$part/requirements.in -o deploy/$$part/requirements.txt; done

clean: ## remove what was built, not the demo's data
	rm -rf .venv web/node_modules vouchsafe/client dist .mypy_cache .ruff_cache .pytest_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..." >&2; exit 1; }
	@if command -v uv >/dev/null; then uv venv --quiet --python $(PYTHON) .venv; \
	  else $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt; fi

$(INSTALLED): requirements/dev.txt pyproject.toml | .venv/bin/python
	$(UV) --require-hashes -r requirements/dev.txt
	$(UV) --no-deps --no-build-isolation --editable .
	@touch $@

$(NODE_MODULES): web/package-lock.json requirements/node.txt | $(INSTALLED)
	@[ "$$(tools/node which)" = system ] || $(UV) --require-hashes -r requirements/node.txt
	tools/node npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(LIGHTHOUSE): bench/lighthouse/package-lock.json $(NODE_MODULES)
	tools/node --in bench/lighthouse npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(PROVIDER): e2e/provider/package-lock.json $(NODE_MODULES)
	tools/node --in e2e/provider npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# Without its Java and native twins, which only are faster.
$(PATTERNS): tools/patterns/package-lock.json $(NODE_MODULES)
	tools/node --in tools/patterns npm ci --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(CLIENT): $(CLIENT_SOURCES) $(CATALOGUES) tools/compress.py tools/messages.py $(NODE_MODULES)
	tools/node vite build --logLevel warn
	$(BIN)/python -m tools.messages compile
	$(BIN)/python -m tools.compress vouchsafe/client
	@touch $@
