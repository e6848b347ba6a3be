//! Overload: a request without a free place is refused at once, before anything is read or recorded, and an admitted
//! request is carried out.
//!
//! The figures (goodput at three times the capacity, the time of a refusal, the recovery) come from a longer run:
//! `target/release/payout bench --only overload_singles,overload_async,overload_batches,overload_hash,overload_refused_p99_ms,overload_recovery_ms`

use std::time::Duration;

use api::app::admission::AdmissionLimits;
use api::app::door::DoorLimits;
use api::config::{ApiConfig, Limits};
use api::http::serve::ServeLimits;
use futures::future::join_all;
use tests::{Answer, RunningApi, World, eventually, world};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const ASYNC: (&str, &str) = ("prefer", "respond-async");
/// Far longer than any of these tests takes, so that every admitted request is paid before.
const PATIENT: (&str, &str) = ("prefer", "wait=30");
const UNAVAILABLE: &str = r#"{"error":"Service temporarily unavailable"}"#;
const NARROW: DoorLimits = DoorLimits { all: 8, of_one: 6 };

/// Starts an API that cuts no client for being slow during a test.
async fn start_api(w: &World, admission: AdmissionLimits) -> RunningApi {
    let long = Duration::from_secs(600);
    let serve = ServeLimits { body_stall: long, piece_within: long, ..ServeLimits::default() };
    let limits = Limits { admission, serve, ..Limits::default() };
    w.api_on(ApiConfig { limits, ..w.api_config() }).await
}

fn retry_after_s(answer: &Answer) -> u64 {
    answer.header("retry-after").parse().unwrap()
}

