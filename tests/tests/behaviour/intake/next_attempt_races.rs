//! Concurrent next attempts at one payment: uploads, single requests and retries of the failed batch. One of them pays,
//! and the others wait for it or get its allocation. If two attempts were live, a law of the books would find them.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::allocation::{self, NewAllocation, Recorded, Single};
use domain::ids::{AllocationId, BusinessId};
use domain::ledger::books::{self, Law};
use domain::money::Cents;
use domain::queue;
use futures::future::join_all;
use serde_json::json;
use tests::{RunningApi, World, eventually, world};

use super::next_attempts::{payments, upload, wait_until_ended};

/// Uploads, single requests and retries of the failed batch, all at once.
#[tokio::test(flavor = "multi_thread")]
async fn concurrent_next_attempts_pay_once() {
    const ROUNDS: usize = 12;
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(1).await;
        let key = w.key(business).await;
        let recorded = AtomicUsize::new(0);
        for round in 0..ROUNDS {
            let (reference, rows) = (format!("r{round}"), format!("a@x.com,100,r{round}\n"));
            let first = upload(&api, &key, &format!("{round}"), &rows).await;
            assert_eq!(wait_until_ended(&api, &key, &first).await["counts"]["failed"], 1, "{reference}");
            w.fund(business, 100).await;
            let retry = format!("/v1/batches/{}/retry", first["id"].as_str().unwrap());
            let (api, key, recorded) = (&api, &key, &recorded);
            let tries = (0..6).map(|n| {
                let (retry, rows, reference) = (retry.clone(), rows.clone(), reference.clone());
                async move {
                    match n % 3 {
                        0 => {
                            let batch = upload(api, key, &format!("{round}-{n}"), &rows).await;
                            let new = 1 - batch["counts"]["duplicate"].as_u64().unwrap();
                            recorded.fetch_add(usize::try_from(new).unwrap(), Ordering::Relaxed);
                        }
                        1 => {
                            let body = json!({"email": "a@x.com", "amount": 100, "reference": reference})
                                .to_string();
                            let answer = api.post("/v1/allocations", key, &[], body).await;
                            assert!([201, 202].contains(&answer.status), "{}", answer.body);
                            recorded.fetch_add(
                                usize::from(answer.header("idempotent-replayed").is_empty()),
                                Ordering::Relaxed,
                            );
                        }
                        _ => assert!([200, 409].contains(&api.post(&retry, key, &[], "").await.status)),
                    }
                }
            });
            join_all(tries).await;
            let done = i64::try_from(round + 1).unwrap();
            eventually("the reference is paid", async || {
                (payments(w, business).await.0 >= done).then_some(())
            })
            .await;
            w.drained().await;
            eventually("no release is left", async || {
                let left: i64 = sqlx::query_scalar("select count(*) from batch_releases")
                    .fetch_one(&w.pool)
                    .await
                    .unwrap();
                (left == 0).then_some(())
            })
            .await;
            w.drained().await;
            assert_eq!(payments(w, business).await, (done, 100 * done), "{reference} is paid once");
        }
        assert!(recorded.load(Ordering::Relaxed) > 0, "no next attempt was recorded");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// Returns the next attempt at the only item of a failed batch, as a single request.
fn next_attempt(w: &World, business: BusinessId) -> Single {
    let allocation = NewAllocation {
        id: AllocationId::from(w.clock.id()),
        email: "a@x.com".parse().unwrap(),
        amount: Cents::new(100),
        reference: Some("f1".parse().unwrap()),
        metadata: None,
        item_index: None,
    };
    Single { business_id: business, promised: true, request_id: w.clock.id(), again: true, allocation }
}

/// Creates a business with a failed batch of one item, and commands a retry. No worker runs.
async fn create_batch_to_retry(w: &World, api: &RunningApi) -> BusinessId {
    let worker = w.worker();
    let business = w.business(1).await;
    let key = w.key(business).await;
    let batch = upload(api, &key, "one", "a@x.com,100,f1\n").await;
    assert_eq!(wait_until_ended(api, &key, &batch).await["counts"]["failed"], 1);
    worker.stop().await;
    w.fund(business, 1_000).await;
    let retry = format!("/v1/batches/{}/retry", batch["id"].as_str().unwrap());
    assert_eq!(api.post(&retry, &key, &[], "").await.status, 200);
    business
}

/// Without the lock, the leader would queue the failed item, because it cannot see the attempt.
#[tokio::test(flavor = "multi_thread")]
async fn a_retry_waits_for_an_uncommitted_attempt() {
    world(async |w| {
        let api = w.api().await;
        let business = create_batch_to_retry(w, &api).await;
        let mut asking = w.pool.begin().await.unwrap();
        let single = next_attempt(w, business);
        let group = allocation::record_group(&mut asking, &[single], w.clock.now()).await.unwrap();
        assert_eq!(group.recorded, [Recorded::New]);
        let mut leading = w.pool.begin().await.unwrap();
        assert!(!queue::release(&mut leading, w.clock.now()).await.unwrap(), "the leader tries again later");
        leading.commit().await.unwrap();
        asking.commit().await.unwrap();
        assert_eq!(w.queue_status().await.ready, 1, "only the attempt is queued");
        let worker = w.worker();
        w.drained().await;
        eventually("the release is carried out", async || {
            let left = sqlx::query_scalar("select count(*) from batch_releases").fetch_one(&w.pool).await;
            (left.unwrap_or(1_i64) == 0).then_some(())
        })
        .await;
        w.drained().await;
        assert_eq!(payments(w, business).await, (1, 100));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// Without the lock, the attempt would be recorded, because it cannot see that the item is queued.
#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_waits_for_an_uncommitted_retry() {
    world(async |w| {
        let api = w.api().await;
        let business = create_batch_to_retry(w, &api).await;
        let mut leading = w.pool.begin().await.unwrap();
        assert!(queue::release(&mut leading, w.clock.now()).await.unwrap());
        let asked = async {
            let mut asking = w.pool.begin().await.unwrap();
            let single = next_attempt(w, business);
            let group = allocation::record_group(&mut asking, &[single], w.clock.now()).await.unwrap();
            asking.commit().await.unwrap();
            group.recorded
        };
        let released = async {
            eventually("the attempt waits", async || {
                let waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted";
                let waiting: i64 = sqlx::query_scalar(waiting).fetch_one(&w.pool).await.unwrap();
                (waiting == 1).then_some(())
            })
            .await;
            leading.commit().await.unwrap();
        };
        let (recorded, ()) = tokio::join!(asked, released);
        assert!(matches!(recorded[..], [Recorded::Duplicate(_)]), "{recorded:?}");
        let worker = w.worker();
        w.drained().await;
        assert_eq!(payments(w, business).await, (1, 100));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// Does what the lock prevents, without the lock: a law of the books finds it.
#[tokio::test(flavor = "multi_thread")]
async fn the_books_report_a_reference_with_two_live_allocations() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(500).await).await;
        let batch = upload(&api, &key, "one", "d1@x.com,500,f1\nd2@x.com,500,f2\n").await;
        assert_eq!(wait_until_ended(&api, &key, &batch).await["counts"]["succeeded"], 1);
        let mut tx = w.pool.begin().await.unwrap();
        let found = books::check(&mut tx, Law::ReferencesArePaidOnce).await.unwrap();
        assert_eq!((found.checked, found.breaches), (0, 0));
        sqlx::query(
            "insert into allocations (business_id, id, request_id, email, amount, reference, reference_attempt)
             select business_id, gen_random_uuid(), request_id, email, amount, reference, 1 from allocations",
        )
        .execute(&mut *tx)
        .await
        .unwrap();
        let found = books::check(&mut tx, Law::ReferencesArePaidOnce).await.unwrap();
        // The reference that failed has only one live allocation, the new attempt.
        assert_eq!((found.checked, found.breaches), (2, 1));
        tx.rollback().await.unwrap();
        worker.stop().await;
    })
    .await;
}
