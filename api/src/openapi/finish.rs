//! Completes the generated document with what the routes do not declare themselves. Because this is done in one place,
//! a new route gets it as well.

use serde_json::{Value, json};

use super::{bodies, examples, limits, webhooks, words};

/// The prefix of a reference to a schema.
const SCHEMAS: &str = "#/components/schemas/";
/// The maximum page size of a payout user's history.
const MAX_OPERATIONS: u32 = crate::routes::payout::operations::MAX_OPERATIONS;
/// A sentence about amounts that JSON Schema cannot express: to JSON Schema, 1.0 is an integer.
const DIGITS: &str = "Write digits only: `1.0` and `1e2` are rejected, because they may be meant as dollars.";
/// The members of a path item that are operations.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Completes the document that was generated from routes and types.
pub(super) fn finish(mut document: Value) -> Value {
    document["servers"] = json!([{ "url": "/", "description": "The server that returned this document" }]);
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

/// Returns the server of `/admin`, which is never on the public listener.
fn operators() -> Value {
    json!([{
        "url": "{operators}",
        "description": "The operators' listener",
        "variables": { "operators": { "default": "http://127.0.0.1:9090", "description": "PAYOUT_OPS_LISTEN" } }
    }])
}

/// Returns the header with which operators name a cell, for installations with several.
fn cell() -> Value {
    json!({
        "name": "Payout-Cell",
        "in": "header",
        "required": false,
        "description": "The cell that the request is for. A process that does not serve this cell rejects the request, even if it serves a \
                        single cell. If a process serves several cells (`PAYOUT_CELLS`) and the header is missing, a request that names \
                        a business, a batch, an allocation or a withdrawal goes to the cell that has it, a new business to the cell with \
                        the fewest businesses, and a command about everything to all cells. A request for a list is rejected, because \
                        each cell has its own list.",
        "example": "2",
        "schema": { "type": "string", "pattern": "^[0-9]{1,2}$" }
    })
}

fn complete_components(components: &mut Value) {
    let schemas = &mut components["schemas"];
    let names: Vec<String> = members(schemas).map(|(name, _)| name.clone()).collect();
    for (name, schema) in members(schemas) {
        // The schema of a list's page refers to the schema of its rows.
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
        "description": "The number of seconds to wait before the next try.",
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

/// Removes `null` from the schema of an optional body: an optional body is left out, and is never `null`.
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
    // An optional parameter is left out. A header, query or path cannot hold null, and tools would fill in
    // `<string,null>`.
    if let Some(kind) = parameter["schema"]["type"].as_array().and_then(|kinds| kinds.first().cloned()) {
        parameter["schema"]["type"] = kind;
    }
    let said =
        if parameter["in"] == "path" { limits::of_id(&description) } else { limits::of_parameter(&name) };
    if parameter["schema"]["format"] == "date" {
        // The schema of a day already gives its format. Other parameters with this name are times.
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
        // A request field may be null. A response field is absent instead.
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

/// Returns the description of a response whose route gives none.
fn phrase(status: &str) -> &'static str {
    match status {
        "200" => "The current state.",
        "201" => "Created.",
        "202" => "Accepted.",
        "204" => "Done.",
        _ => "Rejected.",
    }
}

fn add(schema: &mut Value, more: Option<Value>) {
    if let (Value::Object(schema), Some(Value::Object(more))) = (schema, more) {
        schema.extend(more);
    }
}

/// Returns the members of an object, or nothing if the value is not an object.
pub(super) fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

/// Returns the parameters of an operation, if it has any.
fn parameters(operation: &mut Value) -> impl Iterator<Item = &mut Value> {
    operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten()
}
