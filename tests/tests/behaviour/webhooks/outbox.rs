//! The outbox. Events are written in the transaction that makes them true, and only for endpoints that select them. A
//! writer never waits for the relay, and a client that reads the list misses no event.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use domain::allocation::Lane;
use domain::event::{self, EventType, NewEvent};
use domain::ids::{BusinessId, WebhookId};
use domain::webhook::{self, AddressPolicy, NewEndpoint, WebhookUrl};
use serde_json::{Value, json};
use sqlx::Connection;
use tests::{Receiver, RunningApi, World, eventually, world};

/// Counts the events and the deliveries.
pub(super) async fn count_outbox_rows(w: &World) -> (i64, i64) {
    sqlx::query_as("select (select count(*) from events), (select count(*) from webhook_deliveries)")
        .fetch_one(&w.pool)
        .await
        .unwrap()
}

/// Creates an endpoint of `business` at `url`, and returns its id.
pub async fn endpoint(w: &World, business: BusinessId, url: &str, events: &[EventType]) -> WebhookId {
    let url = WebhookUrl::parse(url, AddressPolicy::Anywhere).unwrap();
    let events: BTreeSet<EventType> = events.iter().copied().collect();
    let id = w.clock.id().into();
    let mut tx = w.pool.begin().await.unwrap();
    let new = NewEndpoint { id, url: &url, events: &events, enabled: true };
    webhook::create(&mut tx, business, &new, w.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Records `count` events of `kind`, each about another object.
pub async fn record_events(w: &World, business: BusinessId, kind: EventType, count: usize) {
    let events: Vec<NewEvent> = (0..count)
        .map(|n| NewEvent::new(kind, w.clock.id(), &json!({ "n": n, "text": "ünïcödé \u{1F4B8}" })).unwrap())
        .collect();
    let mut tx = w.pool.begin().await.unwrap();
    assert_eq!(event::record(&mut tx, business, &events, w.clock.now()).await.unwrap(), count);
    tx.commit().await.unwrap();
}

pub(super) async fn subscribe(api: &RunningApi, key: &str, url: &str, events: Value) -> String {
    let body = json!({ "url": url, "events": events }).to_string();
    let made = api.post("/v1/webhooks", key, &[], body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()["secret"].as_str().unwrap().to_owned()
}

/// Waits until `receiver` has had `count` different events. Returns their bodies in the order of arrival.
pub(super) async fn wait_for_events(receiver: &Receiver, count: usize) -> Vec<Value> {
    eventually("the events arrive", async || {
        let all = receiver.received();
        let ids: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
        assert!(ids.len() <= count, "too many: {all:?}");
        (ids.len() == count).then(|| all.iter().map(|one| one.json()).collect())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn events_without_a_subscriber_are_not_written() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(25).await;
        let key = w.key(business).await;
        let receiver = Receiver::start().await;
        w.queue(business, Lane::Interactive, &[("a@example.com", 10), ("b@example.com", 100)]).await;
        w.drained().await;
        subscribe(&api, &key, &receiver.url, json!(["batch.completed"])).await;
        w.queue(business, Lane::Interactive, &[("a@example.com", 10), ("b@example.com", 100)]).await;
        w.drained().await;
        assert_eq!(count_outbox_rows(w).await, (0, 0));
        assert_eq!(receiver.connections(), 0);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_rolled_back_with_its_transaction() {
    world(async |w| {
        let business = w.business(0).await;
        endpoint(w, business, "http://127.0.0.1:9/", &[EventType::BalanceLow]).await;
        let mut tx = w.pool.begin().await.unwrap();
        let event = NewEvent::new(EventType::BalanceLow, w.clock.id(), &json!({})).unwrap();
        event::record(&mut tx, business, &[event], w.clock.now()).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(count_outbox_rows(w).await, (0, 0));
    })
    .await;
}

/// A relay holds an endpoint's turn, as if it were frozen. Writers of events must not wait for it, and their events are
/// still found.
#[tokio::test(flavor = "multi_thread")]
async fn writers_of_events_do_not_wait_for_a_locked_turn() {
    world(async |w| {
        let business = w.business(0).await;
        let receiver = Receiver::start().await;
        endpoint(w, business, &receiver.url, &[EventType::BalanceLow]).await;
        let mut holder = w.pool.acquire().await.unwrap();
        let mut held = holder.begin().await.unwrap();
        sqlx::query("select from webhook_ring for update").execute(&mut *held).await.unwrap();
        let started = Instant::now();
        record_events(w, business, EventType::BalanceLow, 3).await;
        assert!(started.elapsed() < Duration::from_secs(1));
        held.rollback().await.unwrap();
        let worker = w.worker();
        wait_for_events(&receiver, 3).await;
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_events_are_removed_with_their_deliveries() {
    world(async |w| {
        let business = w.business(0).await;
        endpoint(w, business, "http://127.0.0.1:9/", &[EventType::BalanceLow]).await;
        record_events(w, business, EventType::BalanceLow, 5_000).await;
        let mut conn = w.pool.acquire().await.unwrap();
        let now = w.clock.now();
        worker::leader::retention::remove_old(&mut conn, TimeDelta::days(1), now).await.unwrap();
        assert_eq!(count_outbox_rows(w).await, (5_000, 5_000));
        worker::leader::retention::remove_old(&mut conn, TimeDelta::days(-1), now).await.unwrap();
        assert_eq!(count_outbox_rows(w).await, (0, 0));
    })
    .await;
}

/// A running transaction may still write. The transaction that began first wrote the younger of two events. If the list
/// left out only the older event, whose writer began after the running transaction, the cursor would skip that
/// event.
#[tokio::test(flavor = "multi_thread")]
async fn no_event_appears_in_the_list_before_one_already_listed() {
    world(async |w| {
        let business = w.business(0).await;
        endpoint(w, business, "http://127.0.0.1:9/", &[EventType::BalanceLow]).await;
        let mut reader = w.pool.acquire().await.unwrap();
        let later = w.clock.now() + TimeDelta::seconds(30);
        let mut listed = async || -> Vec<Value> {
            let events =
                event::list(&mut reader, business, event::Filter::default(), None, 10, later).await.unwrap();
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
        // The third writes first, and the first after it; the second is still running.
        for (n, place) in [2, 0, 0].into_iter().enumerate() {
            let mut writer = writers.remove(place);
            let new = NewEvent::new(EventType::BalanceLow, w.clock.id(), &json!({ "n": n })).unwrap();
            event::record(&mut writer, business, &[new], w.clock.now()).await.unwrap();
            if n < 2 {
                writer.commit().await.unwrap();
                assert_eq!(listed().await, [] as [Value; 0], "an older event may still be committed");
            } else {
                assert_eq!(listed().await, [] as [Value; 0], "the older event is recorded and not committed");
                writer.commit().await.unwrap();
            }
        }
        assert_eq!(listed().await, [json!(0), json!(1), json!(2)]);
    })
    .await;
}
