//! Wrong headers and bodies: each error says how to correct it, and nothing is recorded.

use super::{all_messages, assert_plain, message_about};
use tests::world;

const JSON: (&str, &str) = ("content-type", "application/json");
const FORM: (&str, &str) = ("content-type", "multipart/form-data; boundary=x");
const PAY: &str = r#"{"email":"a@b.cd","amount":1}"#;
const ITEMS: &str = r#"{"items":[{"email":"a@b.cd","amount":1}]}"#;

/// 256 bytes: one more than the limit.
const LONG_KEY: &str = match str::from_utf8(&[b'k'; 256]) {
    Ok(text) => text,
    Err(_) => panic!("it is ASCII"),
};

/// A wrong request: its path, headers and body, and a part of the error message.
type Wrong = (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);

const WRONG_HEADERS: [Wrong; 15] = [
    ("/v1/batches", &[JSON, ("x-idempotency-key", "k")], ITEMS, "under that name"),
    ("/v1/allocations", &[JSON, ("x-idempotency-key", "k")], PAY, "under that name"),
    ("/v1/allocations", &[JSON, ("idempotence-key", "k")], PAY, "called Idempotency-Key"),
    (
        "/v1/allocations",
        &[JSON, ("idempotency-key", "k")],
        r#"{"email":"a@b.cd","amount":1,"reference":"r"}"#,
        "send one of them, or the same value in both",
    ),
    (
        "/v1/batches?scheduled_at=2020-01-01T00:00:00Z",
        &[JSON, ("idempotency-key", "k")],
        ITEMS,
        "leave it out to pay now",
    ),
    ("/v1/batches", &[JSON], ITEMS, "header Idempotency-Key. Send a value of your own"),
    ("/v1/balance/top-up", &[JSON], r#"{"amount":5}"#, "header Idempotency-Key. Send a value of your own"),
    ("/v1/batches", &[JSON, ("idempotency-key", "a"), ("idempotency-key", "b")], ITEMS, "sent once"),
    ("/v1/batches", &[JSON, ("idempotency-key", LONG_KEY)], ITEMS, "1 to 255"),
    ("/v1/batches", &[JSON, ("idempotency-key", "YOUR_KEY")], ITEMS, "not filled in"),
    ("/v1/batches", &[JSON, ("idempotency-key", "$KEY")], ITEMS, "not filled in"),
    ("/v1/batches", &[JSON, ("idempotency-key", "%s")], ITEMS, "not filled in"),
    ("/v1/allocations", &[JSON, ("idempotency-key", "example")], PAY, "not filled in"),
    ("/v1/allocations", &[JSON, JSON], PAY, "one Content-Type header with one of: application/json"),
    ("/v1/allocations", &[("content-type", "text/plain")], PAY, "application/json"),
];

const WRONG_BODIES: [Wrong; 23] = [
    ("/v1/allocations", &[JSON], r#"{"email":"Ann <a@b.cd>","amount":1}"#, "write it alone"),
    ("/v1/allocations", &[JSON], r#"{"email":"a@b.cd, c@d.ef","amount":1}"#, "a single one"),
    ("/v1/allocations", &[JSON], r#"{"email":"ann","amount":1}"#, "such as name@example.com"),
    (
        "/v1/batches",
        &[JSON, ("idempotency-key", "k")],
        r#"{"items":[{"email":"Ann <a@b.cd>","amount":1}]}"#,
        "write it alone",
    ),
    (
        "/v1/batches",
        &[("content-type", "text/csv"), ("idempotency-key", "k")],
        "email,amount\n<a@b.cd>,1\n",
        "write it alone",
    ),
    ("/v1/allocations", &[JSON], "", "The body is empty"),
    ("/v1/allocations", &[JSON], "\u{feff}{}", "byte order mark"),
    ("/v1/allocations", &[JSON], "email=a@b.cd&amount=1", "double quotes"),
    ("/v1/allocations", &[JSON], r#"{"email":"a@b.cd","amount":"12.50"}"#, "without quotes"),
    (
        "/v1/allocations",
        &[JSON],
        r#"{"email":"a@b.cd","amount":12.50}"#,
        "without a decimal point: $12.50 is 1250",
    ),
    ("/v1/allocations", &[JSON], r#"{"email":"a@b.cd","amount":-1}"#, "at least 1"),
    (
        "/v1/allocations",
        &[JSON],
        r#"{"email":"a@b.cd","amount":5,"amount":500}"#,
        "The amount is given twice: send it once.",
    ),
    (
        "/v1/allocations",
        &[JSON],
        r#"{"email":"a@b.cd","email":"b@b.cd","amount":5}"#,
        "The email is given twice: send it once.",
    ),
    (
        "/v1/allocations",
        &[JSON],
        r#"{"email":"a@b.cd","amount":5,"reference":"a","reference":"b"}"#,
        "The reference is given twice: send it once.",
    ),
    ("/v1/batches/bat_01900000-0000-7000-8000-000000000001/pause", &[JSON], "[]", "send none"),
    (
        "/v1/api-keys/key_01900000-0000-7000-8000-000000000001/roll",
        &[],
        "",
        "The body is empty, but must be JSON. The overlap_seconds field is required.",
    ),
    (
        "/v1/batches",
        &[JSON, ("idempotency-key", "k")],
        r#"{"mode":"all_or_nothing","items":[{"email":"a@b.cd","amount":1}]}"#,
        "Write it in the address, as in ?mode=VALUE.",
    ),
    (
        "/v1/batches",
        &[JSON, ("idempotency-key", "k")],
        r#"{"items":[{"email":"a@b.cd","amount":1,"dry_run":true}]}"#,
        "Write it in the address, as in ?dry_run=VALUE.",
    ),
    (
        "/v1/batches",
        &[("content-type", "text/csv"), ("idempotency-key", "k")],
        "email,amount,mode\na@b.cd,1,all_or_nothing\n",
        "Write it in the address, as in ?mode=VALUE.",
    ),
    (
        "/v1/allocations",
        &[JSON],
        r#"{"email":"a@b.cd","amount":1,"idempotency_key":"k"}"#,
        "send it as the header Idempotency-Key",
    ),
    (
        "/v1/batches",
        &[FORM, ("idempotency-key", "k")],
        "--x",
        "Send the content alone as the body, with its own Content-Type: text/csv, ",
    ),
    ("/v1/allocations", &[FORM], "--x", "with its own Content-Type: application/json."),
    ("/v1/balance/top-up", &[FORM], "--x", "does not accept forms (multipart/form-data)"),
];

/// Sends each request, and checks the message and that nothing is recorded.
async fn assert_refused_with_the_cure(wrong: &[Wrong]) {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        for (path, headers, body, says) in wrong {
            let answer = api.post(path, &key, headers, *body).await;
            let said = all_messages(&answer);
            assert!((400..500).contains(&answer.status) && said.contains(says), "{path} {body}: {said}");
            assert_plain(&said, path);
        }
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_headers_get_an_error_with_the_cure() {
    assert_refused_with_the_cure(&WRONG_HEADERS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_bodies_get_an_error_with_the_cure() {
    assert_refused_with_the_cure(&WRONG_BODIES).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_misnamed_key_a_missing_scope_and_disabled_payouts_get_the_cure() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        let misnamed = [JSON, ("x-idempotency-key", "k")];
        let refused = api.post("/payout/create", &key, &misnamed, PAY).await;
        let says =
            r#"{"error":"The header of the key is called Idempotency-Key. Send the key under that name"}"#;
        assert_eq!((refused.status, refused.body.as_str()), (400, says));
        let scope = api.operate("DELETE", "/admin/throttles").await;
        assert!(message_about(&scope, "scope", "query").contains("write all, business or batch"));
        let business = w.business(1_000).await;
        let switched = format!("/admin/businesses/{business}");
        let off = api.operate_with("PATCH", &switched, r#"{"payouts_enabled":false}"#).await;
        assert_eq!(off.status, 200, "{}", off.body);
        let refused = api.post("/v1/allocations", &w.key(business).await, &[JSON], PAY).await;
        assert!(refused.status == 403 && refused.body.contains("payout business enable"), "{}", refused.body);
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}
