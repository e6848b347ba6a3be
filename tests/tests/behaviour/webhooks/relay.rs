//! The relay: whatever happens to it or to a receiver, every event arrives, and a receiver that hangs does not
//! delay others.
//!
//! The run behind the guarantee has 10,000 events, a receiver that fails, stalls and disconnects, and relays that are
//! killed:
//!
//! ```sh
//! PAYOUT_OUTBOX_EVENTS=10000 cargo test --release --workspace --test behaviour relay::a_killed_relay -- --nocapture
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::event::EventType;
use domain::platform::hints::Hints;
use domain::webhook::{self, AddressPolicy};
use tests::{Process, Receiver, Reply, eventually, world};
use tokio::sync::Semaphore;
use worker::webhooks::{Caller, Delivering, Relay, deliver, system_lookup};

use crate::webhooks::outbox::{endpoint, record_events};

#[tokio::test(flavor = "multi_thread")]
async fn a_hanging_receiver_does_not_delay_others() {
    world(async |w| {
        let hanging = Receiver::start_with(|_| Reply::Stall).await;
        let healthy = Receiver::start().await;
        let troubled = w.business(0).await;
        endpoint(w, troubled, &hanging.url, &[EventType::BalanceLow]).await;
        let mut others = Vec::new();
        for _ in 0..9 {
            let business = w.business(0).await;
            for _ in 0..11 {
                endpoint(w, business, &healthy.url, &[EventType::BalanceLow]).await;
            }
            others.push(business);
        }
        // A backlog for the receiver that hangs, before anything else is due.
        let worker = w.worker();
        record_events(w, troubled, EventType::BalanceLow, 200).await;
        eventually("the receiver hangs", async || (hanging.connections() >= 10).then_some(())).await;
        let mut waits = Vec::new();
        for round in 1..=3 {
            let started = Instant::now();
            for business in &others {
                record_events(w, *business, EventType::BalanceLow, 1).await;
            }
            eventually("the others arrive", async || (healthy.received().len() >= round * 99).then_some(()))
                .await;
            let all = healthy.received();
            waits.extend(all.iter().filter(|one| one.at > started).map(|one| one.at - started));
        }
        waits.sort();
        let p99 = waits[waits.len() * 99 / 100 - 1];
        println!(
            "healthy p99 {p99:?} of {}; in flight at the hanging receiver: {}",
            waits.len(),
            hanging.connections()
        );
        assert!(hanging.connections() <= 20, "10 at a time, and as many after they have timed out");
        assert!(p99 <= Duration::from_secs(if cfg!(debug_assertions) { 6 } else { 2 }), "{p99:?}");
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_relay_loses_nothing() {
    let events: usize = std::env::var("PAYOUT_OUTBOX_EVENTS").map_or(60, |text| text.parse().unwrap());
    world(async |w| {
        // Of ten: one is refused at first, one is disconnected at first, and a few are never answered at first.
        let receiver = Receiver::start_with(move |one| {
            let n = one.json()["data"]["n"].as_u64().unwrap();
            match (one.before, n % 10, n % 1_000) {
                (0, 1, _) => Reply::Status(500),
                (0, 2, _) => Reply::Reset,
                (0, _, 3) => Reply::Stall, // 15 s of silence
                _ => Reply::Status(200),
            }
        })
        .await;
        let business = w.business(0).await;
        endpoint(w, business, &receiver.url, &[EventType::BalanceLow]).await;
        for part in 0..events.div_ceil(1_000) {
            record_events(w, business, EventType::BalanceLow, (events - part * 1_000).min(1_000)).await;
        }
        let undelivered = async || -> i64 {
            sqlx::query_scalar("select count(*) from webhook_deliveries where state <> 'succeeded'")
                .fetch_one(&w.pool)
                .await
                .unwrap()
        };
        // Makes deliveries that wait for their next attempt due.
        const NEXT: &str = "update webhook_deliveries set due_at = now() where state = 'pending' and not leased and due_at > now()";
        // Makes leased deliveries due, because their relay may be dead. Those of a living relay are then sent twice,
        // which is allowed.
        const LEASES: &str = "update webhook_deliveries set due_at = now() where leased";
        let (started, mut kills, most) = (Instant::now(), 0, if events > 1_000 { 20 } else { 3 });
        let mut relays = [Process::worker(w).await, Process::worker(w).await];
        while undelivered().await > 0 {
            assert!(started.elapsed() < Duration::from_secs(900), "{} are left", undelivered().await);
            let arrived = receiver.received().len();
            eventually("more arrive", async || {
                w.execute(NEXT).await;
                tokio::time::sleep(Duration::from_millis(100)).await;
                (receiver.received().len() > arrived + events / 25 || undelivered().await == 0).then_some(())
            })
            .await;
            if kills < most {
                relays[kills % 2].kill();
                w.execute(LEASES).await;
                relays[kills % 2] = Process::worker(w).await;
                kills += 1;
            }
        }
        let all = receiver.received();
        let ids: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
        println!("{events} events, {} requests, {kills} kills, {:?}", all.len(), started.elapsed());
        assert_eq!(ids.len(), events, "each event keeps its id at every attempt");
        assert!(kills >= 2);
        let mut bodies: BTreeMap<&str, &[u8]> = BTreeMap::new();
        for one in &all {
            assert_eq!(*bodies.entry(&one.id).or_insert(&one.body), &one.body[..], "the same bytes at every attempt");
        }
    })
    .await;
}

/// A process that was frozen with a delivery in hand wakes up. Meanwhile, another relay has the delivery, or it was
/// paused, deleted or undone.
#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_is_not_started_if_its_lease_may_expire() {
    world(async |w| {
        let receiver = Receiver::start().await;
        let business = w.business(0).await;
        let endpoint = endpoint(w, business, &receiver.url, &[EventType::BalanceLow]).await;
        record_events(w, business, EventType::BalanceLow, 1).await;
        let relay = Arc::new(Relay {
            pool: w.pool.clone(),
            clock: w.clock.clone(),
            key: w.worker_config().webhooks.key().unwrap(),
            caller: Caller::new(AddressPolicy::Anywhere, system_lookup()).unwrap(),
            ended: Hints::new().0,
        });
        let take = async |taken_at| {
            let mut work = w.pool.begin().await.unwrap();
            let mut due = webhook::take(&mut work, business, endpoint, 1, w.clock.now()).await.unwrap();
            work.commit().await.unwrap();
            let room = Arc::new(Semaphore::new(1)).acquire_owned().await.unwrap();
            Delivering::new(due.remove(0), taken_at, room)
        };
        let long_ago = tokio::time::Instant::now() - webhook::LEASE_MARGIN - Duration::from_secs(1);
        deliver(take(long_ago).await, relay.clone()).await;
        assert_eq!(receiver.received().len(), 0);
        w.execute("update webhook_deliveries set due_at = now(); update webhook_ring set due_at = now()")
            .await;
        deliver(take(tokio::time::Instant::now()).await, relay).await;
        assert_eq!(receiver.received().len(), 1);
    })
    .await;
}
