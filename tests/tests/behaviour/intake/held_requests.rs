//! A client whose payment would be held is answered at once: with the reason, and when to retry. Nothing is
//! recorded. A key that has an outcome still returns it.

use std::time::{Duration, Instant};

use domain::steering::{Command, Target};
use domain::throttle::Rates;
use serde_json::{Value, json};
use tests::steer::carry_out;
use tests::{Answer, RunningApi, eventually, world};

const UNAVAILABLE: &str = r#"{"error":"Service temporarily unavailable"}"#;

/// How long a client waits by default.
const WAIT: Duration = Duration::from_secs(10);

pub(super) async fn steer(api: &RunningApi, action: &str, of: Value) {
    let done = api.operate_with("POST", &format!("/admin/{action}"), of.to_string()).await;
    assert_eq!(done.status, 200, "{}", done.body);
}

/// Sends a payment, and checks that it was answered without waiting.
pub(super) async fn pay_at_once(api: &RunningApi, key: &str, headers: &[(&str, &str)]) -> Answer {
    let began = Instant::now();
    let answer = api.pay(key, headers, "late@example.com", 10).await;
    assert!(began.elapsed() < WAIT, "the response took {:?}", began.elapsed());
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_payment_gets_503_at_once_and_a_known_key_its_outcome() {
    world(async |w| {
        let (business, other) = (w.business(1_000).await, w.business(1_000).await);
        let (api, second) = (w.api().await, w.api().await);
        let (key, other_key) = (w.key(business).await, w.key(other).await);
        let worker = w.worker();
        let named = [("idempotency-key", "before")];
        let paid = api.pay(&key, &named, "a@example.com", 10).await;
        assert_eq!(paid.status, 201, "{}", paid.body);
        for scope in [json!({"scope": "business", "business_id": business}), json!({"scope": "all"})] {
            steer(&api, "pause", scope.clone()).await;
            let recorded = w.recorded().await;
            let refused = pay_at_once(&api, &key, &[("idempotency-key", "new")]).await;
            assert_eq!((refused.status, refused.body.as_str()), (503, UNAVAILABLE));
            assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 30);
            assert_eq!(pay_at_once(&api, &key, &[]).await.status, 503);
            assert_eq!(w.recorded().await, recorded, "nothing is recorded");
            let again = api.pay(&key, &named, "a@example.com", 10).await;
            assert_eq!((again.status, &again.body), (201, &paid.body));
            assert_eq!(again.header("idempotent-replayed"), "true");
            assert_eq!(api.pay(&key, &named, "a@example.com", 11).await.status, 422);
            // Another process sees it within about a second.
            eventually("the other process sees the pause", async || {
                (pay_at_once(&second, &key, &[("prefer", "wait=1")]).await.header("retry-after") == "30")
                    .then_some(())
            })
            .await;
            let elsewhere = api.pay(&other_key, &[], "b@example.com", 1).await;
            assert_eq!(elsewhere.status, if scope["scope"] == "all" { 503 } else { 201 });
            steer(&api, "resume", scope).await;
            assert_eq!(api.pay(&key, &[], "c@example.com", 1).await.status, 201);
        }
        worker.stop().await;
        api.stop().await;
        second.stop().await;
    })
    .await;
}

