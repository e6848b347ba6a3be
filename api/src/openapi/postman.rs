//! The API description as a Postman collection (v2.1), which sends a fresh idempotency key with each payment.
//!
//! Postman's own OpenAPI importer would send the example key each time. Then the second payment would return the result
//! of the first.

use serde_json::{Value, json};

/// The placeholder that Postman replaces with a new value in each request.
const FRESH: &str = "{{$guid}}";
/// The schema of the collection format.
const FORM: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// Returns the collection of the public routes. `/admin` is on another listener and needs another token, and only
/// connectors call `/providers`.
pub(super) fn collection(document: &Value) -> Value {
    let paths = document["paths"].as_object().into_iter().flatten();
    let public = paths.filter(|(path, _)| !path.starts_with("/admin/") && !path.starts_with("/providers/"));
    let requests = public.flat_map(|(path, item)| {
        let operations = item.as_object().into_iter().flatten();
        let operations = operations.filter(|(_, operation)| operation["responses"].is_object());
        operations.map(move |(method, operation)| request(document, path, method, operation))
    });
    let variable = |key: &str, value: &str| json!({ "key": key, "value": value });
    json!({
        "info": { "name": "payout", "schema": FORM, "description": document["info"]["description"] },
        "variable": [
            variable("base_url", "http://127.0.0.1:8080"), variable("api_key", ""), variable("payout_hash", "")
        ],
        "auth": { "type": "bearer", "bearer": [{ "key": "token", "value": "{{api_key}}", "type": "string" }] },
        "item": requests.collect::<Vec<_>>()
    })
}

fn request(document: &Value, path: &str, method: &str, operation: &Value) -> Value {
    let parameters = || operation["parameters"].as_array().into_iter().flatten();
    let mut headers: Vec<Value> = parameters()
        .filter(|parameter| parameter["in"] == "header")
        .map(|parameter| {
            let is_key = parameter["name"] == "Idempotency-Key";
            let value = if is_key { json!(FRESH) } else { parameter["example"].clone() };
            json!({ "key": parameter["name"], "value": value, "disabled": !is_key })
        })
        .collect();
    let query: Vec<Value> = parameters()
        .filter(|parameter| parameter["in"] == "query")
        .map(|parameter| json!({ "key": parameter["name"], "value": parameter["example"], "disabled": true }))
        .collect();
    let variables: Vec<Value> = parameters()
        .filter(|parameter| parameter["in"] == "path")
        .map(|parameter| json!({ "key": parameter["name"], "value": parameter["example"] }))
        .collect();
    let mut said = json!({
        "method": method.to_uppercase(),
        "description": operation["summary"],
        "url": {
            "raw": format!("{{{{base_url}}}}{path}"),
            "host": ["{{base_url}}"],
            "path": segments(path),
            "query": query,
            "variable": variables
        }
    });
    if operation["security"][0]["payout_hash"].is_array() {
        said["auth"] = json!({ "type": "noauth" });
        headers.push(json!({ "key": "X-Payout-Hash", "value": "{{payout_hash}}" }));
    }
    let content = &operation["requestBody"]["content"]["application/json"]["schema"];
    if !content.is_null() {
        headers.push(json!({ "key": "Content-Type", "value": "application/json" }));
        let example = example(document, content).map_or_else(|| "{}".to_owned(), Value::to_string);
        said["body"] = json!({ "mode": "raw", "raw": example });
    }
    said["header"] = Value::Array(headers);
    json!({ "name": format!("{} {path}", method.to_uppercase()), "request": said })
}

/// Returns the segments of a path. `{id}` becomes `:id` in a collection.
fn segments(path: &str) -> Vec<String> {
    let segments = path.split('/').skip(1);
    let written = |segment: &str| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => format!(":{name}"),
        None => segment.to_owned(),
    };
    segments.map(written).collect()
}

/// Returns the example of a body's component.
fn example<'a>(document: &'a Value, schema: &Value) -> Option<&'a Value> {
    document.pointer(schema["$ref"].as_str()?.strip_prefix('#')?)?.pointer("/examples/0")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every public route is a request, and every request that takes an idempotency key sends a new one each time.
    #[test]
    fn each_request_with_an_idempotency_key_sends_a_new_one() {
        let document = crate::openapi::description();
        let collection = collection(document);
        let requests = collection["item"].as_array().unwrap();
        let mut with_key = 0;
        for (path, item) in document["paths"].as_object().unwrap() {
            let described = item.as_object().unwrap().iter().filter(|(_, one)| one["responses"].is_object());
            for (method, operation) in described {
                let name = format!("{} {path}", method.to_uppercase());
                let found = requests.iter().find(|request| request["name"] == name);
                let (admin, providers) = (path.starts_with("/admin/"), path.starts_with("/providers/"));
                assert_eq!(found.is_none(), admin || providers, "{name}");
                let takes_key = operation["parameters"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .any(|parameter| parameter["name"] == "Idempotency-Key");
                let Some(found) = found.filter(|_| takes_key) else { continue };
                with_key += 1;
                let headers = found["request"]["header"].as_array().unwrap();
                let key = headers.iter().find(|header| header["key"] == "Idempotency-Key").unwrap();
                assert_eq!((&key["value"], &key["disabled"]), (&json!("{{$guid}}"), &json!(false)), "{name}");
            }
        }
        assert!(with_key >= 5, "{with_key}");
        let create = requests.iter().find(|request| request["name"] == "POST /payout/create").unwrap();
        let body: Value = serde_json::from_str(create["request"]["body"]["raw"].as_str().unwrap()).unwrap();
        assert_eq!(body, json!({ "email": "user@example.com", "amount": 10_000 }));
    }
}
