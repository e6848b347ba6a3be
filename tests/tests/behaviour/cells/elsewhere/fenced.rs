//! The fence: a process that checked a moment before the hold is stopped by the database, which refuses its writes for
//! the business. No other business is affected, and every answer is true.

use std::time::Duration;

use domain::allocation::Lane;
use domain::event::EventType;
use domain::ids::BusinessId;
use domain::usage::{self, Latencies, Outcome, UsageCount};
use futures::future::join_all;
use tests::{Receiver, World, eventually, world};

use super::{end_move, fence_table, set_move_phase};
use crate::intake::grouping::SLOW_COMMIT;
use crate::webhooks::outbox::{endpoint, record_events};

const ASYNC: (&str, &str) = ("prefer", "respond-async");

/// Counts attempts that are rolled back: a sequence is not rolled back with them.
const TRIES: &str = "create sequence tries;
    create function try() returns trigger language plpgsql as $$ begin perform nextval('tries'); return new; end $$;
    create trigger tried before insert on transfers for each row when (new.kind = 'allocation') execute function try()";

async fn count_tries(w: &World) -> i64 {
    sqlx::query_scalar("select last_value from tries").fetch_one(&w.pool).await.unwrap()
}

async fn count(w: &World, table: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
        .fetch_one(&w.pool)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn other_businesses_in_a_group_with_a_fenced_one_are_recorded() {
    world(async |w| {
        w.execute(SLOW_COMMIT).await;
        let [away, here] = [w.business(1_000).await, w.business(1_000).await];
        let (api, keys) = (w.api().await, [w.key(away).await, w.key(here).await]);
        let fence = fence_table(w, away, "allocations", false).await;
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
        end_move(w, fence).await;
        assert_eq!(api.pay(&keys[0], &[ASYNC], "ann@example.com", 1).await.status, 202);
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_whose_request_cannot_be_taken_back_gets_202() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let fence = fence_table(w, business, "allocation_queue", true).await;
        let answer = api.pay(&key, &[("prefer", "wait=1")], "ann@example.com", 1).await;
        assert_eq!(answer.status, 202, "the request cannot be taken back: {}", answer.body);
        end_move(w, fence).await;
        // The same whichever table has the fence: here only `relocations` shows the hold.
        let held = async {
            eventually("the second payment is recorded", async || {
                (count(w, "allocations").await == 2).then_some(())
            })
            .await;
            set_move_phase(w, business, "held").await;
        };
        let wait = [("prefer", "wait=2")];
        let (answer, ()) = tokio::join!(api.pay(&key, &wait, "bob@example.com", 1), held);
        assert_eq!(answer.status, 202, "{}", answer.body);
        end_move(w, business).await;
        let worker = w.worker();
        eventually("both payments are made", async || (w.paid(business).await == 2).then_some(())).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fenced_claim_is_not_a_failure_and_does_not_delay_others() {
    world(async |w| {
        w.execute(TRIES).await;
        let [away, here] = [w.business(1_000).await, w.business(1_000).await];
        let fence = fence_table(w, away, "transfers", false).await;
        w.queue(away, Lane::Interactive, &[("ann@example.com", 10), ("bob@example.com", 10)]).await;
        let worker = w.worker();
        let paid = async |n: i64| {
            w.queue(here, Lane::Interactive, &[("ann@example.com", 10)]).await;
            eventually("the other business is paid", async || (w.paid(here).await == n).then_some(())).await;
        };
        paid(1).await;
        eventually("the fenced claim is tried several times", async || {
            (count_tries(w).await > 6).then_some(())
        })
        .await;
        paid(2).await;
        assert_eq!((w.paid(away).await, count(w, "allocation_dead").await), (0, 0));
        assert_eq!((count(w, "allocation_deferred").await, count(w, "allocation_outcomes").await), (0, 0));
        // A refused claim deletes its mark. The mark of a claim in flight may still be there.
        let deaths: i16 = sqlx::query_scalar("select coalesce(max(deaths), 0::smallint) from claims_begun")
            .fetch_one(&w.pool)
            .await
            .unwrap();
        assert!(deaths <= 1, "a refusal counted: {deaths} deaths");
        end_move(w, fence).await;
        w.drained().await;
        worker.stop().await;
        assert_eq!((w.paid(away).await, count(w, "allocation_dead").await), (2, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_cannot_be_recorded_does_not_delay_others() {
    world(async |w| {
        let [away, here] = [w.business(0).await, w.business(0).await];
        let receivers = [Receiver::start().await, Receiver::start().await];
        fence_table(w, away, "webhook_attempts", false).await;
        for (business, receiver) in [away, here].into_iter().zip(&receivers) {
            endpoint(w, business, &receiver.url, &[EventType::BalanceLow]).await;
            record_events(w, business, EventType::BalanceLow, 1).await;
        }
        let worker = w.worker();
        eventually("both webhooks are delivered", async || {
            receivers.iter().all(|one| one.received().len() == 1).then_some(())
        })
        .await;
        record_events(w, here, EventType::BalanceLow, 1).await;
        eventually("another webhook arrives", async || (receivers[1].received().len() == 2).then_some(()))
            .await;
        eventually("the attempt is recorded", async || {
            (count(w, "webhook_attempts").await == 2).then_some(())
        })
        .await;
        worker.stop().await;
        let pending: i64 = sqlx::query_scalar(
            "select count(*) from webhook_deliveries where state = 'pending' and business_id = $1",
        )
        .bind(away.uuid())
        .fetch_one(&w.pool)
        .await
        .unwrap();
        assert_eq!(pending, 1, "the delivery is left for the other cell");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn usage_of_held_and_dropped_businesses_is_left_out() {
    world(async |w| {
        let [away, here] = [w.business(0).await, w.business(0).await];
        set_move_phase(w, away, "held").await;
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
