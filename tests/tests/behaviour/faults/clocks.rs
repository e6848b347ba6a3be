//! Machines whose clocks are ten minutes off: no work stops or starts early because of it, and signatures verify.
//!
//! The processes are the product's own, with their wall clocks moved by libfaketime; the clocks of those that read
//! their rows are right. Each test fails if a process writes by its wall clock (`Clock::System` in the `main.rs` of api
//! and worker, and in `domain::clock::read`).
//!
//! In the suite, two workers of a business die. The longer run takes the number of deaths, with clocks up to ten
//! minutes off in either direction:
//!
//! ```text
//! PAYOUT_CLOCK_DEATHS=60 cargo test --release --workspace --test behaviour clocks::a_business -- --nocapture
//! ```

mod corrected_times;

use std::net::SocketAddr;
use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use domain::allocation::Lane;
use domain::business::Mode;
use domain::event::EventType;
use domain::ids::BusinessId;
use serde_json::json;
use tests::merchant::{Merchant, Request};
use tests::process::free_address;
use tests::provider::{Manners, NAME, Provider};
use tests::random::{Random, setting};
use tests::steer::{accept, finished};
use tests::wrong_clock::WrongClock;
use tests::{Process, Receiver, World, eventually, world};
use tokio::time::Instant;

use crate::faults::chaos::print_line;
use crate::queue::throttles::payment_times;
use crate::webhooks::outbox::record_events;

/// How far clocks are off, in seconds: ten times as long as any wait in these tests.
const OFF: i64 = 600;

async fn worker_with_offset(w: &World, off: i64) -> Process {
    WrongClock(off).worker(w, free_address(), "{}").await
}

