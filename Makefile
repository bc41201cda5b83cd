# make run    build everything and start the box on unprivileged loopback ports
# make test   install what the tests need, and run them all
# make bench  measure the budgets of docs/performance.md on this machine

.PHONY: run build test tools lint deny bench clean
.DEFAULT_GOAL := build

# State of `make run`; throw it away with `rm -r data`.
DATA ?= data

run:
	cargo run --release --locked --quiet -- --data-dir $(DATA) serve --dev

build:
	cargo build --release --locked

test: tools lint deny
	cargo test --locked --workspace

# The clients that fetch files as phones do. Tests that miss one say so and skip.
tools:
	@.ci/install-tools

lint:
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

# Licences, sources and banned crates among the dependencies.
deny:
	@if command -v cargo-deny >/dev/null; then cargo deny --locked check bans licenses sources; \
	 else echo "cargo-deny is not installed: dependencies are not checked (cargo install --locked cargo-deny)"; fi

bench:
	cargo bench --locked --bench office

clean:
	cargo clean
