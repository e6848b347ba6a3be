//! The limits and examples of parameters and fields. They are found by name, so a route does not declare them.

use domain::webhook::MAX_URL_CHARS;
use serde_json::{Value, json};

/// The pattern of an id, after its prefix.
const UUID: &str = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
/// The UUID of the ids in examples.
const SOME_UUID: &str = "01900000-0000-7000-8000-000000000001";
/// The pattern of an idempotency key: printable ASCII, either quoted, or bare without spaces around it. A bare key is
/// neither in the brackets of a placeholder nor a variable that was not filled in. The pattern has no lookahead,
/// because not every regex engine supports it.
const KEY: &str = concat!(
    r#"^(?:"(?:[ !#-\[\]-~]|\\["\\])+"|[!#&-;=-Z\\-z|}~](?:[ -~]*[!-~])?"#,
    r#"|[$%][ -~]*[0-9](?:[ -~]*[!-~])?"#,
    r#"|<(?:[ -~]*[!-=?-~])?|\{(?:[ -~]*[!-|~])?|\[(?:[ -~]*[!-\\^-~])?)$"#
);
/// The pattern of a text for people: no control characters, and not blank.
const PLAIN: &str =
    r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$";
/// The pattern of a reference: printable ASCII.
const REFERENCE: &str = "^[ -~]+$";
/// The maximum length of a cursor that a list returns.
const MAX_CURSOR_CHARS: usize = 1_024;
/// The maximum length of an idempotency key and of a reference.
const MAX_KEY_CHARS: usize = 255;

/// Returns the schema keywords of the parameter `name`, besides its type, and the parameter's example.
pub(super) fn of_parameter(name: &str) -> Option<(Value, Value)> {
    let said = match name {
        "Idempotency-Key" => (
            json!({ "minLength": 1, "maxLength": MAX_KEY_CHARS, "pattern": KEY }),
            json!("4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e"),
        ),
        "Prefer" => (json!({}), json!("wait=5")),
        "Payout-Timestamp" => (json!({ "pattern": "^[0-9]{1,12}$" }), json!("1766600000")),
        "Payout-Signature" => (json!({ "pattern": "^[0-9a-f]{64}$" }), json!("0".repeat(64))),
        "cursor" => (
            json!({ "minLength": 2, "maxLength": MAX_CURSOR_CHARS, "pattern": "^(?:[0-9a-f]{2})+$" }),
            json!("2261223a5b315d22"),
        ),
        "limit" => (json!({}), json!(50)),
        "email" => (json!({ "format": "email", "maxLength": 255 }), json!("user@example.com")),
        "reference" => {
            (json!({ "minLength": 1, "maxLength": MAX_KEY_CHARS, "pattern": REFERENCE }), json!("order-1"))
        }
        "from" | "to" => (json!({ "format": "date-time" }), json!("2026-12-24T18:00:00Z")),
        "batch_id" => id("bat"),
        "payout_user_id" => id("usr"),
        "business_id" => id("biz"),
        _ => return None,
    };
    Some(said)
}

/// Returns the same for an id in a path. The parameter's description begins with the id's prefix.
pub(super) fn of_id(description: &str) -> Option<(Value, Value)> {
    let (prefix, _) = description.trim_start_matches('`').split_once('_')?;
    Some(id(prefix))
}

/// Returns the schema keywords of the property `name` in request bodies.
pub(super) fn of_field(name: &str) -> Option<Value> {
    match name {
        "reference" => Some(json!({ "minLength": 1, "maxLength": MAX_KEY_CHARS, "pattern": REFERENCE })),
        "url" => Some(
            json!({ "format": "uri", "minLength": 8, "maxLength": MAX_URL_CHARS, "pattern": "^https?://[^/?#]" }),
        ),
        "name" | "reason" => Some(json!({ "pattern": PLAIN })),
        "payout_hash" => Some(json!({ "pattern": "^[0-9a-f]{64}$" })),
        "business_id" => Some(id("biz").0),
        "batch_id" => Some(id("bat").0),
        "event_id" | "after" => Some(id("evt").0),
        _ => None,
    }
}

fn id(prefix: &str) -> (Value, Value) {
    (json!({ "pattern": format!("^{prefix}_{UUID}$") }), json!(format!("{prefix}_{SOME_UUID}")))
}
