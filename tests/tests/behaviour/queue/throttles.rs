//! Throttles: with any number of workers no rate is exceeded, throttled work delays no other work, and rates can be
//! changed while claims run. Rates are measured by the times in the ledger, not by how long a test waited.

use chrono::{DateTime, Duration, Utc};
use domain::allocation::Lane;
use domain::ids::BusinessId;
use domain::steering::{Command, SteerError, Target};
use domain::throttle::{CHUNK, MADE_UP, Rates};
use tests::steer::{accept, carry_out, finished, of, preview, read, try_command};
use tests::{World, eventually, world};

fn per_second(rate: i64) -> Rates {
    Rates::new(Some(rate), None).unwrap()
}

/// Returns when allocations of `business` were paid, in order.
pub async fn payment_times(w: &World, business: BusinessId) -> Vec<DateTime<Utc>> {
    sqlx::query_scalar(
        "select created_at from transfers where business_id = $1 and kind = 'allocation' order by created_at",
    )
    .bind(business.uuid())
    .fetch_all(&w.pool)
    .await
    .unwrap()
}

/// Checks that in no interval more was paid than the rate allows, with what it may make up for, and that the whole took
/// about as long as it must.
fn assert_rate(paid: &[DateTime<Utc>], rate: i64) {
    let seconds = |time: Duration| time.as_seconds_f64();
    for (n, from) in paid.iter().enumerate() {
        for (m, to) in paid.iter().enumerate().skip(n) {
            let allowed = rate as f64 * (seconds(*to - *from) + seconds(MADE_UP) + seconds(CHUNK));
            assert!((m - n) as f64 <= allowed + 1.0, "{} within {}", m - n, *to - *from);
        }
    }
    let took = seconds(*paid.last().unwrap() - paid[0]);
    let should = paid.len() as f64 / rate as f64;
    // A machine that is busy with other tests may be late. A worker that forgets to come back is later than this.
    assert!(took <= should * 1.5 + 0.5, "{took} s for {should} s of work");
}

