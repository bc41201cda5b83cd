# make run    build everything and start the box on unprivileged loopback ports
# make test   install what the tests need, and run them all: Rust, pages, browser, API
# make fuzz   look for files that the import stumbles over (needs a nightly compiler)
# make bench  measure the budgets of docs/performance.md on this machine

.PHONY: run build web-ui test test-rust test-pages test-browser test-api tools lint deny openapi bench fuzz clean
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

# As long as this many seconds. The flags are those of cargo-fuzz, which need not be installed.
FUZZ_SECONDS ?= 300
FUZZ_HOST = $(shell rustc +nightly -vV | sed -n 's/^host: //p')
FUZZ_FLAGS := -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
	-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing
# What is found stays in daemon/fuzz/artifacts; what is worth keeping goes into the corpus by hand.
fuzz: $(PAGES)
	@mkdir -p daemon/fuzz/artifacts/sheet daemon/fuzz/found/sheet
	cd daemon/fuzz && RUSTFLAGS="$(FUZZ_FLAGS)" cargo +nightly run --locked --target $(FUZZ_HOST) --bin sheet -- \
		-max_total_time=$(FUZZ_SECONDS) -max_len=65536 -timeout=20 -rss_limit_mb=2048 -artifact_prefix=artifacts/sheet/ \
		found/sheet corpus/sheet

bench: $(PAGES)
	cargo bench --locked --bench office

clean:
	cargo clean
