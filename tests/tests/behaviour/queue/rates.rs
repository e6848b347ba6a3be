//! The rate of a batch and its estimated end: they follow from the last ten seconds, whichever rows of progress have
//! been folded.

use chrono::Duration;
use domain::clock::Clock;
use domain::queue;
use serde_json::{Value, json};
use tests::world::{noon, world_at};
use tests::{RunningApi, World, eventually};

use crate::queue::races::{HOLD, LET_GO};

async fn get_batch(api: &RunningApi, key: &str, id: &str) -> Value {
    api.get(&format!("/v1/batches/{id}"), key).await.json()
}

async fn count(w: &World, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&w.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_shows_its_rate_and_its_estimated_end() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        w.execute(HOLD).await;
        let business = w.business(100_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let mut body = String::from("email,amount\n");
        for n in 0..5_000 {
            let email = if n == 2_050 { "held".to_owned() } else { format!("u{}", n % 40) };
            body += &format!("{email}@example.com,2\n");
        }
        let accepted = api.batch(&key, "one", "text/csv", body).await.json();
        let unmoved = json!({"rate_per_second": 0.0, "eta_seconds": null, "eta": null});
        assert_eq!(accepted["progress"], unmoved);
        let id = accepted["id"].as_str().unwrap();
        let worker = w.worker();
        eventually("the third claim is held", async || crate::faults::crashes::is_held(w).await).await;
        // 2,000 of 5,000 within the first second. Rates are divided by a second at least.
        let expected = json!({"rate_per_second": 2_000.0, "eta_seconds": 2, "eta": "2026-03-01T12:00:02Z"});
        assert_eq!(get_batch(&api, &key, id).await["progress"], expected);
        clock.advance(Duration::seconds(6));
        let expected = json!({"rate_per_second": 333.3, "eta_seconds": 9, "eta": "2026-03-01T12:00:15Z"});
        assert_eq!(get_batch(&api, &key, id).await["progress"], expected);
        clock.advance(Duration::seconds(5));
        assert_eq!(
            get_batch(&api, &key, id).await["progress"],
            unmoved,
            "nothing moved in the last ten seconds"
        );
        w.execute(LET_GO).await;
        let done = eventually("it is completed", async || {
            Some(get_batch(&api, &key, id).await).filter(|batch| batch["status"] == "completed")
        })
        .await;
        assert_eq!(done["progress"]["eta"], Value::Null);
        // A minute later, one row is left, and it gives the same result.
        clock.advance(Duration::seconds(70));
        eventually("its progress is folded", async || {
            (count(w, "select count(*) from batch_progress").await == 1).then_some(())
        })
        .await;
        assert_eq!(get_batch(&api, &key, id).await["counts"], done["counts"]);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// The progress of a fast batch is folded by second. Its sums and its rate stay the same at any time.
#[tokio::test(flavor = "multi_thread")]
async fn progress_of_the_last_minute_is_kept_by_second() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        w.execute(
            "insert into batch_progress (business_id, batch_id, succeeded, failed, cancelled, succeeded_amount,
                 failed_amount, cancelled_amount, recorded_at)
             select '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', 1, 0, 0, 5, 0, 0,
                 '2026-03-01T12:00:00Z'::timestamptz - n * interval '0.1 seconds'
             from generate_series(0, 999) n",
        )
        .await;
        let sums = "select sum(succeeded_amount)::bigint * 1000 + sum(succeeded)::bigint from batch_progress";
        let recent = "select sum(succeeded)::bigint from batch_progress where recorded_at >= '2026-03-01T11:59:50Z'";
        let before = (count(w, sums).await, count(w, recent).await);
        let sweep = async || {
            let mut tx = w.pool.begin().await.unwrap();
            queue::sweep(&mut tx, clock.now()).await.unwrap();
            tx.commit().await.unwrap();
        };
        sweep().await;
        assert_eq!((count(w, sums).await, count(w, recent).await), before);
        assert_eq!(count(w, "select count(*) from batch_progress").await, 62, "61 seconds, and what was before");
        // When all rows are old, they become one row, which later sweeps leave alone.
        clock.advance(Duration::seconds(70));
        sweep().await;
        let written = "select xmin::text::bigint from batch_progress";
        let (sum, by) = (count(w, sums).await, count(w, written).await);
        sweep().await;
        assert_eq!((count(w, sums).await, count(w, written).await), (sum, by));
        assert_eq!((sum, count(w, "select count(*) from batch_progress").await), (before.0, 1));
        // The batch continues: one row again, a minute later.
        w.execute(
            "insert into batch_progress (business_id, batch_id, succeeded, failed, cancelled, succeeded_amount,
                 failed_amount, cancelled_amount, recorded_at)
             select business_id, batch_id, 1, 0, 0, 5, 0, 0, '2026-03-01T12:01:10Z' from batch_progress",
        )
        .await;
        clock.advance(Duration::seconds(70));
        sweep().await;
        assert_eq!((count(w, sums).await, count(w, "select count(*) from batch_progress").await), (before.0 + 5_001, 1));
    })
    .await;
}
