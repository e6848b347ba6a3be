# What is typed often. `just` lists them; the gate itself is .ci/run.

_default:
    @"{{ just_executable() }}" --list --unsorted

# All tests, or those of a name: `just test pauses`
test *names:
    cargo test --workspace {{ if names == "" { "" } else { "--test behaviour -- " + names } }}

# Format and lints, as the gate wants them
lint:
    cargo fmt --all --check
    cargo clippy --quiet --workspace --all-targets -- -D warnings

# The checks that keep the design
design:
    .ci/design

# Renews .sqlx after a change of SQL; needs the sqlx command and a database of one's own
prepare database_url:
    sqlx migrate run --source migrations -D {{ database_url }}
    SQLX_OFFLINE=false DATABASE_URL={{ database_url }} cargo sqlx prepare --workspace -- -p domain

# 10,000 rewards, from a file to verified books
demo:
    cargo run --bin payout -- demo

# This machine's figures: `just bench --only apply_hot`
bench *options:
    cargo run --release --bin payout -- bench {{ options }}
