//! Providers over HTTP: one that loses replies and answers late, twice, out of order and with garbage; one that is
//! silent; and workers that are killed during calls. No order is paid twice, none is given back wrongly, and every
//! unknown outcome becomes known. The books are checked after each test.
//!
//! `PAYOUT_TEST_WITHDRAWALS=2000 cargo test --workspace --test behaviour providers` is the long run.

use std::time::Duration;

use domain::business::Mode;
use domain::withdrawal::lease;
use domain::withdrawal::methods::MethodSettings;
use futures::StreamExt;
use serde_json::json;
use sqlx::Row;
use tests::provider::{Manners, NAME, Provider};
use tests::random::setting;
use tests::{Process, RunningApi, World, eventually, world};
use tokio::time::Instant;
use worker::config::WorkerConfig;
use worker::withdrawals::desk::{self, LeasedOrder};

/// The number of payout users that make the orders.
const USERS: usize = 10;

/// The number of orders that are made at the same time.
const AT_A_TIME: usize = 16;

/// Creates users of a live business with enough money each, and returns their hashes.
pub(super) async fn users(w: &World, api: &RunningApi, balance: i64) -> Vec<String> {
    let business = w.business_of(Mode::Live, balance * USERS as i64).await;
    let key = w.key(business).await;
    let worker = w.worker();
    let mut hashes = Vec::new();
    for n in 0..USERS {
        let paid = api.pay(&key, &[], &format!("user{n}@example.com"), balance).await;
        hashes.push(paid.json()["hash"].as_str().unwrap().to_owned());
    }
    worker.stop().await;
    hashes
}

