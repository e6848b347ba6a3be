//! Usage. Every request of a business to any of several processes is counted, each is recorded once even when the
//! database fails, and no other business sees the counts.

use std::time::Duration;

use api::app::admission::AdmissionLimits;
use api::app::door::DoorLimits;
use api::app::transactions::Transactions;
use api::app::usage::{self, Usage};
use api::openapi::DESCRIPTION;
use api::work::unit_of_work::UnitsOfWork;
use chrono::{Days, NaiveDate, TimeDelta};
use domain::clock::Clock;
use domain::ids::BusinessId;
use domain::platform::db::{self, Role};
use domain::usage::{Latencies, Outcome, UsageCount, add};
use domain::watch::Database;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tests::proxy::{Cut, Mode, Proxy};
use tests::world::{noon, world_at};
use tests::{RunningApi, World, world};

const TOOK: Duration = Duration::from_millis(7);

/// Returns what is recorded of `business`: day of the month, route, outcome, requests. The buckets must have the same
/// sum.
async fn recorded_usage(w: &World, business: BusinessId) -> Vec<(i32, String, String, i64)> {
    let rows: Vec<(i32, String, String, i64, i64)> = sqlx::query_as(
        "select extract(day from day)::integer, route, outcome, requests,
             (select sum(n)::bigint from unnest(buckets) n)
         from api_usage where business_id = $1 order by day, route, outcome",
    )
    .bind(business.uuid())
    .fetch_all(&w.pool)
    .await
    .unwrap();
    rows.into_iter()
        .map(|(day, route, outcome, requests, in_buckets)| {
            assert_eq!(requests, in_buckets, "{route} {outcome}");
            (day, route, outcome, requests)
        })
        .collect()
}

fn row(day: i32, route: &str, outcome: &str, requests: i64) -> (i32, String, String, i64) {
    (day, route.to_owned(), outcome.to_owned(), requests)
}

