//! A business moves from one cell to another: with everything that it has, under load, interrupted at any step, and
//! never served in both.

pub mod commands;
pub mod complete_copy;
pub mod fenced;
pub mod interrupted;
pub mod members;
pub mod refused;
pub mod repeated_requests;
pub mod restored;
pub mod under_load;

use std::time::Duration;

use cli::relocation::{End, Mover, Step};
use domain::cell::Number;
use domain::ids::BusinessId;
use domain::platform::db::{self, Role};
use tests::{Cells, World, eventually};

/// Longer than the hold of any test.
pub const LONG: Duration = Duration::from_secs(30);

/// Returns a mover of `business` from the first cell to the last.
pub async fn mover(cells: &Cells, business: BusinessId) -> Mover {
    mover_between(cells.first(), 0, cells.last(), 1, business).await
}

/// Returns a mover of `business` between two of several cells.
pub async fn mover_between(source: &World, from: u8, target: &World, to: u8, business: BusinessId) -> Mover {
    let end = async |w: &World, number: u8| End {
        number: Number::read(&number.to_string()).unwrap(),
        conn: db::connect(&w.url, Role::Operator).await.unwrap(),
    };
    Mover::new(business, end(source, from).await, end(target, to).await, LONG).await.unwrap()
}

/// Moves the business to the end. Returns how long it was held.
pub async fn move_to_end(mut mover: Mover) -> Duration {
    let mut held = None;
    while let Some(step) = mover.step().await.unwrap() {
        if let Step::Left(for_so_long, compared) = step {
            assert!(compared.rows > 0 && compared.differences.is_empty());
            held = Some(for_so_long);
        }
    }
    held.unwrap()
}

/// Moves until everything is in the other cell, `target`. There the mover dies, before the business has left.
pub async fn move_until_complete(target: &World, mut mover: Mover) {
    let is_complete = eventually("the copy is complete", async || {
        let complete = "select exists (select from relocations where complete_since is not null)";
        sqlx::query_scalar::<_, bool>(complete).fetch_one(&target.pool).await.unwrap().then_some(())
    });
    tokio::select! {
        step = mover.step() => panic!("{step:?}"),
        () = is_complete => {}
    }
}

/// Counts the rows of `business` in a table of a cell.
pub async fn count_rows(w: &World, table: &str, business: BusinessId) -> i64 {
    let count = format!("select count(*) from {table} where business_id = $1");
    sqlx::query_scalar(sqlx::AssertSqlSafe(count)).bind(business.uuid()).fetch_one(&w.pool).await.unwrap()
}
