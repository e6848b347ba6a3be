//! Every row of the contract's table for POST /payout/create, and GET /balance: exact bytes and exact headers, through
//! the real API and the real worker.

use std::time::Duration;

use domain::business;
use domain::clock::Clock;
use domain::ids::BusinessId;
use tests::world::{noon, world_at};
use tests::{Answer, World, eventually, world};

pub const CREATE: &str = "/payout/create";
pub const INSUFFICIENT: &str = r#"{"error":"Insufficient payout balance"}"#;
pub const UNAUTHORIZED: &str = r#"{"error":"Unauthorized"}"#;
pub const DISABLED: &str = r#"{"error":"Payouts are currently disabled. Please enable them in Settings."}"#;
pub const INVALID_KEY: &str = r#"{"error":"Invalid Idempotency-Key"}"#;
pub const KEY_REUSED: &str = r#"{"error":"Idempotency-Key was already used with different parameters"}"#;
const UNAVAILABLE: &str = r#"{"error":"Service temporarily unavailable"}"#;

/// The headers of a refusal.
pub const PLAIN: [&str; 2] = ["content-type", "request-id"];
/// The headers of a response that names an allocation.
pub const NAMING: [&str; 4] = ["allocation-id", "content-type", "location", "request-id"];

#[track_caller]
pub fn assert_answer(answer: &Answer, status: u16, body: &str, headers: &[&str]) {
    assert_eq!((answer.status, answer.body.as_str()), (status, body));
    assert_eq!(answer.header_names(), headers, "{body}");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("request-id").len(), 36);
}