/// Makes `count` orders of growing amounts.
pub(super) async fn create_orders(api: &RunningApi, hashes: &[String], count: usize) {
    let making = (0..count).map(async |n| {
        let destination = json!({"email": format!("payee{n}@example.com")});
        let body = json!({"amount": 1_000 + n, "provider": "paypal", "destination": destination}).to_string();
        let answer = api.as_user("POST", "/payout/withdraw", &hashes[n % USERS], &[], body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
    });
    futures::stream::iter(making).buffer_unordered(AT_A_TIME).collect::<Vec<()>>().await;
}

/// Counts the orders that have not ended.
async fn count_open(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from withdrawals where status in ('created', 'processing')")
        .fetch_one(&w.pool)
        .await
        .unwrap()
}

async fn wait_until_all_ended(w: &World) {
    // Each round waits for one more order to end, for a minute at most.
    loop {
        let before = count_open(w).await;
        if before == 0 {
            return;
        }
        eventually("another withdrawal ends", async || (count_open(w).await < before).then_some(())).await;
    }
}

pub(super) async fn count_unknown(w: &World) -> i64 {
    let mut conn = w.pool.acquire().await.unwrap();
    lease::unknown(&mut conn, w.clock.now()).await.unwrap().count
}

/// Checks that our books and the provider's agree about each order.
async fn assert_books_agree(w: &World, provider: &Provider, count: usize) {
    let rows = sqlx::query("select id, status::text, net_amount, provider_reference, code from withdrawals")
        .fetch_all(&w.pool)
        .await
        .unwrap();
    let books = provider.books();
    assert_eq!((rows.len(), books.len()), (count, count), "each order has exactly one key");
    let mut refused = 0;
    for row in rows {
        let id = format!("ord_{}", row.get::<uuid::Uuid, _>(0));
        let entry = &books[&id];
        let (status, code): (String, Option<String>) = (row.get(1), row.get(4));
        assert_eq!(status == "succeeded", entry.paid, "{id}: {status}, {entry:?}");
        assert_eq!(row.get::<i64, _>(2), entry.net_amount);
        if entry.paid {
            assert_eq!(row.get::<Option<String>, _>(3), Some(format!("stub-{id}")));
        } else {
            refused += 1;
            assert_eq!((status.as_str(), code.as_deref()), ("failed", Some("account_closed")));
        }
    }
    assert!(refused > 0 && refused < count, "{refused} of {count} were refused");
    assert_eq!(count_unknown(w).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_provider_pays_each_order_once() {
    world(async |w| {
        let count = usize::try_from(setting("PAYOUT_TEST_WITHDRAWALS", 200)).unwrap();
        let provider = Provider::start(Manners::Bad(setting("PAYOUT_TEST_SEED", 7))).await;
        let methods = provider.methods();
        let api = w.api_with_methods(&methods).await;
        provider.enable_callbacks(&api.url);
        let hashes = users(w, &api, 100_000_000).await;
        let workers = [w.worker_with_methods(&methods), w.worker_with_methods(&methods)];
        create_orders(&api, &hashes, count).await;
        wait_until_all_ended(w).await;
        provider.callbacks_finished().await;
        assert_books_agree(w, &provider, count).await;
        let books = provider.books();
        // The faults had effect: the provider was asked about orders, some several times.
        assert!(books.values().any(|entry| entry.asked > 1));
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}

/// Workers are killed during their calls, one after another. Other workers ask about the orders of these calls.
#[tokio::test(flavor = "multi_thread")]
async fn killed_workers_leave_no_unknown_outcome() {
    world(async |w| {
        let count = 60;
        let provider = Provider::start(Manners::Bad(11)).await;
        let methods = provider.methods();
        let api = w.api_with_methods(&methods).await;
        let hashes = users(w, &api, 10_000_000).await;
        create_orders(&api, &hashes, count).await;
        for deaths in 1..=3 {
            let mut worker = Process::worker_with_methods(w, &methods).await;
            eventually("the worker is in the middle of calls", async || {
                let calling: i64 = sqlx::query_scalar(
                    "select count(*) from withdrawal_queue where calling and due_at > now()",
                )
                .fetch_one(&w.pool)
                .await
                .unwrap();
                let sent: u32 = provider.books().values().map(|entry| entry.told).sum();
                (calling > 0 && sent >= deaths * 10).then_some(())
            })
            .await;
            worker.kill();
        }
        assert!(count_open(w).await > 0, "they died before the work was done");
        let worker = w.worker_with_methods(&methods);
        wait_until_all_ended(w).await;
        assert_books_agree(w, &provider, count).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_provider_is_asked_until_it_answers() {
    world(async |w| {
        let provider = Provider::start(Manners::Silent).await;
        let methods = provider.methods();
        let api = w.api_with_methods(&methods).await;
        let hashes = users(w, &api, 10_000).await;
        create_orders(&api, &hashes, 20).await;
        let worker = w.worker_with_methods(&methods);
        eventually("all outcomes are unknown", async || (count_unknown(w).await == 20).then_some(())).await;
        eventually("each was asked about", async || {
            provider.books().values().all(|entry| entry.asked > 0).then_some(())
        })
        .await;
        // No order was given back on a guess.
        assert_eq!(count_open(w).await, 20);
        w.check_books().await;
        provider.behave(Manners::Good);
        wait_until_all_ended(w).await;
        assert_books_agree(w, &provider, 20).await;
        assert!(provider.books().values().all(|entry| entry.told == 1), "a known order is not sent again");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// The order counts neither as paid nor as refused, because the protocol gives positions in an array no meaning.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_an_array_is_an_unknown_outcome() {
    world(async |w| {
        let provider = Provider::start(Manners::ByPosition).await;
        let methods = provider.methods();
        let api = w.api_with_methods(&methods).await;
        let hashes = users(w, &api, 10_000).await;
        create_orders(&api, &hashes, 20).await;
        let worker = w.worker_with_methods(&methods);
        eventually("each was sent and asked about", async || {
            let books = provider.books();
            (books.len() == 20 && books.values().all(|entry| entry.asked > 0)).then_some(())
        })
        .await;
        eventually("all outcomes are unknown", async || (count_unknown(w).await == 20).then_some(())).await;
        assert_eq!(count_open(w).await, 20);
        w.check_books().await;
        provider.behave(Manners::Good);
        wait_until_all_ended(w).await;
        assert_books_agree(w, &provider, 20).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_of_an_unreachable_provider_are_sent_when_it_is_back() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let away = provider.methods().replace(&provider.port().to_string(), "9");
        let api = w.api_with_methods(&away).await;
        let hashes = users(w, &api, 10_000).await;
        create_orders(&api, &hashes, 10).await;
        let worker = w.worker_with_methods(&away);
        eventually("each was tried twice", async || {
            let tried: i64 = sqlx::query_scalar(
                "select count(*) from withdrawal_queue where attempts >= 2 and not calling",
            )
            .fetch_one(&w.pool)
            .await
            .unwrap();
            (tried == 10).then_some(())
        })
        .await;
        assert_eq!((count_unknown(w).await, count_open(w).await), (0, 10));
        worker.stop().await;
        let worker = w.worker_with_methods(&provider.methods());
        tokio::time::timeout(Duration::from_secs(60), wait_until_all_ended(w)).await.unwrap();
        assert_books_agree(w, &provider, 10).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// A process that was frozen with an order in hand wakes up. Meanwhile, another worker has the order, or it was undone,
/// paused or ended.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_not_sent_after_its_lease_ends() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let methods = provider.methods();
        let api = w.api_with_methods(&methods).await;
        let business = w.business_of(Mode::Live, 100_000).await;
        let key = w.key(business).await;
        let worker = w.worker();
        let paid = api.pay(&key, &[], "a@example.com", 10_000).await;
        let hash = paid.json()["hash"].as_str().unwrap().to_owned();
        worker.stop().await;
        let body = json!({"amount": 1_001, "provider": "paypal", "destination": {"email": "a@example.com"}});
        let made = api.as_user("POST", "/payout/withdraw", &hash, &[], body.to_string()).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let methods = MethodSettings { document: methods.into() };
        let desks = desk::desks(&WorkerConfig { methods, ..w.worker_config() }, &w.clock).unwrap();
        let desk = desks.iter().find(|desk| desk.name == NAME).unwrap();
        let take = async || {
            let mut work = w.pool.begin().await.unwrap();
            let now = w.clock.now();
            let due = lease::due(&mut work, NAME, now, 1).await.unwrap();
            let (business, id) = due[0];
            let order = lease::take(&mut work, business, id, now, now).await.unwrap().unwrap();
            work.commit().await.unwrap();
            order
        };
        let until = Instant::now();
        desk::handle_order(LeasedOrder { order: take().await, until }, desk.clone()).await.unwrap();
        assert_eq!(provider.books().len(), 0);
        w.execute("update withdrawal_queue set due_at = now()").await;
        let until = until + desk.lease();
        desk::handle_order(LeasedOrder { order: take().await, until }, desk.clone()).await.unwrap();
        assert_eq!(provider.books().len(), 1);
        api.stop().await;
    })
    .await;
}
