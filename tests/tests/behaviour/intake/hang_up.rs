//! Clients that hang up harm no other client: no connection is left inside their transaction, and no response to
//! another client is lost.
//!
//! The race: a `begin` that is cancelled on its way leaves its pooled connection inside a transaction, because axum
//! drops the handler of a client that has disconnected. There are two guards. Work runs in tasks of its own
//! (`api::work::unit_of_work`), and a connection that returns to the pool is taken out of any transaction
//! (`domain::platform::db::pool`). The second test shows the leak without them.

use std::time::Duration;

use domain::platform::db::{self, Role};
use futures::StreamExt;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use tests::merchant::{Merchant, Request};
use tests::random::{Random, setting};
use tests::{RunningApi, World, eventually, world};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Returns how many of the service's connections are in a transaction, and for how long the longest has been idle in
/// it.
async fn open_transactions(w: &World) -> (i64, f64) {
    sqlx::query_as(
        "select count(*), coalesce(max(extract(epoch from clock_timestamp() - state_change)), 0)::float8
         from pg_stat_activity
         where datname = current_database() and application_name = 'payout-api'
           and state in ('idle in transaction', 'idle in transaction (aborted)')",
    )
    .fetch_one(&w.pool)
    .await
    .unwrap()
}

/// Sends a request and hangs up after `patience`, whatever the service is doing with it.
async fn send_and_hang_up(service: &RunningApi, bytes: Vec<u8>, patience: Duration) {
    let mut stream = TcpStream::connect(service.address).await.unwrap();
    stream.write_all(&bytes).await.unwrap();
    tokio::time::sleep(patience).await;
}

async fn is_paid(w: &World, allocation: &str) -> bool {
    let id: domain::ids::AllocationId = allocation.parse().unwrap();
    sqlx::query_scalar("select exists (select from transfers where subject_id = $1 and kind = 'allocation')")
        .bind(id.uuid())
        .fetch_one(&w.pool)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_hang_up_do_not_affect_others() {
    let requests = 300 * setting("PAYOUT_TEST_SCALE", 1);
    let seed = setting("PAYOUT_TEST_SEED", 1);
    world(async |w| {
        let business = w.business(1_000_000_000).await;
        let merchant = Merchant::of(w, business).await;
        let service = RunningApi::on(&w.url, 4).await;
        let worker = w.worker();
        let mut random = Random::new(seed);
        let (mut staying, mut leaving) = (Vec::new(), Vec::new());
        for n in 0..requests {
            let request = Request::of(format!("u{n}@example.com"), format!("key-{n}"));
            if random.below(2) == 0 {
                staying.push(request);
            } else {
                leaving.push((merchant.bytes(&request), Duration::from_micros(random.below(30_000))));
            }
        }
        let stay = futures::stream::iter(&staying).map(|request| merchant.send(service.address, request));
        let leave = futures::stream::iter(leaving)
            .map(|(bytes, patience)| send_and_hang_up(&service, bytes, patience));
        let (answers, ()) = futures::join!(
            stay.buffer_unordered(8).collect::<Vec<_>>(),
            leave.buffer_unordered(24).collect::<()>()
        );
        let mut paid = 0;
        for answer in answers {
            let (answer, _) = answer.unwrap();
            assert!(matches!(answer.status, 201 | 503), "{answer:?}");
            if answer.status == 201 {
                paid += 1;
                assert!(is_paid(w, &answer.allocation.unwrap()).await, "an acknowledged payment was lost");
            }
        }
        assert!(paid > 0, "seed {seed}: no request was answered with success");
        eventually("no transaction is left open", async || {
            let (open, longest_idle) = open_transactions(w).await;
            assert!(longest_idle < 1.0, "a connection is idle in a transaction for {longest_idle} s");
            (open == 0).then_some(())
        })
        .await;
        let (after, _) =
            merchant.send(service.address, &Request::of("after@example.com", "after")).await.unwrap();
        assert_eq!(after.status, 201);
        service.stop().await;
        w.drained().await;
        worker.stop().await;
    })
    .await;
}

/// Counts how often a connection of `pool` is left inside a transaction by a `begin` that was cancelled on its way.
async fn count_leaks(w: &World, pool: &PgPool) -> usize {
    let mut leaks = 0;
    for _ in 0..20 {
        drop(pool.acquire().await.unwrap());
        let mut begin = Box::pin(pool.begin());
        // The connection is taken and BEGIN is sent, but its answer has not arrived.
        while futures::poll!(&mut begin).is_pending() && open_transactions(w).await.0 == 0 {}
        drop(begin);
        let mut conn = pool.acquire().await.unwrap();
        leaks += usize::from(open_transactions(w).await.0 > 0);
        conn.close_on_drop();
    }
    leaks
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_begin_leaks_a_transaction_from_a_stock_pool_only() {
    world(async |w| {
        let options = db::Servers::read(&w.url, Role::Api).unwrap().first().options.clone();
        let stock = PgPoolOptions::new().max_connections(1).connect_lazy_with(options);
        assert!(count_leaks(w, &stock).await > 0, "a stock pool no longer leaks: the guards may be removed");
        assert_eq!(count_leaks(w, &db::pool(&w.url, Role::Api, 1).unwrap()).await, 0);
    })
    .await;
}