/// Sends GET `path` this many times, and checks that each is answered with `status`.
async fn send_gets(api: &RunningApi, key: &str, path: &str, times: u32, status: u16) {
    for _ in 0..times {
        assert_eq!(api.get(path, key).await.status, status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_to_two_processes_are_counted_exactly() {
    const UNKNOWN: &str = "/v1/allocations/alc_01900000-0000-7000-8000-000000000001";
    world_at(Clock::set_to(noon()), async |w| {
        let (own, other) = (w.business(1_000).await, w.business(1_000).await);
        let (key, others) = (w.key(own).await, w.key(other).await);
        let (first, second) = (w.api().await, w.api().await);
        send_gets(&first, &key, "/v1/balance", 3, 200).await;
        send_gets(&second, &key, "/v1/balance", 2, 200).await;
        send_gets(&second, &others, "/v1/balance", 4, 200).await;
        send_gets(&first, &key, UNKNOWN, 2, 404).await;
        send_gets(&second, &key, "/v1/batches?colour=red", 1, 400).await;
        send_gets(&first, "sk_test_nobody", "/v1/balance", 1, 401).await;
        send_gets(&first, &key, "/v1/nowhere", 1, 404).await;
        for (api, reference, amount, status) in
            [(&first, "a", 1, 202), (&second, "b", 1, 202), (&second, "a", 2, 422)]
        {
            let body = format!(r#"{{"email":"u@example.com","amount":{amount},"reference":"{reference}"}}"#);
            assert_eq!(api.post("/v1/allocations", &key, &[], body).await.status, status);
        }
        w.clock.advance(TimeDelta::hours(12));
        send_gets(&second, &key, "/v1/balance", 1, 200).await;
        first.stop().await;
        second.stop().await;
        let expected = [
            row(1, "GET /v1/allocations/{id}", "404", 2),
            row(1, "GET /v1/balance", "2xx", 5),
            row(1, "GET /v1/batches", "400", 1),
            row(1, "POST /v1/allocations", "2xx", 2),
            row(1, "POST /v1/allocations", "422", 1),
            row(2, "GET /v1/balance", "2xx", 1),
        ];
        assert_eq!(recorded_usage(w, own).await, expected);
        assert_eq!(recorded_usage(w, other).await, [row(1, "GET /v1/balance", "2xx", 4)]);

        let api = w.api().await;
        let shown = api.get("/v1/usage?from=2026-03-01", &key).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        let shown = shown.json();
        assert_eq!((&shown["from"], &shown["to"]), (&json!("2026-03-01"), &json!("2026-03-02")));
        let day = |n: usize, field: &str| shown["days"][n][field].clone();
        assert_eq!(
            (day(0, "requests"), day(0, "succeeded"), day(0, "refused")),
            (json!(11), json!(7), json!(4))
        );
        assert_eq!((day(1, "day"), day(1, "requests")), (json!("2026-03-02"), json!(1)));
        assert!(day(0, "p50_ms").is_u64() && day(0, "p95_ms").is_u64(), "{shown}");
        assert_eq!(shown["routes"].as_array().unwrap().len(), 5);
        let shown = api.get("/v1/usage?from=2026-03-01&to=2026-03-01", &others).await.json();
        assert_eq!(shown["days"].as_array().unwrap().len(), 1);
        let routes = shown["routes"].as_array().unwrap();
        assert_eq!(routes.len(), 1, "another business's usage is not shown: {shown}");
        assert_eq!((&routes[0]["route"], &routes[0]["requests"]), (&json!("GET /v1/balance"), &json!(4)));
        let before = api.get("/v1/usage?to=2026-02-28", &key).await.json();
        assert_eq!(
            (&before["days"][29]["requests"], &before["days"][29]["p50_ms"]),
            (&json!(0), &Value::Null)
        );
        assert_eq!(before["routes"], json!([]));
        api.stop().await;
    })
    .await;
}

/// The API remembers the key, so it counts these requests for the business even while it cannot serve them.
#[tokio::test(flavor = "multi_thread")]
async fn refused_failed_and_abandoned_requests_are_counted_as_such() {
    world_at(Clock::set_to(noon()), async |w| {
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let proxy = Proxy::to(&w.url).await;
        let api =
            w.api_on(api::config::ApiConfig { database_url: proxy.url(&w.url), ..w.api_config() }).await;
        send_gets(&api, &key, "/v1/balance", 1, 200).await;
        // No worker runs, so the payment waits.
        let client = Client::builder().timeout(Duration::from_millis(500)).build().unwrap();
        let waiting = client.request(Method::POST, format!("{}/payout/create", api.url)).bearer_auth(&key);
        let body = r#"{"email":"u@example.com","amount":1}"#;
        let left = waiting.header("content-type", "application/json").body(body).send().await;
        assert!(left.unwrap_err().is_timeout());
        proxy.set(Mode::Refuse);
        send_gets(&api, &key, "/v1/balance", 2, 503).await;
        proxy.set(Mode::Pass);
        let mut limits = w.api_config().limits;
        limits.admission =
            AdmissionLimits { others: DoorLimits { all: 8, of_one: 0 }, ..AdmissionLimits::default() };
        let narrow = w.api_on(api::config::ApiConfig { limits, ..w.api_config() }).await;
        send_gets(&narrow, &key, "/v1/balance", 3, 429).await;
        narrow.stop().await;
        tests::eventually("the API serves again", async || {
            (api.get("/v1/withdrawals", &key).await.status == 200).then_some(())
        })
        .await;
        api.stop().await;
        let written = recorded_usage(w, business).await;
        for expected in [
            row(1, "GET /v1/balance", "2xx", 1),
            row(1, "GET /v1/balance", "429", 3),
            row(1, "GET /v1/balance", "5xx", 2),
            row(1, "POST /payout/create", "aborted", 1),
        ] {
            assert!(written.contains(&expected), "{expected:?} is missing in {written:?}");
        }
    })
    .await;
}

/// While the database is unreachable, the counts stay in memory. A COMMIT that is cut is recorded once, whether it took
/// effect or not.
#[tokio::test(flavor = "multi_thread")]
async fn counts_are_recorded_once_despite_outages_and_cut_commits() {
    world(async |w| {
        let business = w.business(0).await;
        let proxy = Proxy::to(&w.url).await;
        let pool = db::pool(&proxy.url(&w.url), Role::Api, 2).unwrap();
        let transactions = Transactions { pool, database: Database::unwatched(), units: UnitsOfWork::new() };
        let usage = Usage::new(DESCRIPTION);
        let route = usage.route(&Method::GET, "/v1/balance").unwrap();
        let day = noon().date_naive();
        let count = || usage.add(business, day, route, Outcome::Succeeded, &Latencies::of(TOOK));
        count();
        proxy.set(Mode::Refuse);
        assert!(usage::write(&usage, &transactions).await.is_err());
        count();
        proxy.set(Mode::Pass);
        proxy.cut_next_commit(Cut::Before);
        assert!(usage::write(&usage, &transactions).await.is_err());
        assert_eq!(recorded_usage(w, business).await, []);
        count();
        proxy.cut_next_commit(Cut::After);
        usage::write(&usage, &transactions).await.unwrap();
        assert_eq!(proxy.cuts(), 2, "both COMMITs were cut");
        assert_eq!(recorded_usage(w, business).await, [row(1, "GET /v1/balance", "2xx", 3)]);
        // Nothing is left to write, and later counts are added.
        usage::write(&usage, &transactions).await.unwrap();
        count();
        usage::write(&usage, &transactions).await.unwrap();
        assert_eq!(recorded_usage(w, business).await, [row(1, "GET /v1/balance", "2xx", 4)]);
        transactions.pool.close().await;
    })
    .await;
}

/// A statement with the largest number of rows ends well within its time-out. Two processes that write the same rows
/// at once wait for each other and do not deadlock.
#[tokio::test(flavor = "multi_thread")]
async fn the_largest_write_is_one_statement_and_concurrent_writes_add_up() {
    world(async |w| {
        let day = noon().date_naive();
        w.execute(
            "insert into businesses (id, name, mode, payouts_enabled, created_at)
             select lpad(to_hex(n), 32, '0')::uuid, 'b' || n, 'test', true, now() from generate_series(0, 999) n;
             insert into business_accounts (business_id, balance, payout_balance)
             select id, 0, 0 from businesses on conflict do nothing",
        )
        .await;
        let counted: Vec<UsageCount> = (0..6_000_u128)
            .map(|n| UsageCount {
                business_id: uuid::Uuid::from_u128(n / 6).into(),
                day,
                route: format!("GET /v1/{}", n % 6),
                outcome: Outcome::Succeeded,
                latencies: Latencies::of(TOOK),
            })
            .collect();
        let begun = std::time::Instant::now();
        let once = async |counted: Vec<UsageCount>| {
            let mut tx = w.pool.begin().await.unwrap();
            add(&mut tx, counted).await.unwrap();
            tx.commit().await.unwrap();
        };
        let backwards = counted.iter().rev().cloned().collect();
        tokio::join!(once(counted), once(backwards));
        println!("two writes of 6,000 rows each took {:?}", begun.elapsed());
        let (rows, requests): (i64, i64) =
            sqlx::query_as("select count(*), sum(requests)::bigint from api_usage")
                .fetch_one(&w.pool)
                .await
                .unwrap();
        assert_eq!((rows, requests), (6_000, 12_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn usage_is_kept_for_90_days() {
    world(async |w| {
        let today = noon().date_naive();
        let business = w.business(0).await;
        let ago = |days| UsageCount {
            business_id: business,
            day: today.checked_sub_days(Days::new(days)).unwrap(),
            route: "GET /v1/balance".to_owned(),
            outcome: Outcome::Succeeded,
            latencies: Latencies::of(TOOK),
        };
        let mut conn = w.pool.acquire().await.unwrap();
        add(&mut conn, [0, 1, 89, 90, 91, 400].map(ago).into()).await.unwrap();
        worker::leader::retention::remove_old(&mut conn, TimeDelta::days(30), noon()).await.unwrap();
        let kept: Vec<NaiveDate> = sqlx::query_scalar("select day from api_usage order by day desc")
            .fetch_all(&w.pool)
            .await
            .unwrap();
        assert_eq!(kept, [0, 1, 89].map(|days| ago(days).day));
    })
    .await;
}
