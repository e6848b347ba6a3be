//! Backpressure. Above a limit on the backlog, new work is refused with a `Retry-After`. Batches are refused before
//! single requests, and the business that fills the queue before all others.

use api::app::backpressure::BacklogLimits;
use chrono::TimeDelta;
use domain::allocation::Lane;
use domain::clock::Clock;
use domain::ids::BusinessId;
use domain::queue::{self, BusinessBacklog};
use domain::steering::{Command, Target};
use domain::throttle::Rates;
use tests::steer::carry_out;
use tests::{Answer, RunningApi, World, eventually, world};

const ASYNC: (&str, &str) = ("prefer", "respond-async");
const LIMITS: BacklogLimits =
    BacklogLimits { backlog_max: 300, backlog_max_per_business: 100, backlog_interactive_percent: 20 };

async fn queue_jobs(w: &World, business: BusinessId, jobs: usize) {
    let items: Vec<(String, i64)> = (0..jobs).map(|n| (format!("u{n}@example.com"), 1)).collect();
    let items: Vec<(&str, i64)> = items.iter().map(|(email, amount)| (email.as_str(), *amount)).collect();
    w.queue(business, Lane::Bulk, &items).await;
}

async fn pay_single(api: &RunningApi, key: &str) -> Answer {
    api.pay(key, &[ASYNC], "single@example.com", 1).await
}

async fn upload_batch(api: &RunningApi, key: &str, name: &str) -> Answer {
    let line = "{\"email\":\"item@example.com\",\"amount\":1}\n";
    api.batch(key, name, "application/x-ndjson", line).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_business_over_its_limit_gets_429_for_batches_first() {
    world(async |w| {
        let (heavy, light) = (w.business(10_000).await, w.business(10_000).await);
        let (api, heavy_key, light_key) = (w.api_with(LIMITS).await, w.key(heavy).await, w.key(light).await);
        queue_jobs(w, heavy, 85).await;
        let refused = eventually("batches are refused", async || {
            let answer = upload_batch(&api, &heavy_key, "b").await;
            (answer.status == 429).then_some(answer)
        })
        .await;
        assert_eq!(refused.json()["code"], "rate_limited");
        assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
        assert_eq!(pay_single(&api, &heavy_key).await.status, 202, "the reserved share is for single requests");

        queue_jobs(w, heavy, 20).await;
        let refused = eventually("singles are refused", async || {
            let answer = pay_single(&api, &heavy_key).await;
            (answer.status == 429).then_some(answer)
        })
        .await;
        // The queue does not drain until an operator starts a worker.
        assert_eq!(
            refused.body,
            r#"{"error":"rate_limit_exceeded","message":"Too many payout requests","type":"business","retry_after":60}"#
        );
        assert_eq!(refused.header("retry-after"), "60");
        assert_eq!(pay_single(&api, &light_key).await.status, 202, "others are still accepted");
        assert_eq!(upload_batch(&api, &light_key, "b").await.status, 202);

        let worker = w.worker();
        w.drained().await;
        eventually("there is room again", async || {
            (pay_single(&api, &heavy_key).await.status == 202).then_some(())
        })
        .await;
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_business_gets_503_over_the_global_limit() {
    world(async |w| {
        let newcomer = w.business(10_000).await;
        let (api, key) = (w.api_with(LIMITS).await, w.key(newcomer).await);
        for _ in 0..4 {
            let business = w.business(10_000).await;
            queue_jobs(w, business, 90).await;
        }
        let refused = eventually("every business is refused", async || {
            let answer = pay_single(&api, &key).await;
            (answer.status == 503).then_some(answer)
        })
        .await;
        assert_eq!(refused.body, r#"{"error":"Service temporarily unavailable"}"#);
        assert_eq!(refused.header("retry-after"), "60");
        api.stop().await;
    })
    .await;
}

/// These are the inputs of `Retry-After`, besides the measured rate at which the queue drains.
#[tokio::test(flavor = "multi_thread")]
async fn the_backlog_sample_has_the_jobs_weight_and_rate_of_a_business() {
    world(async |w| {
        let (free, held) = (w.business(100).await, w.business(100).await);
        let (one, four) = (("u@example.com", 1), ("u@example.com", 4));
        w.queue(free, Lane::Bulk, &[one; 3]).await;
        w.queue(held, Lane::Bulk, &[one, one, four]).await;
        carry_out(w, Command::Throttle(Target::Business(held), Rates::new(Some(50), Some(20)).unwrap()))
            .await;
        let of = async |business| {
            let mut conn = w.pool.acquire().await.unwrap();
            queue::backlog(&mut conn).await.unwrap().businesses[&business]
        };
        let waits = |at_most| BusinessBacklog { ready: 3.0, later: 0.0, weight: 1.0, at_most };
        assert_eq!(of(free).await, waits(f64::INFINITY));
        // Two cents each on average, so ten a second.
        assert_eq!(of(held).await, waits(10.0));
        carry_out(w, Command::Pause(Target::Business(held))).await;
        assert_eq!(of(held).await, BusinessBacklog { weight: 0.0, ..waits(10.0) });
        assert_eq!(of(free).await, waits(f64::INFINITY));
        carry_out(w, Command::Pause(Target::All)).await;
        assert_eq!(of(free).await, BusinessBacklog { weight: 0.0, ..waits(f64::INFINITY) });
    })
    .await;
}

/// Scheduled items take room in the backlog and no turns. The business can only not schedule more.
#[tokio::test(flavor = "multi_thread")]
async fn a_business_over_its_scheduling_limit_can_still_pay_now() {
    world(async |w| {
        let business = w.business(10_000).await;
        let (api, key) = (w.api_with(LIMITS).await, w.key(business).await);
        let tomorrow = (Clock::System.now() + TimeDelta::days(1)).format("%FT%TZ").to_string();
        let upload = async |name: &str, items: usize| {
            let headers = [("idempotency-key", name), ("content-type", "application/x-ndjson")];
            let path = format!("/v1/batches?scheduled_at={tomorrow}");
            let lines = "{\"email\":\"item@example.com\",\"amount\":1}\n".repeat(items);
            api.post(&path, &key, &headers, lines).await
        };
        assert_eq!(upload("first", 80).await.status, 202);
        let refused = eventually("no more is scheduled", async || {
            Some(upload("more", 1).await).filter(|answer| answer.status == 429)
        })
        .await;
        assert_eq!(refused.header("retry-after"), "60");
        assert_eq!(upload_batch(&api, &key, "now").await.status, 202);
        assert_eq!(pay_single(&api, &key).await.status, 202);
        api.stop().await;
    })
    .await;
}
