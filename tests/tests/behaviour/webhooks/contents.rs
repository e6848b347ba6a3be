//! The content and the time of each type of event: allocations, batches, low balances, payout users. Events are sent
//! and listed with the same content.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tests::{Receiver, eventually, world};

use super::outbox::{count_outbox_rows, subscribe, wait_for_events};

#[tokio::test(flavor = "multi_thread")]
async fn allocation_events_carry_the_outcome_and_a_valid_signature() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(25).await;
        let key = w.key(business).await;
        let receiver = Receiver::start().await;
        let secret = subscribe(&api, &key, &receiver.url, json!(["allocation.*"])).await;
        let paid = api.pay(&key, &[("idempotency-key", "ref-1")], "a@example.com", 10).await;
        let refused = api.pay(&key, &[("idempotency-key", "ref-2")], "b@example.com", 100).await;
        assert_eq!((paid.status, refused.status), (201, 400));
        wait_for_events(&receiver, 2).await;
        let all = receiver.received();
        for one in &all {
            assert!(one.verifies(&secret), "{:?}", one.headers);
            assert_eq!(one.json()["type"].as_str().unwrap().split('.').next(), Some("allocation"));
        }
        let of = |kind: &str| all.iter().find(|one| one.json()["type"] == kind).unwrap().json();
        let (good, bad) = (of("allocation.succeeded"), of("allocation.failed"));
        assert_eq!(good["data"]["id"], paid.header("allocation-id"));
        assert_eq!(good["data"]["reference"], "ref-1");
        assert_eq!(good["data"]["status"], "succeeded");
        assert!(good["data"]["payout_user_id"].as_str().unwrap().starts_with("usr_"));
        assert_eq!(
            (&bad["data"]["status"], &bad["data"]["code"]),
            (&json!("failed"), &json!("insufficient_funds"))
        );
        assert!(bad["sequence"].is_i64() && bad["timestamp"].is_string());
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_completes_once_with_several_workers_and_again_after_a_retry() {
    world(async |w| {
        let api = w.api().await;
        let workers = [w.worker(), w.worker(), w.worker()];
        let business = w.business(6_900).await;
        let key = w.key(business).await;
        let receiver = Receiver::start().await;
        subscribe(&api, &key, &receiver.url, json!(["batch.completed"])).await;
        let items: String = (0..7_000)
            .map(|n| format!("{{\"email\":\"u{n}@example.com\",\"amount\":1,\"reference\":\"r{n}\"}}\n"))
            .collect();
        let batch = api.batch(&key, "one", "application/x-ndjson", items.clone()).await;
        assert_eq!(batch.status, 202, "{}", batch.body);
        let id = batch.json()["id"].clone();
        let first = wait_for_events(&receiver, 1).await.remove(0);
        assert_eq!((&first["type"], &first["data"]["id"]), (&json!("batch.completed"), &id));
        assert_eq!(first["data"]["counts"]["succeeded"], 6_900);
        assert_eq!(first["data"]["counts"]["failed"], 100);
        w.fund(business, 100).await;
        let path = format!("/v1/batches/{}/retry", id.as_str().unwrap());
        assert_eq!(api.post(&path, &key, &[], "").await.status, 200);
        let second = wait_for_events(&receiver, 2).await.remove(1);
        assert_eq!((&second["data"]["id"], &second["data"]["counts"]["succeeded"]), (&id, &json!(7_000)));
        assert!(second["sequence"].as_i64() > first["sequence"].as_i64());
        // All items are duplicates, so the batch ends when it is accepted.
        let again = api.batch(&key, "two", "application/x-ndjson", items).await;
        assert_eq!(again.status, 202, "{}", again.body);
        let third = wait_for_events(&receiver, 3).await.remove(2);
        assert_eq!(
            (&third["data"]["id"], &third["data"]["counts"]["duplicate"]),
            (&again.json()["id"], &json!(7_000))
        );
        assert_eq!(count_outbox_rows(w).await, (3, 3));
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}

/// How long a recording is held.
const HELD: TimeDelta = TimeDelta::milliseconds(300);

/// A reader of the list must not have passed the place of such an event before it is committed.
#[tokio::test(flavor = "multi_thread")]
async fn the_events_of_an_accepted_batch_have_the_time_after_its_recording() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(100).await;
        let key = w.key(business).await;
        // Events are stored only if an endpoint wants them.
        subscribe(&api, &key, "http://127.0.0.1:9/", json!(["balance.low", "batch.completed"])).await;
        let put = [("authorization", format!("Bearer {key}"))];
        assert_eq!(api.send("PUT", "/v1/balance/alert", &put, r#"{"threshold":100}"#).await.status, 200);
        let item = "{\"email\":\"a@example.com\",\"amount\":1,\"reference\":\"r\"}\n";
        let url = "/v1/batches?mode=all_or_nothing";
        let mut sent_at = Vec::new();
        // The first batch sets money aside, which sends balance.low. The second has only a duplicate, so it is complete.
        for name in ["one", "two"] {
            let mut held = w.pool.begin().await.unwrap();
            sqlx::query("lock table allocations in share mode").execute(&mut *held).await.unwrap();
            let headers = [
                ("authorization", format!("Bearer {key}")),
                ("idempotency-key", name.to_owned()),
                ("content-type", "application/x-ndjson".to_owned()),
            ];
            let sent = w.clock.now();
            sent_at.push(sent);
            let release = async {
                eventually("the recording has waited", async || {
                    let waiting = "select exists (select from pg_locks
                                   where relation = 'allocations'::regclass and not granted)";
                    let waits: bool = sqlx::query_scalar(waiting).fetch_one(&w.pool).await.unwrap();
                    (waits && w.clock.now() - sent > HELD).then_some(())
                })
                .await;
                held.commit().await.unwrap();
            };
            let (accepted, ()) = tokio::join!(api.send("POST", url, &headers, item), release);
            assert_eq!(accepted.status, 202, "{}", accepted.body);
        }
        let events: Vec<(String, DateTime<Utc>)> =
            sqlx::query_as("select type, created_at from events order by id")
                .fetch_all(&w.pool)
                .await
                .unwrap();
        let kinds: Vec<&str> = events.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["balance.low", "batch.completed"]);
        for ((kind, at), sent) in events.iter().zip(sent_at) {
            // Half of the time leaves room for corrections of the clock.
            assert!(*at - sent > HELD / 2, "{kind} is of {at}, and the batch was sent at {sent}");
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn balance_low_is_sent_once_for_each_fall_below_the_threshold() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(100).await;
        let key = w.key(business).await;
        let receiver = Receiver::start().await;
        subscribe(&api, &key, &receiver.url, json!(["balance.low"])).await;
        for (body, status) in
            [(r#"{"threshold":0}"#, 400), (r#"{"threshold":null}"#, 200), (r#"{"threshold":50}"#, 200)]
        {
            let put = api
                .send("PUT", "/v1/balance/alert", &[("authorization", format!("Bearer {key}"))], body)
                .await;
            assert_eq!(put.status, status, "{}", put.body);
        }
        assert_eq!(api.get("/v1/balance/alert", &key).await.json(), json!({ "threshold": 50 }));
        let pay = async |amount| assert_eq!(api.pay(&key, &[], "a@example.com", amount).await.status, 201);
        pay(50).await; // 50 left: not below
        pay(1).await; // 49: below
        pay(1).await;
        w.fund(business, 2).await; // 50
        pay(10).await; // 40: below again
        let events = wait_for_events(&receiver, 2).await;
        let left: BTreeSet<i64> =
            events.iter().map(|one| one["data"]["payout_balance"].as_i64().unwrap()).collect();
        assert_eq!(left, BTreeSet::from([40, 49]));
        assert_eq!(events[0]["data"]["threshold"], 50);
        // A balance also falls when an operator takes money back.
        w.fund(business, 100).await;
        w.fund(business, -120).await;
        assert_eq!(wait_for_events(&receiver, 3).await[2]["data"]["payout_balance"], 20);
        assert_eq!(count_outbox_rows(w).await, (3, 3));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payout_user_changes_are_sent_and_events_are_listed_by_cursor() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(100).await;
        let key = w.key(business).await;
        let receiver = Receiver::start().await;
        api.pay(&key, &[], "a@example.com", 10).await;
        subscribe(&api, &key, &receiver.url, json!(["payout_user.updated", "allocation.succeeded"])).await;
        let user = api.get("/v1/payout-users", &key).await.json()["data"][0]["id"].clone();
        let path = format!("/v1/payout-users/{}", user.as_str().unwrap());
        for status in ["inactive", "active"] {
            let body = json!({ "status": status }).to_string();
            api.send("PATCH", &path, &[("authorization", format!("Bearer {key}"))], body).await;
        }
        let rotated = api.post(&format!("{path}/rotate-hash"), &key, &[], "").await.json();
        api.pay(&key, &[], "a@example.com", 10).await;
        let events = wait_for_events(&receiver, 4).await;
        let updated: Vec<&Value> = events.iter().filter(|one| one["type"] == "payout_user.updated").collect();
        assert_eq!((updated.len(), &updated[0]["data"]["id"]), (3, &user), "two changes and one rotation");
        let hash = rotated["hash"].as_str().unwrap();
        assert!(events.iter().all(|one| !one.to_string().contains(hash)), "events carry no hash");
        // After they have settled, the list shows them as they were sent.
        eventually("the events have settled", async || {
            (api.get("/v1/events", &key).await.json()["data"].as_array().unwrap().len() == 4).then_some(())
        })
        .await;
        let mut path = "/v1/events?limit=1".to_owned();
        let mut read = Vec::new();
        loop {
            let page = api.get(&path, &key).await.json();
            read.extend(page["data"].as_array().unwrap().clone());
            match page["next_cursor"].as_str() {
                Some(cursor) => path = format!("/v1/events?limit=1&cursor={cursor}"),
                None => break,
            }
        }
        let sent: BTreeMap<String, Value> =
            receiver.received().iter().map(|one| (one.id.clone(), one.json()["data"].clone())).collect();
        let listed: BTreeMap<String, Value> =
            read.iter().map(|one| (one["id"].as_str().unwrap().to_owned(), one["data"].clone())).collect();
        assert_eq!(sent, listed);
        let only = api.get("/v1/events?type=allocation.succeeded", &key).await.json();
        assert_eq!(only["data"].as_array().unwrap().len(), 1);
        assert_eq!(api.get("/v1/events?type=nonsense", &key).await.status, 400);
        let seen = async |query: String| {
            let answer = api.get(&format!("/v1/events?{query}"), &key).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            answer.json()["data"].as_array().unwrap().len()
        };
        let hour = |hours| (w.clock.now() + chrono::TimeDelta::hours(hours)).format("%FT%TZ");
        assert_eq!(seen(format!("from={}", hour(-1))).await, 4);
        assert_eq!(seen(format!("from={}", hour(1))).await, 0);
        assert_eq!(seen(format!("to={}", hour(-1))).await, 0);
        assert_eq!(seen(format!("from={}&to={}", hour(-1), hour(1))).await, 4);
        let backwards = api.get(&format!("/v1/events?from={}&to={}", hour(1), hour(-1)), &key).await;
        assert_eq!(backwards.status, 400, "{}", backwards.body);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
