//! The table: every public route, the credential it needs, and the status of the response to the object's owner.

/// A route of the table.
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    /// The body that the owner sends; `{}` if its content does not matter.
    pub body: &'static str,
    /// The status of the answer to the owner.
    pub own: u16,
    /// The object that `{id}` names.
    pub object: Object,
    /// The kind of credential that gives access to the route.
    pub credential_kind: CredentialKind,
}

/// A kind of credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CredentialKind {
    /// A merchant's secret key.
    Key,
    /// A payout user's hash.
    Hash,
}

/// The object of a tenant that a path names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Object {
    None,
    Allocation,
    PayoutUser,
    ApiKey,
    Batch,
    Withdrawal,
    Webhook,
}

const fn route(
    method: &'static str,
    path: &'static str,
    body: &'static str,
    own: u16,
    object: Object,
) -> Route {
    Route { method, path, body, own, object, credential_kind: CredentialKind::Key }
}

const fn by_hash(
    method: &'static str,
    path: &'static str,
    body: &'static str,
    own: u16,
    object: Object,
) -> Route {
    Route { method, path, body, own, object, credential_kind: CredentialKind::Hash }
}

const NEW: &str = r#"{"email":"probe@example.com","amount":1}"#;
pub const NEW_WEBHOOK: &str = r#"{"url":"http://127.0.0.1:9/","events":["allocation.*"]}"#;
const NEW_BATCH: &str = r#"{"items":[{"email":"probe@example.com","amount":1}]}"#;

pub const NEW_WITHDRAWAL: &str =
    r#"{"amount":100,"provider":"paypal","destination":{"email":"probe@example.com"}}"#;

/// Every public route. Routes that end something come last, because they may end what other routes need.
pub const ROUTES: [Route; 59] = [
    by_hash("get", "/payout/methods", "", 200, Object::None),
    by_hash("post", "/payout/withdraw", NEW_WITHDRAWAL, 201, Object::None),
    by_hash("get", "/payout/withdrawals/{id}", "", 200, Object::Withdrawal),
    // The order has ended, and it did not wait for a person.
    by_hash("post", "/payout/withdrawals/{id}/cancel", "", 409, Object::Withdrawal),
    route("get", "/v1/withdrawals", "", 200, Object::None),
    route("get", "/v1/withdrawals/{id}", "", 200, Object::Withdrawal),
    route("post", "/v1/withdrawals/{id}/approve", "", 409, Object::Withdrawal),
    route("post", "/v1/withdrawals/{id}/reject", r#"{"reason":"probe"}"#, 409, Object::Withdrawal),
    by_hash("get", "/payout/balance", "", 200, Object::None),
    by_hash("get", "/payout/operations", "", 200, Object::None),
    by_hash("post", "/payout/operations", "{}", 200, Object::None),
    route("post", "/payout/create", NEW, 201, Object::None),
    route("get", "/balance", "", 200, Object::None),
    route("post", "/v1/allocations", NEW, 202, Object::None),
    route("get", "/v1/allocations", "", 200, Object::None),
    route("get", "/v1/allocations/{id}", "", 200, Object::Allocation),
    route("get", "/v1/payout-users", "", 200, Object::None),
    route("get", "/v1/payout-users/{id}", "", 200, Object::PayoutUser),
    route("post", "/v1/payout-users/{id}/rotate-hash", "", 200, Object::PayoutUser),
    route("patch", "/v1/payout-users/{id}", r#"{"status":"inactive"}"#, 200, Object::PayoutUser),
    route("get", "/v1/balance", "", 200, Object::None),
    route("post", "/v1/balance/top-up", r#"{"amount":1}"#, 400, Object::None),
    route("get", "/v1/transactions", "", 200, Object::None),
    route("get", "/v1/usage", "", 200, Object::None),
    route("post", "/v1/batches", NEW_BATCH, 202, Object::None),
    route("get", "/v1/batches", "", 200, Object::None),
    route("get", "/v1/batches/{id}", "", 200, Object::Batch),
    route("get", "/v1/batches/{id}/items", "", 200, Object::Batch),
    route("get", "/v1/batches/{id}/results.csv", "", 200, Object::Batch),
    // The batch's only item has ended, so there is nothing to pause or cancel.
    route("post", "/v1/batches/{id}/pause", "", 409, Object::Batch),
    route("post", "/v1/batches/{id}/resume", "", 200, Object::Batch),
    route("post", "/v1/batches/{id}/cancel", "", 409, Object::Batch),
    route("post", "/v1/batches/{id}/retry", "", 200, Object::Batch),
    route("put", "/v1/batches/{id}/throttle", r#"{"max_per_second":1}"#, 409, Object::Batch),
    route("delete", "/v1/batches/{id}/throttle", "", 200, Object::Batch),
    route("get", "/v1/allowed-origins", "", 200, Object::None),
    route("put", "/v1/allowed-origins", r#"{"origins":["https://probe.example.com"]}"#, 200, Object::None),
    route("get", "/v1/brand", "", 200, Object::None),
    route("put", "/v1/brand", r##"{"name":"probe","colour":"#1a7f37"}"##, 200, Object::None),
    // The table sends JSON, which is not a picture.
    route("put", "/v1/brand/logo", "{}", 415, Object::None),
    route("delete", "/v1/brand/logo", "", 204, Object::None),
    route("get", "/v1/balance/alert", "", 200, Object::None),
    route("put", "/v1/balance/alert", r#"{"threshold":1}"#, 200, Object::None),
    route("get", "/v1/webhooks", "", 200, Object::None),
    route("post", "/v1/webhooks", NEW_WEBHOOK, 201, Object::None),
    route("get", "/v1/webhooks/{id}", "", 200, Object::Webhook),
    route("patch", "/v1/webhooks/{id}", r#"{"enabled":true}"#, 200, Object::Webhook),
    route("get", "/v1/webhooks/{id}/deliveries", "", 200, Object::Webhook),
    route("post", "/v1/webhooks/{id}/redeliver", r#"{"since":"2026-01-01T00:00:00Z"}"#, 202, Object::Webhook),
    route("post", "/v1/webhooks/{id}/test", "", 202, Object::Webhook),
    route("post", "/v1/webhooks/{id}/rotate-secret", "", 200, Object::Webhook),
    route("get", "/v1/events", "", 200, Object::None),
    route("put", "/v1/payout-webhook", r#"{"url":"http://127.0.0.1:9/"}"#, 200, Object::None),
    route("get", "/v1/payout-webhook", "", 200, Object::None),
    route("get", "/v1/api-keys", "", 200, Object::None),
    route("post", "/v1/api-keys", r#"{"name":"probe"}"#, 201, Object::None),
    route("post", "/v1/api-keys/{id}/roll", r#"{"overlap_seconds":60}"#, 201, Object::ApiKey),
    route("delete", "/v1/webhooks/{id}", "", 204, Object::Webhook),
    route("delete", "/v1/api-keys/{id}", "", 200, Object::ApiKey),
];

/// Routes without a credential.
pub const OPEN: [(&str, &str); 2] = [("get", "/openapi.json"), ("get", "/postman.json")];

/// Routes that need a signature. `providers` tests them.
pub const SIGNED: [(&str, &str); 1] = [("post", "/providers/{name}/callback")];
