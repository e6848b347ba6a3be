//! Times that a clock ahead of the server left in rows are corrected: rates, turns, leases, orders and deliveries.
//! Times that may lie in the future stay.
//!
//! The tests write these rows themselves, as an older version or a server whose clock was ahead leaves them.

use std::time::Duration;

use chrono::TimeDelta;
use domain::allocation::Lane;
use domain::event::EventType;
use domain::ids::lower_bound;
use domain::steering::Command;
use tests::provider::{Manners, Provider};
use tests::steer::accept;
use tests::{Receiver, eventually, world};
use uuid::Uuid;

use super::{OFF, create_order, create_user, query_number, wait_until_paid};
use crate::webhooks::outbox::{endpoint, record_events};

/// Writes the times that a clock ahead of the server leaves.
const LEFT_BEHIND: &str = "
    update ring set due_at = now() + interval '10 minutes';
    update throttles set jobs_until = now() + interval '10 minutes', next_at = now() + interval '10 minutes';
    insert into leases (name, holder, expires_at)
        values ('leader', '01900000-0000-7000-8000-000000000000', now() + interval '10 minutes');";

#[tokio::test(flavor = "multi_thread")]
async fn times_too_far_ahead_are_corrected_and_valid_future_times_are_kept() {
    world(async |w| {
        let (throttled, free, slow) = (w.business(1_000).await, w.business(1_000).await, w.business(10_000).await);
        let per_second = domain::throttle::Rates::new(Some(100), None).unwrap();
        let cents = domain::throttle::Rates::new(None, Some(1)).unwrap();
        for (business, rates) in [(throttled, per_second), (slow, cents)] {
            let target = domain::steering::Target::Business(business);
            tests::steer::carry_out(w, Command::Throttle(target, rates)).await;
        }
        let later = accept(w, free, 1, Some(w.clock.now() + TimeDelta::hours(1))).await;
        for business in [throttled, free] {
            w.queue(business, Lane::Interactive, &[("a@example.com", 1)]).await;
        }
        w.execute(LEFT_BEHIND).await;
        // A thousand seconds' worth of cents: this time ahead is right.
        w.queue(slow, Lane::Interactive, &[("a@example.com", 1_000), ("b@example.com", 1)]).await;
        let worker = w.worker();
        for business in [throttled, free, slow] {
            wait_until_paid(w, business, 1).await;
        }
        eventually("the time ahead is corrected", async || {
            let ahead = "select count(*) from throttles where max_per_second is not null and next_at > now() + interval '2 s'";
            (query_number(w, ahead).await == 0).then_some(())
        })
        .await;
        // Several rounds of the repair leave these times alone.
        tokio::time::sleep(Duration::from_secs(6)).await;
        let owed = "select count(*) from throttles join ring using (business_id)
            where max_cents_per_second = 1 and cents_until > now() + interval '900 s' and due_at > now() + interval '900 s'";
        assert_eq!((query_number(w, owed).await, w.paid(slow).await), (1, 1));
        assert_eq!(tests::steer::read(w, free, later).await.counts.pending, 1, "the batch is still scheduled");
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leases_of_orders_and_deliveries_too_far_ahead_are_corrected() {
    world(async |w| {
        let provider = Provider::start(Manners::Silent).await;
        let methods = provider.methods();
        let hash = create_user(w).await;
        create_order(w, &methods, &hash).await;
        let receiver = Receiver::start().await;
        let business = w.business(0).await;
        endpoint(w, business, &receiver.url, &[EventType::BalanceLow]).await;
        record_events(w, business, EventType::BalanceLow, 2).await;
        w.execute(
            "update withdrawal_queue set due_at = now() + interval '10 minutes';
             update webhook_deliveries set due_at = now() + interval '10 minutes', leased = true, attempts = 1
                 where event_id = (select min(event_id::text)::uuid from webhook_deliveries);
             update webhook_deliveries set due_at = now() + interval '10 minutes', step = 1, attempts = 1 where not leased;
             update webhook_ring set due_at = now() + interval '10 minutes'",
        )
        .await;
        let worker = w.worker_with_methods(&methods);
        eventually("the provider is called", async || (!provider.books().is_empty()).then_some(())).await;
        eventually("the delivery arrives", async || receiver.received().pop()).await;
        worker.stop().await;
        assert_eq!(receiver.received().len(), 1, "a retry keeps its time");
    })
    .await;
}

/// An id ahead of the time, from an older version or from before the server's clock was set, does not raise the bound
/// above the ids that are accepted next. Otherwise the leader would find those only five seconds later.
#[tokio::test(flavor = "multi_thread")]
async fn an_id_ahead_of_time_is_paid_and_does_not_raise_the_bound() {
    world(async |w| {
        let business = w.business(1_000).await;
        let ahead = lower_bound(w.clock.now() + TimeDelta::seconds(OFF)).as_u128() | (7 << 76) | (2 << 62);
        sqlx::query(
            "with asked as (insert into allocations (business_id, id, request_id, email, amount)
                 values ($1, $2, $2, 'a@example.com', 1))
             insert into allocation_queue (business_id, lane, allocation_id, email, amount, attempts, promised)
             values ($1, 0, $2, 'a@example.com', 1, 0, true)",
        )
        .bind(business.uuid())
        .bind(Uuid::from_u128(ahead))
        .execute(&w.pool)
        .await
        .unwrap();
        w.execute("insert into ring (business_id, due_at) select id, now() from businesses").await;
        let worker = w.worker();
        wait_until_paid(w, business, 1).await;
        worker.stop().await;
        let bound: Uuid = sqlx::query_scalar("select interactive_after from ring").fetch_one(&w.pool).await.unwrap();
        assert!(bound > lower_bound(w.clock.now() - TimeDelta::minutes(5)) && bound < w.clock.id(), "{bound}");
    })
    .await;
}
