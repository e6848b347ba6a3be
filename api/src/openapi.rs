//! The API's description of itself: OpenAPI 3.1, made from the routes and types themselves.

mod examples;
mod finish;
mod limits;
pub mod postman;
mod webhooks;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use axum::http::Method;
use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{OpenApi, RefOr};
use utoipa::{IntoResponses, Modify, ToSchema};

use crate::extract::Json;
use crate::problem::Problem;
use crate::seed_error::RateLimitedBody;

/// What the document says besides the routes.
#[derive(Debug, utoipa::OpenApi)]
#[openapi(
    info(title = "payout", license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"), description = "Allocations of money from businesses to payout users. Amounts are integer cents (USD)."),
    components(schemas(RateLimitedBody)),
    modifiers(&Credentials)
)]
pub struct Document;

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A secret API key: sk_live_… or sk_test_…"))
            .build();
        let token = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("The operators' token, on the operators' listener"))
            .build();
        let header = ApiKeyValue::with_description("X-Payout-Hash", "The payout user's hash");
        let query = ApiKeyValue::with_description(
            "payout_hash",
            "The same in the query, where others may read it: for backward compatibility",
        );
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("secret_key", SecurityScheme::Http(scheme));
        components.add_security_scheme("operator_token", SecurityScheme::Http(token));
        components.add_security_scheme("payout_hash", SecurityScheme::ApiKey(ApiKey::Header(header)));
        components.add_security_scheme("payout_hash_in_query", SecurityScheme::ApiKey(ApiKey::Query(query)));
    }
}

/// What any route of `/v1` and `/admin` may answer instead.
#[derive(IntoResponses)]
pub enum Problems {
    /// Fields, parameters or the key are at fault.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// No valid credential.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(Problem),
    /// The business has as much on its way as one may have; nothing was recorded. See `Retry-After`.
    #[response(status = 429, content_type = "application/problem+json")]
    RateLimited(Problem),
    /// Nothing was or will be done.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(Problem),
    /// Cannot be done now; nothing was recorded. See `Retry-After`.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// How the seeds' routes say no.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody {
    /// A sentence for people, of a fixed catalogue.
    pub error: String,
}

/// The messages of each field at fault; or `error` alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldMessages {
    /// Of the email.
    pub email: Option<Vec<String>>,
    /// Of the amount.
    pub amount: Option<Vec<String>>,
    /// When no field is at fault.
    pub error: Option<String>,
}

/// The messages of each field of a withdrawal at fault; or `error` alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct WithdrawMessages {
    /// When no field is at fault.
    pub error: Option<String>,
    /// By field: `amount`, `destination.email`, …
    #[serde(flatten)]
    pub fields: BTreeMap<String, Vec<String>>,
}

/// What any of the seeds' routes may answer instead.
#[derive(IntoResponses)]
pub enum SeedErrors {
    /// No valid secret key.
    #[response(status = 401)]
    Unauthorized(ErrorBody),
    /// The business has as much on its way as one may have; nothing was recorded. See `Retry-After`.
    #[response(status = 429)]
    RateLimited(RateLimitedBody),
    /// Nothing was or will be debited.
    #[response(status = 500)]
    Internal(ErrorBody),
    /// Cannot be accepted now; nothing was recorded. See `Retry-After`.
    #[response(status = 503)]
    Unavailable(ErrorBody),
}

/// What a list of the seeds' routes may answer instead.
#[derive(IntoResponses)]
pub enum InvalidPage {
    /// `limit` or `cursor` is at fault, or the body is not a JSON object.
    #[response(status = 400)]
    BadRequest(ErrorBody),
}

/// What any route that a payout hash opens may answer instead.
#[derive(IntoResponses)]
pub enum HashErrors {
    /// No hash, one that opens nothing (any more), or two that differ.
    #[response(status = 401)]
    Unauthorized(ErrorBody),
    /// Nothing was or will be done.
    #[response(status = 500)]
    Internal(ErrorBody),
    /// Cannot be answered now; nothing was recorded. See `Retry-After`.
    #[response(status = 503)]
    Unavailable(ErrorBody),
}

/// The document as it is served; it does not change while the process runs.
static DESCRIPTION: LazyLock<Value> =
    LazyLock::new(|| finish::finish(serde_json::to_value(&*DOCUMENT).unwrap_or_default()));

/// The document as it is served.
pub fn description() -> &'static Value {
    &DESCRIPTION
}

/// What routes and types say.
static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(|| {
    let (_router, mut document) = crate::public_routes().merge(crate::admin_routes()).split_for_parts();
    for (path, item) in &mut document.paths.paths {
        name_operations(path, item);
    }
    document
});

/// The parameters of the operations of one route.
type ByMethod = Vec<(Method, Vec<&'static str>)>;

/// The parameters that each route knows in its query, by its pattern and method.
static PARAMETERS: LazyLock<HashMap<&str, ByMethod>> = LazyLock::new(|| {
    let of = |item: &'static PathItem| {
        let operations = [
            (Method::GET, &item.get),
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::PATCH, &item.patch),
            (Method::DELETE, &item.delete),
        ];
        let described =
            operations.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)));
        described.map(|(method, operation)| (method, in_query(operation))).collect()
    };
    DOCUMENT.paths.paths.iter().map(|(path, item)| (path.as_str(), of(item))).collect()
});

