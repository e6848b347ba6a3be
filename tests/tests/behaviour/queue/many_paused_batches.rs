//! A business with thousands of paused batches slows down neither the claims of other businesses nor the claims of its
//! own other batches.
//!
//! A check of each paused batch must not compare it with every other one. At 8,000 batches that made the search for
//! candidates take 17 s, in which no worker claimed anything; now it takes about a hundredth of a second. Time limits
//! tell the two apart.

use std::time::Duration;

use domain::queue;
use domain::throttle::{Allowance, UNLIMITED};
use tests::steer::accept_rewards;
use tests::world;

/// Paused batches of one item, older than all others. Their ranges name no allocations, because no claim reaches them.
const PAUSED: &str = "with made as (
        insert into batches (total, total_amount, duplicate, duplicate_amount, created_at, business_id, id, request_id,
            first_allocation_id, last_allocation_id, idempotency_key, fingerprint)
        select 1, 1, 0, 0, now(), b.id, of.id, of.id, ('00000001-0000-7000-8000-' || lpad(to_hex(3 * n), 12, '0'))::uuid,
            ('00000001-0000-7000-8000-' || lpad(to_hex(3 * n + 1), 12, '0'))::uuid, n::text, ''
        from businesses b, generate_series(1, 8000) n,
            lateral (select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id) of
        returning business_id, id, first_allocation_id, last_allocation_id),
    queued as (
        insert into allocation_ranges (items, amount, business_id, batch_id, after_id, last_id, from_reserve)
        select 1, 1, business_id, id, first_allocation_id, last_allocation_id, false from made)
    insert into pauses (paused_at, business_id, batch_id, by_operator, cause, paused_by)
    select now(), business_id, id, false, 'command', '' from made";

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_paused_batches_do_not_slow_down_claims() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (_, free) =
            accept_rewards(w, business, &[("a@example.com", 1), ("b@example.com", 2)], None).await;
        let mut tx = w.pool.begin().await.unwrap();
        sqlx::query(PAUSED).execute(&mut *tx).await.unwrap();
        sqlx::query("set local statement_timeout = '3s'").execute(&mut *tx).await.unwrap();
        let now = w.clock.now();
        let found = queue::candidates(&mut tx, now, 8).await.unwrap();
        assert_eq!(found.businesses, [business]);
        let claim = async {
            let owned = queue::own(&mut tx, business).await.unwrap().unwrap();
            queue::take(&mut tx, &owned, Allowance { jobs: 10, ..UNLIMITED }, now).await.unwrap()
        };
        let claim = tokio::time::timeout(Duration::from_secs(3), claim).await.unwrap();
        let taken: Vec<_> = claim.jobs.iter().map(|job| job.allocation_id).collect();
        assert_eq!(taken, free);
        // Once the jobs after the paused batches are taken, no business is a candidate.
        let found = queue::candidates(&mut tx, now, 8).await.unwrap();
        assert_eq!(found.businesses, []);
        tx.rollback().await.unwrap();
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
    })
    .await;
}
