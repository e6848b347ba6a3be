//! Callbacks: a provider's own report about its own order is recorded once. A report by anyone else, and anything that
//! is not a report, changes nothing.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tests::provider::{Manners, NAME, Provider};
use tests::{eventually, world};

use super::providers::{count_unknown, users};

/// Returns headers without a valid signature, one of them the signature of `another` body.
fn invalid_signatures(another: &str, now: DateTime<Utc>) -> [Vec<(&'static str, String)>; 4] {
    let [time, signature] = Provider::signed(another, now);
    let upper_case = (signature.0, signature.1.to_uppercase());
    [vec![], vec![time.clone()], vec![time.clone(), signature], vec![time, upper_case]]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_counts_only_if_its_own_provider_signed_it() {
    world(async |w| {
        let provider = Provider::start(Manners::Silent).await;
        let methods = provider.methods();
        let api = w.api_with_methods(&methods).await;
        let hashes = users(w, &api, 10_000).await;
        let call = async |name: &str, body: &str, at: DateTime<Utc>| {
            let headers = Provider::signed(body, at);
            api.send("POST", &format!("/providers/{name}/callback"), &headers, body.to_owned()).await
        };
        let make = async |provider: &str, destination: serde_json::Value| {
            let body = json!({"amount": 1_001, "provider": provider, "destination": destination}).to_string();
            let answer = api.as_user("POST", "/payout/withdraw", &hashes[0], &[], body).await;
            answer.json()["id"].as_str().unwrap().to_owned()
        };
        let id = make("paypal", json!({"email": "a@example.com"})).await;
        let by_hand = make("gift_card", json!({"product": "p", "email": "a@example.com"})).await;
        let stated =
            |id: &str, status: &str| json!({"id": id, "status": status, "reference": "r"}).to_string();
        let now = w.clock.now();
        // Before the order was sent, no one can know its outcome.
        assert_eq!(call(NAME, &stated(&id, "succeeded"), now).await.status, 409);
        let worker = w.worker_with_methods(&methods);
        eventually("its outcome is unknown", async || (count_unknown(w).await == 1).then_some(())).await;
        for (name, body, at) in [
            ("nobody", stated(&id, "succeeded"), now),
            ("manual", stated(&by_hand, "succeeded"), now),
            ("sandbox", stated(&id, "succeeded"), now),
            (NAME, stated(&id, "succeeded"), now - TimeDelta::minutes(6)),
            (NAME, stated(&id, "succeeded"), now + TimeDelta::minutes(6)),
        ] {
            assert_eq!(call(name, &body, at).await.status, 401, "{name} {at}");
        }
        let path = format!("/providers/{NAME}/callback");
        for headers in invalid_signatures(&stated(&id, "failed"), now) {
            assert_eq!(api.send("POST", &path, &headers, stated(&id, "succeeded")).await.status, 401);
        }
        // Another provider's order, an unknown order, and a body that is not a report.
        assert_eq!(call(NAME, &stated(&by_hand, "succeeded"), now).await.status, 404);
        assert_eq!(
            call(NAME, &stated("ord_01900000-0000-7000-8000-000000000000", "failed"), now).await.status,
            404
        );
        let by_position = json!([id, "succeeded", null, null, null]).to_string();
        for nonsense in
            ["", "[]", &by_position, &stated(&id, "unknown"), &stated(&id, "paid"), &stated("1", "failed")]
        {
            assert_eq!(call(NAME, nonsense, now).await.status, 400, "{nonsense}");
        }
        assert_eq!(count_unknown(w).await, 1);
        let pending = call(NAME, &stated(&id, "pending"), now).await;
        assert_eq!((pending.status, pending.body.as_str()), (200, r#"{"status":"processing"}"#));
        let failed = call(NAME, &stated(&id, "failed"), now).await;
        assert_eq!((failed.status, failed.body.as_str()), (200, r#"{"status":"failed"}"#));
        // A repeated, late or contradictory report is not recorded, and the response has the recorded status.
        for status in ["failed", "pending", "succeeded"] {
            let again = call(NAME, &stated(&id, status), now).await;
            assert_eq!((again.status, again.body.as_str()), (200, r#"{"status":"failed"}"#));
        }
        assert_eq!(count_unknown(w).await, 0);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