fn in_query(operation: &'static Operation) -> Vec<&'static str> {
    let named = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name.as_str()),
        _ => None,
    });
    named.collect()
}

/// The names that the query of a route may have, as its description says; none of a route that is not described.
pub fn parameters(method: &Method, path: &str) -> &'static [&'static str] {
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    let of_path = PARAMETERS.get(path).map_or(&[][..], Vec::as_slice);
    of_path.iter().find(|(of, _)| of == method).map_or(&[], |(_, names)| names.as_slice())
}

/// GET /openapi.json
#[utoipa::path(get, path = "/openapi.json", tag = "description", responses((status = 200, description = "This document", body = Object)))]
pub async fn openapi() -> Json<&'static Value> {
    Json(description())
}

/// Adds what the extractors answer, in the form of the route's 401: no route names these itself unless it means more.
fn describe_refusals(path: &str, operation: &mut Operation) {
    let reads = operation.request_body.is_some();
    let named = operation.parameters.iter().flatten().any(|parameter| match parameter {
        RefOr::T(parameter) => parameter.name == "Idempotency-Key",
        RefOr::Ref(_) => false,
    });
    let responses = &mut operation.responses.responses;
    // Where the key is a reference of what is made, the route says itself what a used one means.
    let keyed = named && !responses.contains_key("422");
    let Some(RefOr::T(unauthorized)) = responses.get("401").cloned() else { return };
    for (applies, status, description) in [
        (path.contains('{'), "404", "There is nothing at this address"),
        (keyed, "409", "Its state does not permit it, or what the Idempotency-Key made has ended since"),
        (keyed, "422", "The Idempotency-Key was used with another request"),
        (reads, "413", "The body is over the route's limit"),
        (reads, "415", "The body's Content-Type is not one that this route reads"),
    ] {
        if applies && !responses.contains_key(status) {
            let mut refusal = unauthorized.clone();
            description.clone_into(&mut refusal.description);
            responses.insert(status.to_owned(), RefOr::T(refusal));
        }
    }
}

