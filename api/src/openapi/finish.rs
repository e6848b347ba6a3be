//! Completing the document with what the routes do not say themselves. It is added in one place, so that a new route
//! has it as well.

use serde_json::{Value, json};

use super::{bodies, examples, limits, webhooks, words};

/// The prefix of a reference to a schema.
const SCHEMAS: &str = "#/components/schemas/";
/// The most rows of a page of a payout user's history.
const MAX_OPERATIONS: u32 = crate::routes::payout::operations::MAX_OPERATIONS;
/// The sentence about amounts, for JSON Schema cannot say it: to JSON Schema, 1.0 is an integer.
const DIGITS: &str =
    "In digits alone: `1.0` and `1e2` are refused, since whoever writes them may mean dollars.";
/// The members of a path that are operations.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Completes the document that was made from routes and types.
pub(super) fn finish(mut document: Value) -> Value {
    document["servers"] = json!([{ "url": "/", "description": "Where this document was read" }]);
    complete_components(&mut document["components"]);
    for (path, item) in members(&mut document["paths"]) {
        if path.starts_with("/admin/") {
            item["servers"] = operators();
        }
        for (_, operation) in members(item).filter(|(name, _)| METHODS.contains(&name.as_str())) {
            complete(path, operation);
            if path.starts_with("/admin/") {
                let known = operation["parameters"].as_array().cloned().unwrap_or_default();
                operation["parameters"] = known.into_iter().chain([cell()]).collect();
            }
        }
    }
    for words in words::all() {
        name_words(&mut document, &words);
    }
    for (path, media_type, example) in examples::of_texts() {
        document["paths"][path]["post"]["requestBody"]["content"][media_type]["example"] = json!(example);
    }
    let schemas = &mut document["components"]["schemas"];
    for (name, schema) in webhooks::schemas(schemas) {
        schemas[name] = schema;
    }
    document["webhooks"] = webhooks::all();
    document
}

/// The server of `/admin`, which is never on the public listener.
fn operators() -> Value {
    json!([{
        "url": "{operators}",
        "description": "The operators' listener",
        "variables": { "operators": { "default": "http://127.0.0.1:9090", "description": "PAYOUT_OPS_LISTEN" } }
    }])
}

/// The header by which operators name a cell, where there are several.
fn cell() -> Value {
    json!({
        "name": "Payout-Cell",
        "in": "header",
        "required": false,
        "description": "Which cell. A process that does not serve it refuses the request, also one that serves a single cell. Where it \
                        serves several (`PAYOUT_CELLS`) and this is left out, what names a business, a batch, an allocation or a \
                        withdrawal goes to the cell that has it, a new business to the cell with the fewest, and an order about \
                        everything to all; a list is refused, for each cell has its own.",
        "example": "2",
        "schema": { "type": "string", "pattern": "^[0-9]{1,2}$" }
    })
}

fn complete_components(components: &mut Value) {
    let schemas = &mut components["schemas"];
    let names: Vec<String> = members(schemas).map(|(name, _)| name.clone()).collect();
    for (name, schema) in members(schemas) {
        // A page of a list names its rows.
        if let Some(row) = name.strip_prefix("List_").filter(|row| names.iter().any(|known| known == row)) {
            schema["properties"]["data"]["items"] = json!({ "$ref": format!("{SCHEMAS}{row}") });
        }
    }
    for (name, example) in examples::all() {
        if let Some(schema) = schemas.get_mut(name) {
            for (field, property) in schema.get_mut("properties").into_iter().flat_map(members) {
                add(property, limits::of_field(field));
                if field == "amount" && property["type"] == "integer" {
                    let said = property["description"].as_str().unwrap_or_default();
                    property["description"] = json!(format!("{said} {DIGITS}"));
                }
            }
            add(schema, bodies::of(name));
            schema["examples"] = json!([example]);
        }
    }
    components["headers"]["Retry-After"] = json!({
        "description": "Seconds after which to come again.",
        "schema": { "type": "integer", "minimum": 0 },
        "example": 30
    });
}

