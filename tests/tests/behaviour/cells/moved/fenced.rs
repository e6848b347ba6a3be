//! The fence: the hold waits for transactions that have begun to write, later writes are refused, and a business whose
//! copy differs does not leave.

use cli::relocation::Step;
use domain::allocation::Lane;
use domain::ids::BusinessId;
use domain::relocation;
use tests::{Cells, World, cells, eventually};

use super::{moved, mover, rows};

/// Returns the error code with which a statement is refused.
async fn refused(w: &World, statement: &str, business: BusinessId) -> Option<String> {
    let statement = sqlx::AssertSqlSafe(statement.replace("$1", &format!("'{}'", business.uuid())));
    let error = sqlx::raw_sql(statement).execute(&w.pool).await.err()?;
    error.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned())
}

const WRITES: [&str; 6] = [
    "insert into allocations (business_id, id, email, amount, request_id)
     values ($1, gen_random_uuid(), 'a@example.com', 1, gen_random_uuid())",
    "update business_accounts set payout_balance = payout_balance where business_id = $1",
    "insert into throttles (business_id, batch_id, jobs_until, cents_until, next_at, max_per_second, changed_at)
     values ($1, '00000000-0000-0000-0000-000000000000', now(), now(), now(), 1, now())",
    "update businesses set name = 'Other' where id = $1",
    "delete from allocation_queue where business_id = $1",
    "delete from allocations where business_id = $1",
];

/// A claim that began before the hold leaves its mark, and deletes it when it is refused.
const MARK: &str = "insert into claims_begun (business_id, id, server_started, jobs, deaths, excused)
         values ($1, gen_random_uuid(), now(), 1, 1, 0);
     delete from claims_begun where business_id = $1";

async fn up_to_the_hold(cells: &Cells, business: BusinessId) -> cli::relocation::Mover {
    let mut mover = mover(cells, business).await;
    for _ in 0..4 {
        mover.step().await.unwrap().unwrap();
    }
    mover
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_once_it_is_held_or_gone_and_everything_before() {
    cells(2, async |cells| {
        let first = cells.first();
        let (business, other) = (first.business(1_000).await, first.business(1_000).await);
        first.queue(business, Lane::Interactive, &[("queued@example.com", 5)]).await;
        let mut mover = up_to_the_hold(cells, business).await;
        assert_eq!(refused(first, WRITES[1], business).await, None, "it is only copied");
        let now = first.clock.now();
        let mut conn = first.pool.acquire().await.unwrap();
        relocation::pause_until(&mut conn, business, now + chrono::TimeDelta::seconds(60), now)
            .await
            .unwrap();
        relocation::hold(&mut conn, business).await.unwrap();
        for write in WRITES {
            assert_eq!(refused(first, write, business).await.as_deref(), Some("PM001"), "{write}");
        }
        assert_eq!(refused(first, MARK, business).await, None, "the refusal counts against no job");
        assert_eq!(refused(first, WRITES[1], other).await, None, "another business");
        relocation::end_hold(&mut conn, business).await.unwrap();
        assert_eq!(refused(first, WRITES[1], business).await, None);
        while mover.step().await.unwrap().is_some() {}
        for write in WRITES {
            assert_eq!(refused(first, write, business).await.as_deref(), Some("PM001"), "{write}");
        }
        assert_eq!(refused(first, WRITES[1], other).await, None, "another business");
        assert_eq!(refused(cells.last(), WRITES[1], business).await, None, "it is here");
        assert_eq!(rows(cells.last(), "allocation_queue", business).await, 1);
        let worker = cells.last().worker();
        cells.last().drained().await;
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wrote_before_the_hold_is_waited_for_and_comes_along() {
    cells(2, async |cells| {
        let business = cells.first().business(1_000).await;
        let mut mover = up_to_the_hold(cells, business).await;
        let mut writing = cells.first().pool.begin().await.unwrap();
        sqlx::query(
            "insert into balance_moves (business_id, id, kind, account, amount, reference, created_at)
             values ($1, gen_random_uuid(), 'funding', 'payout_balance', 7, 'late', now())",
        )
        .bind(business.uuid())
        .execute(&mut *writing)
        .await
        .unwrap();
        sqlx::query(
            "with late as (select id from balance_moves where business_id = $1 and reference = 'late'),
                  paid as (update business_accounts set payout_balance = payout_balance + 7 where business_id = $1)
             insert into transfers (business_id, subject_id, kind, debit, credit, amount, created_at)
             select $1, id, 'funding', 'outside', 'payout_balance', 7, now() from late",
        )
        .bind(business.uuid())
        .execute(&mut *writing)
        .await
        .unwrap();
        let (step, ()) = tokio::join!(mover.step(), async {
            eventually("it is held", async || {
                let phase = sqlx::query_scalar::<_, String>("select phase from relocations");
                (phase.fetch_one(&cells.first().pool).await.unwrap() == "held").then_some(())
            })
            .await;
            writing.commit().await.unwrap();
        });
        assert!(matches!(step.unwrap(), Some(Step::Left(..))));
        while mover.step().await.unwrap().is_some() {}
        assert_eq!(cells.last().payout_balance(business).await, 1_007);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_stays_where_it_is() {
    cells(2, async |cells| {
        let business = cells.first().business(1_000).await;
        let worker = cells.first().worker();
        cells.first().queue(business, Lane::Interactive, &[("a@example.com", 5)]).await;
        cells.first().drained().await;
        worker.stop().await;
        let mut mover = up_to_the_hold(cells, business).await;
        cells
            .last()
            .execute(
                "insert into payout_users (business_id, id, email, balance, created_at, hash_version, active, hash_digest)
                 select business_id, gen_random_uuid(), 'other@example.com', 1, created_at, 1, true,
                     decode(repeat('00', 32), 'hex') from payout_users",
            )
            .await;
        let error = mover.step().await.unwrap_err().to_string();
        assert!(error.contains("payout_users has 1 rows with 5 cents at the source, and 2 with 6"), "{error}");
        assert_eq!(refused(cells.first(), WRITES[1], business).await, None, "it is served where it was");
        cells.last().execute("delete from payout_users where email = 'other@example.com'").await;
        drop(mover);
        moved(super::mover(cells, business).await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_is_taken_back_while_it_is_copied_does_not_come_along() {
    cells(2, async |cells| {
        let (api, business) = (cells.api().await, cells.first().business(1_000).await);
        let key = cells.first().key(business).await;
        let mut mover = mover(cells, business).await;
        for _ in 0..2 {
            mover.step().await.unwrap();
        }
        // No worker runs: the payment is recorded, and taken back when its client has waited long enough.
        let waits = tokio::spawn({
            let (url, key) = (api.url.clone(), key.clone());
            async move {
                let http = reqwest::Client::new();
                let body = r#"{"email":"a@example.com","amount":5}"#;
                let request = http.post(format!("{url}/payout/create")).bearer_auth(key).body(body);
                request.header("content-type", "application/json").send().await.unwrap().status().as_u16()
            }
        });
        eventually("it is recorded", async || {
            (rows(cells.first(), "allocations", business).await == 1).then_some(())
        })
        .await;
        mover.step().await.unwrap();
        assert_eq!(rows(cells.last(), "allocations", business).await, 1, "it is copied");
        assert_eq!(waits.await.unwrap(), 503);
        assert_eq!(rows(cells.first(), "allocations", business).await, 0, "it is taken back");
        moved(mover).await;
        assert_eq!(rows(cells.last(), "allocations", business).await, 0);
        api.stop().await;
    })
    .await;
}
