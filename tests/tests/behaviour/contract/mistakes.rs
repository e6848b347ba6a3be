//! Mistakes of API users, each tried everywhere that it can be made. The response has one plain sentence that says what
//! to do. Fields, types and routes come from the API's own description, so a new one is tested without a change here.

mod broken_json;
mod cures;
mod files;
mod programs;
mod requests;
mod shapes;

use serde_json::Value;
use tests::Answer;

use crate::contract::unknown_names::Operation;

/// Words of JSON and number parsers, which must not reach users.
const JARGON: [&str; 12] = [
    "invalid type",
    "invalid value",
    "invalid digit",
    "expected",
    "struct",
    "sequence",
    "i64",
    "u32",
    "EOF",
    "ident",
    "premature",
    "deserialize",
];

fn assert_plain(said: &str, what: &str) {
    for word in JARGON {
        assert!(!said.contains(word), "{what}: {word:?} in {said}");
    }
    assert!(said.ends_with(['.', '?', ')']), "{what}: not a sentence: {said}");
}

/// Returns the error message about `field`.
fn message_about(answer: &Answer, field: &str, what: &str) -> String {
    assert_eq!(answer.status, 400, "{what}: {}", answer.body);
    let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
    let of = errors
        .iter()
        .find(|error| error["field"].as_str().is_some_and(|named| named.split('[').next() == Some(field)));
    let error = of.unwrap_or_else(|| panic!("{what}: no error about {field}: {}", answer.body));
    error["message"].as_str().unwrap().to_owned()
}

/// Counts mentions of a place such as `line 2 column 6`.
fn count_places(said: &str) -> usize {
    let digit = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let named = |word: &str| said.split(word).skip(1).filter(|rest| digit(rest)).count();
    assert_eq!(named("line "), named("column "), "{said}");
    named("line ")
}

/// Names, each with its schema.
type Schemas = Vec<(String, Value)>;

/// Returns the fields of a route's body and the parameters of its query, according to the description.
fn described_schemas(of: &Operation, document: &Value) -> (Schemas, Schemas) {
    let resolve = |schema: &Value| match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap().clone(),
        None => schema.clone(),
    };
    let operation = &document["paths"][&of.pattern][of.method.to_lowercase()];
    let body = resolve(&operation["requestBody"]["content"]["application/json"]["schema"]);
    let body = body["oneOf"].as_array().map_or(body.clone(), |one| resolve(&one[0]));
    let fields = body["properties"].as_object().into_iter().flatten();
    let fields = fields.map(|(name, schema)| (name.clone(), resolve(schema))).collect();
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let in_query = parameters.map(resolve).filter(|parameter| parameter["in"] == "query");
    let named = in_query
        .map(|parameter| (parameter["name"].as_str().unwrap().to_owned(), resolve(&parameter["schema"])));
    (fields, named.collect())
}

/// Returns the detail and all messages of a problem.
fn all_messages(answer: &Answer) -> String {
    let problem = answer.json();
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let messages = errors.iter().map(|error| error["message"].as_str().unwrap().to_owned());
    [problem["detail"].as_str().unwrap().to_owned()].into_iter().chain(messages).collect::<Vec<_>>().join(" ")
}