/// No worker runs, so admitted requests keep their places. Which request is refused, and how, does not depend on
/// timing.
#[tokio::test(flavor = "multi_thread")]
async fn excess_requests_are_refused_at_once_and_admitted_ones_are_paid() {
    world(async |w| {
        let (many, few) = (w.business(1_000).await, w.business(1_000).await);
        let api = start_api(w, AdmissionLimits { waiting: NARROW, ..AdmissionLimits::default() }).await;
        let (many_key, few_key) = (w.key(many).await, w.key(few).await);
        let wait =
            async |key: &str, n: usize| api.pay(key, &[PATIENT], &format!("u{n}@example.com"), 1).await;
        let inside = join_all((0..8).map(|n| wait(if n < 6 { &many_key } else { &few_key }, n)));
        let meanwhile = async {
            // Six are recorded first, so that they do not take the places of the other business.
            eventually("all eight are recorded", async || (w.queue_status().await.ready == 8).then_some(()))
                .await;
            let stranger = "sk_test_unknown";
            for key in [&many_key, &few_key, stranger] {
                let refused = wait(key, 9).await;
                // Nothing is looked up, not even the key.
                assert_eq!((refused.status, refused.body.as_str()), (503, UNAVAILABLE));
                assert!((1..=60).contains(&retry_after_s(&refused)));
                assert_eq!(refused.header_names(), ["content-type", "request-id", "retry-after"]);
            }
            let recorded = api.pay(&many_key, &[ASYNC], "async@example.com", 1).await;
            assert_eq!(recorded.status, 202, "requests that do not wait have separate places");
            assert_eq!(api.get("/balance", &few_key).await.status, 200, "reads have separate places");
            assert_eq!(w.queue_status().await.ready, 9, "a refused request is not recorded");
            w.worker()
        };
        let (answers, worker) = futures::future::join(inside, meanwhile).await;
        for answer in answers {
            assert_eq!(answer.status, 201, "{}", answer.body);
        }
        w.drained().await;
        assert_eq!((w.paid(many).await, w.paid(few).await), (7, 2));
        assert_eq!(wait(&few_key, 10).await.status, 201, "there is a free place again");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_business_over_its_share_gets_429_and_others_are_served() {
    world(async |w| {
        let (many, other) = (w.business(1_000).await, w.business(1_000).await);
        let api = start_api(w, AdmissionLimits { waiting: NARROW, ..AdmissionLimits::default() }).await;
        let (many_key, other_key) = (w.key(many).await, w.key(other).await);
        let inside = join_all((0..6).map(async |n| {
            api.pay(&many_key, &[PATIENT], &format!("u{n}@example.com"), 1).await.status
        }));
        let meanwhile = async {
            eventually("the six are recorded", async || (w.queue_status().await.ready == 6).then_some(())).await;
            let refused = api.pay(&many_key, &[PATIENT], "more@example.com", 1).await;
            let seconds = retry_after_s(&refused);
            let body = format!(
                r#"{{"error":"rate_limit_exceeded","message":"Too many payout requests","type":"business","retry_after":{seconds}}}"#
            );
            assert_eq!((refused.status, refused.body), (429, body));
            assert!((1..=60).contains(&seconds));
            let worker = w.worker();
            assert_eq!(api.pay(&other_key, &[PATIENT], "other@example.com", 1).await.status, 201);
            worker
        };
        let (answers, worker) = futures::future::join(inside, meanwhile).await;
        assert_eq!(answers, [201; 6]);
        assert_eq!((w.paid(many).await, w.paid(other).await), (6, 1));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// Every route that a hash gives access to is refused with the bodies of `/payout`, before the hash is looked up, and
/// without delaying payments.
#[tokio::test(flavor = "multi_thread")]
async fn reads_are_refused_before_the_credential_is_looked_up() {
    world(async |w| {
        let business = w.business(1_000).await;
        let shut = AdmissionLimits { others: DoorLimits { all: 0, of_one: 0 }, ..AdmissionLimits::default() };
        let (api, key, worker) = (start_api(w, shut).await, w.key(business).await, w.worker());
        let paid = api.pay(&key, &[], "a@example.com", 10).await;
        assert_eq!(paid.status, 201);
        let hash = paid.json()["hash"].as_str().unwrap().to_owned();
        for (method, path) in
            [("GET", "/payout/balance"), ("GET", "/payout/operations"), ("POST", "/payout/operations")]
        {
            for hash in [hash.as_str(), "unknown"] {
                let refused = api.as_user(method, path, hash, &[], "").await;
                assert_eq!((refused.status, refused.body.as_str()), (503, UNAVAILABLE), "{method} {path}");
                assert_eq!(retry_after_s(&refused), 1);
            }
        }
        let recorded = w.recorded().await;
        let body = r#"{"amount":5,"provider":"paypal","destination":{"email":"a@example.com"}}"#;
        assert_eq!(api.as_user("POST", "/payout/withdraw", &hash, &[], body).await.status, 503);
        assert_eq!(api.get("/v1/batches", &key).await.json()["code"], "service_unavailable");
        assert_eq!(w.recorded().await, recorded);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// One place for each kind, and a client on each that sends one byte at a time. A client whose body is awaited takes no
/// place.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_body_takes_no_place() {
    world(async |w| {
        let business = w.business(1_000).await;
        let one = DoorLimits { all: 1, of_one: 1 };
        let limits = AdmissionLimits { waiting: one, recording: one, others: one };
        let (api, key, worker) = (start_api(w, limits).await, w.key(business).await, w.worker());
        let mut slow_clients = Vec::new();
        for (path, header) in [
            ("/payout/create", ""),
            ("/payout/create", "prefer: respond-async\r\n"),
            ("/v1/allocations", ""),
            ("/v1/balance/top-up", "idempotency-key: k\r\n"),
        ] {
            let mut stream = TcpStream::connect(api.url.trim_start_matches("http://")).await.unwrap();
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {key}\r\n{header}content-length: 60\r\n\r\n{{"
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            slow_clients.push(stream);
        }
        // The heads of the slow requests are read at once, and their keys looked up. Then they take no place.
        let wait_until_served = async |what: &str, good: u16, headers: &[(&str, &str)]| {
            eventually(what, async || {
                let answer = api.pay(&key, headers, "a@example.com", 1).await;
                (answer.status == good).then_some(())
            })
            .await;
        };
        wait_until_served("a request that waits is paid", 201, &[]).await;
        wait_until_served("a request that does not wait is recorded", 202, &[ASYNC]).await;
        eventually("a read is answered", async || {
            (api.get("/balance", &key).await.status == 200).then_some(())
        })
        .await;
        drop(slow_clients);
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// An open loop: 600 requests of three kinds that wait for nothing, and a few places. The result does not depend on the
/// machine's speed.
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_under_overload_is_true() {
    const REQUESTS: usize = 600;
    world(async |w| {
        let business = w.business(1_000_000).await;
        let limits = AdmissionLimits { waiting: NARROW, recording: NARROW, others: NARROW };
        let (api, key, worker) = (start_api(w, limits).await, w.key(business).await, w.worker());
        let storm = join_all((0..REQUESTS).map(async |n| {
            let email = format!("u{n}@example.com");
            let answer = match n % 3 {
                0 => api.pay(&key, &[], &email, 1).await,
                1 => api.pay(&key, &[ASYNC], &email, 1).await,
                _ => api.get("/balance", &key).await,
            };
            (n, answer)
        }));
        let answers = tokio::time::timeout(Duration::from_secs(60), storm).await.unwrap();
        w.drained().await;
        let (mut done, mut refused) = (Vec::new(), 0);
        for (n, answer) in answers {
            match answer.status {
                200 if n % 3 == 2 => {}
                201 | 202 => done.push((format!("u{n}@example.com"), 1)),
                429 | 503 => {
                    assert!((1..=60).contains(&retry_after_s(&answer)), "{answer:?}");
                    refused += 1;
                }
                _ => panic!("{answer:?}"),
            }
        }
        done.sort();
        assert!(refused > 0, "no request was refused");
        assert!(!done.is_empty(), "no request was accepted");
        assert_eq!(w.users(business).await, done, "each good answer is paid, and nothing else");
        assert_eq!(api.pay(&key, &[], "after@example.com", 1).await.status, 201);
        assert_eq!(api.get("/balance", &key).await.status, 200);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
