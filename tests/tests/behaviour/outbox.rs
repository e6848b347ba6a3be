//! Events are written by what made them true, for those who listen, and arrive whatever happens to the relay.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use domain::allocation::Lane;
use domain::event::{self, EventType, NewEvent};
use domain::ids::{BusinessId, WebhookId};
use domain::webhook::{self, NewEndpoint, Reach, WebhookUrl};
use serde_json::{Value, json};
use sqlx::Connection;
use tests::{Receiver, RunningApi, World, eventually, world};

/// How many rows the outbox has, in all its tables.
async fn written(w: &World) -> (i64, i64) {
    sqlx::query_as("select (select count(*) from events), (select count(*) from webhook_deliveries)")
        .fetch_one(&w.pool)
        .await
        .unwrap()
}

/// An endpoint of `business` at `url`; its id.
pub async fn endpoint(w: &World, business: BusinessId, url: &str, events: &[EventType]) -> WebhookId {
    let url = WebhookUrl::parse(url, Reach::Anywhere).unwrap();
    let events: BTreeSet<EventType> = events.iter().copied().collect();
    let id = w.clock.id().into();
    let mut tx = w.pool.begin().await.unwrap();
    let new = NewEndpoint { id, url: &url, events: &events, enabled: true };
    webhook::create(&mut tx, business, &new, w.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Records events of `kind`, of an object each.
pub async fn happen(w: &World, business: BusinessId, kind: EventType, count: usize) {
    let events: Vec<NewEvent> = (0..count)
        .map(|n| NewEvent::new(kind, w.clock.id(), &json!({ "n": n, "text": "ünïcödé \u{1F4B8}" })).unwrap())
        .collect();
    let mut tx = w.pool.begin().await.unwrap();
    assert_eq!(event::record(&mut tx, business, &events, w.clock.now()).await.unwrap(), count);
    tx.commit().await.unwrap();
}

async fn listen(api: &RunningApi, key: &str, url: &str, events: Value) -> String {
    let body = json!({ "url": url, "events": events }).to_string();
    let made = api.post("/v1/webhooks", key, &[], body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()["secret"].as_str().unwrap().to_owned()
}

/// Waits until `receiver` has had `count` different events; their bodies, by arrival.
async fn arrived(receiver: &Receiver, count: usize) -> Vec<Value> {
    eventually("the events arrive", async || {
        let all = receiver.received();
        let ids: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
        assert!(ids.len() <= count, "too many: {all:?}");
        (ids.len() == count).then(|| all.iter().map(|one| one.json()).collect())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_wants_is_not_written() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(25).await;
        let key = w.key(business).await;
        let receiver = Receiver::start().await;
        w.queue(business, Lane::Bulk, &[("a@example.com", 10), ("b@example.com", 100)]).await;
        w.drained().await;
        listen(&api, &key, &receiver.url, json!(["batch.completed"])).await;
        w.queue(business, Lane::Bulk, &[("a@example.com", 10), ("b@example.com", 100)]).await;
        w.drained().await;
        assert_eq!(written(w).await, (0, 0));
        assert_eq!(receiver.connections(), 0);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn allocations_are_told_as_they_ended_and_the_official_verifier_agrees() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(25).await;
        let key = w.key(business).await;
        let receiver = Receiver::start().await;
        let secret = listen(&api, &key, &receiver.url, json!(["allocation.*"])).await;
        let paid = api.pay(&key, &[("idempotency-key", "ref-1")], "a@example.com", 10).await;
        let refused = api.pay(&key, &[("idempotency-key", "ref-2")], "b@example.com", 100).await;
        assert_eq!((paid.status, refused.status), (201, 400));
        arrived(&receiver, 2).await;
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
        listen(&api, &key, &receiver.url, json!(["batch.completed"])).await;
        let items: String = (0..7_000)
            .map(|n| format!("{{\"email\":\"u{n}@example.com\",\"amount\":1,\"reference\":\"r{n}\"}}\n"))
            .collect();
        let batch = api.batch(&key, "one", "application/x-ndjson", items.clone()).await;
        assert_eq!(batch.status, 202, "{}", batch.body);
        let id = batch.json()["id"].clone();
        let first = arrived(&receiver, 1).await.remove(0);
        assert_eq!((&first["type"], &first["data"]["id"]), (&json!("batch.completed"), &id));
        assert_eq!(first["data"]["counts"]["succeeded"], 6_900);
        assert_eq!(first["data"]["counts"]["failed"], 100);
        w.fund(business, 100).await;
        let path = format!("/v1/batches/{}/retry", id.as_str().unwrap());
        assert_eq!(api.post(&path, &key, &[], "").await.status, 200);
        let second = arrived(&receiver, 2).await.remove(1);
        assert_eq!((&second["data"]["id"], &second["data"]["counts"]["succeeded"]), (&id, &json!(7_000)));
        assert!(second["sequence"].as_i64() > first["sequence"].as_i64());
        // Nothing but duplicates: it ends as it is accepted.
        let again = api.batch(&key, "two", "application/x-ndjson", items).await;
        assert_eq!(again.status, 202, "{}", again.body);
        let third = arrived(&receiver, 3).await.remove(2);
        assert_eq!(
            (&third["data"]["id"], &third["data"]["counts"]["duplicate"]),
            (&again.json()["id"], &json!(7_000))
        );
        assert_eq!(written(w).await, (3, 3));
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_low_balance_is_told_once_for_each_fall() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(100).await;
        let key = w.key(business).await;
        let receiver = Receiver::start().await;
        listen(&api, &key, &receiver.url, json!(["balance.low"])).await;
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
        let told = arrived(&receiver, 2).await;
        let left: BTreeSet<i64> =
            told.iter().map(|one| one["data"]["payout_balance"].as_i64().unwrap()).collect();
        assert_eq!(left, BTreeSet::from([40, 49]));
        assert_eq!(told[0]["data"]["threshold"], 50);
        // What an operator takes back is a fall as well.
        w.fund(business, 100).await;
        w.fund(business, -120).await;
        assert_eq!(arrived(&receiver, 3).await[2]["data"]["payout_balance"], 20);
        assert_eq!(written(w).await, (3, 3));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_payout_user_is_told_and_events_are_read_by_cursor() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(100).await;
        let key = w.key(business).await;
        let receiver = Receiver::start().await;
        api.pay(&key, &[], "a@example.com", 10).await;
        listen(&api, &key, &receiver.url, json!(["payout_user.updated", "allocation.succeeded"])).await;
        let user = api.get("/v1/payout-users", &key).await.json()["data"][0]["id"].clone();
        let path = format!("/v1/payout-users/{}", user.as_str().unwrap());
        for status in ["inactive", "active"] {
            let body = json!({ "status": status }).to_string();
            api.send("PATCH", &path, &[("authorization", format!("Bearer {key}"))], body).await;
        }
        let rotated = api.post(&format!("{path}/rotate-hash"), &key, &[], "").await.json();
        api.pay(&key, &[], "a@example.com", 10).await;
        let told = arrived(&receiver, 4).await;
        let updated: Vec<&Value> = told.iter().filter(|one| one["type"] == "payout_user.updated").collect();
        assert_eq!((updated.len(), &updated[0]["data"]["id"]), (3, &user), "twice changed, and once rotated");
        let hash = rotated["hash"].as_str().unwrap();
        assert!(told.iter().all(|one| !one.to_string().contains(hash)), "events carry no hash");
        // Read as they were sent, once they have settled.
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
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_rolled_back_is_not_told() {
    world(async |w| {
        let business = w.business(0).await;
        endpoint(w, business, "http://127.0.0.1:9/", &[EventType::BalanceLow]).await;
        let mut tx = w.pool.begin().await.unwrap();
        let event = NewEvent::new(EventType::BalanceLow, w.clock.id(), &json!({})).unwrap();
        event::record(&mut tx, business, &[event], w.clock.now()).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(written(w).await, (0, 0));
    })
    .await;
}

/// The turn of an endpoint is held by a relay, as by one that is frozen: whoever writes events must not wait for it, and
/// what they wrote is found all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_held_turn_holds_up_nobody_who_writes_events() {
    world(async |w| {
        let business = w.business(0).await;
        let receiver = Receiver::start().await;
        endpoint(w, business, &receiver.url, &[EventType::BalanceLow]).await;
        let mut holder = w.pool.acquire().await.unwrap();
        let mut held = holder.begin().await.unwrap();
        sqlx::query("select from webhook_ring for update").execute(&mut *held).await.unwrap();
        let started = Instant::now();
        happen(w, business, EventType::BalanceLow, 3).await;
        assert!(started.elapsed() < Duration::from_secs(1));
        held.rollback().await.unwrap();
        let worker = w.worker();
        arrived(&receiver, 3).await;
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_events_go_with_their_deliveries() {
    world(async |w| {
        let business = w.business(0).await;
        endpoint(w, business, "http://127.0.0.1:9/", &[EventType::BalanceLow]).await;
        happen(w, business, EventType::BalanceLow, 5_000).await;
        let mut conn = w.pool.acquire().await.unwrap();
        let now = w.clock.now();
        worker::retention::remove_old(&mut conn, TimeDelta::days(1), now).await.unwrap();
        assert_eq!(written(w).await, (5_000, 5_000));
        worker::retention::remove_old(&mut conn, TimeDelta::days(-1), now).await.unwrap();
        assert_eq!(written(w).await, (0, 0));
    })
    .await;
}

/// A transaction that is running may still write. Of two events the younger was written by the transaction that began
/// first: to leave out the older alone, whose writer began after the one that is running, would pass it over.
#[tokio::test(flavor = "multi_thread")]
async fn no_event_appears_behind_one_that_was_listed() {
    world(async |w| {
        let business = w.business(0).await;
        endpoint(w, business, "http://127.0.0.1:9/", &[EventType::BalanceLow]).await;
        let mut reader = w.pool.acquire().await.unwrap();
        let later = w.clock.now() + TimeDelta::seconds(30);
        let mut listed = async || -> Vec<Value> {
            let events = event::list(&mut reader, business, None, None, 10, later).await.unwrap();
            events
                .iter()
                .map(|event| serde_json::from_str::<Value>(&event.data).unwrap()["n"].clone())
                .collect()
        };
        let mut writers = Vec::new();
        for _ in 0..3 {
            let mut writer = w.pool.begin().await.unwrap();
            sqlx::query("select pg_current_xact_id()").execute(&mut *writer).await.unwrap();
            writers.push(writer);
        }
        // The third writes first, and the first after it; the second goes on.
        for (n, place) in [2, 0, 0].into_iter().enumerate() {
            let mut writer = writers.remove(place);
            let new = NewEvent::new(EventType::BalanceLow, w.clock.id(), &json!({ "n": n })).unwrap();
            event::record(&mut writer, business, &[new], w.clock.now()).await.unwrap();
            if n < 2 {
                writer.commit().await.unwrap();
                assert_eq!(listed().await, [] as [Value; 0], "an older one may come");
            } else {
                assert_eq!(listed().await, [] as [Value; 0], "it has come, and is not committed");
                writer.commit().await.unwrap();
            }
        }
        assert_eq!(listed().await, [json!(0), json!(1), json!(2)]);
    })
    .await;
}
