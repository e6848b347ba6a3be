//! A cell that cannot be reached. Its own callers are asked to come back later, and never get a 401; callers of other
//! cells notice nothing.

use std::time::{Duration, Instant};

use api::app::admission::AdmissionLimits;
use api::app::door::DoorLimits;
use api::config::{ApiConfig, Limits};
use domain::member::Role;
use futures::future::join_all;
use serde_json::json;
use tests::cells::{all_ready, readiness};
use tests::proxy::Mode;
use tests::{Answer, RunningApi, cells, eventually};

use super::found::{balance, tenants, unknown_key};
use crate::contract::hash_access::pay_user;

/// The number of requests that latency is measured with.
const REQUESTS: usize = 200;

#[track_caller]
fn assert_retry_later(answer: &Answer, what: &str) {
    assert_eq!(answer.status, 503, "{what}: {}", answer.body);
    assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1, "{what}");
    assert!(!answer.header("request-id").is_empty(), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_of_an_unreachable_cell_get_503_and_others_are_served() {
    cells(2, async |cells| {
        let (api, keys) = (cells.api().await, tenants(cells).await);
        let worker = cells.last().worker();
        let hash = pay_user(&api, &keys[1], "user@example.com", 1).await;
        worker.stop().await;
        let business = cells.last().business(0).await;
        let member = cells.last().member(business, "member@example.com", Role::Owner).await;
        let first = cells.first().business(0).await;
        let other = cells.first().member(first, "other@example.com", Role::Owner).await;
        cells.wire(Mode::Refuse);
        eventually("the API notices it", async || readiness(&api).await.1.contains("cell 1: ").then_some(()))
            .await;
        assert!(readiness(&api).await.1.starts_with("ready\n"), "the other cell is ready");
        // Once while the cells of the keys are cached, and once after that.
        for after in [Duration::ZERO, Duration::from_millis(2_100)] {
            tokio::time::sleep(after).await;
            assert_retry_later(&api.get("/v1/balance", &keys[1]).await, "a key");
            assert_retry_later(&api.pay(&keys[1], &[], "a@example.com", 1).await, "a payment");
            assert_retry_later(&api.as_user("GET", "/payout/balance", &hash, &[], "").await, "a hash");
            let body = json!({ "payout_hash": hash }).to_string();
            let none: [(&str, &str); 0] = [];
            assert_retry_later(
                &api.send("POST", "/payout/operations", &none, body).await,
                "a hash in a body",
            );
            assert_retry_later(&member.get(&api, "/dashboard").await, "a session");
            assert_retry_later(&api.get("/v1/balance", &unknown_key()).await, "a key that the cell may know");
            assert_eq!(balance(&api, &keys[0]).await, (200, json!(100)));
            assert_eq!(other.get(&api, "/dashboard").await.status, 200);
            assert_eq!(api.get("/v1/balance", "no key").await.status, 401, "a key of no cell");
        }
        let family = api.get("/balance", &keys[1]).await;
        assert_eq!(family.body, r#"{"error":"Service temporarily unavailable"}"#);
        cells.wire(Mode::Pass);
        all_ready(&api).await;
        assert_eq!(balance(&api, &keys[1]).await.0, 200);
        assert_eq!(api.get("/v1/balance", &unknown_key()).await.status, 401);
        api.stop().await;
    })
    .await;
}

/// Returns the 99th percentile of [`REQUESTS`] requests, all of which must succeed.
async fn p99(api: &RunningApi, key: &str) -> Duration {
    let mut took = Vec::new();
    for _ in 0..REQUESTS {
        let asked = Instant::now();
        assert_eq!(api.get("/v1/balance", key).await.status, 200);
        took.push(asked.elapsed());
    }
    took.sort_unstable();
    took[REQUESTS * 99 / 100 - 1]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_cell_does_not_slow_down_another() {
    cells(2, async |cells| {
        let few = DoorLimits { all: 4, of_one: 4 };
        let admission = AdmissionLimits { waiting: few, recording: few, others: few };
        let limits = Limits { admission, ..Limits::default() };
        let (api, keys) =
            (cells.api_on(ApiConfig { limits, ..cells.api_config() }).await, tenants(cells).await);
        let before = p99(&api, &keys[0]).await;
        // The API now knows the cell of this key, so its requests take places of that cell.
        assert_eq!(balance(&api, &keys[1]).await.0, 200);
        cells.wire(Mode::Freeze);
        // More requests than the cell has places, before the API knows that the cell is silent and after.
        let callers = async {
            join_all((0..16).map(|_| api.get("/v1/balance", &keys[1]))).await;
            join_all((0..16).map(|_| api.get("/v1/balance", &keys[1]))).await
        };
        let (refused, meanwhile) = tokio::join!(callers, p99(&api, &keys[0]));
        assert!(refused.iter().all(|answer| matches!(answer.status, 503 | 429)), "{refused:?}");
        // Far less than the time-out for the silent cell.
        assert!(meanwhile < before * 5 + Duration::from_millis(300), "{before:?} {meanwhile:?}");
        cells.wire(Mode::Refuse);
        cells.wire(Mode::Pass);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_becomes_another_cell_is_left_out() {
    cells(2, async |cells| {
        let (api, keys) = (cells.api().await, tenants(cells).await);
        let becomes = async |update: &'static str| {
            cells.last().execute(update).await;
            // The sessions must be new ones, as after the addresses of two cells were exchanged.
            cells.wire(Mode::Refuse);
            eventually("the cell is unreachable", async || {
                readiness(&api).await.1.contains("cannot be reached").then_some(())
            })
            .await;
            cells.wire(Mode::Pass);
        };
        becomes("update cell set number = 0").await;
        eventually("the API notices it", async || {
            readiness(&api).await.1.contains("says that it is cell 0").then_some(())
        })
        .await;
        assert_retry_later(&api.pay(&keys[1], &[], "a@example.com", 1).await, "a payment");
        assert_eq!(balance(&api, &keys[0]).await, (200, json!(100)));
        becomes("update cell set number = 1").await;
        all_ready(&api).await;
        assert_eq!(balance(&api, &keys[1]).await, (200, json!(200)));
        api.stop().await;
    })
    .await;
}
