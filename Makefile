# make run    build everything and start the box on unprivileged loopback ports
# make test   install what the tests need, and run them all: Rust, pages, browser, API
# make bench  measure the budgets of docs/performance.md on this machine

.PHONY: run build web-ui test test-rust test-pages test-browser test-api tools lint deny openapi bench clean
.DEFAULT_GOAL := build

# State of `make run`; throw it away with `rm -r data`.
DATA ?= data
# More for `linekey serve`: make run ARGS="--http 127.0.0.1:18080 --admin 127.0.0.1:18081"
ARGS ?=

# The pages as the browser gets them, and what builds and tests them.
PAGES := web-ui/dist/app.js
PAGE_TOOLS := web-ui/node_modules/.installed

run: $(PAGES)
	cargo run --release --locked -- --data-dir $(DATA) serve --dev $(ARGS)

build: $(PAGES)
	cargo build --release --locked

# Scripts of packages are not run.
$(PAGE_TOOLS): web-ui/package-lock.json
	npm --prefix web-ui ci --ignore-scripts --no-audit --no-fund
	@touch $@

web-ui: $(PAGES)
$(PAGES): $(PAGE_TOOLS) web-ui/package.json $(shell find web-ui -name node_modules -prune -o -name dist -prune -o -name tests -prune -o \( -name '*.js' -o -name '*.css' \) -print)
	npm --prefix web-ui run --silent build

test: tools lint deny test-rust test-pages test-browser test-api

test-rust: $(PAGES)
	cargo test --locked --workspace

# Types of the pages, beside those made from the API's description.
test-pages: $(PAGE_TOOLS)
	npm --prefix web-ui run --silent check

test-browser: $(PAGES)
	cargo build --locked
	npm --prefix web-ui run --silent test

# The API, fuzzed from its own description.
test-api: $(PAGES)
	cargo build --locked
	.ci/fuzz-api target/debug/linekey

# Clients that fetch files as phones do, a browser, a fuzzer. Tests that miss one say so and skip.
tools:
	@.ci/install-tools

lint: $(PAGES)
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

# Licences, sources and banned crates among the dependencies.
deny:
	@if command -v cargo-deny >/dev/null; then cargo deny --locked check bans licenses sources; \
	 else echo "cargo-deny is not installed: dependencies are not checked (cargo install --locked cargo-deny)"; fi

# Writes the API's description anew after a change of the API.
openapi: $(PAGES)
	UPDATE_EXPECT=1 cargo test --locked --lib the_description_is

bench: $(PAGES)
	cargo bench --locked --bench office

clean:
	cargo clean
