//! Ends a move where it began: calls it off, or takes back a business that the other cell has lost.

use domain::clock;
use domain::ids::BusinessId;
use domain::relocation::{self, Phase};
use sqlx::Connection;

use super::fences::{drop_rows, take_down};
use super::{End, Mover, be_the_only_one};
use crate::access::audit_context;
use crate::error::CliError;

impl Mover {
    /// Calls the move off: the business stays, and what was copied is dropped. Takes back a business that has left,
    /// if the other cell no longer has it. Returns how many rows were dropped.
    ///
    /// # Errors
    /// If the business has left and the other cell has it, or a database fails.
    pub async fn call_off(mut self) -> Result<u64, CliError> {
        let business = self.business;
        let here = relocation::find(&mut self.source.conn, business).await?;
        let there = relocation::find(&mut self.target.conn, business).await?;
        match here.map(|here| here.phase) {
            Some(Phase::Gone) => self.take_back().await?,
            Some(Phase::Copying | Phase::Held) => {
                relocation::end_hold(&mut self.source.conn, business).await?;
            }
            Some(Phase::Arriving) | None => {}
        }
        let mut dropped = 0;
        if there.is_some_and(|there| there.phase == Phase::Arriving) {
            relocation::clear_copied(&mut self.target.conn, business).await?;
            dropped = drop_rows(&mut self.target.conn, business).await?;
        }
        take_down(&mut self.source.conn, business).await?;
        relocation::forget(&mut self.source.conn, business).await?;
        Ok(dropped)
    }

    /// Serves the business again in the cell that it has left, if the target cell does not have it.
    async fn take_back(&mut self) -> Result<(), CliError> {
        let (business, from, to) = (self.business, self.source.number, self.target.number);
        let there = relocation::find(&mut self.target.conn, business).await?;
        let has_it = match there {
            Some(there) => there.phase != Phase::Arriving || there.complete,
            None => relocation::has_rows(&mut self.target.conn, business).await?,
        };
        if has_it {
            return Err(CliError::Failed(format!("{business} has left: run the move again to finish it")));
        }
        let done = audit_context(&clock::read(&mut self.source.conn).await?);
        let mut work = self.source.conn.begin().await?;
        if !relocation::take_back(&mut work, business, to, done).await? {
            return Err(CliError::Failed(format!(
                "cell {from} does not know what cell {to} has done for {business}: hold withdrawals and webhooks there first with `payout restore begin --cell {from}`, and let them go afterwards with `payout restore reconcile --cell {from}`"
            )));
        }
        Ok(work.commit().await?)
    }
}

/// Calls the move of `business` off at its source alone, while the other cell cannot be reached. The copy there never
/// serves, because only the source decides that the business has left.
///
/// # Errors
/// If it has left, or the database fails.
pub async fn call_off_alone(mut source: End, business: BusinessId) -> Result<(), CliError> {
    relocation::prepare(&mut source.conn).await?;
    be_the_only_one(&mut source.conn, business).await?;
    let here = relocation::find(&mut source.conn, business).await?;
    if here.is_some_and(|here| matches!(here.phase, Phase::Gone | Phase::Arriving)) {
        return Err(CliError::Failed(format!("{business} has left cell {}", source.number)));
    }
    relocation::end_hold(&mut source.conn, business).await?;
    take_down(&mut source.conn, business).await?;
    Ok(relocation::forget(&mut source.conn, business).await?)
}