fn http() -> reqwest::Client {
    // Another test may have installed it already.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// Starts an API whose clock is off, and waits until it serves requests.
async fn api_with_offset(w: &World, off: i64, methods: &str) -> (Process, SocketAddr) {
    let (address, ops) = (free_address(), free_address());
    let process = WrongClock(off).api(w, address, ops, methods).await;
    eventually("the api is ready", async || {
        let asked = http().get(format!("http://{ops}/readyz")).send().await.ok()?;
        asked.status().is_success().then_some(())
    })
    .await;
    (process, address)
}

/// Waits until `count` allocations are paid.
async fn wait_until_paid(w: &World, business: BusinessId, count: i64) {
    eventually("the allocations are paid", async || (w.paid(business).await >= count).then_some(())).await;
}

async fn query_number(w: &World, question: &'static str) -> i64 {
    sqlx::query_scalar(question).fetch_one(&w.pool).await.unwrap()
}

async fn server_time(w: &World) -> DateTime<Utc> {
    sqlx::query_scalar("select clock_timestamp()").fetch_one(&w.pool).await.unwrap()
}

/// Counts rows with a time ahead of the server's, on which a process would wait.
const AHEAD: &str = "select (select count(*) from ring where due_at > clock_timestamp() + interval '1 second')
    + (select count(*) from throttles where greatest(jobs_until, next_at, changed_at) > clock_timestamp() + interval '2 seconds')
    + (select count(*) from transfers where abs(extract(epoch from created_at - clock_timestamp())) > 300)";

#[tokio::test(flavor = "multi_thread")]
async fn a_business_is_paid_at_once_after_a_worker_with_a_wrong_clock_dies() {
    world(async |w| {
        let deaths = setting("PAYOUT_CLOCK_DEATHS", 2);
        let mut random = Random::new(setting("PAYOUT_TEST_SEED", 7));
        let business = w.business(1_000_000).await;
        let mut count = 0;
        let mut longest = Duration::ZERO;
        for death in 0..deaths {
            let off = match death {
                0 => OFF,
                1 => -OFF,
                _ => i64::try_from(random.below(1_201)).unwrap() - OFF,
            };
            let mut wrong = worker_with_offset(w, off).await;
            // The worker pays what APIs with right clocks accept.
            for _ in 0..2 {
                w.queue(business, Lane::Interactive, &[("a@example.com", 1)]).await;
                count += 1;
                wait_until_paid(w, business, count).await;
            }
            wrong.kill();
            assert_eq!(query_number(w, AHEAD).await, 0, "a worker left its time in a row, {off} s off");
            let right = w.worker();
            let begun = Instant::now();
            w.queue(business, Lane::Interactive, &[("a@example.com", 1)]).await;
            count += 1;
            wait_until_paid(w, business, count).await;
            longest = longest.max(begun.elapsed());
            right.stop().await;
        }
        print_line(&format!(
            "{deaths} deaths of workers up to {OFF} s off; the next payment took at most {longest:?}"
        ));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_batch_is_not_paid_early() {
    world(async |w| {
        let worker = worker_with_offset(w, OFF).await;
        let (api, address) = api_with_offset(w, OFF, "{}").await;
        eventually("the worker leads", async || {
            (query_number(w, "select count(*) from leases").await == 1).then_some(())
        })
        .await;
        let business = w.business(1_000).await;
        let merchant = Merchant::of(w, business).await;
        let at = (server_time(w).await + TimeDelta::seconds(7)).trunc_subsecs(0);
        let path = format!("/v1/batches?scheduled_at={}", at.format("%FT%TZ"));
        let items = json!({ "items": [{ "email": "a@example.com", "amount": 1 }] });
        let (status, body) =
            merchant.post(address, &path, &[("idempotency-key", "k")], &items).await.unwrap();
        assert_eq!(status, 202, "{body}");
        eventually("the scheduled time has come", async || {
            let paid = w.paid(business).await;
            let now = server_time(w).await;
            assert!(paid == 0 || now >= at, "paid at {now}, for {at}");
            (now >= at).then_some(())
        })
        .await;
        wait_until_paid(w, business, 1).await;
        assert!(payment_times(w, business).await[0] >= at);
        drop((worker, api));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_signed_with_a_wrong_clock_verifies() {
    for off in [OFF, -OFF] {
        world(async |w| {
            let receiver = Receiver::start().await;
            let (right, business) = (w.api().await, w.business(0).await);
            let key = w.key(business).await;
            let new = json!({ "url": receiver.url, "events": ["balance.low"] });
            let made =
                crate::webhooks::endpoints::send(&right, &key, "POST", "/v1/webhooks", &new).await.json();
            let secret = made["secret"].as_str().unwrap();
            let worker = worker_with_offset(w, off).await;
            record_events(w, business, EventType::BalanceLow, 1).await;
            let received = eventually("the webhook arrives", async || receiver.received().pop()).await;
            assert!(received.verifies(secret), "stamped {}", received.header("webhook-timestamp"));
            assert_eq!(worker.terminate().await, Some(0));
            right.stop().await;
        })
        .await;
    }
}

async fn check_throttle(of_everything: bool) {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let batch = accept(w, business, 700, None).await;
        let target = if of_everything { "all".to_owned() } else { business.to_string() };
        let set = ["throttle", "set", &target, "--max-per-second", "100"];
        let (done, said) = WrongClock(OFF).payout(w, &set).await;
        assert!(done, "{said}");
        let mut ahead = worker_with_offset(w, OFF).await;
        let (behind, right) = (worker_with_offset(w, -OFF).await, w.worker());
        wait_until_paid(w, business, 300).await;
        ahead.kill();
        assert_eq!(query_number(w, AHEAD).await, 0, "a worker left its time in a row, {OFF} s ahead");
        finished(w, business, batch).await;
        // Seven seconds of work. Some lost time is made up for, and a busy machine pays late. Throttling by two clocks
        // would pay twice as fast, or nothing for ten minutes.
        let paid = payment_times(w, business).await;
        assert!(paid[699] - paid[0] > TimeDelta::seconds(4), "{}", paid[699] - paid[0]);
        right.stop().await;
        assert_eq!(behind.terminate().await, Some(0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttle_of_a_business_holds_for_workers_with_different_clocks() {
    check_throttle(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttle_of_everything_holds_for_workers_with_different_clocks() {
    check_throttle(true).await;
}

/// Creates an order of the payout user with `hash`, for the stub to carry out.
async fn create_order(w: &World, methods: &str, hash: &str) {
    let api = w.api_with_methods(methods).await;
    let destination = json!({"email": "payee@example.com"});
    let body = json!({"amount": 1_001, "provider": "paypal", "destination": destination}).to_string();
    let answer = api.as_user("POST", "/payout/withdraw", hash, &[], body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    api.stop().await;
}

/// Creates a payout user of a live business with money, and returns its hash.
async fn create_user(w: &World) -> String {
    let (api, worker) = (w.api().await, w.worker());
    let key = w.key(w.business_of(Mode::Live, 100_000).await).await;
    let paid = api.pay(&key, &[], "user@example.com", 100_000).await;
    worker.stop().await;
    api.stop().await;
    paid.json()["hash"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_not_delayed_by_a_wrong_clock() {
    for off in [OFF, -OFF] {
        world(async |w| {
            let provider = Provider::start(Manners::Silent).await;
            let methods = provider.methods();
            let hash = create_user(w).await;
            create_order(w, &methods, &hash).await;
            let mut wrong = WrongClock(off).worker(w, free_address(), &methods).await;
            eventually("the provider is called", async || (!provider.books().is_empty()).then_some(())).await;
            wrong.kill();
            let off_by_a_minute = "select count(*) from withdrawal_queue
                where greatest(abs(extract(epoch from due_at - now())), abs(extract(epoch from sent_at - now()))) > 60";
            assert_eq!(query_number(w, off_by_a_minute).await, 0, "a worker left its time in a row, {off} s off");
            provider.behave(Manners::Good);
            let right = w.worker_with_methods(&methods);
            eventually("the order has ended", async || {
                (query_number(w, "select count(*) from withdrawals where finished_at is not null").await == 1)
                    .then_some(())
            })
            .await;
            right.stop().await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn callbacks_keys_and_hashes_are_checked_by_the_servers_time() {
    for off in [OFF, -OFF] {
        world(async |w| {
            let provider = Provider::start(Manners::Good).await;
            let hash = create_user(w).await;
            let merchant = Merchant::of(w, w.business(1_000).await).await;
            let (api, address) = api_with_offset(w, off, &provider.methods()).await;
            // A callback about an order that does not exist: 404 if the API accepts its time.
            let body =
                json!({"id": "ord_01900000-0000-7000-8000-000000000000", "status": "succeeded"}).to_string();
            let headers = Provider::signed(&body, w.clock.now());
            let called = http()
                .post(format!("http://{address}/providers/{NAME}/callback"))
                .header(headers[0].0, &headers[0].1)
                .header(headers[1].0, &headers[1].1)
                .body(body);
            assert_eq!(called.send().await.unwrap().status(), 404);
            // The key and the hash are valid for another minute; then they have been expired for a minute.
            for (ends, good) in [("interval '1 minute'", true), ("- interval '1 minute'", false)] {
                for table in ["api_keys", "payout_users"] {
                    let ends = format!("update {table} set expires_at = now() + {ends}");
                    sqlx::raw_sql(sqlx::AssertSqlSafe(ends)).execute(&w.pool).await.unwrap();
                }
                // A valid key is cached for two seconds.
                eventually("the key is accepted or refused", async || {
                    let request = Request::of("a@example.com", format!("{good}")).prefer("respond-async");
                    let (answer, _) = merchant.send(address, &request).await.unwrap();
                    (answer.status == if good { 202 } else { 401 }).then_some(())
                })
                .await;
                let shown = [("x-payout-hash", hash.as_str())];
                let (status, _) =
                    merchant.post(address, "/payout/operations", &shown, &json!({})).await.unwrap();
                assert_eq!(status, if good { 200 } else { 401 });
            }
            assert_eq!(api.terminate().await, Some(0));
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_process_reports_how_far_its_clock_is_off() {
    world(async |w| {
        let (of_worker, of_api) = (free_address(), free_address());
        let worker = WrongClock(OFF).worker(w, of_worker, "{}").await;
        let api = WrongClock(-OFF).api(w, free_address(), of_api, "{}").await;
        for (ops, off) in [(of_worker, OFF), (of_api, -OFF)] {
            eventually("the offset is exported", async || {
                let scraped =
                    http().get(format!("http://{ops}/metrics")).send().await.ok()?.text().await.unwrap();
                let value =
                    scraped.lines().find_map(|line| line.strip_prefix("payout_clock_offset_seconds "))?;
                let exported: f64 = value.parse().unwrap();
                ((exported - off as f64).abs() < 5.0).then_some(())
            })
            .await;
        }
        for process in [worker, api] {
            assert_eq!(process.terminate().await, Some(0));
        }
        for (off, said) in
            [(0, "ok        clock: "), (OFF, "s ahead of the server"), (-OFF, "machine's clock is -")]
        {
            let (healthy, printed) = WrongClock(off).payout(w, &["doctor"]).await;
            assert!(healthy && printed.contains(said), "{printed}");
        }
    })
    .await;
}
