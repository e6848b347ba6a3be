//! The allocations of an e-mail address. Its key finds them by status and page by page, and the query reads only what
//! it shows. Two addresses with the same key are told apart.

use std::iter::repeat_n;

use domain::allocation::{self, Filter, Lane, Status};
use domain::ids::{AllocationId, BusinessId};
use domain::ledger::operation;
use domain::payout_user::{self, HashHolder};
use domain::platform::db::{self, Role};
use sqlx::{Connection, PgConnection};
use tests::{World, world};

/// Gives every address of every business the same key.
const ONE_KEY: &str = "
    drop index allocations_by_email_key;
    create or replace function email_key(business_id uuid, email text) returns bigint
        language sql immutable parallel safe return 0::bigint;
    create index allocations_by_email_key on allocations (email_key(business_id, email), id);";

/// Lists all allocations of `email`, or those with `status`, in pages of two.
async fn list_allocations(
    w: &World,
    business: BusinessId,
    email: &str,
    status: Option<Status>,
) -> Vec<AllocationId> {
    let mut conn = db::connect(&w.url, Role::Api).await.unwrap();
    let filter = Filter { email: Some(email.parse().unwrap()), status, ..Filter::default() };
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let page = allocation::list(&mut conn, business, &filter, before, 2).await.unwrap();
        all.extend(page.iter().map(|one| one.id));
        match page.last() {
            Some(last) => before = Some(last.id),
            None => return all,
        }
    }
}

/// Lists the history of `email`.
async fn list_operations(w: &World, business_id: BusinessId, email: &str) -> Vec<AllocationId> {
    let mut conn = db::connect(&w.url, Role::Api).await.unwrap();
    let email = email.parse().unwrap();
    let users = payout_user::list(&mut conn, business_id, Some(&email), None, 1).await.unwrap();
    let user = users.into_iter().next().unwrap();
    let shown = operation::list(&mut conn, &HashHolder { business_id, user }, None, 10).await.unwrap();
    shown.into_iter().map(|one| one.subject_id.into()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn email_addresses_with_the_same_key_are_not_mixed_up() {
    world(async |w| {
        w.execute(ONE_KEY).await;
        let (one, two) = (w.business(10).await, w.business(10).await);
        // Everything but the last allocation is paid.
        let items = [("a@example.com", 3), ("b@example.com", 3), ("a@example.com", 4), ("b@example.com", 4)];
        let worker = w.worker();
        let (ended, of_two) =
            (w.queue(one, Lane::Bulk, &items).await, w.queue(two, Lane::Bulk, &items).await);
        w.drained().await;
        worker.stop().await;
        let items = [("a@example.com", 1), ("b@example.com", 1), ("a@example.com", 1)];
        let waiting = w.queue(one, Lane::Bulk, &items).await;
        let single = w.queue(one, Lane::Interactive, &[("a@example.com", 1)]).await[0];

        let expected = [
            ("a@example.com", None, vec![single, waiting[2], waiting[0], ended[2], ended[0]]),
            ("a@example.com", Some(Status::Pending), vec![single, waiting[2], waiting[0]]),
            ("a@example.com", Some(Status::Succeeded), vec![ended[2], ended[0]]),
            ("a@example.com", Some(Status::Failed), vec![]),
            ("b@example.com", None, vec![waiting[1], ended[3], ended[1]]),
            ("b@example.com", Some(Status::Pending), vec![waiting[1]]),
            ("b@example.com", Some(Status::Failed), vec![ended[3]]),
            ("c@example.com", None, vec![]),
        ];
        for (email, status, expected) in expected {
            assert_eq!(list_allocations(w, one, email, status).await, expected, "{email} {status:?}");
        }
        assert_eq!(list_allocations(w, two, "a@example.com", None).await, [of_two[2], of_two[0]]);
        assert_eq!(list_operations(w, one, "a@example.com").await, [ended[2], ended[0]]);
        assert_eq!(list_operations(w, two, "b@example.com").await, [of_two[1]]);

        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
    })
    .await;
}

/// Counts the index entries of `allocations`, and the rows without an index, that this transaction has read.
async fn entries_read(conn: &mut PgConnection) -> i64 {
    sqlx::query_scalar(
        "select pg_stat_get_xact_tuples_returned('allocations'::regclass)
             + (select sum(pg_stat_get_xact_tuples_returned(indexrelid))::bigint
                from pg_index where indrelid = 'allocations'::regclass)",
    )
    .fetch_one(conn)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_allocations_by_email_reads_only_what_it_shows() {
    const PAGE: i64 = 20;
    world(async |w| {
        w.execute("alter table allocations set (autovacuum_enabled = off)").await;
        let business = w.business(1_000_000).await;
        let others: Vec<String> = (0..10_000).map(|n| format!("user{n}@example.com")).collect();
        let others = others.iter().map(|email| (email.as_str(), 1));
        // So many rows that the planner never finds a plan that reads all of them about as cheap.
        let items: Vec<(&str, i64)> = others.chain(repeat_n(("often@example.com", 1), 20_000)).collect();
        w.queue(business, Lane::Bulk, &items).await;
        let asked = [
            ("user77@example.com", None, 1),
            ("user77@example.com", Some(Status::Pending), 1),
            ("often@example.com", None, PAGE),
            ("often@example.com", Some(Status::Pending), PAGE),
        ];
        for statistics in ["none", "fresh"] {
            if statistics == "fresh" {
                w.execute("analyze").await;
            }
            for (email, status, shown) in asked {
                // Without statistics of so small a table, Postgres reads and sorts all rows of an address.
                if statistics == "none" && shown > 1 {
                    continue;
                }
                let mut conn = db::connect(&w.url, Role::Api).await.unwrap();
                let filter = Filter { email: Some(email.parse().unwrap()), status, ..Filter::default() };
                let mut work = conn.begin().await.unwrap();
                let page = allocation::list(&mut work, business, &filter, None, PAGE).await.unwrap();
                let read = entries_read(&mut work).await;
                work.rollback().await.unwrap();
                assert_eq!(i64::try_from(page.len()), Ok(shown), "{email} {status:?}");
                assert!(
                    (shown..=5 * PAGE).contains(&read),
                    "{statistics}, {email} {status:?}: {read} entries read"
                );
            }
        }
    })
    .await;
}
