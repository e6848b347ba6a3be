//! `payout business move`, `stay` and `drop-old`.

use std::time::{Duration, Instant};

use domain::cell::Number;
use domain::ids::BusinessId;
use domain::money::Cents;
use domain::platform::lease::{self, LEADER};
use domain::relocation::{self, Phase};
use serde_json::json;

use crate::error::CliError;
use crate::local::cells::Cells;
use crate::output::{self, Printing};
use crate::relocation::{
    Mover, Places, REMEMBERED_FOR, Step, be_the_only_one, call_off_alone, drop_rows, end,
};

/// Moves `business` to the cell `to` from wherever it is, or continues a move that was interrupted.
pub async fn run(
    cells: &Cells,
    business: BusinessId,
    to: Number,
    hold: Duration,
    printing: Printing,
) -> Result<(), CliError> {
    let (begun, mut copied, mut rounds) = (Instant::now(), 0, 0);
    let mut places = Places::of(cells, business).await?;
    let source = match places.interrupted() {
        Some(left) if left.other == to => left.end,
        Some(left) => {
            return Err(CliError::Failed(format!(
                "{business} has left for cell {}, but has not arrived: run `payout business move {business} --to {}` first",
                left.other, left.other
            )));
        }
        None => places.certain()?.ok_or_else(|| places.nowhere())?,
    };
    let from = source.number;
    if from == to {
        let sentence = format!("{business} is in cell {to}");
        return printing.done(&json!({ "business_id": business, "cell": to, "moved": false }), sentence);
    }
    let mut mover = Mover::new(business, source, end(cells, to).await?, hold).await?;
    let mut left = None;
    while let Some(step) = mover.step().await.map_err(|error| interrupted(error, "the move"))? {
        match step {
            Step::Announced => {
                output::note(format!("moving {business} from cell {from} to cell {to}"));
                let there = lease::holder(&mut end(cells, to).await?.conn, LEADER).await?;
                if there.is_none() {
                    output::note(format!(
                        "no worker serves cell {to}: is it in PAYOUT_CELLS of every API and worker? Only processes \
                         with this cell will serve {business}"
                    ));
                }
            }
            Step::Expected => output::note("copying while the business is served"),
            Step::Copied(rows, took) => {
                (copied, rounds) = (copied + rows, rounds + 1);
                let rows = output::grouped(rows.try_into().unwrap_or(i64::MAX));
                output::note(format!("copied {rows} rows in {:.1} s", took.as_secs_f64()));
            }
            Step::Left(held, compared) => {
                let (rows, cents) = (output::grouped(compared.rows), Cents::new(compared.ledger_cents));
                output::note(format!(
                    "held for {:.1} s; {rows} rows and {cents} in the ledger are the same on both sides",
                    held.as_secs_f64()
                ));
                left = Some((held, compared));
            }
            Step::Arrived => break,
        }
    }
    let mut told = json!({
        "business_id": business, "cell": to, "from": from, "moved": true, "rounds": rounds, "copied_rows": copied,
        "seconds": begun.elapsed().as_secs_f64(),
    });
    if let Some((held, compared)) = left {
        told["held_seconds"] = json!(held.as_secs_f64());
        told["compared_rows"] = json!(compared.rows);
        told["ledger_cents"] = json!(compared.ledger_cents);
    }
    let next = format!(
        "Check the books with `payout verify --cell {to}`. Cell {from} keeps its old rows until you run `payout business drop-old {business} --from {from}`."
    );
    printing.done(&told, format!("{business} is in cell {to}. {next}"))
}

/// Calls a move off, or returns a business to its source if no cell serves it any more. Says which cells could not be
/// reached: what was copied to them is dropped by the next run.
pub async fn stay(cells: &Cells, business: BusinessId, printing: Printing) -> Result<(), CliError> {
    let mut places = Places::of(cells, business).await?;
    let (from, mut others) = match (places.serves.take(), places.interrupted()) {
        (Some(mut serves), _) => {
            let moving = relocation::find(&mut serves.conn, business).await?;
            (serves.number, moving.map(|moving| moving.other).into_iter().collect())
        }
        (None, Some(left)) => (left.end.number, vec![left.other]),
        (None, None) => {
            places.certain()?;
            let left = places.last_left().ok_or_else(|| places.nowhere())?;
            (left.end.number, vec![left.other])
        }
    };
    // Rows of moves that the cell does not know of, because it was restored since.
    others.extend(
        places
            .coming
            .iter()
            .map(|(number, _)| *number)
            .filter(|number| !others.contains(number))
            .collect::<Vec<_>>(),
    );
    let (mut dropped, mut unreachable) = (0, places.unreachable);
    for other in &others {
        let source = end(cells, from).await?;
        unreachable.retain(|(cell, _)| cell != other);
        match end(cells, *other).await {
            Ok(target) => {
                dropped += Mover::new(business, source, target, Duration::ZERO).await?.call_off().await?;
            }
            Err(why) => {
                call_off_alone(source, business).await?;
                unreachable.push((*other, why));
            }
        }
    }
    for (cell, why) in &unreachable {
        output::note(format!(
            "anything that was copied to cell {cell} is still there: run this command again when the cell can be reached ({why})"
        ));
    }
    let unreachable: Vec<Number> = unreachable.into_iter().map(|(cell, _)| cell).collect();
    let sentence = match others.as_slice() {
        [] => format!("{business} is in cell {from}, and is not being moved"),
        _ => format!("{business} stays in cell {from}"),
    };
    printing.done(
        &json!({ "business_id": business, "cell": from, "dropped_rows": dropped, "unreachable_cells": unreachable }),
        sentence,
    )
}

/// Drops the rows that a business has left behind in the cell `from`, if another cell has it.
pub async fn drop_old(
    cells: &Cells,
    business: BusinessId,
    from: Number,
    printing: Printing,
) -> Result<(), CliError> {
    let mut conn = end(cells, from).await?.conn;
    relocation::prepare(&mut conn).await?;
    be_the_only_one(&mut conn, business).await?;
    match relocation::find(&mut conn, business).await? {
        Some(found) if found.phase == Phase::Gone => {}
        Some(_) => return Err(CliError::Failed(format!("{business} has not left cell {from}"))),
        None => return Err(CliError::Failed(format!("cell {from} has no old rows of {business}"))),
    }
    let mut places = Places::of(cells, business).await?;
    if let Some(left) = places.interrupted() {
        return Err(CliError::Failed(format!(
            "{business} has not arrived in cell {}: run `payout business move {business} --to {}` again first",
            left.other, left.other
        )));
    }
    // These may be the last rows of the business that exist.
    if places.certain()?.is_none() {
        return Err(places.nowhere());
    }
    // A process that remembers that the business was here asks this cell for that long, and must get "try again".
    // Without the business's rows it would get "unknown".
    tokio::time::sleep(REMEMBERED_FOR).await;
    let dropped = drop_rows(&mut conn, business).await.map_err(|error| interrupted(error, "dropping"))?;
    let rows = output::grouped(dropped.try_into().unwrap_or(i64::MAX));
    printing.done(
        &json!({ "business_id": business, "dropped_rows": dropped }),
        format!("dropped {rows} old rows of {business}"),
    )
}

/// Adds to a database's error that nothing is lost, because the command continues when it is run again.
fn interrupted(error: CliError, what: &str) -> CliError {
    match error {
        CliError::Database(error) => CliError::Failed(format!(
            "a database failed, so {what} was interrupted: run it again to continue ({error})"
        )),
        other => other,
    }
}
