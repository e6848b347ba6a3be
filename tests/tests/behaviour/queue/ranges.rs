//! Ranges. The items of a batch wait as few rows and are taken in order, whatever else is queued. A range is split
//! exactly where jobs were taken from it. After each test the books hold, including the law that a range has the items
//! and cents that it says.

use chrono::{DateTime, Utc};
use domain::ids::{AllocationId, BusinessId};
use domain::queue::mark::Mark;
use domain::queue::{self, Owned, Taken};
use domain::steering::Command;
use domain::throttle::{Allowance, UNLIMITED};
use sqlx::{PgConnection, PgTransaction};
use tests::steer::{accept, accept_rewards, carry_out, finished, of, read};
use tests::{Process, World, eventually, world};
use uuid::Uuid;

use crate::faults::crashes::{KILLER, is_held};

/// Returns the ranges of all businesses, as (id before the first item, last id, items, cents).
async fn list_ranges(w: &World) -> Vec<(Uuid, Uuid, i64, i64)> {
    sqlx::query_as("select after_id, last_id, items, amount from allocation_ranges order by last_id")
        .fetch_all(&w.pool)
        .await
        .unwrap()
}

/// Accepts a batch of `n` rewards of 10 cents, each to another person.
async fn accept_batch(w: &World, business: BusinessId, n: usize) -> Vec<AllocationId> {
    let rewards: Vec<(String, i64)> = (0..n).map(|n| (format!("u{n}@example.com"), 10)).collect();
    let rewards: Vec<(&str, i64)> = rewards.iter().map(|(email, cents)| (email.as_str(), *cents)).collect();
    accept_rewards(w, business, &rewards, None).await.1
}

async fn own(conn: &mut PgConnection, business: BusinessId) -> Owned {
    queue::own(conn, business).await.unwrap().unwrap()
}

fn job_limit(jobs: i64) -> Allowance {
    Allowance { jobs, ..UNLIMITED }
}

/// Takes jobs and pays them as a worker does, without a check of the balance.
async fn pay(w: &World, tx: &mut PgTransaction<'_>, owned: &Owned, taken: &Taken, now: DateTime<Utc>) {
    let keys = domain::secrets::keyring::Keyring::read(&tests::world::HASH_SECRET.to_owned().into()).unwrap();
    let applying = queue::apply::Applying {
        business_id: owned.business_id,
        hash_keys: &keys,
        clock: &w.clock,
        listened: false,
        turn: None,
    };
    let decision = queue::decide(&taken.jobs, owned.payout_balance);
    queue::apply::apply(tx, &applying, &decision, now).await.unwrap();
    queue::advance(tx, owned, taken, now, None).await.unwrap();
}

fn taken_ids(taken: &Taken) -> Vec<AllocationId> {
    taken.jobs.iter().map(|job| job.allocation_id).collect()
}

/// A batch is one row. A claim moves its beginning, and the last item removes it.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_one_range_and_each_claim_shortens_it() {
    world(async |w| {
        let business = w.business(1_000).await;
        let all = accept_batch(w, business, 25).await;
        for (taken, left) in [(10, 15), (10, 5), (5, 0)] {
            let before = list_ranges(w).await;
            assert_eq!(before.len(), 1);
            let mut tx = w.pool.begin().await.unwrap();
            let owned = own(&mut tx, business).await;
            let now = w.clock.now();
            let claim = queue::take(&mut tx, &owned, job_limit(10), now).await.unwrap();
            let begun = 25 - usize::try_from(before[0].2).unwrap();
            assert_eq!(taken_ids(&claim), all[begun..begun + taken]);
            pay(w, &mut tx, &owned, &claim, now).await;
            tx.commit().await.unwrap();
            w.check_books().await;
            let expected =
                (left > 0).then(|| (all[24 - left].uuid(), all[24].uuid(), left as i64, left as i64 * 10));
            assert_eq!(list_ranges(w).await, Vec::from_iter(expected));
        }
    })
    .await;
}