async fn check_rate(throttled: &str, workers: usize) {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let batch = accept(w, business, 900, None).await;
        let target = match throttled {
            "everything" => Target::All,
            "business" => Target::Business(business),
            _ => Target::Batch(of(batch)),
        };
        assert_eq!(preview(w, Command::Throttle(target, per_second(450))).await, (900, 9_000));
        assert_eq!(carry_out(w, Command::Throttle(target, per_second(450))).await, 900);
        assert_eq!(
            carry_out(w, Command::Throttle(target, per_second(450))).await,
            0,
            "repeating the command changes nothing"
        );
        let mut running = Vec::new();
        for _ in 0..workers {
            running.push(w.worker());
        }
        finished(w, business, batch).await;
        for worker in running {
            worker.stop().await;
        }
        assert_rate(&payment_times(w, business).await, 450);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_global_rate_is_not_exceeded() {
    check_rate("everything", 1).await;
    check_rate("everything", 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_of_a_business_is_not_exceeded() {
    check_rate("business", 1).await;
    check_rate("business", 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_of_a_batch_is_not_exceeded() {
    check_rate("batch", 1).await;
    check_rate("batch", 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_batch_delays_no_others_and_its_rate_can_be_changed() {
    world(async |w| {
        let business = w.business(10_000_000).await;
        let slow = accept(w, business, 20_000, None).await;
        carry_out(w, Command::Throttle(Target::Batch(of(slow)), per_second(10))).await;
        let worker = w.worker();
        eventually("the slow batch has begun", async || {
            (read(w, business, slow).await.counts.succeeded > 0).then_some(())
        })
        .await;
        // Another batch of the same business, after it; a single request; another business, itself throttled.
        let fast = accept(w, business, 5_000, None).await;
        finished(w, business, fast).await;
        let single = w.queue(business, Lane::Interactive, &[("single@example.com", 7)]).await;
        eventually("the single request is paid", async || {
            (w.state(business, single[0]).await.0 == "succeeded").then_some(())
        })
        .await;
        let other = w.business(1_000).await;
        carry_out(w, Command::Throttle(Target::Business(other), per_second(5))).await;
        let few = accept(w, other, 2, None).await;
        finished(w, other, few).await;
        assert!(read(w, business, slow).await.counts.pending > 19_000, "the batch is still slow");
        assert!(w.queue_status().await.ready > 19_000, "its jobs are still queued");
        // A throttled batch does not raise the age of the oldest job either: it waits for its tokens, as commanded.
        eventually("jobs that wait for tokens do not age", async || {
            let status = w.queue_status().await;
            (status.businesses_waiting == 0 && status.oldest_ready_age_seconds == 0.0).then_some(())
        })
        .await;

        carry_out(w, Command::Throttle(Target::Batch(of(slow)), per_second(2_000))).await;
        eventually("the batch is faster", async || {
            (read(w, business, slow).await.counts.succeeded > 2_000).then_some(())
        })
        .await;
        carry_out(w, Command::Unthrottle(Target::Batch(of(slow)))).await;
        finished(w, business, slow).await;
        worker.stop().await;
        let finished = Command::Throttle(Target::Batch(of(slow)), per_second(1));
        let refused = try_command(w, finished, domain::steering::Credential::Cli, false).await;
        assert!(matches!(refused, Err(SteerError::Finished)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_in_cents_may_be_exceeded_by_one_payment_and_then_waits() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let rates = Rates::new(None, Some(1_000)).unwrap();
        for target in [Target::All, Target::Business(business)] {
            carry_out(w, Command::Throttle(target, rates)).await;
        }
        // 400 cents each: two and a half a second.
        let items: Vec<(String, i64)> = (0..8).map(|n| (format!("u{n}@example.com"), 400)).collect();
        let items: Vec<(&str, i64)> = items.iter().map(|(email, amount)| (email.as_str(), *amount)).collect();
        w.queue(business, Lane::Bulk, &items).await;
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        let paid = payment_times(w, business).await;
        let took = (paid[7] - paid[0]).as_seconds_f64();
        // The first exceeds the first chunk of 100 cents. Each of the seven others waits until 400 cents have accrued.
        assert!((2.3..=6.0).contains(&took), "{took} s");
    })
    .await;
}

/// A batch's rate in cents, with several workers that alternate.
#[tokio::test(flavor = "multi_thread")]
async fn a_rate_in_cents_of_a_batch_holds_with_four_workers() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        // 10 cents each, so 450 a second.
        let batch = accept(w, business, 900, None).await;
        let rates = Rates::new(None, Some(4_500)).unwrap();
        carry_out(w, Command::Throttle(Target::Batch(of(batch)), rates)).await;
        let running: Vec<_> = (0..4).map(|_| w.worker()).collect();
        finished(w, business, batch).await;
        for worker in running {
            worker.stop().await;
        }
        assert_rate(&payment_times(w, business).await, 450);
    })
    .await;
}

/// Counts the scans of the ring by sessions that have ended.
async fn count_ring_scans(w: &World) -> i64 {
    sqlx::query_scalar(
        "select (seq_scan + coalesce(idx_scan, 0))::bigint from pg_stat_user_tables where relname = 'ring'",
    )
    .fetch_one(&w.pool)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_for_tokens_is_not_a_busy_loop() {
    for target in ["everything", "business", "batch"] {
        world(async |w| {
            let business = w.business(1_000_000).await;
            let batch = accept(w, business, 6, None).await;
            let target = match target {
                "everything" => Target::All,
                "business" => Target::Business(business),
                _ => Target::Batch(of(batch)),
            };
            carry_out(w, Command::Throttle(target, per_second(3))).await;
            let before = count_ring_scans(w).await;
            let worker = w.worker();
            finished(w, business, batch).await;
            worker.stop().await;
            w.worker_sessions_ended().await;
            let paid = payment_times(w, business).await;
            let took = (*paid.last().unwrap() - paid[0]).as_seconds_f64();
            assert!(took > 1.2, "{took} s for 6 at 3 a second");
            // A claim scans the ring about ten times; so do two loops at each of their polls, and the leader each
            // second. Without a wait, a poll would take a millisecond or two.
            let looked = count_ring_scans(w).await - before;
            assert!(
                (6..500).contains(&looked),
                "{looked} scans of the ring in {took} s, throttling {target:?}"
            );
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_batch_ignores_its_throttle_and_a_paused_one_pays_nothing() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let batch = accept(w, business, 5_000, None).await;
        carry_out(w, Command::Throttle(Target::Batch(of(batch)), per_second(1))).await;
        carry_out(w, Command::Pause(Target::Batch(of(batch)))).await;
        let worker = w.worker();
        let passes = accept(w, business, 10, None).await;
        finished(w, business, passes).await;
        assert_eq!(read(w, business, batch).await.counts.succeeded, 0);
        carry_out(w, Command::Cancel(of(batch))).await;
        assert_eq!(finished(w, business, batch).await.counts.cancelled, 5_000);
        worker.stop().await;
        let left: i64 =
            sqlx::query_scalar("select count(*) from throttles").fetch_one(&w.pool).await.unwrap();
        assert_eq!(left, 0, "cancelling removes the throttle");
    })
    .await;
}
