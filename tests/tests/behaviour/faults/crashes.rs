//! A dead worker leaves nothing to repair, and a job that kills its worker is found and parked.

use std::time::{Duration, Instant};

use domain::allocation::Lane;
use nix::sys::signal::Signal;
use tests::{Process, World, eventually, world};

/// Holds the worker while it applies killer@example.com, for as long as a statement may take.
pub const KILLER: &str = "
    create function hold_killer() returns trigger language plpgsql as $$
    begin
        if new.email = 'killer@example.com' and (select armed from killer_switch) then perform pg_sleep(25); end if;
        return new;
    end $$;
    create table killer_switch as select true as armed;
    create trigger killer before insert on payout_users for each row execute function hold_killer();";

/// Returns `Some` while a trigger such as [`KILLER`] holds a worker.
pub async fn is_held(w: &World) -> Option<()> {
    let held: i64 = sqlx::query_scalar(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
    )
    .fetch_one(&w.pool)
    .await
    .unwrap();
    (held > 0).then_some(())
}

fn rewards(n: usize) -> Vec<(String, i64)> {
    (0..n).map(|n| (format!("u{n}@example.com"), 10)).collect()
}

fn borrowed(items: &[(String, i64)]) -> Vec<(&str, i64)> {
    items.iter().map(|(email, amount)| (email.as_str(), *amount)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_kills_its_worker_five_times_is_parked_alone() {
    world(async |w| {
        w.execute(KILLER).await;
        let business = w.business(1_000_000).await;
        let mut items = rewards(40);
        items.insert(20, ("killer@example.com".into(), 10));
        let ids = w.queue(business, Lane::Bulk, &borrowed(&items)).await;
        let mut deaths = 0;
        while deaths < 5 {
            let mut worker = Process::worker(w).await;
            eventually("a worker applies the killer", async || is_held(w).await).await;
            worker.kill();
            deaths += 1;
            eventually("the dead worker's transaction is gone", async || {
                is_held(w).await.is_none().then_some(())
            })
            .await;
            assert_eq!(w.state(business, ids[20]).await.0, "pending", "after {deaths} deaths");
        }
        let worker = Process::worker(w).await;
        w.drained().await;
        assert_eq!(worker.terminate().await, Some(0));
        assert_eq!(w.state(business, ids[20]).await, ("failed", Some("internal_error".into())));
        assert_eq!(w.users(business).await.len(), 40, "the other jobs are paid");
        assert_eq!(w.queue_status().await.dead, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_workers_jobs_are_claimed_again_at_once() {
    world(async |w| {
        w.execute(KILLER).await;
        let business = w.business(1_000_000).await;
        let mut items = rewards(10);
        items.push(("killer@example.com".into(), 10));
        let ids = w.queue(business, Lane::Interactive, &borrowed(&items)).await;
        let mut worker = Process::worker(w).await;
        eventually("a worker is in the middle of the claim", async || is_held(w).await).await;
        w.execute("update killer_switch set armed = false").await;
        let _second = Process::worker(w).await;
        worker.kill();
        let died = Instant::now();
        w.drained().await;
        let took = died.elapsed();
        assert!(took < Duration::from_secs(5), "paid only after {took:?}");
        for id in ids {
            assert_eq!(w.state(business, id).await.0, "succeeded");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_worker_neither_blocks_nor_pays_twice() {
    world(async |w| {
        w.execute(
            "create function slow() returns trigger language plpgsql as $$
             begin perform pg_sleep(0.5); return new; end $$;
             create trigger slow before insert on payout_users for each row execute function slow();",
        )
        .await;
        let business = w.business(1_000).await;
        w.queue(business, Lane::Interactive, &[("a@example.com", 10)]).await;
        let frozen = Process::worker(w).await;
        eventually("the worker is in the middle of a claim", async || is_held(w).await).await;
        frozen.signal(Signal::SIGSTOP);
        let froze = Instant::now();
        let other = Process::worker(w).await;
        w.drained().await;
        let took = froze.elapsed();
        assert!(took < Duration::from_secs(10), "taken over only after {took:?}");
        frozen.signal(Signal::SIGCONT);
        assert_eq!(frozen.terminate().await, Some(0), "the worker finds its connection closed and continues");
        assert_eq!(other.terminate().await, Some(0));
        assert_eq!(w.users(business).await, [("a@example.com".into(), 10)]);
    })
    .await;
}