/// A claim that is rolled back leaves the range as it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_range_is_unchanged_when_its_worker_dies() {
    world(async |w| {
        w.execute(KILLER).await;
        let business = w.business(1_000_000).await;
        let mut items: Vec<(String, i64)> = (0..3_000).map(|n| (format!("u{n}@example.com"), 10)).collect();
        items[1_500].0 = "killer@example.com".into();
        let items: Vec<(&str, i64)> = items.iter().map(|(email, cents)| (email.as_str(), *cents)).collect();
        let (batch, all) = accept_rewards(w, business, &items, None).await;
        let mut worker = Process::worker(w).await;
        eventually("a worker is in the middle of the second claim", async || is_held(w).await).await;
        worker.kill();
        eventually("the dead worker's transaction is gone", async || {
            is_held(w).await.is_none().then_some(())
        })
        .await;
        assert_eq!(list_ranges(w).await, [(all[999].uuid(), all[2_999].uuid(), 2_000, 20_000)]);
        w.check_books().await;
        // The suspects wait for their turn. The rest of the batch becomes a range after them, and everything is paid.
        w.execute("update killer_switch set armed = false").await;
        let worker = Process::worker(w).await;
        assert_eq!(finished(w, business, batch).await.counts.succeeded, 3_000);
        assert_eq!(worker.terminate().await, Some(0));
        assert_eq!(list_ranges(w).await, []);
    })
    .await;
}

/// Jobs taken from the middle split a range in two, each with its own items and cents.
#[tokio::test(flavor = "multi_thread")]
async fn suspects_in_the_middle_of_a_range_become_a_separate_range() {
    world(async |w| {
        let business = w.business(10_000).await;
        let all = accept_batch(w, business, 100).await;
        // A claim of items 20 to 39 broke off.
        let mut tx = w.pool.begin().await.unwrap();
        let owned = own(&mut tx, business).await;
        let found = queue::take(&mut tx, &owned, job_limit(40), w.clock.now()).await.unwrap();
        let broken = Mark::of(w.clock.id(), &found.jobs[20..], None, owned.server_started);
        tx.rollback().await.unwrap();
        let mut conn = w.pool.acquire().await.unwrap();
        queue::mark::write(&mut conn, business, &broken).await.unwrap();

        let mut tx = w.pool.begin().await.unwrap();
        let (owned, now) = (own(&mut tx, business).await, w.clock.now());
        let claim = queue::take(&mut tx, &owned, job_limit(50), now).await.unwrap();
        assert_eq!(taken_ids(&claim), [&all[..20], &all[40..70]].concat());
        pay(w, &mut tx, &owned, &claim, now).await;
        tx.commit().await.unwrap();
        w.check_books().await;
        let (suspects, rest) = ((all[19].uuid(), all[39].uuid()), (all[69].uuid(), all[99].uuid()));
        assert_eq!(list_ranges(w).await, [(suspects.0, suspects.1, 20, 200), (rest.0, rest.1, 30, 300)]);

        // A part of the suspects, from the beginning of their range.
        let mut tx = w.pool.begin().await.unwrap();
        let owned = own(&mut tx, business).await;
        let mark = owned.suspects[0].clone();
        let part = queue::take_suspects(&mut tx, &owned, &mark, job_limit(mark.part()), now).await.unwrap();
        assert_eq!(taken_ids(&part), all[20..22]);
        pay(w, &mut tx, &owned, &part, now).await;
        tx.commit().await.unwrap();
        assert_eq!(list_ranges(w).await[0], (all[21].uuid(), suspects.1, 18, 180));
        w.check_books().await;
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        assert_eq!(w.paid(business).await, 100);
    })
    .await;
}

