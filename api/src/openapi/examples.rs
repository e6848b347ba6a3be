//! Examples of request bodies, responses and errors. API tools show them and fill them in.

use serde_json::{Value, json};

/// Returns the examples by component.
pub(super) fn all() -> Vec<(&'static str, Value)> {
    let events = json!(["allocation.*", "batch.completed"]);
    vec![
        ("PayoutCreate", json!({ "email": "user@example.com", "amount": 10_000 })),
        (
            "PayoutWithdraw",
            json!({ "amount": 5_000, "provider": "paypal", "destination": { "email": "user@example.com" } }),
        ),
        (
            "NewAllocation",
            json!({ "email": "user@example.com", "amount": 10_000, "reference": "order-1", "metadata": { "campaign": "spring" } }),
        ),
        (
            "NewBatch",
            json!({ "items": [{ "email": "user@example.com", "amount": 500, "reference": "row-1" }] }),
        ),
        ("NewBatchItem", json!({ "email": "user@example.com", "amount": 500, "reference": "row-1" })),
        ("TopUp", json!({ "amount": 100_000 })),
        ("ApiKeyRequest", json!({ "name": "server" })),
        ("ApiKeyRoll", json!({ "overlap_seconds": 3_600 })),
        ("WebhookRequest", json!({ "url": "https://example.com/payout", "events": events })),
        ("WebhookChange", json!({ "url": "https://example.com/payout", "events": events, "enabled": true })),
        (
            "PayoutWebhookRequest",
            json!({ "url": "https://example.com/payout", "events": ["payout.succeeded"] }),
        ),
        ("PayoutUserChange", json!({ "status": "inactive" })),
        ("Rejection", json!({ "reason": "The address is unknown." })),
        ("NewBusiness", json!({ "name": "Acme", "mode": "test" })),
        (
            "Funding",
            json!({ "amount": 5_000_000, "account": "payout_balance", "reference": "wire-2026-001" }),
        ),
        ("PauseTarget", json!({ "scope": "all" })),
        ("NewThrottle", json!({ "scope": "all", "max_per_second": 100 })),
        ("BatchThrottle", json!({ "max_per_second": 100 })),
        ("Redeliver", json!({ "since": "2026-12-24T18:00:00Z" })),
        ("WebhookTestRequest", json!({ "type": "allocation.succeeded" })),
        ("BalanceAlertRequest", json!({ "threshold": 1_000_000 })),
        ("AllowedOriginsRequest", json!({ "origins": ["https://shop.example.com"] })),
        ("BrandRequest", json!({ "name": "Acme", "colour": "#1a7f37" })),
        // JSON cannot hold the bytes of a picture.
        ("LogoPicture", json!("(the bytes of logo.png)")),
        (
            "Usage",
            json!({
                "from": "2026-11-28", "to": "2026-11-28",
                "days": [{
                    "day": "2026-11-28", "requests": 1_250, "succeeded": 1_246, "refused": 3, "rate_limited": 1, "failed": 0,
                    "aborted": 0, "p50_ms": 20, "p95_ms": 50
                }],
                "routes": [
                    { "route": "POST /payout/create", "outcome": "2xx", "requests": 1_246, "p50_ms": 20, "p95_ms": 50 },
                    { "route": "POST /payout/create", "outcome": "400", "requests": 3, "p50_ms": 5, "p95_ms": 5 },
                    { "route": "POST /payout/create", "outcome": "429", "requests": 1, "p50_ms": 5, "p95_ms": 5 }
                ]
            }),
        ),
        ("BusinessChange", json!({ "payouts_enabled": false })),
        ("PayoutHash", json!({ "payout_hash": "0".repeat(64) })),
        (
            "Problem",
            json!({ "type": "about:blank", "title": "Not Found", "status": 404, "code": "not_found", "detail": "No object with this id was found. The lists show the ids that exist." }),
        ),
        ("Error", json!({ "error": "Unauthorized" })),
        (
            "RateLimited",
            json!({ "error": "rate_limit_exceeded", "message": "Too many payout requests", "type": "business", "retry_after": 30 }),
        ),
        ("FieldMessages", json!({ "amount": ["The amount must be an integer."] })),
        ("WithdrawMessages", json!({ "error": "Insufficient balance" })),
    ]
}

/// Returns the examples of bodies that are text, by route and media type.
pub(super) fn of_texts() -> [(&'static str, &'static str, &'static str); 3] {
    [
        (
            "/v1/batches",
            "application/x-ndjson",
            "{\"email\":\"user@example.com\",\"amount\":500,\"reference\":\"row-1\"}\n",
        ),
        ("/v1/batches", "text/csv", "email,amount,reference\nuser@example.com,500,row-1\n"),
        (
            "/providers/{name}/callback",
            "application/json",
            "{\"id\":\"ord_01900000-0000-7000-8000-000000000001\",\"status\":\"succeeded\"}",
        ),
    ]
}