fn complete(path: &str, operation: &mut Value) {
    for parameter in parameters(operation) {
        complete_parameter(path, parameter);
    }
    for (_, content) in operation
        .get_mut("requestBody")
        .and_then(|body| body.get_mut("content"))
        .into_iter()
        .flat_map(members)
    {
        complete_body(&mut content["schema"]);
    }
    for (status, response) in members(&mut operation["responses"]) {
        // utoipa leaves out an empty description, and without one the document is not valid.
        if response["description"].as_str().is_none_or(str::is_empty) {
            response["description"] = json!(phrase(status));
        }
        if matches!(status.as_str(), "429" | "503") {
            response["headers"]["Retry-After"] = json!({ "$ref": "#/components/headers/Retry-After" });
        }
    }
    if operation["security"].is_null() {
        operation["security"] = json!([]);
    }
}

/// Makes the body of an operation required unless it is optional. An optional body is left out, and is never `null`.
fn complete_body(schema: &mut Value) {
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    let given: Vec<&Value> = choices.filter(|one| one["type"] != "null").collect();
    if let [only] = given[..] {
        *schema = only.clone();
    }
}

fn complete_parameter(path: &str, parameter: &mut Value) {
    let name = parameter["name"].as_str().unwrap_or_default().to_owned();
    let description = parameter["description"].as_str().unwrap_or_default().to_owned();
    // An optional parameter is left out. No header, query or path can say null, and tools would fill in
    // `<string,null>`.
    if let Some(kind) = parameter["schema"]["type"].as_array().and_then(|kinds| kinds.first().cloned()) {
        parameter["schema"]["type"] = kind;
    }
    let said =
        if parameter["in"] == "path" { limits::of_id(&description) } else { limits::of_parameter(&name) };
    if parameter["schema"]["format"] == "date" {
        // A day says of itself what it is; a parameter of its name is otherwise a time.
        parameter["example"] = json!("2026-12-24");
    } else if let Some((limits, example)) = said {
        add(&mut parameter["schema"], Some(limits));
        parameter["example"] = example;
    }
    if name == "limit" && path == "/payout/operations" {
        parameter["schema"]["maximum"] = json!(MAX_OPERATIONS);
    }
}

fn name_words(document: &mut Value, words: &words::Words) {
    let reference = words.reference();
    let schemas = &mut document["components"]["schemas"];
    if schemas[words.name].is_null() {
        schemas[words.name] = words.schema();
    }
    for (schema, field) in words.properties {
        let asked = schemas[*schema]["additionalProperties"] == false;
        let Some(property) = schemas.pointer_mut(&format!("/{schema}/properties/{field}")) else { continue };
        let nullable = property["type"].as_array().is_some_and(|kinds| kinds.contains(&json!("null")));
        // A field that clients send may be null. A field of an answer is absent instead.
        let mut named = if nullable && asked {
            json!({ "oneOf": [{ "type": "null" }, { "$ref": reference }] })
        } else {
            json!({ "$ref": reference })
        };
        if let Some(description) = property.get("description") {
            named["description"] = description.clone();
        }
        *property = named;
    }
    for (path, name) in words.parameters {
        let operations = members(&mut document["paths"][*path]);
        for parameter in operations.flat_map(|(_, one)| parameters(one)) {
            if parameter["name"] == *name {
                parameter["schema"] = json!({ "$ref": reference });
            }
        }
    }
}

/// The description of an answer whose route gives none.
fn phrase(status: &str) -> &'static str {
    match status {
        "200" => "As it is now.",
        "201" => "Made.",
        "202" => "Accepted.",
        "204" => "Done.",
        _ => "Refused.",
    }
}

fn add(schema: &mut Value, more: Option<Value>) {
    if let (Value::Object(schema), Some(Value::Object(more))) = (schema, more) {
        schema.extend(more);
    }
}

/// The members of an object; none if it is no object.
pub(super) fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

/// The parameters of an operation, if it has any.
fn parameters(operation: &mut Value) -> impl Iterator<Item = &mut Value> {
    operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten()
}
