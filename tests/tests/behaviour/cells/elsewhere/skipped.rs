//! Workers, the leader and operators' lists leave out businesses that this cell does not serve now, and none of their
//! rows is removed by age.

use chrono::TimeDelta;
use domain::allocation::Lane;
use domain::event::EventType;
use domain::ids::BusinessId;
use domain::member::mails::{self, Mailing};
use domain::member::{Role, invitations};
use domain::steering::{self, Hold, Subject};
use domain::withdrawal::lease;
use domain::{cell, queue, webhook};
use secrecy::ExposeSecret;
use tests::command::Command;
use tests::{Receiver, World, eventually, world};

use super::{pause_for_move, set_move_phase};
use crate::webhooks::outbox::{endpoint, record_events};
use crate::withdrawals::lifecycle::{gift_card, user};

async fn count(w: &World, table: &str, business: BusinessId) -> i64 {
    let count = format!("select count(*) from {table} where business_id = $1");
    let count = sqlx::query_scalar(sqlx::AssertSqlSafe(count)).bind(business.uuid());
    count.fetch_one(&w.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_neither_pay_nor_deliver_for_a_held_business() {
    world(async |w| {
        let [away, here] = [w.business(1_000).await, w.business(1_000).await];
        let receivers = [Receiver::start().await, Receiver::start().await];
        for (business, receiver) in [away, here].into_iter().zip(&receivers) {
            endpoint(w, business, &receiver.url, &[EventType::BalanceLow]).await;
        }
        set_move_phase(w, away, "held").await;
        pause_for_move(w, away).await;
        for business in [away, here] {
            w.queue(business, Lane::Interactive, &[("ann@example.com", 10)]).await;
            record_events(w, business, EventType::BalanceLow, 1).await;
        }
        // The leader must not repair the missing ring row, without which no worker claims the business.
        sqlx::query("delete from ring where business_id = $1")
            .bind(away.uuid())
            .execute(&w.pool)
            .await
            .unwrap();
        let worker = w.worker();
        eventually("the other business is paid and gets its webhook", async || {
            (w.paid(here).await == 1 && receivers[1].received().len() == 1).then_some(())
        })
        .await;
        // After a sweep.
        w.queue(here, Lane::Interactive, &[("ann@example.com", 10)]).await;
        eventually("payments continue", async || (w.paid(here).await == 2).then_some(())).await;
        worker.stop().await;
        let mut conn = w.pool.acquire().await.unwrap();
        queue::sweep(&mut conn, w.clock.now()).await.unwrap();
        assert_eq!((w.paid(away).await, count(w, "ring", away).await), (0, 0));
        assert_eq!((receivers[0].connections(), count(w, "webhook_attempts", away).await), (0, 0));
        assert_eq!(count(w, "allocation_queue", away).await, 1);
        let due = webhook::candidates(&mut conn, w.clock.now(), 10).await.unwrap();
        assert!(due.iter().all(|(business, _)| *business != away));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deferred_jobs_of_an_unserved_business_are_not_made_ready() {
    world(async |w| {
        let business = w.business(1_000).await;
        w.queue(business, Lane::Interactive, &[("ann@example.com", 10)]).await;
        w.execute(
            "with moved as (delete from allocation_queue returning *)
             insert into allocation_deferred (due_at, amount, lane, attempts, promised, from_reserve, business_id,
                 allocation_id, email)
             select now(), amount, lane, attempts, promised, from_reserve, business_id, allocation_id, email from moved",
        )
        .await;
        let mut conn = w.pool.acquire().await.unwrap();
        let later = w.clock.now() + TimeDelta::minutes(5);
        for phase in ["held", "gone", "arriving"] {
            set_move_phase(w, business, phase).await;
            let swept = queue::sweep(&mut conn, later).await.unwrap();
            assert_eq!((swept.readied, swept.removed), (0, 0), "{phase}");
        }
        set_move_phase(w, business, "copying").await;
        assert_eq!(queue::sweep(&mut conn, later).await.unwrap().readied, 1);
        sqlx::query("delete from relocations").execute(&w.pool).await.unwrap();
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_and_mails_of_an_unserved_business_are_not_taken() {
    world(async |w| {
        const LIVE: &str = r#"{"methods":{"gift_card":{"provider":"manual"}}}"#;
        let api = w.api_with_methods(LIVE).await;
        let of = user(w, &api, domain::business::Mode::Live, 2_000).await;
        of.order(&api, gift_card(500)).await;
        let (now, until) = (w.clock.now() + TimeDelta::seconds(5), w.clock.now() + TimeDelta::minutes(5));
        let mut conn = w.pool.acquire().await.unwrap();
        let invitation = w.clock.id().into();
        let email = "bob@example.com".parse().unwrap();
        invitations::invite(&mut conn, (of.business, invitation), (&email, Role::Owner), [1; 32], false, now)
            .await
            .unwrap();
        let mailing = Mailing { sender: "pay@example.com".parse().unwrap(), link: "https://x/".into() };
        assert!(mails::record(&mut conn, (of.business, invitation), &email, &mailing, now).await.unwrap());
        let order = lease::due(&mut conn, "manual", now, 10).await.unwrap().remove(0);
        for phase in ["held", "gone", "arriving"] {
            set_move_phase(w, of.business, phase).await;
            // Also for an order that was sent, whose provider would be asked about it.
            for sent in
                ["update withdrawal_queue set sent_at = null", "update withdrawal_queue set sent_at = now()"]
            {
                w.execute(sent).await;
                assert_eq!(lease::due(&mut conn, "manual", now, 10).await.unwrap(), [], "{phase}");
                let taken = lease::take(&mut conn, order.0, order.1, now, until).await.unwrap();
                assert!(taken.is_none(), "{phase}");
            }
            assert!(mails::take(&mut conn, now, until).await.unwrap().is_none(), "{phase}");
        }
        w.execute("update withdrawal_queue set sent_at = null").await;
        set_move_phase(w, of.business, "copying").await;
        assert_eq!(lease::due(&mut conn, "manual", now, 10).await.unwrap(), [order]);
        assert!(mails::take(&mut conn, now, until).await.unwrap().is_some());
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn retention_removes_no_row_of_a_business_that_is_being_moved() {
    world(async |w| {
        let [moving, here] = [w.business(0).await, w.business(0).await];
        for business in [moving, here] {
            endpoint(w, business, "http://127.0.0.1:9/", &[EventType::BalanceLow]).await;
            record_events(w, business, EventType::BalanceLow, 3).await;
            for statement in [
                "insert into webhook_attempts (started_at, business_id, endpoint_id, event_id, attempt, duration_ms, outcome)
                 select now(), business_id, endpoint_id, event_id, 1, 1, 'unreachable' from webhook_deliveries
                 where business_id = $1",
                "insert into idempotency_keys (created_at, caller, route, key_digest, fingerprint)
                 values (now() - interval '90 days', $1, 'r', sha256('k'), sha256('f'))",
                "insert into api_usage (requests, day, business_id, route, outcome, buckets)
                 values (1, current_date - 400, $1, 'r', '2xx', array[1,0,0,0,0,0,0,0,0,0,0,0])",
                "insert into payout_users (balance, created_at, business_id, id, hash_version, active, hash_digest, email)
                 values (0, now(), $1, $1, 1, true, sha256($1::text::bytea), 'ann@example.com')",
            ] {
                sqlx::query(statement).bind(business.uuid()).execute(&w.pool).await.unwrap();
            }
        }
        // An idempotency key of a payout user of each.
        w.execute(
            "insert into idempotency_keys (created_at, caller, route, key_digest, fingerprint)
             select now() - interval '90 days', id, 'u', sha256('k'), sha256('f') from payout_users",
        )
        .await;
        for phase in ["copying", "held", "gone", "arriving"] {
            set_move_phase(w, moving, phase).await;
            let mut conn = w.pool.acquire().await.unwrap();
            worker::leader::retention::remove_old(&mut conn, TimeDelta::days(-1), w.clock.now()).await.unwrap();
            for table in ["events", "webhook_deliveries", "webhook_attempts"] {
                assert_eq!((count(w, table, moving).await, count(w, table, here).await), (3, 0), "{phase}: {table}");
            }
            let used = (count(w, "api_usage", moving).await, count(w, "api_usage", here).await);
            assert_eq!(used, (1, 0), "{phase}");
            let keys: Vec<(uuid::Uuid, String)> =
                sqlx::query_as("select caller, route from idempotency_keys order by route").fetch_all(&w.pool).await.unwrap();
            assert_eq!(keys, [(moving.uuid(), "r".into()), (moving.uuid(), "u".into())], "{phase}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_see_moving_businesses_but_not_those_that_have_left() {
    world(async |w| {
        let [away, moving] = [w.business(100).await, w.business(100).await];
        for business in [away, moving] {
            w.queue(business, Lane::Interactive, &[("ann@example.com", 10)]).await;
            pause_for_move(w, business).await;
        }
        set_move_phase(w, away, "gone").await;
        let mut conn = w.pool.acquire().await.unwrap();
        assert_eq!(cell::summary(&mut conn).await.unwrap().businesses, 1);
        assert_eq!(w.queue_status().await.ready, 1);
        assert_eq!(queue::backlog(&mut conn).await.unwrap().ready as i64, 1);
        let pauses = steering::in_force(&mut conn, None, 10, w.clock.now()).await.unwrap();
        assert_eq!(pauses.len(), 1);
        assert_eq!(
            (pauses[0].business_id, pauses[0].moving, pauses[0].switched_off),
            (Some(moving), true, false)
        );
        let subject = Subject { business: Some(moving), ..Subject::default() };
        assert_eq!(steering::holds(&mut conn, subject).await.unwrap(), [Hold::Move]);

        // No command lifts the pause, and the output says why.
        let id = moving.to_string();
        let settings = [("DATABASE_URL", w.url.expose_secret())];
        let resumed = Command::run(&["resume", &id], &settings).await;
        assert!(resumed.out.contains("It was not paused"), "{resumed:?}");
        let shown = Command::run(&["pauses"], &settings).await;
        assert!(shown.out.contains(&format!("{id} (being moved to another cell)")), "{shown:?}");
        assert_eq!(steering::in_force(&mut conn, None, 10, w.clock.now()).await.unwrap().len(), 1);
        set_move_phase(w, moving, "held").await;
        let resumed = Command::run(&["resume", &id], &settings).await;
        assert!(resumed.err.contains("being moved to another cell"), "{resumed:?}");
        w.execute("delete from pauses").await;
        w.execute("delete from relocations").await;
    })
    .await;
}