/// Returns the hash of a 201, and checks that the body has nothing else.
#[track_caller]
pub fn paid_hash(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.body);
    let hash = answer.json()["hash"].as_str().unwrap().to_owned();
    assert_eq!(answer.body, format!(r#"{{"hash":"{hash}"}}"#));
    assert!(
        hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
        "{hash}"
    );
    hash
}

pub async fn disable_payouts(w: &World, business: BusinessId) {
    let mut tx = w.pool.begin().await.unwrap();
    let disabled = business::Changes { payouts_enabled: Some(false), ..Default::default() };
    assert!(business::update(&mut tx, business, &disabled).await.unwrap());
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_request_gets_201_with_the_hash_and_the_allocation_id() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let paid = api.pay(&key, &[], "user@example.com", 300).await;
        paid_hash(&paid);
        assert_eq!(paid.header_names(), NAMING);
        let id = paid.header("allocation-id").to_owned();
        assert!(id.starts_with("alc_"), "{id}");
        assert_eq!(paid.header("location"), format!("/v1/allocations/{id}"));
        assert_eq!(
            w.users(business).await,
            [("user@example.com".into(), 300)],
            "committed before the response"
        );
        let found = api.get(paid.header("location"), &key).await;
        assert_eq!((found.status, found.json()["status"].as_str()), (200, Some("succeeded")));

        let balance = api.get("/balance", &key).await;
        assert_answer(&balance, 200, r#"{"balance":0,"payout_balance":700}"#, &PLAIN);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_belongs_to_one_person_in_one_business() {
    world(async |w| {
        let (one, other) = (w.business(1_000).await, w.business(1_000).await);
        let (api, worker) = (w.api().await, w.worker());
        let (key, other_key) = (w.key(one).await, w.key(other).await);
        let first = paid_hash(&api.pay(&key, &[], "user@example.com", 1).await);
        for same in ["user@example.com", "USER@Example.COM", " user@example.com "] {
            assert_eq!(paid_hash(&api.pay(&key, &[], same, 2).await), first, "{same}");
        }
        for different in
            ["user+1@example.com", "us.er@example.com", "user@example.org", "\u{212a}user@example.com"]
        {
            assert_ne!(paid_hash(&api.pay(&key, &[], different, 2).await), first, "{different}");
        }
        assert_ne!(paid_hash(&api.pay(&other_key, &[], "user@example.com", 1).await), first);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_replays_its_outcome_for_ever() {
    world(async |w| {
        let business = w.business(100).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let bare = [("idempotency-key", "order-1")];
        let paid = api.pay(&key, &bare, "user@example.com", 60).await;
        assert_eq!(paid.header_names(), NAMING);
        let hash = paid_hash(&paid);
        // The same key in quotes, and the same request written differently.
        for (spelling, body) in [
            ("order-1", r#"{"email":"user@example.com","amount":60}"#),
            ("\"order-1\"", r#"{"email":"user@example.com","amount":60}"#),
            ("order-1", r#" {"amount":60, "note":1, "email":" USER@EXAMPLE.com "}"#),
        ] {
            let again = api.post(CREATE, &key, &[("idempotency-key", spelling)], body).await;
            assert_eq!((again.status, again.body.as_str()), (201, paid.body.as_str()));
            assert_eq!(again.header("idempotent-replayed"), "true");
            assert_eq!(again.header("allocation-id"), paid.header("allocation-id"));
            assert_eq!(again.header("location"), paid.header("location"));
        }
        for (email, amount) in [("user@example.com", 61), ("other@example.com", 60)] {
            assert_answer(&api.pay(&key, &bare, email, amount).await, 422, KEY_REUSED, &PLAIN);
        }
        // A refusal for lack of money is final for its key, whatever is funded later.
        let refused_key = [("idempotency-key", "order-2")];
        let refused = api.pay(&key, &refused_key, "new@example.com", 41).await;
        assert_answer(&refused, 400, INSUFFICIENT, &NAMING);
        w.fund(business, 1_000).await;
        let again = api.pay(&key, &refused_key, "new@example.com", 41).await;
        assert_eq!((again.status, again.body.as_str()), (400, INSUFFICIENT));
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!(again.header("allocation-id"), refused.header("allocation-id"));
        assert_eq!(
            w.users(business).await,
            [("user@example.com".into(), 60)],
            "no user is created without a payment"
        );
        // Without a key, each request pays.
        let second = api.pay(&key, &[], "user@example.com", 60).await;
        assert_eq!((paid_hash(&second), w.paid(business).await), (hash, 2));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn respond_async_is_a_promise_and_wait_0_is_not() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        // No worker runs: a request without a promise is taken back, and leaves nothing.
        for headers in [&[("prefer", "wait=0")][..], &[("prefer", "wait=0"), ("idempotency-key", "k")]] {
            let answer = api.pay(&key, headers, "a@b.co", 1).await;
            assert_answer(
                &answer,
                503,
                UNAVAILABLE,
                &["content-type", "preference-applied", "request-id", "retry-after"],
            );
            // 30 once the API knows that no worker runs.
            let retry_after = answer.header("retry-after");
            assert!(["1", "30"].contains(&retry_after), "{retry_after}");
            assert_eq!(answer.header("preference-applied"), "wait=0");
            assert_eq!(w.recorded().await, 0);
        }
        // The key is free, also for another request.
        let headers = [("prefer", "respond-async"), ("idempotency-key", "k")];
        let accepted = api.pay(&key, &headers, "b@b.co", 2).await;
        let id = accepted.header("allocation-id").to_owned();
        let mut names = [&NAMING[..], &["preference-applied", "retry-after"]].concat();
        names.sort_unstable();
        assert_answer(&accepted, 202, &format!(r#"{{"id":"{id}","status":"pending"}}"#), &names);
        assert_eq!(
            (accepted.header("retry-after"), accepted.header("preference-applied")),
            ("1", "respond-async")
        );
        assert_eq!(accepted.header("location"), format!("/v1/allocations/{id}"));
        let worker = w.worker();
        w.drained().await;
        let paid = api.pay(&key, &headers, "b@b.co", 2).await;
        paid_hash(&paid);
        assert_eq!((paid.header("allocation-id"), paid.header("idempotent-replayed")), (id.as_str(), "true"));
        assert_eq!(w.users(business).await, [("b@b.co".into(), 2)]);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_fails_for_good_gets_500_and_moves_no_money() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        w.execute(crate::queue::poison::POISON).await;
        let business = w.business(1_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let headers = [("prefer", "wait=30"), ("idempotency-key", "k")];
        let request = api.pay(&key, &headers, "poison@example.com", 10);
        let moving = async {
            loop {
                clock.advance(chrono::Duration::seconds(400));
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let answer = tokio::select! { answer = request => answer, () = moving => panic!("unreachable") };
        assert_answer(
            &answer,
            500,
            r#"{"error":"Internal server error"}"#,
            &[&PLAIN[..1], &["preference-applied"], &PLAIN[1..]].concat(),
        );
        assert_eq!((w.payout_balance(business).await, w.queue_status().await.dead), (1_000, 0));
        // The outcome is final: the cause is gone, and the key still returns it.
        w.execute("drop trigger poison on payout_users").await;
        let again = api.pay(&key, &headers, "poison@example.com", 10).await;
        assert_eq!((again.status, w.paid(business).await), (500, 0));
        eventually("no job is deferred", async || (w.queue_status().await.deferred == 0).then_some(())).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
