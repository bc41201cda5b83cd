# make run    build everything and start the box on unprivileged loopback ports
# make test   install what the tests need, and run them all: Rust, pages, browser, API
# make bench  measure the budgets of docs/performance.md on this machine

.PHONY: run build web-ui test test-rust test-pages test-browser test-api tools lint deny openapi bench clean
.DEFAULT_GOAL := build

# State of `make run`; throw it away with `rm -r data`.
DATA ?= data

# What the pages need to run, and what their tests need besides.
PAGES := web-ui/node_modules/lit-html/package.json
PAGE_TOOLS := web-ui/node_modules/typescript/package.json

run: $(PAGES)
	cargo run --release --locked --quiet -- --data-dir $(DATA) serve --dev

build: $(PAGES)
	cargo build --release --locked

# The one package that the pages use. Its scripts are not run.
web-ui: $(PAGES)
$(PAGES): web-ui/package-lock.json
	npm --prefix web-ui ci --omit=dev --ignore-scripts --no-audit --no-fund
	@touch $@

$(PAGE_TOOLS): web-ui/package-lock.json
	npm --prefix web-ui ci --ignore-scripts --no-audit --no-fund
	@touch $(PAGES) $@

test: tools lint deny test-rust test-pages test-browser test-api

test-rust: $(PAGES)
	cargo test --locked --workspace

# Types of the pages, made from the API's description, and what the pages promise about themselves.
test-pages: $(PAGE_TOOLS)
	npm --prefix web-ui run --silent check

test-browser: $(PAGE_TOOLS)
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
