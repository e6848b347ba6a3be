//! The response to a rotation says how long the old key or secret still works. No later request changes that.

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::Clock;
use domain::event::EventType;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use tests::world::{noon, world_at};
use tests::{Answer, Receiver, RunningApi, eventually, world};

use crate::webhooks::endpoints::wait_for_delivery;
use crate::webhooks::outbox::record_events;

async fn roll(api: &RunningApi, key: &str, id: &str, overlap_seconds: u32) -> Answer {
    let body = json!({ "overlap_seconds": overlap_seconds }).to_string();
    api.post(&format!("/v1/api-keys/{id}/roll"), key, &[], body).await
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolled_key_works_until_the_promised_time() {
    world_at(Clock::set_to(noon()), async |w| {
        let (api, caller) = (w.api().await, w.key(w.business(0).await).await);
        let made = api.post("/v1/api-keys", &caller, &[], r#"{"name":"one"}"#).await.json();
        let (id, old) = (text(&made["id"]), text(&made["key"]));
        let rolled = roll(&api, &caller, id, 3_600).await.json();
        let (next, new) = (text(&rolled["id"]), text(&rolled["key"]));
        assert_eq!(rolled["previous_key_until"], "2026-03-01T13:00:00Z");
        // A second roll would end the old key earlier, or promise longer than it lasts.
        for overlap in [0, 60, 7_200] {
            let again = roll(&api, &caller, id, overlap).await;
            assert_eq!((again.status, &again.json()["code"]), (409, &json!("conflict")), "{}", again.body);
            assert!(
                again.body.contains(next) && again.body.contains("2026-03-01T13:00:00Z"),
                "{}",
                again.body
            );
        }
        // Rolling or deleting the successor does not change it either.
        assert_eq!(roll(&api, &caller, next, 0).await.status, 201);
        let is_accepted = async |key: &str| api.get("/balance", key).await.status == 200;
        w.clock.advance(TimeDelta::seconds(3_599));
        assert_eq!((is_accepted(old).await, is_accepted(new).await), (true, false));
        w.clock.advance(TimeDelta::seconds(1));
        assert!(!is_accepted(old).await);
        let ended = roll(&api, &caller, id, 60).await;
        assert_eq!(
            (ended.status, ended.body.contains("revoked or has expired")),
            (409, true),
            "{}",
            ended.body
        );
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rolling_reports_an_earlier_expiry_and_revoking_ends_a_key_at_once() {
    world_at(Clock::set_to(noon()), async |w| {
        let (api, caller) = (w.api().await, w.key(w.business(0).await).await);
        let short = r#"{"name":"short","expires_at":"2026-03-01T12:00:30Z"}"#;
        let made = api.post("/v1/api-keys", &caller, &[], short).await.json();
        let rolled = roll(&api, &caller, text(&made["id"]), 3_600).await.json();
        assert_eq!(rolled["previous_key_until"], "2026-03-01T12:00:30Z");
        let bearer = [("authorization", format!("Bearer {caller}"))];
        let path = format!("/v1/api-keys/{}", text(&made["id"]));
        assert_eq!(api.send("DELETE", &path, &bearer, "").await.status, 200);
        assert_eq!(api.get("/balance", text(&made["key"])).await.status, 401);
        assert_eq!(api.get("/balance", text(&rolled["key"])).await.status, 200);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_rolls_itself_must_keep_an_overlap() {
    world(async |w| {
        let (api, key) = (w.api().await, w.key(w.business(0).await).await);
        let id = api.get("/v1/api-keys", &key).await.json()["data"][0]["id"].clone();
        for overlap in [0, 59] {
            let refused = roll(&api, &key, text(&id), overlap).await;
            assert_eq!(
                (refused.status, &refused.json()["errors"][0]["field"]),
                (400, &json!("overlap_seconds"))
            );
            assert!(refused.body.contains("at least 60"), "{}", refused.body);
        }
        assert_eq!(api.get("/balance", &key).await.status, 200, "the key still works");
        // A key may roll itself with an overlap, and repeat the request if the response was lost. It may end another
        // key at once.
        let headers = [("idempotency-key", "roll")];
        let path = format!("/v1/api-keys/{}/roll", text(&id));
        let first = api.post(&path, &key, &headers, r#"{"overlap_seconds":60}"#).await;
        let again = api.post(&path, &key, &headers, r#"{"overlap_seconds":60}"#).await;
        assert_eq!((first.status, again.status, &again.body), (201, 201, &first.body));
        let new = first.json()["key"].as_str().unwrap().to_owned();
        let other = api.post("/v1/api-keys", &new, &[], r#"{"name":"other"}"#).await.json();
        assert_eq!(roll(&api, &new, text(&other["id"]), 0).await.status, 201);
        assert_eq!(api.get("/balance", text(&other["key"])).await.status, 401);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_webhook_secret_signs_for_its_promised_day_despite_rotations() {
    world_at(Clock::set_to(noon()), async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(0).await;
        let key = w.key(business).await;
        let receiver = Receiver::start().await;
        let new = json!({ "url": receiver.url, "events": ["balance.low"] }).to_string();
        let made = api.post("/v1/webhooks", &key, &[], new).await.json();
        let path = format!("/v1/webhooks/{}/rotate-secret", text(&made["id"]));
        let rotate = async || api.post(&path, &key, &[], "").await;
        // The newest first.
        let mut secrets = vec![text(&made["secret"]).to_owned()];
        for hour in 0..4 {
            w.clock.advance(noon() + TimeDelta::hours(hour) - w.clock.now());
            let rotated = rotate().await;
            assert_eq!(rotated.status, 200, "{}", rotated.body);
            let until: DateTime<Utc> = text(&rotated.json()["previous_secret_until"]).parse().unwrap();
            assert!(until >= noon() + TimeDelta::hours(24 + hour), "{until}");
            secrets.insert(0, text(&rotated.json()["secret"]).to_owned());
        }
        let mut arrivals = 0;
        // Checks that a delivery at `hour` has these signatures, each by one of `secrets`.
        let mut signed_at = async |hour: i64, secrets: &[String]| {
            w.clock.advance(noon() + TimeDelta::hours(hour) - w.clock.now());
            record_events(w, business, EventType::BalanceLow, 1).await;
            arrivals += 1;
            eventually("the delivery arrives", async || {
                w.clock.advance(TimeDelta::milliseconds(10));
                (receiver.received().len() == arrivals).then_some(())
            })
            .await;
            let one = receiver.received().remove(arrivals - 1);
            let at = one.header("webhook-timestamp").parse().unwrap();
            let signed =
                |secret: &String| Webhook::new(secret).unwrap().sign(&one.id, at, &one.body).unwrap();
            let by: Vec<String> = secrets.iter().map(signed).collect();
            assert_eq!(one.header("webhook-signature"), by.join(" "), "at hour {hour}");
            // The attempt must be recorded before hours pass, because it is repeated when its lease ends.
            wait_for_delivery(&api, &key, text(&made["id"]), "the delivery is recorded", |one| {
                one["status"] == "succeeded"
            })
            .await;
        };
        signed_at(4, &secrets).await;
        let refused = rotate().await;
        assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("conflict")), "{}", refused.body);
        assert!(refused.body.contains("rotate again after 2026-03-02T12:00:0"), "{}", refused.body);
        signed_at(23, &secrets).await;
        signed_at(25, &secrets[..3]).await;
        let rotated = rotate().await.json();
        secrets.insert(0, text(&rotated["secret"]).to_owned());
        signed_at(26, &secrets[..3]).await;
        signed_at(50, &secrets[..1]).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