/// The payment was accepted before the pause, so it is not paid. Its client is answered when the API sees the pause,
/// long before its wait ends.
#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_races_with_a_pause_is_answered_when_the_pause_is_seen() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let headers = [("prefer", "wait=30"), ("idempotency-key", "raced")];
        let racing = api.pay(&key, &headers, "a@example.com", 10);
        let pausing = async {
            eventually("the payment is recorded", async || (w.recorded().await > 0).then_some(())).await;
            steer(&api, "pause", json!({"scope": "all"})).await;
            let duplicate = pay_at_once(&api, &key, &[("prefer", "wait=0")]).await;
            assert_eq!(duplicate.status, 503);
            api.pay(&key, &headers, "a@example.com", 10).await
        };
        let began = Instant::now();
        let (raced, duplicate) = futures::join!(racing, pausing);
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
        for told in [raced, duplicate] {
            assert_eq!(
                (told.status, told.body.as_str(), told.header("retry-after")),
                (503, UNAVAILABLE, "30")
            );
        }
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_payment_gets_429_with_the_scope_and_the_true_wait() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        for (target, kind) in [(Target::Business(business), "business"), (Target::All, "all")] {
            let worker = w.worker();
            carry_out(w, Command::Throttle(target, Rates::new(None, Some(100)).unwrap())).await;
            // The payment uses the tokens of 50 s, once the API has seen that the former throttle is gone.
            eventually("the payment is paid", async || {
                let paid = api.pay(&key, &[], "a@example.com", 5_000).await;
                assert!([201, 429].contains(&paid.status), "{}", paid.body);
                (paid.status == 201).then_some(())
            })
            .await;
            let refused = eventually("there are no tokens", async || {
                Some(pay_at_once(&api, &key, &[("prefer", "wait=1")]).await)
                    .filter(|answer| answer.status == 429)
            })
            .await;
            assert_eq!(pay_at_once(&api, &key, &[]).await.status, 429);
            let told = refused.json();
            assert_eq!((&told["error"], &told["type"]), (&json!("rate_limit_exceeded"), &json!(kind)));
            let wait = told["retry_after"].as_u64().unwrap();
            assert!((20..=51).contains(&wait), "{wait}");
            assert_eq!(refused.header("retry-after"), wait.to_string());
            let accepted =
                api.post("/v1/allocations", &key, &[], r#"{"email":"b@example.com","amount":10}"#).await;
            assert_eq!((accepted.status, &accepted.json()["held_by"]), (202, &json!("throttle")));
            let id = accepted.json()["id"].as_str().unwrap().to_owned();
            assert_eq!(api.get(&format!("/v1/allocations/{id}"), &key).await.json()["held_by"], "throttle");
            carry_out(w, Command::Unthrottle(target)).await;
            w.drained().await;
            worker.stop().await;
            eventually("the accepted payment is paid", async || {
                let paid = api.get(&format!("/v1/allocations/{id}"), &key).await.json();
                (paid["status"] == "succeeded" && paid.get("held_by").is_none()).then_some(())
            })
            .await;
        }
        api.stop().await;
    })
    .await;
}

/// A request that was not served in time will not be served at once either: a client that retried immediately would
/// only wait again.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_worker_retry_after_is_30_seconds() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let answer = eventually("the api knows that no worker leads", async || {
            let answer = api.pay(&key, &[("prefer", "wait=1")], "a@example.com", 10).await;
            (answer.header("retry-after") == "30").then_some(answer)
        })
        .await;
        assert_eq!((answer.status, answer.body.as_str()), (503, UNAVAILABLE));
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

/// Once a client has waited in vain for a worker, no other client waits until one works.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_worker_only_the_first_request_waits() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        eventually("the api knows that no worker leads", async || {
            let answer = api.pay(&key, &[("prefer", "wait=1")], "a@example.com", 10).await;
            (answer.header("retry-after") == "30").then_some(())
        })
        .await;
        let first = api.pay(&key, &[], "a@example.com", 10).await;
        assert_eq!((first.status, first.header("retry-after")), (503, "30"));
        for _ in 0..2 {
            let next = pay_at_once(&api, &key, &[]).await;
            assert_eq!(
                (next.status, next.body.as_str(), next.header("retry-after")),
                (503, UNAVAILABLE, "30")
            );
            let accepted =
                api.post("/v1/allocations", &key, &[], r#"{"email":"b@example.com","amount":10}"#).await;
            assert_eq!((accepted.status, accepted.header("retry-after")), (202, "30"), "{}", accepted.body);
        }
        let worker = w.worker();
        eventually("a worker runs", async || {
            let answer = api.pay(&key, &[], "a@example.com", 10).await;
            (answer.status == 201).then_some(())
        })
        .await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
