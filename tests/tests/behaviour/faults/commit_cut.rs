//! A COMMIT has three outcomes: done, not done, unknown. The connection is cut before the server sees the COMMIT, and
//! after the server has done it. In both cases the client is answered truthfully, and every allocation is paid once.

use domain::allocation::Lane;
use tests::merchant::{Merchant, Request};
use tests::proxy::{Cut, Proxy};
use tests::random::setting;
use tests::{RunningApi, World, eventually, world};

/// Returns how many COMMITs of each kind are cut.
fn cuts() -> u32 {
    u32::try_from(30 * setting("PAYOUT_TEST_SCALE", 1)).unwrap()
}

/// Counts the allocations and the transfers of the key.
async fn count_rows_of_key(w: &World, key: &str) -> (i64, i64) {
    sqlx::query_as(
        "select count(a.id), count(t.subject_id) from allocations a
         left join transfers t on t.business_id = a.business_id and t.subject_id = a.id
         where a.reference = $1",
    )
    .bind(key)
    .fetch_one(&w.pool)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acceptance_cut_before_its_commit_is_refused_and_not_recorded() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let merchant = Merchant::of(w, business).await;
        let proxy = Proxy::to(&w.url).await;
        let service = RunningApi::on(&proxy.url(&w.url), 4).await;
        let worker = w.worker();
        for n in 1..=cuts() {
            let (key, email) = (format!("key-{n}"), format!("u{n}@example.com"));
            proxy.cut_next_commit(Cut::Before);
            let request = Request::of(email, &key);
            let (refused, _) = merchant.send(service.address, &request).await.unwrap();
            assert_eq!(proxy.cuts(), n, "the COMMIT was cut");
            assert_eq!((refused.status, refused.retry_after.as_deref()), (503, Some("1")), "{refused:?}");
            assert_eq!(count_rows_of_key(w, &key).await, (0, 0), "nothing was recorded");
            let (paid, _) = merchant.send(service.address, &request).await.unwrap();
            assert_eq!(paid.status, 201, "its key can be used again: {paid:?}");
            assert_eq!(count_rows_of_key(w, &key).await, (1, 1));
        }
        service.stop().await;
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acceptance_cut_after_its_commit_gets_201_or_202() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let merchant = Merchant::of(w, business).await;
        let proxy = Proxy::to(&w.url).await;
        let service = RunningApi::on(&proxy.url(&w.url), 4).await;
        let worker = w.worker();
        for n in 1..=cuts() {
            let key = format!("key-{n}");
            proxy.cut_next_commit(Cut::After);
            let asynchronous = n % 2 == 0;
            let mut request = Request::of(format!("u{n}@example.com"), &key);
            if asynchronous {
                request = request.prefer("respond-async");
            }
            let (answer, _) = merchant.send(service.address, &request).await.unwrap();
            assert_eq!(proxy.cuts(), n, "the COMMIT was cut");
            assert_eq!(answer.status, if asynchronous { 202 } else { 201 }, "{answer:?}");
            eventually("the allocation is paid", async || {
                (count_rows_of_key(w, &key).await == (1, 1)).then_some(())
            })
            .await;
        }
        service.stop().await;
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_taken_back_with_a_cut_commit_gets_503_and_is_not_paid() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let merchant = Merchant::of(w, business).await;
        let proxy = Proxy::to(&w.url).await;
        let service = RunningApi::on(&proxy.url(&w.url), 4).await;
        for n in 1..=cuts() {
            // No worker runs. The request is taken back at its deadline, which is now. Its first COMMIT is the
            // acceptance.
            let (key, email) = (format!("key-{n}"), format!("u{n}@example.com"));
            let cut = if n % 2 == 0 { Cut::Before } else { Cut::After };
            let second = if n % 4 < 2 { Cut::Before } else { Cut::After };
            proxy.cut_next_commit(cut);
            let request = Request::of(email, &key).prefer("wait=0");
            if cut == Cut::After {
                proxy.cut_next_commit(second);
            }
            let (answer, _) = merchant.send(service.address, &request).await.unwrap();
            assert_eq!(answer.status, 503, "{answer:?}");
            assert_eq!(count_rows_of_key(w, &key).await, (0, 0), "503: nothing is recorded");
        }
        assert!(proxy.cuts() > cuts(), "takings-back were cut as well");
        service.stop().await;
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        assert!(w.users(business).await.is_empty(), "nothing was debited later");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_whose_commits_are_cut_pays_each_allocation_once() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let proxy = Proxy::to(&w.url).await;
        let worker = w.worker_through(&proxy.url(&w.url));
        for n in 1..=cuts() {
            proxy.cut_next_commit(if n % 2 == 0 { Cut::Before } else { Cut::After });
            let ids =
                w.queue(business, Lane::Interactive, &[("a@example.com", 7), ("b@example.com", 11)]).await;
            eventually("the COMMIT was cut", async || (proxy.cuts() == n).then_some(())).await;
            w.drained().await;
            for id in ids {
                assert_eq!(w.state(business, id).await, ("succeeded", None));
            }
        }
        worker.stop().await;
        let n = i64::from(cuts());
        assert_eq!(
            w.users(business).await,
            [("a@example.com".into(), 7 * n), ("b@example.com".into(), 11 * n)],
            "each is paid once"
        );
        assert_eq!(w.payout_balance(business).await, 1_000_000 - 18 * n);
        assert_eq!(w.queue_status().await.dead, 0);
    })
    .await;
}
