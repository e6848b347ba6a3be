//! Group commit: single requests that arrive together are recorded together, and each gets its own response.

use futures::future::join_all;
use tests::{Answer, World, eventually, world};

const ASYNC: (&str, &str) = ("prefer", "respond-async");

/// Refuses to record culprit@example.com, as a constraint that no check of the API knows.
const CULPRIT: &str =
    "alter table allocations add constraint no_culprit check (email <> 'culprit@example.com') not valid";

/// Delays every commit that records something, so that other requests gather meanwhile.
pub const SLOW_COMMIT: &str = "
    create function slow_commit() returns trigger language plpgsql as $$
    begin perform pg_sleep(0.05); return null; end $$;
    create trigger slow_commit after insert on allocations
        for each statement execute function slow_commit();";

/// Records the session of each group, and the number of its transaction in the session.
const NUMBERED: &str = "
    create table groups_seen (n integer generated always as identity, session text, transaction bigint);
    create function group_seen() returns trigger language plpgsql as $$
    begin
        insert into groups_seen (session, transaction)
        select split_part(virtualtransaction, '/', 1), split_part(virtualtransaction, '/', 2)::bigint
        from pg_locks where pid = pg_backend_pid() limit 1;
        return null;
    end $$;
    create trigger group_seen after insert on allocations for each statement execute function group_seen();";

/// Returns in how many transactions the allocations were recorded.
async fn count_groups(w: &World) -> i64 {
    sqlx::query_scalar("select count(distinct xmin::text) from allocations").fetch_one(&w.pool).await.unwrap()
}

async fn count_allocations(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from allocations").fetch_one(&w.pool).await.unwrap()
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    answers.iter().map(|answer| answer.status).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_requests_share_a_commit() {
    world(async |w| {
        w.execute(SLOW_COMMIT).await;
        let (mine, other) = (w.business(10_000).await, w.business(10_000).await);
        let (api, keys) = (w.api().await, [w.key(mine).await, w.key(other).await]);
        let emails: Vec<String> = (0..100).map(|n| format!("u{n}@example.com")).collect();
        let answers =
            join_all(emails.iter().enumerate().map(|(n, email)| api.pay(&keys[n % 2], &[ASYNC], email, 10)))
                .await;
        assert_eq!(statuses(&answers), [202; 100]);
        assert_eq!(count_allocations(w).await, 100);
        assert!(count_groups(w).await < 50, "{} commits for 100 requests", count_groups(w).await);
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        api.stop().await;
        // Each was recorded for the business that sent it.
        assert_eq!((w.payout_balance(mine).await, w.payout_balance(other).await), (9_500, 9_500));
    })
    .await;
}

/// A duplicate, a conflict, and a payment that the balance does not cover, among others in the same group.
#[tokio::test(flavor = "multi_thread")]
async fn each_request_of_a_group_is_answered_separately() {
    world(async |w| {
        w.execute(SLOW_COMMIT).await;
        let business = w.business(100).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let duplicate = [("idempotency-key", "twin")];
        let one_key = [("idempotency-key", "one")];
        let first = api.pay(&key, &one_key, "first@example.com", 10).await;
        assert_eq!(first.status, 201, "{}", first.body);
        let duplicates = join_all((0..4).map(|_| api.pay(&key, &duplicate, "twin@example.com", 10)));
        let paid = join_all((0..4).map(|_| api.pay(&key, &[], "free@example.com", 10)));
        let replayed = api.pay(&key, &one_key, "first@example.com", 10);
        let conflict = api.pay(&key, &one_key, "first@example.com", 11);
        let uncovered = api.pay(&key, &[], "much@example.com", 1_000);
        let (duplicates, paid, replayed, conflict, uncovered) =
            tokio::join!(duplicates, paid, replayed, conflict, uncovered);
        assert_eq!((statuses(&duplicates), statuses(&paid)), (vec![201; 4], vec![201; 4]));
        assert_eq!((replayed.status, replayed.header("idempotent-replayed")), (201, "true"));
        assert_eq!(conflict.status, 422);
        assert_eq!(
            (uncovered.status, uncovered.body.as_str()),
            (400, r#"{"error":"Insufficient payout balance"}"#)
        );
        worker.stop().await;
        api.stop().await;
        assert_eq!(w.payout_balance(business).await, 100 - 10 - 10 - 40);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_cannot_be_recorded_fails_alone() {
    world(async |w| {
        w.execute(SLOW_COMMIT).await;
        w.execute(CULPRIT).await;
        let business = w.business(10_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let emails: Vec<String> = (0..40)
            .map(|n| if n == 20 { "culprit@example.com".into() } else { format!("u{n}@example.com") })
            .collect();
        let answers = join_all(emails.iter().map(|email| api.pay(&key, &[ASYNC], email, 10))).await;
        for (email, answer) in emails.iter().zip(&answers) {
            let expected = if email == "culprit@example.com" { 500 } else { 202 };
            assert_eq!(answer.status, expected, "{email}: {}", answer.body);
        }
        assert_eq!(count_allocations(w).await, 39);
        api.stop().await;
    })
    .await;
}

/// A batch that is being accepted holds a reference. The other requests of the group do not wait for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_reference_does_not_delay_other_requests() {
    world(async |w| {
        let business = w.business(10_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let mut holder = w.pool.begin().await.unwrap();
        sqlx::query(
            "insert into allocations (amount, business_id, id, request_id, email, reference)
             values (10, $1, gen_random_uuid(), gen_random_uuid(), 'a@example.com', 'held')",
        )
        .bind(business.uuid())
        .execute(&mut *holder)
        .await
        .unwrap();
        let held = api.pay(&key, &[ASYNC, ("idempotency-key", "held")], "a@example.com", 10);
        let others = async {
            let emails: Vec<String> = (0..40).map(|n| format!("u{n}@example.com")).collect();
            let answers = join_all(emails.iter().map(|email| api.pay(&key, &[ASYNC], email, 10))).await;
            assert_eq!(statuses(&answers), [202; 40]);
            // The reference is released only after all of them have their answers.
            holder.rollback().await.unwrap();
        };
        let (held, ()) = tokio::join!(held, others);
        assert_eq!(held.status, 202, "{}", held.body);
        eventually("all are recorded", async || (count_allocations(w).await == 41).then_some(())).await;
        api.stop().await;
    })
    .await;
}

/// Between two groups there is only the hint: none of the statements with which a pool resets a returned connection.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_kept_for_the_next_group_and_then_returned_to_the_pool() {
    world(async |w| {
        w.execute(NUMBERED).await;
        let business = w.business(1_000_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        // The session may have been given back if the second group comes half a second later.
        eventually("two groups on one session", async || {
            for _ in 0..2 {
                assert_eq!(api.pay(&key, &[ASYNC], "kept@example.com", 1).await.status, 202);
            }
            let kept = "select a.session = b.session and b.transaction - a.transaction <= 2
                        from groups_seen a, groups_seen b where b.n = a.n + 1 order by a.n desc limit 1";
            let kept: bool = sqlx::query_scalar(kept).fetch_one(&w.pool).await.unwrap();
            kept.then_some(())
        })
        .await;
        eventually("the session is given back", async || {
            let statement = "select not exists (select from pg_stat_activity
                           where datname = current_database() and query like 'commit; notify%')";
            let returned: bool = sqlx::query_scalar(statement).fetch_one(&w.pool).await.unwrap();
            returned.then_some(())
        })
        .await;
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
