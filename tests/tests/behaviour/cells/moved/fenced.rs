//! The fence: the hold waits for transactions that have begun to write, later writes are refused, and a business whose
//! copy differs does not leave.

use cli::relocation::Step;
use domain::allocation::Lane;
use domain::ids::BusinessId;
use domain::relocation;
use tests::{Cells, World, cells, eventually};

use super::{count_rows, move_to_end, mover};

/// Returns the error code with which a statement is refused.
async fn error_code(w: &World, statement: &str, business: BusinessId) -> Option<String> {
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

async fn mover_before_hold(cells: &Cells, business: BusinessId) -> cli::relocation::Mover {
    let mut mover = mover(cells, business).await;
    for _ in 0..4 {
        mover.step().await.unwrap().unwrap();
    }
    mover
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_are_refused_only_while_a_business_is_held_or_gone() {
    cells(2, async |cells| {
        let first = cells.first();
        let (business, other) = (first.business(1_000).await, first.business(1_000).await);
        first.queue(business, Lane::Interactive, &[("queued@example.com", 5)]).await;
        let mut mover = mover_before_hold(cells, business).await;
        assert_eq!(error_code(first, WRITES[1], business).await, None, "the business is only being copied");
        let now = first.clock.now();
        let mut conn = first.pool.acquire().await.unwrap();
        relocation::pause_until(&mut conn, business, now + chrono::TimeDelta::seconds(60), now)
            .await
            .unwrap();
        relocation::hold(&mut conn, business).await.unwrap();
        for write in WRITES {
            assert_eq!(error_code(first, write, business).await.as_deref(), Some("PM001"), "{write}");
        }
        assert_eq!(error_code(first, MARK, business).await, None, "the refusal counts against no job");
        assert_eq!(error_code(first, WRITES[1], other).await, None, "another business");
        relocation::end_hold(&mut conn, business).await.unwrap();
        assert_eq!(error_code(first, WRITES[1], business).await, None);
        while mover.step().await.unwrap().is_some() {}
        for write in WRITES {
            assert_eq!(error_code(first, write, business).await.as_deref(), Some("PM001"), "{write}");
        }
        assert_eq!(error_code(first, WRITES[1], other).await, None, "another business");
        assert_eq!(error_code(cells.last(), WRITES[1], business).await, None, "the target has the business");
        assert_eq!(count_rows(cells.last(), "allocation_queue", business).await, 1);
        let worker = cells.last().worker();
        cells.last().drained().await;
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_wrote_before_the_hold_is_awaited_and_copied() {
    cells(2, async |cells| {
        let business = cells.first().business(1_000).await;
        let mut mover = mover_before_hold(cells, business).await;
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
            eventually("the business is held", async || {
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
async fn a_business_whose_copy_differs_does_not_leave() {
    cells(2, async |cells| {
        let business = cells.first().business(1_000).await;
        let worker = cells.first().worker();
        cells.first().queue(business, Lane::Interactive, &[("a@example.com", 5)]).await;
        cells.first().drained().await;
        worker.stop().await;
        let mut mover = mover_before_hold(cells, business).await;
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
        assert_eq!(error_code(cells.first(), WRITES[1], business).await, None, "the source serves the business");
        cells.last().execute("delete from payout_users where email = 'other@example.com'").await;
        drop(mover);
        move_to_end(super::mover(cells, business).await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_taken_back_during_the_copy_is_not_in_the_target() {
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
        eventually("the payment is recorded", async || {
            (count_rows(cells.first(), "allocations", business).await == 1).then_some(())
        })
        .await;
        mover.step().await.unwrap();
        assert_eq!(count_rows(cells.last(), "allocations", business).await, 1, "the payment is copied");
        assert_eq!(waits.await.unwrap(), 503);
        assert_eq!(count_rows(cells.first(), "allocations", business).await, 0, "the payment is taken back");
        move_to_end(mover).await;
        assert_eq!(count_rows(cells.last(), "allocations", business).await, 0);
        api.stop().await;
    })
    .await;
}
