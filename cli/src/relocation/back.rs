//! Ending a move where it began: calling it off, and taking a business back that the other cell has lost.

use domain::clock;
use domain::ids::BusinessId;
use domain::relocation::{self, Phase};
use sqlx::Connection;

use super::fences::{drop_rows, take_down};
use super::{End, Mover, be_the_only_one};
use crate::access::done;
use crate::error::CliError;

impl Mover {
    /// Calls the move off: the business stays, and what was copied is dropped. One that has left, and that the other cell does not have any
    /// more, is taken back. Returns how many rows were dropped.
    ///
    /// # Errors
    /// When it has left, or a database fails.
    pub async fn call_off(mut self) -> Result<u64, CliError> {
        let business = self.business;
        let here = relocation::find(&mut self.source.conn, business).await?;
        let there = relocation::find(&mut self.target.conn, business).await?;
        match here.map(|here| here.phase) {
            Some(Phase::Gone) => self.take_back().await?,
            Some(Phase::Copying | Phase::Held) => {
                relocation::let_go(&mut self.source.conn, business).await?;
            }
            Some(Phase::Arriving) | None => {}
        }
        let mut dropped = 0;
        if there.is_some_and(|there| there.phase == Phase::Arriving) {
            relocation::copied_nothing(&mut self.target.conn, business).await?;
            dropped = drop_rows(&mut self.target.conn, business).await?;
        }
        take_down(&mut self.source.conn, business).await?;
        relocation::forget(&mut self.source.conn, business).await?;
        Ok(dropped)
    }

    /// Serves the business again where it has left, if the cell that it left for does not have it.
    async fn take_back(&mut self) -> Result<(), CliError> {
        let (business, from, to) = (self.business, self.source.number, self.target.number);
        let there = relocation::find(&mut self.target.conn, business).await?;
        let has_it = match there {
            Some(there) => there.phase != Phase::Arriving || there.complete,
            None => relocation::has_rows(&mut self.target.conn, business).await?,
        };
        if has_it {
            return Err(CliError::Failed(format!("{business} has left: run the move again, and it arrives")));
        }
        let done = done(&clock::read(&mut self.source.conn).await?);
        let mut work = self.source.conn.begin().await?;
        if !relocation::take_back(&mut work, business, to, done).await? {
            return Err(CliError::Failed(format!(
                "what cell {to} has done for {business} is not known in cell {from}: hold withdrawals and webhooks there first, by `payout restore begin --cell {from}`, and let them go after this by `payout restore reconcile --cell {from}`"
            )));
        }
        Ok(work.commit().await?)
    }
}

/// Calls the move of `business` off at its source alone, while the other cell cannot be asked. What was copied there never serves: only the
/// source can say that the business has left.
///
/// # Errors
/// When it has left, or the database fails.
pub async fn call_off_alone(mut source: End, business: BusinessId) -> Result<(), CliError> {
    relocation::prepare(&mut source.conn).await?;
    be_the_only_one(&mut source.conn, business).await?;
    if !relocation::let_go(&mut source.conn, business).await? {
        return Err(CliError::Failed(format!("{business} has left cell {}", source.number)));
    }
    take_down(&mut source.conn, business).await?;
    Ok(relocation::forget(&mut source.conn, business).await?)
}
