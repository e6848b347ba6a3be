//! How soon a business is paid at its former rate: after the death of one worker, after a restart of the server, and
//! after ten deaths, while single requests arrive. The suite shows only that everything is paid once. The longer run
//! measures the rates:
//!
//! `PAYOUT_DEATHS_ITEMS=1500000 cargo test --release --workspace --test behaviour death_rates -- --nocapture`

use std::time::{Duration, Instant};

use domain::bench::{Backlog, queue_backlog};
use domain::ids::{BatchId, BusinessId};
use tests::merchant::{Merchant, Request};
use tests::{Process, RunningApi, World, eventually};
use tokio_util::sync::CancellationToken;

use crate::faults::outage::with_private_postgres;

/// The number of items in the suite.
const ITEMS: i64 = 40_000;

/// The payout balance of the business in cents. Each payment is a cent.
const FUNDS: i64 = 1_000_000_000;

/// In the longer run: how long the former rate is measured, how long the new one, and within what time the former rate
/// must be reached.
const BEFORE: Duration = Duration::from_secs(3);
const COUNTED: Duration = Duration::from_secs(1);
const WITHIN: Duration = Duration::from_secs(5);

/// The time between two single requests, and between two of the ten deaths.
const SINGLE_EVERY: Duration = Duration::from_millis(50);
const DEATH_EVERY: Duration = Duration::from_millis(200);

/// Returns how many payments were made so far, or `None` while the database is unreachable.
async fn paid(w: &World, business: BusinessId) -> Option<i64> {
    sqlx::query_scalar("select $2 - payout_balance from business_accounts where business_id = $1")
        .bind(business.uuid())
        .bind(FUNDS)
        .fetch_one(&w.pool)
        .await
        .ok()
}

async fn wait_for_paid_count(w: &World, business: BusinessId) -> i64 {
    eventually("the database answers", async || paid(w, business).await).await
}

/// Measures the payments a second for `time` from now on.
async fn measure_rate(w: &World, business: BusinessId, time: Duration) -> f64 {
    let (begun, before) = (Instant::now(), wait_for_paid_count(w, business).await);
    tokio::time::sleep(time).await;
    (wait_for_paid_count(w, business).await - before) as f64 / begun.elapsed().as_secs_f64()
}

/// Waits for a second in which 95 % of `before` are paid, and returns when it ended, counted from now.
async fn time_until_rate_is_back(w: &World, business: BusinessId, before: f64) -> Option<Duration> {
    let over = Instant::now();
    let mut samples: Vec<(Instant, i64)> = Vec::new();
    while over.elapsed() < WITHIN {
        let (now, paid) = (Instant::now(), wait_for_paid_count(w, business).await);
        samples.push((now, paid));
        let second_ago = samples.iter().rfind(|(at, _)| now - *at >= COUNTED);
        if let Some((at, before_it)) = second_ago
            && (paid - before_it) as f64 / (now - *at).as_secs_f64() >= 0.95 * before
        {
            return Some(over.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    None
}

/// Sends single requests until `enough`, each until it is paid or promised. Returns how many there were.
async fn send_singles(merchant: &Merchant, service: &RunningApi, enough: &CancellationToken) -> i64 {
    let mut sent = 0;
    while !enough.is_cancelled() {
        let request = Request { amount: 1, ..Request::of("single@example.com", format!("single-{sent}")) };
        eventually("a single request is paid", async || {
            let (answer, _) = merchant.send(service.address, &request).await.unwrap();
            assert!(matches!(answer.status, 201 | 202 | 503), "{answer:?}");
            (answer.status < 300).then_some(())
        })
        .await;
        sent += 1;
        tokio::time::sleep(SINGLE_EVERY).await;
    }
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rate_recovers_after_one_death_a_restart_and_ten_deaths() {
    let longer = std::env::var("PAYOUT_DEATHS_ITEMS").ok().map(|items| items.parse::<i64>().unwrap());
    let items = longer.unwrap_or(ITEMS);
    with_private_postgres(Vec::new(), async |w, cluster| {
        let business = w.business(FUNDS).await;
        let batches = vec![BatchId::from(w.clock.id())];
        let backlog = Backlog { businesses: vec![business], batches, jobs: items, users: 10_000, amount: 1 };
        let mut conn = w.pool.acquire().await.unwrap();
        queue_backlog(&mut conn, &backlog, w.clock.now()).await.unwrap();
        drop(conn);
        let merchant = Merchant::of(w, business).await;
        let service = RunningApi::on(&w.url, 8).await;
        let mut workers = vec![Process::worker(w).await, Process::worker(w).await];
        let enough = CancellationToken::new();
        let faults = async {
            for (n, (fault, deaths)) in
                [("one death", 1), ("a restart", 0), ("ten deaths", 10)].into_iter().enumerate()
            {
                let before = if longer.is_some() {
                    eventually("payments begin", async || {
                        (wait_for_paid_count(w, business).await > 0).then_some(())
                    })
                    .await;
                    measure_rate(w, business, BEFORE).await
                } else {
                    let part = i64::try_from(n + 1).unwrap() * items / 8;
                    eventually("some items are paid", async || {
                        (wait_for_paid_count(w, business).await > part).then_some(())
                    })
                    .await;
                    0.0
                };
                assert!(
                    wait_for_paid_count(w, business).await < items,
                    "{fault}: everything is paid already"
                );
                for _ in 0..deaths {
                    workers.remove(0).kill();
                    workers.push(Process::worker(w).await);
                    tokio::time::sleep(DEATH_EVERY).await;
                }
                if deaths == 0 {
                    cluster.restart().await.unwrap();
                }
                if longer.is_some() {
                    let back = time_until_rate_is_back(w, business, before).await;
                    println!("{fault}: {before:.0}/s before, 95 % of it again after {back:?}");
                    assert!(
                        wait_for_paid_count(w, business).await < items,
                        "too few items to measure the rate"
                    );
                    assert!(back.is_some(), "{fault}: not within {WITHIN:?}");
                }
            }
            eventually("every item is paid", async || {
                (wait_for_paid_count(w, business).await >= items).then_some(())
            })
            .await;
            enough.cancel();
        };
        let (singles, ()) = futures::join!(send_singles(&merchant, &service, &enough), faults);
        eventually("the queue is drained", async || (w.queue_status().await.ready == 0).then_some(())).await;
        for worker in workers {
            assert_eq!(worker.terminate().await, Some(0));
        }
        service.stop().await;
        assert_eq!(wait_for_paid_count(w, business).await, items + singles);
        assert_eq!(w.queue_status().await.dead, 0);
    })
    .await;
}
