#!/usr/bin/env bash
# serde_json 1.0.154 (with serde 1.0.229): if a valid document has a number where the variant of an enum is expected, the error says
# that the document is not JSON.
#
# `Error::classify` distinguishes `Category::Syntax`, "not syntactically valid JSON", from `Category::Data`, JSON of an unexpected type.
# A number, a boolean or null for a `u8`, a `String` or a struct is `Data`. For a unit enum, a string that is not a variant is `Data`
# too, but a number is `Syntax`, "expected value". So a service that answers by the category tells its client that valid JSON is
# malformed.
#
# Seen:
#   number for a String        Data    valid JSON: true
#   string for an enum         Data    valid JSON: true
#   number for an enum         Syntax  valid JSON: true
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.1.0"
edition = "2021"

[dependencies]
serde = { version = "=1.0.229", features = ["derive"] }
serde_json = "=1.0.154"
TOML
cat >"$work/src/main.rs" <<'RUST'
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Active,
    Inactive,
}

fn show<T: for<'a> Deserialize<'a>>(what: &str, text: &str) {
    let category = serde_json::from_str::<T>(text).err().map(|error| error.classify());
    let valid = serde_json::from_str::<Value>(text).is_ok();
    println!("{what:<26} {:<7} valid JSON: {valid}", category.map_or("none".into(), |c| format!("{c:?}")));
}

fn main() {
    let _both = [Status::Active, Status::Inactive];
    show::<String>("number for a String", "7");
    show::<Status>("string for an enum", "\"off\"");
    show::<Status>("number for an enum", "7");
}
RUST
seen=$(cd "$work" && CARGO_TARGET_DIR="$work/target" cargo run --quiet)
printf '%s\n' "$seen"
wanted='number for a String        Data    valid JSON: true
string for an enum         Data    valid JSON: true
number for an enum         Syntax  valid JSON: true'
[ "$seen" = "$wanted" ] || { echo "this has changed"; exit 1; }
