//! What is not moved: a business of a cell that is held after a restore, work that a pause of the whole source holds
//! and the target would not hold, a business that another command is working on, and rows of a table that this program
//! does not know.

use cli::relocation::{End, Mover, Step, be_the_only_one};
use domain::cell::Number;
use domain::ids::BusinessId;
use domain::platform::db::{self, Role};
use tests::{Cells, cells};

use super::commands::{begin_restore, move_business, run_command};
use super::{LONG, count_rows, mover};

/// Returns why a mover refuses `business`.
async fn mover_error(cells: &Cells, business: BusinessId) -> String {
    let end = async |number: u8| End {
        number: Number::read(&number.to_string()).unwrap(),
        conn: db::connect(&cells.each[usize::from(number)].url, Role::Operator).await.unwrap(),
    };
    Mover::new(business, end(0).await, end(1).await, LONG).await.unwrap_err().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_business_leaves_a_cell_while_its_restore_is_held() {
    cells(2, async |cells| {
        let (waits, copied) = (cells.first().business(700).await, cells.first().business(700).await);
        let mut late = mover(cells, copied).await;
        for _ in 0..4 {
            late.step().await.unwrap();
        }
        begin_restore(cells).await;
        let refused = move_business(cells, waits, "1").await.unwrap_err();
        assert!(refused.contains("restore reconcile --cell 0"), "{refused}");
        assert_eq!(count_rows(cells.first(), "relocations", waits).await, 0);
        let refused = late.step().await.unwrap_err().to_string();
        assert!(refused.contains("restore reconcile --cell 0"), "{refused}");
        drop(late);
        // Within the hold of a move, the business cannot leave either.
        let until = cells.first().clock.now() + chrono::TimeDelta::seconds(60);
        let mut conn = cells.first().pool.acquire().await.unwrap();
        domain::relocation::pause_until(&mut conn, copied, until, cells.first().clock.now()).await.unwrap();
        domain::relocation::hold(&mut conn, copied).await.unwrap();
        let done = cli::access::audit_context(&cells.first().clock);
        let mut work = cells.first().pool.begin().await.unwrap();
        let to = Number::read("1").unwrap();
        assert!(!domain::relocation::depart(&mut work, copied, to, until, done).await.unwrap());
        work.rollback().await.unwrap();
        domain::relocation::end_hold(&mut conn, copied).await.unwrap();
        assert_eq!(count_rows(cells.last(), "audit", copied).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_is_refused_if_only_the_source_cell_is_paused() {
    cells(2, async |cells| {
        let business = cells.first().business(700).await;
        for what in ["all", "method:paypal", "webhooks"] {
            run_command(cells, &["pause", what, "--cell", "0"]).await.unwrap();
            let refused = move_business(cells, business, "1").await.unwrap_err();
            assert!(refused.contains(&format!("payout pause {what}")), "{refused}");
            run_command(cells, &["resume", what, "--cell", "0"]).await.unwrap();
        }
        for cell in ["0", "1"] {
            run_command(cells, &["pause", "all", "--cell", cell]).await.unwrap();
        }
        assert_eq!(move_business(cells, business, "1").await.unwrap()["moved"], true);
        assert_eq!(cells.last().payout_balance(business).await, 700);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leftover_usage_row_in_the_target_does_not_block_a_move() {
    cells(2, async |cells| {
        let business = cells.first().business(700).await;
        sqlx::query(
            "insert into api_usage (business_id, day, route, outcome, requests, buckets)
             select $1, current_date, 'GET /v1/balance', '2xx', 1, buckets
             from (select array_fill(0::bigint, array[$2]) as buckets) b",
        )
        .bind(business.uuid())
        .bind(i32::try_from(domain::usage::BUCKETS).unwrap())
        .execute(&cells.last().pool)
        .await
        .unwrap();
        assert_eq!(move_business(cells, business, "1").await.unwrap()["moved"], true);
        assert_eq!(count_rows(cells.last(), "api_usage", business).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_rows_are_not_dropped_while_another_command_moves_the_business() {
    cells(2, async |cells| {
        let business = cells.first().business(700).await;
        let id = business.to_string();
        move_business(cells, business, "1").await.unwrap();
        let back = super::mover_between(cells.last(), 1, cells.first(), 0, business).await;
        let refused = run_command(cells, &["business", "drop-old", &id, "--from", "0"]).await.unwrap_err();
        assert!(refused.contains("by another command"), "{refused}");
        drop(back);
        let mut drops = db::connect(&cells.first().url, Role::Operator).await.unwrap();
        tests::eventually("the mover's session has ended", async || {
            be_the_only_one(&mut drops, business).await.ok()
        })
        .await;
        let refused = mover_error(cells, business).await;
        assert!(refused.contains("by another command"), "{refused}");
        assert!(count_rows(cells.first(), "transfers", business).await > 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_is_refused_if_the_cells_have_different_tables() {
    cells(2, async |cells| {
        let business = cells.first().business(700).await;
        for (cell, change, back) in [
            (0, "create table later (business_id uuid)", "drop table later"),
            (1, "alter table api_keys add column later text", "alter table api_keys drop column later"),
        ] {
            cells.each[cell].execute(change).await;
            let refused = mover_error(cells, business).await;
            assert!(refused.contains("do not have the same tables"), "{refused}");
            assert_eq!(count_rows(cells.first(), "relocations", business).await, 0);
            cells.each[cell].execute(back).await;
        }
        let mut mover = mover(cells, business).await;
        assert!(matches!(mover.step().await, Ok(Some(Step::Announced))));
    })
    .await;
}
