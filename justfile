# Frequent commands. `just` lists them. The gate itself is .ci/run.

_default:
    @"{{ just_executable() }}" --list --unsorted

# Runs all tests, or those with a name: `just test pauses`
test *names:
    cargo test --workspace {{ if names == "" { "" } else { "--test behaviour -- " + names } }}

# Checks format and lints like the gate
lint:
    cargo fmt --all --check
    cargo clippy --quiet --workspace --all-targets -- -D warnings

# Checks the design rules
design:
    .ci/design

# Renews .sqlx after a change of SQL; needs the sqlx command and a scratch database
prepare database_url:
    sqlx migrate run --source migrations -D {{ database_url }}
    SQLX_OFFLINE=false DATABASE_URL={{ database_url }} cargo sqlx prepare --workspace -- -p domain

# Pays 10,000 rewards, from a file to verified books
demo:
    cargo run --bin payout -- demo

# Measures this machine: `just bench --only apply_hot`
bench *options:
    cargo run --release --bin payout -- bench {{ options }}
