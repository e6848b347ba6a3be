//! The payout webhook: the contract's body and signature, and its own schedule.

use std::process::Command;

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::event::{self, EventType, Payout};
use domain::ids::BusinessId;
use domain::money::Cents;
use serde_json::{Value, json};
use tests::world::{noon, world_at};
use tests::{Receiver, Reply, World, eventually, world};

use crate::webhooks::endpoints::{send, wait_for_delivery};

/// Records that a withdrawal of `business` has ended, as the code that ends it does.
async fn record_payout_event(w: &World, business: BusinessId, kind: EventType) {
    let details = json!({ "email": "user@paypal.example" });
    let payout = Payout {
        kind,
        order_id: w.clock.id(),
        amount: Cents::new(1_000),
        fees: Cents::new(25),
        net_amount: Cents::new(975),
        payout_user_id: w.clock.id().into(),
        email: "user@example.com",
        provider: "paypal",
        details: &details,
        reason: Some("Unknown account"),
        test_mode: false,
    };
    let mut tx = w.pool.begin().await.unwrap();
    event::record(&mut tx, business, &[payout.event().unwrap()], w.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_payout_webhook_matches_the_contract_byte_for_byte() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(0).await;
        let key = w.key(business).await;
        let receiver = Receiver::start().await;
        let none = api.get("/v1/payout-webhook", &key).await;
        assert!(none.status == 404 && none.body.contains("PUT /v1/payout-webhook sets one"), "{}", none.body);
        let put = send(&api, &key, "PUT", "/v1/payout-webhook", &json!({ "url": receiver.url })).await;
        assert_eq!(put.status, 200, "{}", put.body);
        assert_eq!((&put.json()["events"], &put.json()["enabled"]), (&json!(["payout.succeeded"]), &json!(true)));
        let (token, secret) = (put.json()["token"].clone(), put.json()["secret"].clone());
        let (token, secret) = (token.as_str().unwrap(), secret.as_str().unwrap());
        record_payout_event(w, business, EventType::PayoutCreated).await;
        record_payout_event(w, business, EventType::PayoutSucceeded).await;
        eventually("the event arrives", async || (receiver.received().len() == 1).then_some(())).await;
        let body = json!({ "url": receiver.url, "events": ["payout.rejected"], "enabled": true });
        let again = send(&api, &key, "PUT", "/v1/payout-webhook", &body).await.json();
        assert_eq!((&again["token"], &again["events"]), (&json!(token), &json!(["payout.rejected"])), "the token stays");
        assert_eq!(api.get("/v1/payout-webhook", &key).await.json(), again);
        record_payout_event(w, business, EventType::PayoutRejected).await;
        let id = again["id"].as_str().unwrap();
        send(&api, &key, "POST", &format!("/v1/webhooks/{id}/test"), &Value::Null).await;
        eventually("all arrive", async || (receiver.received().len() == 3).then_some(())).await;
        let of = |part: &str| {
            let all = receiver.received();
            all.into_iter().find(|one| String::from_utf8_lossy(&one.body).contains(part)).unwrap()
        };
        let (paid, rejected, test) = (of("975"), of("reason"), of("test_mode"));
        let text = String::from_utf8(rejected.body.clone()).unwrap();
        let (user, order) = (rejected.json()["metadata"]["payout_user_id"].clone(), rejected.json()["order_id"].clone());
        assert_eq!(
            text,
            format!(
                r#"{{"amount":1000,"currency":"USD","fees":25,"net_amount":975,"metadata":{{"payout_user_id":{user}}},"type":"payout.rejected","provider":"paypal","order_id":{order},"recipient":{{"email":"user@example.com"}},"paypal":{{"email":"user@paypal.example"}},"reason":"Unknown account"}}"#
            )
        );
        assert!(paid.json().get("reason").is_none());
        assert_eq!((&test.json()["test_mode"], &test.json()["type"]), (&json!(true), &json!("payout.succeeded")));
        for one in [&paid, &rejected, &test] {
            assert!(one.verifies(secret), "it also verifies as Standard Webhooks");
            let python = "import hmac,hashlib,sys; print(hmac.new(sys.argv[1].encode(), sys.argv[2].encode(), hashlib.sha256).hexdigest())";
            let computed =
                Command::new("python3").args(["-c", python, token]).arg(std::str::from_utf8(&one.body).unwrap()).output();
            assert_eq!(String::from_utf8(computed.unwrap().stdout).unwrap().trim(), one.header("signature"));
        }
        // The payout webhook has its own route and accepts no other events.
        assert_eq!(send(&api, &key, "PATCH", &format!("/v1/webhooks/{id}"), &json!({ "enabled": false })).await.status, 409);
        let wrong = json!({ "url": receiver.url, "events": ["allocation.failed"] });
        assert_eq!(send(&api, &key, "PUT", "/v1/payout-webhook", &wrong).await.status, 400);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_payout_webhook_is_tried_four_times_then_only_on_request() {
    world_at(Clock::set_to(noon()), async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(0).await;
        let key = w.key(business).await;
        let receiver =
            Receiver::start_with(|one| Reply::Status(if one.before < 4 { 503 } else { 200 })).await;
        let put = send(&api, &key, "PUT", "/v1/payout-webhook", &json!({ "url": receiver.url })).await.json();
        let id = put["id"].as_str().unwrap();
        record_payout_event(w, business, EventType::PayoutSucceeded).await;
        for (attempt, seconds) in [(1, 30), (2, 300), (3, 1_800)] {
            let waits =
                wait_for_delivery(&api, &key, id, "the attempt failed and the delivery waits", |one| {
                    one["attempts"] == attempt
                        && one["last_attempt"]["started_at"] == json!(w.clock.now())
                        && one["status"] == "pending"
                })
                .await;
            let due: chrono::DateTime<chrono::Utc> = waits["due_at"].as_str().unwrap().parse().unwrap();
            let wait = (due - w.clock.now()).num_seconds();
            assert!((seconds..=seconds + seconds / 10).contains(&wait), "{wait} s after attempt {attempt}");
            assert_eq!(receiver.received().len(), usize::try_from(attempt).unwrap());
            w.clock.advance(TimeDelta::seconds(wait + 1));
        }
        let failed =
            wait_for_delivery(&api, &key, id, "the delivery has failed", |one| one["status"] == "failed")
                .await;
        assert_eq!(failed["attempts"], 4);
        let body = json!({ "event_id": failed["event_id"] });
        assert_eq!(
            send(&api, &key, "POST", &format!("/v1/webhooks/{id}/redeliver"), &body).await.status,
            202
        );
        wait_for_delivery(&api, &key, id, "the redelivery arrives", |one| one["status"] == "succeeded").await;
        let all = receiver.received();
        assert!(all.iter().all(|one| one.id == all[0].id && one.body == all[0].body));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
