//! The refusals of POST /payout/create and GET /balance: exact bytes and exact headers, in the contract's order, and
//! nothing is recorded.

use domain::business;
use domain::clock::Clock;
use domain::ids::BusinessId;
use tests::world::{noon, world_at};
use tests::{RunningApi, World, world};

use crate::contract::payout_create::{
    CREATE, DISABLED, INSUFFICIENT, INVALID_KEY, KEY_REUSED, NAMING, PLAIN, UNAUTHORIZED, assert_answer,
    disable_payouts, paid_hash,
};

#[tokio::test(flavor = "multi_thread")]
async fn exactly_the_invalid_fields_are_named() {
    const BOTH: &str =
        r#"{"email":["The email field is required."],"amount":["The amount field is required."]}"#;
    let long = format!(r#"{{"email":"{}@example.com","amount":1}}"#, "a".repeat(244));
    let table: Vec<(&str, String)> = vec![
        ("", BOTH.into()),
        ("{", BOTH.into()),
        ("[]", BOTH.into()),
        ("email=a@b.c&amount=1", BOTH.into()),
        (r#"{"email":null,"amount":" "}"#, BOTH.into()),
        (r#"{"amount":1}"#, r#"{"email":["The email field is required."]}"#.into()),
        (r#"{"email":7,"amount":1}"#, r#"{"email":["The email must be a string."]}"#.into()),
        (r#"{"email":"x","amount":1}"#, r#"{"email":["The email must be a valid email address."]}"#.into()),
        (&long, r#"{"email":["The email may not be greater than 255 characters."]}"#.into()),
        (r#"{"email":"a@b.co"}"#, r#"{"amount":["The amount field is required."]}"#.into()),
        (r#"{"email":"a@b.co","amount":0}"#, r#"{"amount":["The amount must be at least 1."]}"#.into()),
        (r#"{"email":"a@b.co","amount":-1}"#, r#"{"amount":["The amount must be at least 1."]}"#.into()),
        (
            r#"{"email":"a@b.co","amount":100000001}"#,
            r#"{"amount":["The amount may not be greater than 100000000."]}"#.into(),
        ),
        (
            r#"{"email":"x","amount":1.0}"#,
            r#"{"email":["The email must be a valid email address."],"amount":["The amount must be an integer."]}"#.into(),
        ),
    ];
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        for (body, expected) in table {
            assert_answer(&api.post(CREATE, &key, &[], body.to_owned()).await, 400, &expected, &PLAIN);
        }
        for amount in ["\"100\"", "1.0", "1e2", "true", "[1]", "1,\"amount\":1"] {
            let body = format!(r#"{{"email":"a@b.co","amount":{amount}}}"#);
            let answer = api.post(CREATE, &key, &[], body).await;
            assert_answer(&answer, 400, r#"{"amount":["The amount must be an integer."]}"#, &PLAIN);
        }
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

/// Returns what a client may send instead of a valid secret key.
async fn invalid_credentials(
    w: &World,
    api: &RunningApi,
    business: BusinessId,
) -> Vec<Vec<(&'static str, String)>> {
    let bearer = |token: &str| vec![("authorization", format!("Bearer {token}"))];
    let good = w.key(business).await;
    let mut mistyped = good.clone();
    mistyped.replace_range(30..31, if &good[30..31] == "0" { "1" } else { "0" });
    let revoked = w.key(business).await;
    let keys = api.get("/v1/api-keys", &revoked).await.json();
    let id = keys["data"][0]["id"].as_str().unwrap().to_owned();
    let gone = api.send("DELETE", &format!("/v1/api-keys/{id}"), &bearer(&revoked), "").await;
    assert!(gone.status < 300, "{gone:?}");
    let unknown = domain::business::api_key::generate(business::Mode::Test, &[7; 40]);
    vec![
        vec![],
        bearer(""),
        bearer("sk_test_"),
        bearer(&mistyped),
        bearer(&good.replacen("sk_", "pk_", 1)),
        bearer(&good.replacen("sk_test", "sk_live", 1)),
        bearer(secrecy::ExposeSecret::expose_secret(&unknown)),
        bearer(&revoked),
        bearer(tests::api::OPERATOR_TOKEN),
        vec![("authorization", format!("Basic {good}"))],
        vec![("authorization", good.clone())],
        [bearer(&good), bearer(&good)].concat(),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cause_of_a_401_looks_the_same() {
    world(async |w| {
        let business = w.business(1_000).await;
        let api = w.api().await;
        for credential in invalid_credentials(w, &api, business).await {
            for (method, path) in [("POST", CREATE), ("GET", "/balance")] {
                let answer = api.send(method, path, &credential, r#"{"email":"a@b.co","amount":1}"#).await;
                assert_answer(
                    &answer,
                    401,
                    UNAUTHORIZED,
                    &["content-type", "request-id", "www-authenticate"],
                );
                assert_eq!(answer.header("www-authenticate"), "Bearer");
            }
        }
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_key_gets_the_same_401() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        let body = r#"{"name":"short","expires_at":"2026-03-01T12:00:10Z"}"#;
        let made = api.post("/v1/api-keys", &key, &[], body).await.json();
        let short = made["key"].as_str().unwrap_or_else(|| panic!("{made}"));
        assert_eq!(api.get("/balance", short).await.status, 200);
        clock.advance(chrono::Duration::seconds(10));
        let answer = api.get("/balance", short).await;
        assert_answer(&answer, 401, UNAUTHORIZED, &["content-type", "request-id", "www-authenticate"]);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_are_made_in_the_contracts_order() {
    const BAD_KEY: [(&str, &str); 1] = [("idempotency-key", "\"open")];
    const FIELDS: &str = r#"{"email":["The email must be a valid email address."]}"#;
    world(async |w| {
        let (business, disabled) = (w.business(10).await, w.business(10).await);
        disable_payouts(w, disabled).await;
        let (api, worker) = (w.api().await, w.worker());
        let (key, disabled_key) = (w.key(business).await, w.key(disabled).await);
        let unknown = key.replace("sk_test", "sk_live");
        assert_answer(
            &api.pay(&unknown, &BAD_KEY, "x", 99).await,
            401,
            UNAUTHORIZED,
            &["content-type", "request-id", "www-authenticate"],
        );
        assert_answer(&api.pay(&disabled_key, &BAD_KEY, "x", 99).await, 403, DISABLED, &PLAIN);
        assert_answer(&api.pay(&key, &BAD_KEY, "x", 99).await, 400, FIELDS, &PLAIN);
        assert_answer(&api.pay(&key, &BAD_KEY, "a@b.co", 99).await, 400, INVALID_KEY, &PLAIN);
        paid_hash(&api.pay(&key, &[("idempotency-key", "k")], "a@b.co", 1).await);
        assert_answer(
            &api.pay(&key, &[("idempotency-key", "k")], "a@b.co", 99).await,
            422,
            KEY_REUSED,
            &PLAIN,
        );
        assert_answer(
            &api.pay(&key, &[("idempotency-key", "l")], "a@b.co", 99).await,
            400,
            INSUFFICIENT,
            &NAMING,
        );
        assert_answer(
            &api.get("/balance", &disabled_key).await,
            200,
            r#"{"balance":0,"payout_balance":10}"#,
            &PLAIN,
        );
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_keys_and_bodies_record_nothing() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        for bad in ["", " ", "\"\"", "\"open", "a\tb", &"k".repeat(256)] {
            assert_answer(
                &api.pay(&key, &[("idempotency-key", bad)], "a@b.co", 1).await,
                400,
                INVALID_KEY,
                &PLAIN,
            );
        }
        let twice = [("idempotency-key", "a"), ("idempotency-key", "a")];
        assert_answer(&api.pay(&key, &twice, "a@b.co", 1).await, 400, INVALID_KEY, &PLAIN);
        let large = format!(r#"{{"email":"a@b.co","amount":1,"note":"{}"}}"#, "x".repeat(64 * 1024));
        let answer = api.post(CREATE, &key, &[], large).await;
        assert_eq!((answer.status, answer.body.as_str()), (413, r#"{"error":"Request body too large"}"#));
        for other in ["text/plain", "application/x-www-form-urlencoded", "application/x-ndjson"] {
            let answer = api.pay(&key, &[("content-type", other)], "a@b.co", 1).await;
            assert_answer(&answer, 415, r#"{"error":"Unsupported content type"}"#, &PLAIN);
        }
        for path in ["/payout/nothing", "/payout", "/payout/create/"] {
            assert_answer(&api.get(path, &key).await, 404, r#"{"error":"Not found"}"#, &PLAIN);
        }
        for (method, path, allow) in
            [("GET", CREATE, "POST"), ("DELETE", CREATE, "POST"), ("POST", "/balance", "GET,HEAD")]
        {
            let answer = api.send(method, path, &[("authorization", &key)], "{}").await;
            assert_answer(
                &answer,
                405,
                r#"{"error":"Method not allowed"}"#,
                &["allow", "content-type", "request-id"],
            );
            assert_eq!(answer.header("allow"), allow);
        }
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}
