//! The relations between the fields of a body: which of them must be given, and which must not. They are written with
//! `not`, which validators and fuzzers obey, and generators of clients ignore.

use serde_json::{Value, json};

/// The scopes of commands: for each the fields that it needs, and the fields that it may have.
const SCOPES: [(&str, &[&str], &[&str]); 6] = [
    ("all", &[], &[]),
    ("business", &["business_id"], &["business_id"]),
    ("batch", &["batch_id"], &["business_id", "batch_id"]),
    ("method", &["method"], &["method"]),
    ("provider", &["provider"], &["provider"]),
    ("webhooks", &[], &[]),
];

/// The keywords of the schema of the component `name`, besides those of its fields.
pub(super) fn of(name: &str) -> Option<Value> {
    let wrong = match name {
        // These bodies are read by hand, for the sake of their sentences.
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

/// The combinations of `fields` that are wrong, by the scope that they come with.
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

/// A schema of objects in which all of these fields are absent or null.
fn none_of(fields: &[&str]) -> Value {
    let each = fields.iter().map(|field| ((*field).to_owned(), json!({ "type": "null" })));
    json!({ "properties": Value::Object(each.collect()) })
}

/// A schema of objects in which both fields are given.
fn both(one: &str, other: &str) -> Value {
    json!({ "required": [one, other], "properties": { one: given(), other: given() } })
}

fn given() -> Value {
    json!({ "not": { "type": "null" } })
}
