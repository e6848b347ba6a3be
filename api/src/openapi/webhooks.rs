//! The bodies that endpoints are sent: the top-level `webhooks` of the document, with an entry for each type of event,
//! and the payout webhook's flat form.

use domain::event::EventType;
use domain::withdrawal::Method;
use serde_json::{Map, Value, json};

/// The fields that events leave out of the API's objects: how something goes on, for an event tells of its end.
const NOT_IN_EVENTS: [&str; 6] =
    ["progress", "held_by", "max_per_second", "max_cents_per_second", "scheduled_at", "cancelled_at"];

/// The components of events that are made from those of the API: the name of each, and that of the API's.
const TOLD: [(&str, &str); 3] =
    [("EndedAllocation", "Allocation"), ("CompletedBatch", "Batch"), ("ChangedPayoutUser", "PayoutUser")];

/// The entries.
pub(super) fn all() -> Value {
    let mut all = Map::new();
    for kind in EventType::ALL {
        let name = kind.as_str();
        all.insert(name.to_owned(), entry(name, &envelope(kind), &headers(false)));
    }
    let flat = json!({ "$ref": "#/components/schemas/PayoutEvent" });
    all.insert("payout-webhook".to_owned(), entry("payout-webhook", &flat, &headers(true)));
    Value::Object(all)
}

fn entry(name: &str, schema: &Value, headers: &Value) -> Value {
    let id: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    json!({ "post": {
        "operationId": format!("told_{id}"),
        "summary": format!("An endpoint is told: {name}"),
        "tags": ["events"],
        "security": [],
        "parameters": headers,
        "requestBody": { "required": true, "content": { "application/json": { "schema": schema } } },
        "responses": {
            "2XX": { "description": "It has arrived." },
            "410": { "description": "The endpoint is gone, and is switched off." },
            "default": { "description": "It has not arrived, and is sent again later." }
        }
    } })
}

/// The headers of Standard Webhooks; `Signature` with the payout webhook alone.
fn headers(of_payout_webhook: bool) -> Value {
    let header = |name: &str, description: &str| json!({ "name": name, "in": "header", "required": true, "description": description, "schema": { "type": "string" } });
    let mut headers = vec![
        header("webhook-id", "`evt_…`: the same each time it is sent"),
        header("webhook-timestamp", "Unix seconds: when it was sent"),
        header(
            "webhook-signature",
            "`v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the endpoint's secret; after a \
             rotation two, with a space between them",
        ),
        header("payout-sequence", "Rises with the events of one object"),
    ];
    if of_payout_webhook {
        headers.push(header("Signature", "Lower-case hex HMAC-SHA256 of the raw body under the token"));
    }
    Value::Array(headers)
}

/// The envelope around an event's data.
fn envelope(kind: EventType) -> Value {
    let data = match kind {
        EventType::AllocationSucceeded | EventType::AllocationFailed => "EndedAllocation",
        EventType::BatchCompleted => "CompletedBatch",
        EventType::BalanceLow => "LowBalance",
        EventType::PayoutUserUpdated => "ChangedPayoutUser",
        EventType::WebhookTest => "TestEvent",
        EventType::PayoutCreated
        | EventType::PayoutProcessing
        | EventType::PayoutSucceeded
        | EventType::PayoutFailed
        | EventType::PayoutRejected => "PayoutEvent",
    };
    json!({
        "type": "object",
        "required": ["type", "timestamp", "sequence", "data"],
        "properties": {
            "type": { "type": "string", "const": kind.as_str() },
            "timestamp": { "type": "string", "format": "date-time" },
            "sequence": { "type": "integer", "format": "int64" },
            "data": { "$ref": format!("#/components/schemas/{data}") }
        }
    })
}

/// The data of events.
pub(super) fn schemas(known: &Value) -> Vec<(&'static str, Value)> {
    let cents = || json!({ "type": "integer", "format": "int64" });
    let object = |properties: Value| {
        let required: Vec<&String> = properties.as_object().into_iter().flat_map(Map::keys).collect();
        json!({ "type": "object", "required": required, "properties": properties })
    };
    let low = object(json!({ "payout_balance": cents(), "threshold": cents() }));
    let test = object(json!({
        "webhook_id": { "type": "string", "description": "`whk_…`" },
        "message": { "type": "string", "description": "For people" }
    }));
    let mut all: Vec<(&str, Value)> = TOLD.map(|(name, shown)| (name, told(&known[shown]))).into();
    all.extend([("LowBalance", or_of_a_test(low)), ("TestEvent", test), ("PayoutEvent", payout())]);
    all
}

/// The schema of an API's object, as an event shows it.
fn told(shown: &Value) -> Value {
    let mut told = shown.clone();
    if let Some(properties) = told["properties"].as_object_mut() {
        properties.retain(|name, _| !NOT_IN_EVENTS.contains(&name.as_str()));
    }
    if let Some(required) = told["required"].as_array_mut() {
        required.retain(|name| !NOT_IN_EVENTS.iter().any(|other| name == other));
    }
    or_of_a_test(told)
}

/// The schema of data that samples have as well.
fn or_of_a_test(mut data: Value) -> Value {
    data["properties"]["test_mode"] = json!({ "type": "boolean", "description": "True of a sample, which nothing has happened to; absent otherwise" });
    data
}

/// The flat form, in which nothing is ever null.
fn payout() -> Value {
    let events: Vec<&str> =
        EventType::ALL.into_iter().filter(|kind| kind.is_of_payouts()).map(EventType::as_str).collect();
    let mut properties = json!({
        "amount": { "type": "integer", "format": "int64" },
        "currency": { "type": "string", "const": "USD" },
        "fees": { "type": "integer", "format": "int64", "description": "Absent when 0" },
        "net_amount": { "type": "integer", "format": "int64", "description": "Absent when it is the amount" },
        "metadata": {
            "type": "object", "required": ["payout_user_id"], "properties": { "payout_user_id": { "type": "string" } }
        },
        "type": { "type": "string", "enum": events },
        "provider": { "$ref": "#/components/schemas/Method" },
        "order_id": { "type": "string" },
        "recipient": { "type": "object", "required": ["email"], "properties": { "email": { "type": "string" } } },
        "reason": { "type": "string", "description": "Of `payout.rejected` only" },
        "test_mode": { "type": "boolean", "description": "True of what is not real; absent otherwise" }
    });
    for method in Method::ALL {
        properties[method.as_str()] =
            json!({ "type": "object", "description": "What is particular to the method" });
    }
    let required = ["amount", "currency", "metadata", "type", "provider", "order_id", "recipient"];
    json!({ "type": "object", "required": required, "properties": properties })
}