/// A throttle's cents are used up in the middle of a range. The range then begins after the item that used them up.
#[tokio::test(flavor = "multi_thread")]
async fn a_range_begins_after_the_item_that_used_the_allowance_up() {
    world(async |w| {
        let business = w.business(10_000).await;
        let all = accept_batch(w, business, 100).await;
        let mut tx = w.pool.begin().await.unwrap();
        let (owned, now) = (own(&mut tx, business).await, w.clock.now());
        let claim = queue::take(&mut tx, &owned, Allowance { jobs: 50, cents: 35 }, now).await.unwrap();
        assert_eq!(taken_ids(&claim), all[..4], "the last item may exceed the allowance");
        assert!(claim.full);
        pay(w, &mut tx, &owned, &claim, now).await;
        tx.commit().await.unwrap();
        assert_eq!(list_ranges(w).await, [(all[3].uuid(), all[99].uuid(), 96, 960)]);
    })
    .await;
}

/// One claim takes many small batches, and between two ranges the jobs that wait as rows.
#[tokio::test(flavor = "multi_thread")]
async fn ranges_and_the_rows_between_them_are_taken_in_order() {
    world(async |w| {
        let business = w.business(0).await;
        let early = accept(w, business, 10, None).await;
        carry_out(w, Command::Pause(domain::steering::Target::Batch(of(early)))).await;
        let failed = accept(w, business, 10, None).await;
        let worker = w.worker();
        assert_eq!(finished(w, business, failed).await.counts.failed, 10);
        worker.stop().await;
        w.fund(business, 10_000).await;
        carry_out(w, Command::Retry(of(failed))).await;
        let mut tx = w.pool.begin().await.unwrap();
        assert!(queue::release(&mut tx, w.clock.now()).await.unwrap());
        tx.commit().await.unwrap();
        for _ in 0..150 {
            accept(w, business, 2, None).await;
        }
        carry_out(w, Command::Resume(domain::steering::Target::Batch(of(early)))).await;
        let mut conn = w.pool.acquire().await.unwrap();
        queue::lower_bounds(&mut conn).await.unwrap();
        let expected: Vec<Uuid> =
            sqlx::query_scalar("select id from allocations order by id").fetch_all(&w.pool).await.unwrap();
        assert_eq!(expected.len(), 320);
        let mut tx = w.pool.begin().await.unwrap();
        let (owned, now) = (own(&mut tx, business).await, w.clock.now());
        let claim = queue::take(&mut tx, &owned, job_limit(311), now).await.unwrap();
        let taken: Vec<Uuid> = claim.jobs.iter().map(|job| job.allocation_id.uuid()).collect();
        assert_eq!(taken, expected[..311]);
        pay(w, &mut tx, &owned, &claim, now).await;
        tx.commit().await.unwrap();
        assert_eq!(list_ranges(w).await.len(), 5, "four whole ranges, and half of one");
    })
    .await;
}

/// Two workers and one business: only the worker that owns the business narrows its ranges.
#[tokio::test(flavor = "multi_thread")]
async fn two_workers_pay_one_range_once() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let batch = accept(w, business, 20_000, None).await;
        let workers = [w.worker(), w.worker()];
        assert_eq!(finished(w, business, batch).await.counts.succeeded, 20_000);
        for worker in workers {
            worker.stop().await;
        }
        assert_eq!((w.paid(business).await, w.payout_balance(business).await), (20_000, 800_000));
    })
    .await;
}

/// If another process had narrowed the range all the same, the claim finds that it differs from what it has read, and
/// takes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_range_that_changed_since_it_was_read_is_not_taken() {
    world(async |w| {
        let business = w.business(1_000).await;
        let all = accept_batch(w, business, 20).await;
        for limit in [5, 20] {
            let mut tx = w.pool.begin().await.unwrap();
            let owned = own(&mut tx, business).await;
            sqlx::query("update allocation_ranges set after_id = $1")
                .bind(all[0].uuid())
                .execute(&w.pool)
                .await
                .unwrap();
            assert!(queue::take(&mut tx, &owned, job_limit(limit), w.clock.now()).await.is_err());
            tx.rollback().await.unwrap();
            let first = Uuid::from_u128(all[0].uuid().as_u128() - 1);
            sqlx::query("update allocation_ranges set after_id = $1")
                .bind(first)
                .execute(&w.pool)
                .await
                .unwrap();
        }
    })
    .await;
}