/// Gives each operation a name of its own, from its method and path: handlers of different files have the same names.
fn name_operations(path: &str, item: &mut PathItem) {
    let words: Vec<&str> =
        path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let operations = [
        ("get", &mut item.get),
        ("post", &mut item.post),
        ("put", &mut item.put),
        ("patch", &mut item.patch),
        ("delete", &mut item.delete),
    ];
    for (method, operation) in operations {
        if let Some(operation) = operation {
            operation.operation_id = Some(format!("{method}_{}", words.join("_")));
            describe_refusals(path, operation);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The routes that must be described; those of batches are tested with them.
    const ROUTES: [(&str, &str); 29] = [
        ("post", "/payout/create"),
        ("get", "/balance"),
        ("get", "/payout/balance"),
        ("get", "/payout/operations"),
        ("post", "/payout/operations"),
        ("get", "/payout/methods"),
        ("post", "/payout/withdraw"),
        ("get", "/payout/withdrawals/{id}"),
        ("post", "/payout/withdrawals/{id}/cancel"),
        ("get", "/v1/withdrawals"),
        ("get", "/v1/withdrawals/{id}"),
        ("post", "/v1/withdrawals/{id}/approve"),
        ("post", "/v1/withdrawals/{id}/reject"),
        ("post", "/providers/{name}/callback"),
        ("post", "/v1/allocations"),
        ("get", "/v1/allocations"),
        ("get", "/v1/allocations/{id}"),
        ("get", "/v1/payout-users"),
        ("get", "/v1/payout-users/{id}"),
        ("patch", "/v1/payout-users/{id}"),
        ("post", "/v1/payout-users/{id}/rotate-hash"),
        ("get", "/v1/balance"),
        ("post", "/v1/balance/top-up"),
        ("get", "/v1/transactions"),
        ("get", "/v1/api-keys"),
        ("post", "/v1/api-keys"),
        ("delete", "/v1/api-keys/{id}"),
        ("post", "/v1/api-keys/{id}/roll"),
        ("get", "/openapi.json"),
    ];

    fn operations(document: &Value) -> Vec<(String, String, Value)> {
        let paths = document["paths"].as_object().unwrap();
        let of = |(path, item): (&String, &Value)| {
            let path = path.clone();
            let item = item.as_object().unwrap().clone();
            item.into_iter()
                .filter(|(name, _)| name != "servers")
                .map(move |(method, operation)| (method, path.clone(), operation))
        };
        paths.iter().flat_map(of).collect()
    }

    #[test]
    fn every_route_is_described() {
        let document = description();
        assert_eq!(document["openapi"], "3.1.0");
        let operations = operations(document);
        for (method, path) in ROUTES {
            assert!(
                operations.iter().any(|one| (one.0.as_str(), one.1.as_str()) == (method, path)),
                "{method} {path}"
            );
        }
        let ids: BTreeSet<&str> =
            operations.iter().map(|(_, _, operation)| operation["operationId"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), operations.len());
        for (method, path, operation) in
            operations.iter().filter(|one| !["/openapi.json", "/postman.json"].contains(&one.1.as_str()))
        {
            let credential = &operation["security"][0];
            assert!(
                credential["secret_key"].is_array()
                    || credential["payout_hash"].is_array()
                    || credential["operator_token"].is_array() && path.starts_with("/admin/")
                    // Opened by its provider's signature.
                    || path == "/providers/{name}/callback",
                "{method} {path} names no credential"
            );
            let statuses: Vec<&String> = operation["responses"].as_object().unwrap().keys().collect();
            let in_path = path.contains('{').then_some("404");
            let of_body = operation["requestBody"].is_object().then_some("415");
            for family in ["2", "401", "503"].into_iter().chain(in_path).chain(of_body) {
                assert!(
                    statuses.iter().any(|status| status.starts_with(family)),
                    "{method} {path}: {statuses:?}"
                );
            }
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = description();
        let text = document.to_string();
        for rest in text.split("\"$ref\":\"#").skip(1) {
            let pointer = rest.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }

    /// Every schema, parameter and answer below `value`, with where it stands.
    fn walk(at: &str, value: &Value, visit: &mut impl FnMut(&str, &Value)) {
        visit(at, value);
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(name, one)| walk(&format!("{at}/{name}"), one, visit));
            }
            Value::Array(values) => values.iter().for_each(|one| walk(at, one, visit)),
            _ => {}
        }
    }

    #[test]
    fn every_answer_has_a_description() {
        let mut answers = 0;
        let document = description();
        let of_paths = document["paths"].as_object().unwrap().values();
        for item in of_paths.chain(document["webhooks"].as_object().unwrap().values()) {
            for (_, operation) in
                item.as_object().unwrap().iter().filter(|(_, one)| one["responses"].is_object())
            {
                for (status, answer) in operation["responses"].as_object().unwrap() {
                    answers += 1;
                    assert!(
                        answer["description"].as_str().is_some_and(|text| !text.is_empty()),
                        "{status} {answer}"
                    );
                }
            }
        }
        assert!(answers > 300, "{answers}");
    }

    #[test]
    fn parameters_are_plain_and_have_their_limits() {
        let mut keys = 0;
        for (method, path, operation) in operations(description()) {
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
                assert!(
                    schema["type"].is_string() || schema["$ref"].is_string(),
                    "{method} {path} {name}: {schema}"
                );
                if name == "Idempotency-Key" {
                    keys += 1;
                    assert_eq!((&schema["minLength"], &schema["maxLength"]), (&1.into(), &255.into()));
                }
                let has_limits = ["Idempotency-Key", "cursor", "reference"].contains(&name);
                assert!(
                    !has_limits || schema["pattern"].is_string() && parameter["example"].is_string(),
                    "{name}"
                );
                assert!(parameter["in"] != "header" || parameter["example"].is_string(), "{path} {name}");
                let has_words = ["status", "mode"].contains(&name);
                assert!(!has_words || schema["$ref"].is_string(), "{path} {name}: {schema}");
            }
        }
        assert!(keys >= 5);
    }

    #[test]
    fn what_stands_in_many_places_is_a_component() {
        let document = description();
        walk("", document, &mut |at, value| {
            assert!(!value.is_null(), "{at}");
            let is_inlined =
                value["properties"]["detail"].is_object() || value["properties"]["next_cursor"].is_object();
            let of_component = at.starts_with("/components/schemas/");
            assert!(!is_inlined || of_component, "{at}");
            if let Some(items) = value.pointer("/properties/data/items").filter(|_| at.contains("/List_")) {
                assert!(items["$ref"].is_string(), "{at}");
            }
        });
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            for (field, property) in schema["properties"].as_object().into_iter().flatten() {
                let is_text = property["type"] == "string" && property["const"].is_null();
                assert!(
                    !(["status", "mode"].contains(&field.as_str()) && is_text),
                    "{name}.{field} has no words"
                );
            }
        }
    }

    #[test]
    fn each_word_and_example_has_its_place() {
        let document = description();
        for words in words::all() {
            for (schema, field) in words.properties {
                let at = format!("/components/schemas/{schema}/properties/{field}/$ref");
                assert_eq!(document.pointer(&at), Some(&words.reference()), "{at}");
            }
        }
        for (name, _) in examples::all() {
            assert!(document["components"]["schemas"][name]["examples"].is_array(), "{name}");
        }
        for kind in domain::event::EventType::ALL {
            assert!(document["webhooks"][kind.as_str()]["post"].is_object(), "{kind}");
        }
        assert!(document["servers"][0]["url"].is_string());
        assert!(document["paths"]["/admin/pause"]["servers"].is_array());
    }
}
