//! The committed description is the one that is served, so a review shows how a change affects clients.

use super::description;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");

/// If this variable is set, the file is written instead of compared.
const RENEW: &str = "PAYOUT_RENEW";

#[test]
fn the_committed_description_is_the_served_one() {
    let served = format!("{:#}\n", description());
    if std::env::var_os(RENEW).is_some() {
        std::fs::write(COMMITTED, &served).unwrap();
    }
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(
        committed == served,
        "docs/openapi.json differs from the served description. Renew it and review what has changed:\n    \
         {RENEW}=1 cargo test -p api --lib openapi::committed"
    );
}
