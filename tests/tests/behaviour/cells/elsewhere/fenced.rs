//! The fence: a process that checked a moment before the hold is stopped by the database, which refuses its writes for
//! the business. No other business suffers, and no answer is untrue.

use std::time::Duration;

use domain::allocation::Lane;
use domain::event::EventType;
use domain::ids::BusinessId;
use domain::usage::{self, Latencies, Outcome, UsageCount};
use futures::future::join_all;
use tests::{Receiver, World, eventually, world};

use super::{fenced, stands, stays};
use crate::intake::grouping::SLOW_COMMIT;
use crate::webhooks::outbox::{endpoint, record_events};

const ASYNC: (&str, &str) = ("prefer", "respond-async");

/// Counts attempts that are rolled back: a sequence is not rolled back with them.
const TRIES: &str = "create sequence tries;
    create function try() returns trigger language plpgsql as $$ begin perform nextval('tries'); return new; end $$;
    create trigger tried before insert on transfers for each row when (new.kind = 'allocation') execute function try()";

async fn tries(w: &World) -> i64 {
    sqlx::query_scalar("select last_value from tries").fetch_one(&w.pool).await.unwrap()
}

async fn count(w: &World, table: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
        .fetch_one(&w.pool)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_neighbours_in_a_group_are_recorded() {
    world(async |w| {
        w.execute(SLOW_COMMIT).await;
        let [away, here] = [w.business(1_000).await, w.business(1_000).await];
        let (api, keys) = (w.api().await, [w.key(away).await, w.key(here).await]);
        let fence = fenced(w, away, "allocations", false).await;
        let answers = join_all((0..40).map(|n| api.pay(&keys[n % 2], &[ASYNC], "ann@example.com", 1))).await;
        for (n, answer) in answers.iter().enumerate() {
            assert_eq!(answer.status, if n % 2 == 0 { 503 } else { 202 }, "{}", answer.body);
        }
        assert_eq!(count(w, "allocations").await, 20);
        let alone =
            api.post("/v1/allocations", &keys[0], &[], r#"{"email":"ann@example.com","amount":1}"#).await;
        assert!(
            alone.status == 503 && alone.body.contains("being moved between databases"),
            "{}",
            alone.body
        );
        stays(w, fence).await;
        assert_eq!(api.pay(&keys[0], &[ASYNC], "ann@example.com", 1).await.status, 202);
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waited_is_told_that_it_can_still_be_paid() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let fence = fenced(w, business, "allocation_queue", true).await;
        let answer = api.pay(&key, &[("prefer", "wait=1")], "ann@example.com", 1).await;
        assert_eq!(answer.status, 202, "it cannot be taken back here: {}", answer.body);
        stays(w, fence).await;
        // On whichever table the fence is.
        let held = async {
            eventually("it is recorded", async || (count(w, "allocations").await == 2).then_some(())).await;
            stands(w, business, "held").await;
        };
        let wait = [("prefer", "wait=2")];
        let (answer, ()) = tokio::join!(api.pay(&key, &wait, "bob@example.com", 1), held);
        assert_eq!(answer.status, 202, "{}", answer.body);
        stays(w, business).await;
        let worker = w.worker();
        eventually("both are paid", async || (w.paid(business).await == 2).then_some(())).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_meets_it_counts_against_nothing_and_keeps_no_other_back() {
    world(async |w| {
        w.execute(TRIES).await;
        let [away, here] = [w.business(1_000).await, w.business(1_000).await];
        let fence = fenced(w, away, "transfers", false).await;
        w.queue(away, Lane::Interactive, &[("ann@example.com", 10), ("bob@example.com", 10)]).await;
        let worker = w.worker();
        let paid = async |n: i64| {
            w.queue(here, Lane::Interactive, &[("ann@example.com", 10)]).await;
            eventually("the other is paid", async || (w.paid(here).await == n).then_some(())).await;
        };
        paid(1).await;
        eventually("it was tried again and again", async || (tries(w).await > 6).then_some(())).await;
        paid(2).await;
        assert_eq!((w.paid(away).await, count(w, "allocation_dead").await), (0, 0));
        assert_eq!((count(w, "allocation_deferred").await, count(w, "allocation_outcomes").await), (0, 0));
        // A refused claim deletes its mark. The mark of a claim in flight may still be there.
        let deaths: i16 = sqlx::query_scalar("select coalesce(max(deaths), 0::smallint) from claims_begun")
            .fetch_one(&w.pool)
            .await
            .unwrap();
        assert!(deaths <= 1, "a refusal counted: {deaths} deaths");
        stays(w, fence).await;
        w.drained().await;
        worker.stop().await;
        assert_eq!((w.paid(away).await, count(w, "allocation_dead").await), (2, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_whose_result_cannot_be_recorded_keeps_no_other_back() {
    world(async |w| {
        let [away, here] = [w.business(0).await, w.business(0).await];
        let receivers = [Receiver::start().await, Receiver::start().await];
        fenced(w, away, "webhook_attempts", false).await;
        for (business, receiver) in [away, here].into_iter().zip(&receivers) {
            endpoint(w, business, &receiver.url, &[EventType::BalanceLow]).await;
            record_events(w, business, EventType::BalanceLow, 1).await;
        }
        let worker = w.worker();
        eventually("both are delivered", async || {
            receivers.iter().all(|one| one.received().len() == 1).then_some(())
        })
        .await;
        record_events(w, here, EventType::BalanceLow, 1).await;
        eventually("another arrives", async || (receivers[1].received().len() == 2).then_some(())).await;
        eventually("it is written down", async || (count(w, "webhook_attempts").await == 2).then_some(()))
            .await;
        worker.stop().await;
        let pending: i64 = sqlx::query_scalar(
            "select count(*) from webhook_deliveries where state = 'pending' and business_id = $1",
        )
        .bind(away.uuid())
        .fetch_one(&w.pool)
        .await
        .unwrap();
        assert_eq!(pending, 1, "the other cell sends it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_usage_of_others_is_added() {
    world(async |w| {
        let [away, here] = [w.business(0).await, w.business(0).await];
        stands(w, away, "held").await;
        let counted = |business: BusinessId| UsageCount {
            business_id: business,
            day: w.clock.now().date_naive(),
            route: "GET /v1/balance".into(),
            outcome: Outcome::Succeeded,
            latencies: Latencies::of(Duration::from_millis(1)),
        };
        let mut conn = w.pool.acquire().await.unwrap();
        // A business that has left, and whose rows were dropped.
        let dropped = BusinessId::from(w.clock.id());
        usage::add(&mut conn, vec![counted(away), counted(here), counted(dropped)]).await.unwrap();
        let of: Vec<uuid::Uuid> =
            sqlx::query_scalar("select business_id from api_usage").fetch_all(&w.pool).await.unwrap();
        assert_eq!(of, [here.uuid()]);
    })
    .await;
}
