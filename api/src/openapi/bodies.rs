//! Rules about combinations of a body's fields: which of them must be given, and which must not. The rules are written
//! with `not`, which validators and fuzzers obey and client generators ignore.

use serde_json::{Value, json};

/// The scopes of commands: for each scope, the fields that it requires and the fields that it permits.
const SCOPES: [(&str, &[&str], &[&str]); 6] = [
    ("all", &[], &[]),
    ("business", &["business_id"], &["business_id"]),
    ("batch", &["batch_id"], &["business_id", "batch_id"]),
    ("method", &["method"], &["method"]),
    ("provider", &["provider"], &["provider"]),
    ("webhooks", &[], &[]),
];

/// Returns the schema keywords of the component `name`, besides those of its fields.
pub(super) fn of(name: &str) -> Option<Value> {
    let wrong = match name {
        // Handwritten code reads these bodies, for better error texts, so serde does not declare this for them.
        "NewAllocation" | "NewBatch" | "NewBatchItem" => {
            return Some(json!({ "additionalProperties": false }));
        }
        "BatchThrottle" => vec![none_of(&["max_per_second", "max_cents_per_second"])],
        "NewThrottle" => {
            let mut wrong = wrong_of_scopes(&["business_id", "batch_id"]);
            wrong.push(none_of(&["max_per_second", "max_cents_per_second"]));
            wrong
        }
        "PauseTarget" => wrong_of_scopes(&["business_id", "batch_id", "method", "provider"]),
        "Redeliver" => vec![
            none_of(&["event_id", "since", "after"]),
            both("event_id", "since"),
            both("event_id", "after"),
            both("since", "after"),
        ],
        "Funding" => vec![json!({ "properties": { "amount": { "const": 0 } } })],
        _ => return None,
    };
    Some(json!({ "not": { "anyOf": wrong } }))
}

/// Returns the wrong combinations of `fields` for each scope.
fn wrong_of_scopes(fields: &[&str]) -> Vec<Value> {
    let of_scope = |(scope, needs, has): (&str, &[&str], &[&str])| {
        let missing = needs.iter().filter(|field| fields.contains(*field)).map(
            |field| json!({ "properties": { "scope": { "const": scope }, *field: { "type": "null" } } }),
        );
        let others = fields.iter().filter(|field| !has.contains(*field)).map(|field| {
            json!({ "required": [field], "properties": { "scope": { "const": scope }, *field: given() } })
        });
        missing.chain(others).collect::<Vec<Value>>()
    };
    SCOPES.into_iter().flat_map(of_scope).collect()
}

/// Returns a schema of objects in which all of these fields are absent or null.
fn none_of(fields: &[&str]) -> Value {
    let each = fields.iter().map(|field| ((*field).to_owned(), json!({ "type": "null" })));
    json!({ "properties": Value::Object(each.collect()) })
}

/// Returns a schema of objects in which both fields are given.
fn both(one: &str, other: &str) -> Value {
    json!({ "required": [one, other], "properties": { one: given(), other: given() } })
}

fn given() -> Value {
    json!({ "not": { "type": "null" } })
}
