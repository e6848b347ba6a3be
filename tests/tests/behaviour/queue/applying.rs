//! What a claim does: which allocations are paid and which are not, in which order, and that money is only moved.

use domain::allocation::Lane;
use tests::world;

#[tokio::test(flavor = "multi_thread")]
async fn allocations_are_paid_and_added_to_the_users_balances() {
    world(async |w| {
        let business = w.business(1_000).await;
        let ids = w
            .queue(
                business,
                Lane::Bulk,
                &[("a@example.com", 100), ("b@example.com", 200), ("a@example.com", 50)],
            )
            .await;
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        assert_eq!(w.payout_balance(business).await, 650);
        assert_eq!(w.users(business).await, [("a@example.com".into(), 150), ("b@example.com".into(), 200)]);
        for id in ids {
            assert_eq!(w.state(business, id).await, ("succeeded", None));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uncovered_allocation_fails_alone_and_creates_no_user() {
    world(async |w| {
        let business = w.business(100).await;
        let ids = w
            .queue(
                business,
                Lane::Bulk,
                &[("a@example.com", 60), ("b@example.com", 50), ("c@example.com", 40), ("d@example.com", 1)],
            )
            .await;
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        assert_eq!(w.payout_balance(business).await, 0);
        assert_eq!(w.users(business).await, [("a@example.com".into(), 60), ("c@example.com".into(), 40)]);
        let refused = ("failed", Some("insufficient_funds".to_owned()));
        assert_eq!(w.state(business, ids[1]).await, refused);
        assert_eq!(w.state(business, ids[3]).await, refused);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn interactive_requests_are_served_before_bulk() {
    world(async |w| {
        let business = w.business(100).await;
        let bulk = w.queue(business, Lane::Bulk, &[("bulk@example.com", 100)]).await;
        let interactive = w.queue(business, Lane::Interactive, &[("single@example.com", 100)]).await;
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        assert_eq!(w.state(business, interactive[0]).await.0, "succeeded");
        assert_eq!(w.state(business, bulk[0]).await.0, "failed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_workers_pay_every_allocation_once() {
    world(async |w| {
        let mut businesses = Vec::new();
        for _ in 0..20 {
            let business = w.business(10_000).await;
            let items: Vec<(String, i64)> =
                (0..300).map(|n| (format!("u{}@example.com", n % 50), 30)).collect();
            let items: Vec<(&str, i64)> =
                items.iter().map(|(email, amount)| (email.as_str(), *amount)).collect();
            w.queue(business, Lane::Bulk, &items).await;
            businesses.push(business);
        }
        let workers = [w.worker(), w.worker(), w.worker()];
        w.drained().await;
        for worker in workers {
            worker.stop().await;
        }
        for business in businesses {
            assert_eq!(w.payout_balance(business).await, 1_000);
            assert_eq!(w.users(business).await.len(), 50);
            assert!(w.users(business).await.iter().all(|(_, balance)| *balance == 180));
        }
    })
    .await;
}
