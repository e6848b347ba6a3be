//! `payout business move`, `stay` and `drop-old`.

use std::time::{Duration, Instant};

use domain::cell::Number;
use domain::ids::BusinessId;
use domain::money::Cents;
use domain::platform::db::{self, Role};
use domain::relocation::{self, Phase};
use serde_json::json;
use sqlx::PgConnection;

use crate::error::CliError;
use crate::local::cells::{At, Cells};
use crate::output::{self, Printing};
use crate::relocation::{End, Mover, REMEMBERED_FOR, Step, drop_rows, in_both};

/// Moves `business` to the cell `to`, from wherever it is, or goes on with a move that was interrupted.
pub async fn run(
    cells: &Cells,
    business: BusinessId,
    to: Number,
    hold: Duration,
    printing: Printing,
) -> Result<(), CliError> {
    let (begun, mut copied, mut rounds) = (Instant::now(), 0, 0);
    let source = whereabouts(cells, business).await?;
    let from = source.number;
    if from == to {
        let sentence = format!("{business} is in cell {to}");
        return printing.done(&json!({ "business_id": business, "cell": to, "moved": false }), sentence);
    }
    let mut mover = Mover::new(business, source, end(cells, to).await?, hold).await?;
    let mut left = None;
    while let Some(step) = mover.step().await.map_err(|error| interrupted(error, "the move"))? {
        match step {
            Step::Announced => output::note(format!("moving {business} from cell {from} to cell {to}")),
            Step::Expected => output::note("copying, while it works"),
            Step::Copied(rows, took) => {
                (copied, rounds) = (copied + rows, rounds + 1);
                let rows = output::grouped(rows.try_into().unwrap_or(i64::MAX));
                output::note(format!("copied {rows} rows in {:.1} s", took.as_secs_f64()));
            }
            Step::Left(held, compared) => {
                let (rows, cents) = (output::grouped(compared.rows), Cents::new(compared.ledger_cents));
                output::note(format!(
                    "held for {:.1} s; {rows} rows, and {cents} in the ledger, are the same on both sides",
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
        "Check the books by `payout verify --cell {to}`. Its old rows are kept in cell {from}, until `payout business drop-old {business} --from {from}`."
    );
    printing.done(&told, format!("{business} is in cell {to}. {next}"))
}

/// Calls a move off.
pub async fn stay(cells: &Cells, business: BusinessId, printing: Printing) -> Result<(), CliError> {
    let mut source = whereabouts(cells, business).await?;
    let from = source.number;
    let Some(relocation) = relocation::find(&mut source.conn, business).await? else {
        let sentence = format!("{business} is in cell {from}, and is not being moved");
        return printing.done(&json!({ "business_id": business, "cell": from, "dropped_rows": 0 }), sentence);
    };
    let target = end(cells, relocation.other).await?;
    let dropped = Mover::new(business, source, target, Duration::ZERO).await?.call_off().await?;
    let sentence = format!("{business} stays in cell {from}");
    printing.done(&json!({ "business_id": business, "cell": from, "dropped_rows": dropped }), sentence)
}

/// Drops what a business has left behind in the cell `from`.
pub async fn drop_old(
    cells: &Cells,
    business: BusinessId,
    from: Number,
    printing: Printing,
) -> Result<(), CliError> {
    let mut conn = end(cells, from).await?.conn;
    relocation::prepare(&mut conn).await?;
    match relocation::find(&mut conn, business).await? {
        Some(found) if found.phase == Phase::Gone => {
            let mut there = end(cells, found.other).await?;
            let there = relocation::find(&mut there.conn, business).await?;
            if there.is_some_and(|there| there.phase == Phase::Arriving && there.other == from) {
                return Err(CliError::Failed(format!(
                    "{business} has not arrived in cell {}: run `payout business move {business} --to {}` again first",
                    found.other, found.other
                )));
            }
        }
        Some(_) => return Err(CliError::Failed(format!("{business} has not left cell {from}"))),
        None => return Err(CliError::Failed(format!("cell {from} has no old rows of {business}"))),
    }
    // Who remembers that it was here asks here for as long, and must be told to come again: without its rows, it would be nobody.
    tokio::time::sleep(REMEMBERED_FOR).await;
    let dropped = drop_rows(&mut conn, business).await.map_err(|error| interrupted(error, "dropping"))?;
    let rows = output::grouped(dropped.try_into().unwrap_or(i64::MAX));
    printing.done(
        &json!({ "business_id": business, "dropped_rows": dropped }),
        format!("dropped {rows} old rows of {business}"),
    )
}

/// Says of a database that failed on the way that nothing is lost by it.
fn interrupted(error: CliError, what: &str) -> CliError {
    match error {
        CliError::Database(error) => CliError::Failed(format!(
            "a database failed, so {what} was interrupted: run it again, and it goes on ({error})"
        )),
        other => other,
    }
}

/// The cell from which the business moves: the one that serves it, or that it has left without having arrived.
async fn whereabouts(cells: &Cells, business: BusinessId) -> Result<End, CliError> {
    let (mut serves, mut left, mut coming): (Option<End>, Vec<(Number, End)>, _) = (None, Vec::new(), None);
    for at in cells.iter() {
        let number = at.number().ok_or_else(|| {
            CliError::Usage(
                "a business moves between cells, and there is one: name the others in PAYOUT_CELLS".into(),
            )
        })?;
        let mut conn = connected(at).await?;
        let found = relocation::find(&mut conn, business).await?;
        match found.map(|found| (found.phase, found.other)) {
            None if !relocation::has_rows(&mut conn, business).await? => {}
            None | Some((Phase::Copying | Phase::Held, _)) => {
                if let Some(first) = &serves {
                    return Err(in_both(business, first.number, number));
                }
                serves = Some(End { number, conn });
            }
            Some((Phase::Gone, other)) => left.push((other, End { number, conn })),
            Some((Phase::Arriving, other)) => coming = Some((number, other)),
        }
    }
    if let Some(serves) = serves {
        return Ok(serves);
    }
    // Cells that it has left earlier may have old rows as well.
    let interrupted = left.into_iter().find(|(other, end)| coming == Some((*other, end.number)));
    interrupted.map(|(_, end)| end).ok_or_else(|| {
        CliError::Failed(format!("there is no business {business} in any cell: see `payout business list`"))
    })
}

/// Connects to a cell past any pooler: behind one, nobody would know that another mover is at work.
async fn connected(at: At<'_>) -> Result<PgConnection, CliError> {
    let conn = at.connect().await.map_err(|error| match (error, at.number()) {
        (CliError::Database(error), Some(number)) => {
            CliError::Failed(format!("cell {number} cannot be reached, so nothing was done: {error}"))
        }
        (other, _) => other,
    })?;
    if db::is_pooled(at.url(), Role::Operator).await? {
        return Err(CliError::Usage(
            "a business is moved without the pooler: name the servers themselves".into(),
        ));
    }
    Ok(conn)
}

async fn end(cells: &Cells, number: Number) -> Result<End, CliError> {
    Ok(End { number, conn: connected(cells.numbered(number)?).await? })
}
