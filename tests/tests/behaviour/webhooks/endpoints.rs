//! Endpoints and the payout webhook: every route and state, signatures, schedules, and what disables an endpoint.

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::event::{self, EventType};
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use tests::world::{noon, world_at};
use tests::{Answer, Receiver, Reply, RunningApi, eventually, world};

use crate::webhooks::outbox::{endpoint, record_events};

pub async fn send(api: &RunningApi, key: &str, method: &str, path: &str, body: &Value) -> Answer {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    api.send(method, path, &[("authorization", format!("Bearer {key}"))], body).await
}

/// Waits until the only delivery of an endpoint matches, and returns it.
pub async fn wait_for_delivery(
    api: &RunningApi,
    key: &str,
    id: &str,
    what: &str,
    matches: impl Fn(&Value) -> bool,
) -> Value {
    let path = format!("/v1/webhooks/{id}/deliveries");
    eventually(what, async || {
        let listed = api.get(&path, key).await.json();
        let one = listed["data"][0].clone();
        matches(&one).then_some(one)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_can_be_created_read_changed_and_deleted() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(0).await;
        let key = w.key(business).await;
        let new = json!({ "url": "https://hooks.example.com/a", "events": ["allocation.*", "balance.low"] });
        let made = send(&api, &key, "POST", "/v1/webhooks", &new).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let made = made.json();
        assert_eq!(made["events"], json!(["allocation.succeeded", "allocation.failed", "balance.low"]));
        let secret = made["secret"].as_str().unwrap();
        assert!(secret.starts_with("whsec_") && Webhook::new(secret).is_ok());
        let path = format!("/v1/webhooks/{}", made["id"].as_str().unwrap());
        // The secret was shown once.
        for shown in [api.get("/v1/webhooks", &key).await, api.get(&path, &key).await] {
            assert!(shown.body.contains(made["id"].as_str().unwrap()) && !shown.body.contains("whsec_"));
        }
        let stored: String = sqlx::query_scalar("select webhook_endpoints::text from webhook_endpoints")
            .fetch_one(&w.pool)
            .await
            .unwrap();
        assert!(!stored.contains(secret.trim_start_matches("whsec_")), "the secret is not stored");
        let change =
            json!({ "enabled": false, "events": ["batch.completed"], "url": "https://example.com/b" });
        let changed = send(&api, &key, "PATCH", &path, &change).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        let changed = changed.json();
        assert_eq!(
            (&changed["enabled"], &changed["events"], &changed["url"]),
            (&json!(false), &json!(["batch.completed"]), &json!("https://example.com/b"))
        );
        for (what, body) in [("test", Value::Null), ("redeliver", json!({ "since": "2026-01-01T00:00:00Z" }))]
        {
            assert_eq!(
                send(&api, &key, "POST", &format!("{path}/{what}"), &body).await.status,
                409,
                "{what}"
            );
        }
        for (field, wrong) in [
            ("url", json!({ "url": "nonsense" })),
            ("url", json!({ "url": "ftp://example.com/" })),
            ("url", json!({ "url": "https://user:pw@example.com/" })),
            ("events", json!({ "events": [] })),
            ("events", json!({ "events": ["everything"] })),
        ] {
            let refused = send(&api, &key, "PATCH", &path, &wrong).await;
            assert_eq!(
                (refused.status, &refused.json()["errors"][0]["field"]),
                (400, &json!(field)),
                "{wrong}"
            );
        }
        assert_eq!(send(&api, &key, "DELETE", &path, &Value::Null).await.status, 204);
        assert_eq!(send(&api, &key, "DELETE", &path, &Value::Null).await.status, 404);
        assert_eq!(api.get(&format!("{path}/deliveries"), &key).await.status, 404);
        for _ in 0..16 {
            assert_eq!(send(&api, &key, "POST", "/v1/webhooks", &new).await.status, 201);
        }
        assert_eq!(send(&api, &key, "POST", "/v1/webhooks", &new).await.status, 409, "one endpoint too many");
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_event_is_sent_logged_and_redelivered() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(0).await;
        let key = w.key(business).await;
        let long = "long \0 ".repeat(1_000);
        let receiver = Receiver::start_with(move |_| Reply::With(202, "x: y\r\n".into(), long.clone())).await;
        let new = json!({ "url": receiver.url, "events": ["balance.low"] });
        let made = send(&api, &key, "POST", "/v1/webhooks", &new).await.json();
        let (id, secret) = (made["id"].as_str().unwrap(), made["secret"].as_str().unwrap());
        let sent = send(&api, &key, "POST", &format!("/v1/webhooks/{id}/test"), &Value::Null).await;
        assert_eq!(sent.status, 202, "{}", sent.body);
        let event = sent.json()["event_id"].clone();
        let done =
            wait_for_delivery(&api, &key, id, "the test is delivered", |one| one["status"] == "succeeded")
                .await;
        assert_eq!(
            (&done["event_id"], &done["type"], &done["attempts"]),
            (&event, &json!("webhook.test"), &json!(1))
        );
        let last = &done["last_attempt"];
        assert_eq!((&last["status"], &last["outcome"]), (&json!(202), &json!("delivered")));
        assert!(last["duration_ms"].is_i64());
        assert_eq!(last["reply"].as_str().unwrap().chars().count(), 1_024);
        let first = receiver.received().remove(0);
        assert_eq!(
            (first.id.as_str(), first.json()["type"].as_str()),
            (event.as_str().unwrap(), Some("webhook.test"))
        );
        assert!(first.verifies(secret));
        assert!(!first.verifies("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        // One event is redelivered, then all since a time, each with the same id and the same bytes.
        let path = format!("/v1/webhooks/{id}/redeliver");
        record_events(w, business, EventType::BalanceLow, 2).await;
        eventually("two more events arrive", async || (receiver.received().len() == 3).then_some(())).await;
        let again = send(&api, &key, "POST", &path, &json!({ "event_id": event })).await;
        assert_eq!(
            (again.status, again.json()),
            (202, json!({ "redelivered": 1, "last": null })),
            "{}",
            again.body
        );
        eventually("the event is delivered again", async || (receiver.received().len() == 4).then_some(()))
            .await;
        let all = receiver.received();
        assert_eq!((&all[3].id, &all[3].body), (&first.id, &first.body));
        eventually("all are delivered", async || {
            let pending = api.get(&format!("/v1/webhooks/{id}/deliveries?status=pending"), &key).await.json();
            pending["data"].as_array().unwrap().is_empty().then_some(())
        })
        .await;
        let since = send(&api, &key, "POST", &path, &json!({ "since": "2020-01-01T00:00:00Z" })).await;
        assert_eq!(since.json()["redelivered"], 2, "the two events that it selects: {}", since.body);
        let ahead = send(&api, &key, "POST", &path, &json!({ "since": "2999-01-01T00:00:00Z" })).await;
        assert!(
            ahead.status == 400 && ahead.body.contains("since must not be in the future"),
            "{}",
            ahead.body
        );
        eventually("both are delivered again", async || (receiver.received().len() == 6).then_some(())).await;
        let unknown = "evt_01900000-0000-7000-8000-000000000000";
        assert_eq!(send(&api, &key, "POST", &path, &json!({ "event_id": unknown })).await.status, 404);
        assert_eq!(send(&api, &key, "POST", &path, &json!({})).await.status, 400);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_secrets_sign_for_a_day_after_a_rotation() {
    world_at(Clock::set_to(noon()), async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(0).await;
        let key = w.key(business).await;
        let receiver = Receiver::start().await;
        let new = json!({ "url": receiver.url, "events": ["balance.low"] });
        let made = send(&api, &key, "POST", "/v1/webhooks", &new).await.json();
        let path = format!("/v1/webhooks/{}/rotate-secret", made["id"].as_str().unwrap());
        let rotated = send(&api, &key, "POST", &path, &Value::Null).await;
        assert_eq!(rotated.status, 200, "{}", rotated.body);
        let (old, new) = (made["secret"].clone(), rotated.json()["secret"].clone());
        assert_ne!(old, new);
        let signed = |secret: &Value, one: &tests::Received| {
            let text = one.header("webhook-timestamp").parse().unwrap();
            Webhook::new(secret.as_str().unwrap()).unwrap().sign(&one.id, text, &one.body).unwrap()
        };
        record_events(w, business, EventType::BalanceLow, 1).await;
        // Time passes during the wait, because a failed attempt is due again only later.
        let arrives = async |n: usize| {
            eventually("the event arrives", async || {
                w.clock.advance(TimeDelta::milliseconds(10));
                (receiver.received().len() == n).then_some(())
            })
            .await;
        };
        arrives(1).await;
        let one = receiver.received().remove(0);
        let sent: i64 = one.header("webhook-timestamp").parse().unwrap();
        assert!((0..120).contains(&(sent - noon().timestamp())), "{sent}");
        assert_eq!(one.header("webhook-signature"), format!("{} {}", signed(&new, &one), signed(&old, &one)));
        // The attempt must be recorded before a day passes, because it is repeated when its lease ends.
        wait_for_delivery(&api, &key, made["id"].as_str().unwrap(), "the attempt is recorded", |one| {
            one["status"] == "succeeded"
        })
        .await;
        w.clock.advance(TimeDelta::hours(24));
        record_events(w, business, EventType::BalanceLow, 1).await;
        arrives(2).await;
        let two = receiver.received().remove(1);
        assert_eq!(two.header("webhook-signature"), signed(&new, &two));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_after_is_honoured_and_redirects_are_not_followed() {
    world_at(Clock::set_to(noon()), async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(0).await;
        let key = w.key(business).await;
        let elsewhere = Receiver::start().await;
        let location = format!("location: {}\r\n", elsewhere.url);
        let receiver = Receiver::start_with(move |one| match one.before {
            0 => Reply::With(429, "retry-after: 600\r\n".into(), String::new()),
            1 => Reply::With(302, location.clone(), String::new()),
            _ => Reply::Status(200),
        })
        .await;
        let id = endpoint(w, business, &receiver.url, &[EventType::BalanceLow]).await.to_string();
        record_events(w, business, EventType::BalanceLow, 1).await;
        let deferred = |one: &Value| one["last_attempt"]["status"] == 429;
        let waits = wait_for_delivery(&api, &key, &id, "the delivery is deferred", deferred).await;
        assert_eq!(waits["due_at"], json!(noon() + TimeDelta::seconds(600)));
        w.clock.advance(TimeDelta::seconds(601));
        let refused = |one: &Value| one["last_attempt"]["status"] == 302 && one["status"] == "pending";
        let waits = wait_for_delivery(&api, &key, &id, "the redirect is a failure", refused).await;
        assert_eq!(waits["last_attempt"]["outcome"], "refused");
        w.clock.advance(TimeDelta::minutes(6));
        wait_for_delivery(&api, &key, &id, "the event arrives", |one| one["status"] == "succeeded").await;
        assert_eq!(elsewhere.connections(), 0);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_is_disabled_when_gone_or_failing_for_five_days() {
    world_at(Clock::set_to(noon()), async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(0).await;
        let key = w.key(business).await;
        let gone = Receiver::start_with(|_| Reply::Status(410)).await;
        let failing = Receiver::start_with(|_| Reply::Status(500)).await;
        let (gone_id, failing_id) = (
            endpoint(w, business, &gone.url, &[EventType::BalanceLow]).await.to_string(),
            endpoint(w, business, &failing.url, &[EventType::BatchCompleted]).await.to_string(),
        );
        record_events(w, business, EventType::BalanceLow, 1).await;
        let disabled = async |id: &str, because: &str| {
            eventually("the endpoint is disabled", async || {
                let shown = api.get(&format!("/v1/webhooks/{id}"), &key).await.json();
                (shown["enabled"] == false && shown["disabled_because"] == because).then_some(())
            })
            .await;
        };
        disabled(&gone_id, "gone").await;
        let failed = wait_for_delivery(&api, &key, &gone_id, "its delivery has failed", |one| {
            one["status"] == "failed"
        })
        .await;
        assert_eq!(failed["last_attempt"]["outcome"], "gone");
        // No endpoint selects this event any more.
        let unselected = [event::NewEvent::new(EventType::BalanceLow, w.clock.id(), &json!({})).unwrap()];
        let mut conn = w.pool.acquire().await.unwrap();
        assert_eq!(event::record(&mut conn, business, &unselected, w.clock.now()).await.unwrap(), 0);
        drop(conn);
        record_events(w, business, EventType::BatchCompleted, 1).await;
        wait_for_delivery(&api, &key, &failing_id, "the delivery fails", |one| {
            one["last_attempt"]["status"] == 500
        })
        .await;
        w.clock.advance(TimeDelta::days(4));
        wait_for_delivery(&api, &key, &failing_id, "the delivery fails again", |one| {
            one["attempts"] == 2 && one["last_attempt"]["started_at"] == json!(w.clock.now())
        })
        .await;
        assert_eq!(api.get(&format!("/v1/webhooks/{failing_id}"), &key).await.json()["enabled"], true);
        w.clock.advance(TimeDelta::days(1));
        disabled(&failing_id, "failing").await;
        // Switching an endpoint on again resets its failures.
        let on =
            send(&api, &key, "PATCH", &format!("/v1/webhooks/{failing_id}"), &json!({ "enabled": true }))
                .await
                .json();
        assert!(on.get("disabled_because").is_none() && on.get("failing_since").is_none(), "{on}");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
