# eddy: `make help` lists what there is. Where the Bun of package.json is not on the PATH, it is
# fetched from the npm registry into .bun/; nothing is installed outside this folder.

BUN_VERSION := $(shell sed -n 's/.*"packageManager": "bun@\(.*\)".*/\1/p' package.json)
BUN := $(shell if [ "$$(bun --version 2>/dev/null)" = "$(BUN_VERSION)" ]; then command -v bun; \
	else echo .bun/$(BUN_VERSION)/node_modules/.bin/bun; fi)
# Scripts of package.json call bun by its name.
export PATH := $(dir $(abspath $(BUN))):$(PATH)
PREFIX ?= /usr/local
SOURCES := $(shell find src -name '*.ts' -o -name '*.css') package.json bun.lock tsconfig.json

.PHONY: help build demo test check bench figures pictures soak dist install uninstall clean

help: ## list the targets
	@awk -F ': .*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' Makefile

build: dist/eddy dist/play.html ## compile the executable, dist/eddy, and dist/play.html

demo: dist/eddy ## build, then test 25 nodes with partitions for a few seconds
	dist/eddy test --node-count 25 --latency 100 --rate 100 --time-limit 6 \
		--nemesis partition --nemesis-interval 2 --recovery 5

test: dist/eddy ## all tests
	$(BUN) test --parallel

check: node_modules/.installed ## types, format, lint
	$(BUN) check
	$(BUN) check -p src/node
	$(BUN) check -p src/broadcast
	$(BUN) check -p src/view
	$(BUN) check -p src/play
	$(BUN) fmt --check
	node_modules/.bin/oxlint --deny-warnings

bench: dist/eddy ## speed, as ratios to a reference in C and to idiomatic Bun and Node.js
	$(BUN) test/bench/speed/run.ts

figures: dist/eddy ## the figures of the README: ours beside the real Maelstrom
	$(BUN) test/figures/maelstrom.ts
	$(BUN) test/figures/tree.ts
	$(BUN) test/figures/latencies.ts
	$(BUN) test/figures/tree-real.ts
	$(BUN) test/figures/growth.ts 25 100 1000 10000
	$(BUN) test/figures/idle.ts
	$(BUN) test/figures/durable.ts
	$(BUN) test/figures/overload.ts
	dist/eddy compare

pictures: node_modules/.installed ## the pictures of the strategies, .github/strategies
	$(BUN) test/figures/pictures.ts

soak: node_modules/.installed ## all that is drawn, on all cores: HOURS=8 make soak
	$(BUN) test/soak.ts

dist: node_modules/.installed ## archives for all platforms and the npm packages, in dist/
	$(BUN) src/release/dist.ts

install: dist/eddy ## copy the executable to PREFIX/bin (/usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 dist/eddy "$(DESTDIR)$(PREFIX)/bin/eddy"

uninstall: ## remove it from there
	rm -f "$(DESTDIR)$(PREFIX)/bin/eddy"

clean: ## remove what was built and fetched
	rm -rf dist store .bun node_modules

dist/eddy: $(SOURCES) node_modules/.installed
	$(BUN) run build
	@rm -f dist/*.map && touch $@

dist/play.html: dist/eddy
	@dist/eddy play --write $@

node_modules/.installed: package.json bun.lock | $(BUN)
	$(BUN) install --frozen-lockfile
	@touch $@

.bun/%/node_modules/.bin/bun:
	@command -v npm >/dev/null || { echo "eddy is built by Bun $*: install it, or npm to fetch it" >&2; exit 1; }
	@mkdir -p .bun/$*
	npm install --prefix .bun/$* --no-save --no-package-lock --no-audit --no-fund --ignore-scripts bun@$*
	node .bun/$*/node_modules/bun/install.js
