//! Tests what the document must contain for every route.

use std::collections::BTreeSet;

use super::*;

/// The routes that must be described. The routes of batches are tested with the batches.
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
    let of_path = |(path, item): (&String, &Value)| {
        let path = path.clone();
        let item = item.as_object().unwrap().clone();
        item.into_iter()
            .filter(|(name, _)| name != "servers")
            .map(move |(method, operation)| (method, path.clone(), operation))
    };
    paths.iter().flat_map(of_path).collect()
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
                // The provider's signature authenticates it.
                || path == "/providers/{name}/callback",
            "{method} {path} names no credential"
        );
        let statuses: Vec<&String> = operation["responses"].as_object().unwrap().keys().collect();
        // The layers of the route: authentication, the doors, the panic handler, the body, the path parameter, the key.
        let in_path = path.contains('{').then_some(&["404"][..]);
        let of_body = (method != "get").then_some(&["408", "413", "415"][..]);
        // A request counts against a business once its key is known.
        let of_door = credential["secret_key"].is_array().then_some(&["429"][..]);
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let keyed = parameters.filter(|one| one["name"] == "Idempotency-Key").count() > 0;
        let of_key = keyed.then_some(&["400", "422"][..]);
        let of_layers = [in_path, of_body, of_door, of_key].into_iter().flatten().flatten();
        for family in ["2", "401", "500", "503"].iter().chain(of_layers) {
            assert!(
                statuses.iter().any(|status| status.starts_with(family)),
                "{method} {path} lacks {family}: {statuses:?}"
            );
        }
    }
}

/// A name says what an operation is called. The author of a client also needs to know what it does.
#[test]
fn every_operation_has_a_description() {
    let mut descriptions = BTreeSet::new();
    for (method, path, operation) in operations(description()) {
        let text_of = |what: &str| operation[what].as_str().unwrap_or_default().to_owned();
        let (summary, description) = (text_of("summary"), text_of("description"));
        assert!(summary.ends_with('.') && !summary.contains(". "), "{method} {path}: {summary:?}");
        assert!(
            description.ends_with('.') && description != summary,
            "{method} {path}: the doc comment of its handler needs a second paragraph, and has {description:?}"
        );
        assert!(
            descriptions.insert(description.clone()),
            "{method} {path} has the same description as another operation: {description}"
        );
    }
    assert!(descriptions.len() > 70, "{}", descriptions.len());
}

#[test]
fn every_reference_resolves() {
    let document = description();
    let text = document.to_string();
    for rest in text.split("\"$ref\":\"#").skip(1) {
        let pointer = rest.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}

/// Visits every schema, parameter and response below `value`, with its path.
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
fn every_response_has_a_description() {
    let mut responses = 0;
    let document = description();
    let of_paths = document["paths"].as_object().unwrap().values();
    for item in of_paths.chain(document["webhooks"].as_object().unwrap().values()) {
        for (_, operation) in item.as_object().unwrap().iter().filter(|(_, one)| one["responses"].is_object())
        {
            for (status, response) in operation["responses"].as_object().unwrap() {
                responses += 1;
                assert!(
                    response["description"].as_str().is_some_and(|text| !text.is_empty()),
                    "{status} {response}"
                );
            }
        }
    }
    assert!(responses > 300, "{responses}");
}

#[test]
fn parameters_have_simple_schemas_and_limits() {
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
fn repeated_schemas_are_components() {
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
                "{name}.{field} has no enumeration"
            );
        }
    }
}

#[test]
fn enumerations_examples_and_events_are_in_the_document() {
    let document = description();
    for words in words::all() {
        for (schema, field) in words.properties {
            let at = format!("/components/schemas/{schema}/properties/{field}");
            let named = document.pointer(&format!("{at}/$ref"));
            let named = named.or_else(|| document.pointer(&format!("{at}/oneOf/1/$ref")));
            assert_eq!(named, Some(&words.reference()), "{at}");
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

/// Every body has an example, and no body can be `null`.
#[test]
fn every_body_has_an_example() {
    let document = description();
    let mut bodies = 0;
    for (method, path, operation) in operations(document) {
        for (media_type, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            bodies += 1;
            let at = format!("{method} {path} {media_type}");
            assert!(content["schema"]["oneOf"].is_null(), "{at}: {}", content["schema"]);
            let component = content["schema"]["$ref"].as_str().and_then(|to| document.pointer(&to[1..]));
            let of_component = component.is_some_and(|schema| schema["examples"].is_array());
            assert!(of_component || content["example"].is_string(), "{at}");
        }
    }
    assert!(bodies > 20, "{bodies}");
}

/// The groups in the description contain exactly the events that an endpoint can select.
#[test]
fn the_described_event_selections_are_those_that_are_accepted() {
    for (name, of_payouts) in [("EventSelection", false), ("PayoutEventSelection", true)] {
        let words = description()["components"]["schemas"][name]["enum"].as_array().unwrap();
        let mut all = BTreeSet::new();
        for word in words {
            let word = word.as_str().unwrap().to_owned();
            let read = crate::routes::v1::webhooks::read_events(std::slice::from_ref(&word), |kind| {
                !of_payouts || kind.is_of_payouts()
            });
            let read = read.unwrap_or_else(|_| panic!("{name}: {word}"));
            if word.ends_with('*') {
                all.extend(read);
            }
        }
        let selectable = domain::event::EventType::SELECTABLE.into_iter();
        let expected: Vec<_> = selectable.filter(|kind| !of_payouts || kind.is_of_payouts()).collect();
        assert!(
            expected.iter().all(|kind| all.contains(kind)) && all.len() == expected.len(),
            "{name}: the groups contain other events than can be selected"
        );
    }
}

/// The description of an amount rules out `1.0`, which JSON Schema alone would accept.
#[test]
fn amounts_are_described_as_digits() {
    let schemas = &description()["components"]["schemas"];
    for name in ["PayoutCreate", "PayoutWithdraw", "NewAllocation", "NewBatchItem", "TopUp", "Funding"] {
        let description = schemas[name]["properties"]["amount"]["description"].as_str().unwrap();
        assert!(description.contains("`1.0`"), "{name}: {description}");
    }
}