/// What a version without ranges leaves: a half-paid batch waits as queue rows, and a scheduled one as deferred rows.
#[tokio::test(flavor = "multi_thread")]
async fn queue_rows_of_an_earlier_version_are_paid() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let half = accept(w, business, 2_000, None).await;
        let mut tx = w.pool.begin().await.unwrap();
        let (owned, now) = (own(&mut tx, business).await, w.clock.now());
        let claim = queue::take(&mut tx, &owned, job_limit(1_000), now).await.unwrap();
        pay(w, &mut tx, &owned, &claim, now).await;
        tx.commit().await.unwrap();
        let soon = accept(w, business, 1_000, Some(w.clock.now() + chrono::TimeDelta::days(1))).await;
        w.execute(
            "insert into allocation_queue (business_id, lane, allocation_id, email, amount, batch_id, attempts, promised)
             select a.business_id, 1, a.id, a.email, a.amount, a.batch_id, 0, true
             from allocation_ranges r join allocations a on a.batch_id = r.batch_id and a.id > r.after_id where due_at is null",
        )
        .await;
        w.execute(
            "insert into allocation_deferred (due_at, business_id, lane, allocation_id, email, amount, batch_id, attempts,
                 promised, from_reserve)
             select now(), a.business_id, 1, a.id, a.email, a.amount, a.batch_id, 0, true, false
             from allocation_ranges r join allocations a on a.batch_id = r.batch_id where due_at is not null",
        )
        .await;
        w.execute("delete from allocation_ranges").await;
        w.check_books().await;
        let new = accept(w, business, 500, None).await;
        let worker = w.worker();
        for batch in [half, soon, new] {
            finished(w, business, batch).await;
        }
        worker.stop().await;
        assert_eq!(read(w, business, half).await.counts.succeeded, 2_000);
        assert_eq!(w.paid(business).await, 3_500);
    })
    .await;
}

/// A window reads only the ranges in it, not all that follow. A claim with limits looks at many windows.
#[tokio::test(flavor = "multi_thread")]
async fn a_claim_reads_only_a_few_of_many_ranges() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        accept(w, business, 5, None).await;
        let held = accept(w, business, 5, None).await;
        carry_out(w, Command::Pause(domain::steering::Target::Batch(of(held)))).await;
        accept_batch(w, business, 5).await;
        // 20,000 more ranges. They name no allocations, because no claim reaches them.
        let behind = "insert into allocation_ranges (items, amount, business_id, batch_id, after_id, last_id, from_reserve)
            select 1, 1, id, id, ('ffffffff-0000-7000-8000-' || lpad(to_hex(2 * n), 12, '0'))::uuid,
                ('ffffffff-0000-7000-8000-' || lpad(to_hex(2 * n + 1), 12, '0'))::uuid, false
            from businesses, generate_series(1, 20000) n";
        let mut tx = w.pool.begin().await.unwrap();
        sqlx::query(behind).execute(&mut *tx).await.unwrap();
        let read = async |tx: &mut PgTransaction<'_>| -> i64 {
            sqlx::query_scalar("select idx_tup_fetch from pg_stat_xact_user_tables where relname = 'allocation_ranges'")
                .fetch_one(&mut **tx)
                .await
                .unwrap()
        };
        let (owned, now) = (own(&mut tx, business).await, w.clock.now());
        let before = read(&mut tx).await;
        let claim = queue::take(&mut tx, &owned, job_limit(7), now).await.unwrap();
        assert_eq!(claim.jobs.len(), 7);
        let looked_at = read(&mut tx).await - before;
        assert!(looked_at < 1_000, "{looked_at} ranges were read");
        tx.rollback().await.unwrap();
    })
    .await;
}
