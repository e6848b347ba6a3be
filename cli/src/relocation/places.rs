//! Finds out where a business is, from what each cell knows about it.

use chrono::{DateTime, Utc};
use domain::cell::Number;
use domain::ids::BusinessId;
use domain::platform::db::{self, Role};
use domain::relocation::{self, Phase};
use sqlx::PgConnection;

use crate::error::CliError;
use crate::local::cells::{CellRef, Cells};

/// One of the two cells.
#[derive(Debug)]
pub struct End {
    /// Its number.
    pub number: Number,
    /// A connection to it.
    pub conn: PgConnection,
}

/// What the cells know about a business.
#[derive(Debug)]
pub struct Places {
    business: BusinessId,
    /// The cell that serves the business.
    pub serves: Option<End>,
    /// The cells that the business has left.
    left: Vec<Departed>,
    /// The cells that its rows are copied to, and the cell that they come from.
    pub coming: Vec<(Number, Number)>,
    /// The cells that could not be reached, and why. Each may have rows of an interrupted move.
    pub unreachable: Vec<(Number, CliError)>,
    /// The configured cells.
    named: Vec<Number>,
}

/// A cell that a business has left.
#[derive(Debug)]
pub struct Departed {
    /// The cell.
    pub end: End,
    /// The cell that it has left for.
    pub other: Number,
    /// When that move began.
    begun_at: DateTime<Utc>,
}

impl Places {
    /// Asks each cell.
    ///
    /// # Errors
    /// If there is only one cell, a database fails, or two cells serve the business.
    pub async fn of(cells: &Cells, business: BusinessId) -> Result<Self, CliError> {
        let mut places = Self {
            business,
            serves: None,
            left: Vec::new(),
            coming: Vec::new(),
            unreachable: Vec::new(),
            named: Vec::new(),
        };
        for at in cells.iter() {
            let number = at.number().ok_or_else(|| {
                CliError::Usage(
                    "a business moves between cells, but only one is configured: name the others in PAYOUT_CELLS"
                        .into(),
                )
            })?;
            places.named.push(number);
            match connected(at).await {
                Ok(conn) => places.ask(End { number, conn }).await?,
                Err(error @ CliError::Usage(_)) => return Err(error),
                Err(error) => places.unreachable.push((number, error)),
            }
        }
        Ok(places)
    }

    async fn ask(&mut self, mut end: End) -> Result<(), CliError> {
        let business = self.business;
        let found = relocation::find(&mut end.conn, business).await?;
        match found.map(|found| (found.phase, found.other, found.begun_at)) {
            None if !relocation::has_rows(&mut end.conn, business).await? => {}
            None | Some((Phase::Copying | Phase::Held, ..)) => {
                if let Some(first) = &self.serves {
                    return Err(in_both(business, first.number, end.number));
                }
                self.serves = Some(end);
            }
            Some((Phase::Gone, other, begun_at)) => self.left.push(Departed { end, other, begun_at }),
            Some((Phase::Arriving, from, _)) => self.coming.push((end.number, from)),
        }
        Ok(())
    }

    /// Returns the cell that serves the business, if every cell answered. A cell that did not answer might serve it
    /// too.
    ///
    /// # Errors
    /// Why a cell could not be reached.
    pub fn certain(&mut self) -> Result<Option<End>, CliError> {
        match self.unreachable.drain(..).next() {
            Some((_, error)) => Err(error),
            None => Ok(self.serves.take()),
        }
    }

    /// Returns the cell that the business has left, if its rows are in the target cell, which does not serve it yet.
    /// Both cells say so, so no third cell is asked.
    pub fn interrupted(&mut self) -> Option<Departed> {
        let coming = &self.coming;
        let place = self.left.iter().position(|left| coming.contains(&(left.other, left.end.number)))?;
        Some(self.left.swap_remove(place))
    }

    /// Returns the cell that the business has left last, if no cell has it.
    pub fn last_left(&mut self) -> Option<Departed> {
        self.left.sort_by_key(|left| left.begun_at);
        self.left.pop()
    }

    /// Returns the error that no cell has the business.
    pub fn nowhere(&mut self) -> CliError {
        let business = self.business;
        self.last_left().map_or_else(
            || {
                CliError::Failed(format!(
                    "there is no business {business} in any cell: see `payout business list`"
                ))
            },
            |left| match self.named.contains(&left.other) {
                true => lost(business, left.end.number, left.other),
                false => CliError::Usage(format!(
                    "{business} has left cell {} for cell {}, which PAYOUT_CELLS does not have: add it",
                    left.end.number, left.other
                )),
            },
        )
    }
}

/// Connects to a cell without a pooler. Behind a pooler, a second mover would go unnoticed.
async fn connected(at: CellRef<'_>) -> Result<PgConnection, CliError> {
    let conn = at.connect().await.map_err(|error| match (error, at.number()) {
        (CliError::Database(error), Some(number)) => {
            CliError::Failed(format!("cell {number} cannot be reached: {error}"))
        }
        (other, _) => other,
    })?;
    if db::is_pooled(at.url(), Role::Operator).await? {
        return Err(CliError::Usage(
            "a business cannot be moved through a pooler: give the URLs of the servers themselves".into(),
        ));
    }
    Ok(conn)
}

/// Connects to the cell `number`.
///
/// # Errors
/// If there is none, or it cannot be reached.
pub async fn end(cells: &Cells, number: Number) -> Result<End, CliError> {
    Ok(End { number, conn: connected(cells.numbered(number)?).await? })
}

/// Makes `conn` the only session that moves `business` or drops its old rows.
///
/// # Errors
/// If another command does that now.
pub async fn be_the_only_one(conn: &mut PgConnection, business: BusinessId) -> Result<(), CliError> {
    if relocation::try_lock_mover(conn, business).await? {
        return Ok(());
    }
    Err(CliError::Failed(format!(
        "{business} is being moved, or its old rows are being dropped, by another command"
    )))
}

/// Returns the error that the target cell does not have the business.
pub(super) fn lost(business: BusinessId, from: Number, to: Number) -> CliError {
    CliError::Failed(format!(
        "cell {to} no longer has all of {business}, which left cell {from} for it: was it restored to a time before the move ended? `payout business stay {business}` serves it in cell {from} as it was then. See \"Moving a business\" in docs/operate.md"
    ))
}

/// Returns the error that two cells serve the business.
pub(super) fn in_both(business: BusinessId, one: Number, other: Number) -> CliError {
    CliError::Failed(format!(
        "cells {one} and {other} both have {business}, so nothing is moved: was one of them restored to a time before it moved? See \"Moving a business\" in docs/operate.md"
    ))
}
