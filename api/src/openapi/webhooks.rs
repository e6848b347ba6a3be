//! The requests that webhook endpoints receive: the top-level `webhooks` of the document, with an entry for each event
//! type, and one for the payout webhook with its flat format.

use domain::event::EventType;
use domain::withdrawal::Method;
use serde_json::{Map, Value, json};

/// The fields of API objects that events leave out: they describe work in progress, and an event reports a result.
const NOT_IN_EVENTS: [&str; 6] =
    ["progress", "held_by", "max_per_second", "max_cents_per_second", "scheduled_at", "cancelled_at"];

/// The components of events that are derived from API objects: the name of each, and the name of the API object.
const TOLD: [(&str, &str); 3] =
    [("EndedAllocation", "Allocation"), ("CompletedBatch", "Batch"), ("ChangedPayoutUser", "PayoutUser")];

/// Returns the entry of each event type and of the payout webhook.
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
        "summary": format!("Delivers {name} to a webhook endpoint"),
        "tags": ["events"],
        "security": [],
        "parameters": headers,
        "requestBody": { "required": true, "content": { "application/json": { "schema": schema } } },
        "responses": {
            "2XX": { "description": "The event is delivered." },
            "410": { "description": "The endpoint no longer exists, and is disabled." },
            "default": { "description": "The event is not delivered, and is sent again later." }
        }
    } })
}

/// Returns the headers of Standard Webhooks. Only the payout webhook also has `Signature`.
fn headers(of_payout_webhook: bool) -> Value {
    let header = |name: &str, description: &str| json!({ "name": name, "in": "header", "required": true, "description": description, "schema": { "type": "string" } });
    let mut headers = vec![
        header("webhook-id", "The event's id, `evt_…`: the same in every attempt"),
        header("webhook-timestamp", "When the request was sent, in Unix seconds"),
        header(
            "webhook-signature",
            "`v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the endpoint's secret. After the \
             secret is rotated there are two, separated by a space",
        ),
        header("payout-sequence", "Increases with each event of the same object"),
    ];
    if of_payout_webhook {
        headers.push(header(
            "Signature",
            "Lower-case hex HMAC-SHA256 of the raw body, with the token as the key",
        ));
    }
    Value::Array(headers)
}

/// Returns the schema of the envelope around an event's data.
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

/// Returns the schemas of the data of events.
pub(super) fn schemas(known: &Value) -> Vec<(&'static str, Value)> {
    let cents = || json!({ "type": "integer", "format": "int64" });
    let object = |properties: Value| {
        let required: Vec<&String> = properties.as_object().into_iter().flat_map(Map::keys).collect();
        json!({ "type": "object", "required": required, "properties": properties })
    };
    let low = object(json!({ "payout_balance": cents(), "threshold": cents() }));
    let test = object(json!({
        "webhook_id": { "type": "string", "description": "`whk_…`" },
        "message": { "type": "string", "description": "A text for people" }
    }));
    let mut all: Vec<(&str, Value)> = TOLD.map(|(name, shown)| (name, told(&known[shown]))).into();
    all.extend([("LowBalance", with_test_mode(low)), ("TestEvent", test), ("PayoutEvent", payout())]);
    all
}

/// Returns the schema of an API object as events show it.
fn told(shown: &Value) -> Value {
    let mut told = shown.clone();
    if let Some(properties) = told["properties"].as_object_mut() {
        properties.retain(|name, _| !NOT_IN_EVENTS.contains(&name.as_str()));
    }
    if let Some(required) = told["required"].as_array_mut() {
        required.retain(|name| !NOT_IN_EVENTS.iter().any(|other| name == other));
    }
    with_test_mode(told)
}

/// Adds `test_mode` to the schema of data that sample events have as well.
fn with_test_mode(mut data: Value) -> Value {
    data["properties"]["test_mode"] = json!({ "type": "boolean", "description": "`true` in a sample event, which reports nothing real. Absent otherwise" });
    data
}

/// Returns the schema of the flat format, in which no field is ever null.
fn payout() -> Value {
    let events: Vec<&str> =
        EventType::ALL.into_iter().filter(|kind| kind.is_of_payouts()).map(EventType::as_str).collect();
    let mut properties = json!({
        "amount": { "type": "integer", "format": "int64" },
        "currency": { "type": "string", "const": "USD" },
        "fees": { "type": "integer", "format": "int64", "description": "Absent if 0" },
        "net_amount": { "type": "integer", "format": "int64", "description": "Absent if equal to `amount`" },
        "metadata": {
            "type": "object", "required": ["payout_user_id"], "properties": { "payout_user_id": { "type": "string" } }
        },
        "type": { "type": "string", "enum": events },
        "provider": { "$ref": "#/components/schemas/Method" },
        "order_id": { "type": "string" },
        "recipient": { "type": "object", "required": ["email"], "properties": { "email": { "type": "string" } } },
        "reason": { "type": "string", "description": "Only in `payout.rejected`" },
        "test_mode": { "type": "boolean", "description": "`true` in a sample event, which reports nothing real. Absent otherwise" }
    });
    for method in Method::ALL {
        properties[method.as_str()] = json!({ "type": "object", "description": "Details of this method" });
    }
    let required = ["amount", "currency", "metadata", "type", "provider", "order_id", "recipient"];
    json!({ "type": "object", "required": required, "properties": properties })
}
