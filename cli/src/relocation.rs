//! Moves a business from one cell to another, step by step. `domain::relocation` explains the steps, and why a crash
//! between two of them leaves nothing to repair.

mod back;
mod fences;
mod people;
mod places;

use std::time::{Duration, Instant};

use chrono::{SubsecRound, TimeDelta};
use domain::clock;
use domain::ids::BusinessId;
use domain::outgoing;
use domain::platform::db;
use domain::relocation::compare::{Compared, compare};
use domain::relocation::tables::{self, Columns, Copying};
use domain::relocation::{self, Phase, Relocation, copying, fit, secrets};
use sqlx::Connection;

pub use self::back::call_off_alone;
pub use self::fences::drop_rows;
use self::fences::{clear, put_up};
pub use self::places::{Departed, End, Places, be_the_only_one, end};
use self::places::{in_both, lost};
use crate::access::audit_context;
use crate::error::CliError;

/// How long a business is paused before it is held. Clients that wait for a payment learn of the pause within this
/// time, so none waits for an outcome that another cell decides.
const PAUSED_FOR: Duration = Duration::from_millis(1_300);

/// How long after the start of the hold another cell may serve the business, at the earliest. No process caches
/// longer than this which cell serves it, or that a key was valid.
pub const REMEMBERED_FOR: Duration = Duration::from_millis(2_500);

/// A round this short leaves little for the hold.
const SHORT_ROUND: Duration = Duration::from_secs(2);

/// A round that copies at most this many rows also leaves little for the hold, however long a busy machine takes.
const FEW_ROWS: u64 = 5_000;

/// How long the complete copy is in place before the business leaves, at least. This is longer than any process takes
/// to ask all cells for a credential.
const COMPLETE_FOR: Duration = Duration::from_secs(2);

/// The most rounds, for a business that writes faster than it is copied.
const MOST_ROUNDS: u32 = 20;

/// What a step has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The source cell has recorded the move.
    Announced,
    /// The business's tables are fenced, and the target cell expects it.
    Expected,
    /// This many rows were copied in this time, while the business worked.
    Copied(u64, Duration),
    /// The business was held for this long, both sides are the same, and it has left the source.
    Left(Duration, Compared),
    /// The target cell serves the business.
    Arrived,
}

/// Moves one business. Only one mover works at a time.
#[derive(Debug)]
pub struct Mover {
    business: BusinessId,
    source: End,
    target: End,
    columns: Columns,
    hold: Duration,
    rounds: u32,
    caught_up: bool,
    held_since: Option<Instant>,
}

impl Mover {
    /// Creates a mover of `business` from `source` to `target`, which holds the business for `hold` at most.
    ///
    /// # Errors
    /// If another mover is at work, a database cannot be used, or the two cells do not match.
    pub async fn new(
        business: BusinessId,
        mut source: End,
        mut target: End,
        hold: Duration,
    ) -> Result<Self, CliError> {
        for end in [&mut source, &mut target] {
            let ready = db::check_ready(&mut end.conn).await?;
            ready.map_err(|why| CliError::Failed(format!("cell {}: {why}", end.number)))?;
            relocation::prepare(&mut end.conn).await?;
        }
        for end in [&mut source, &mut target] {
            be_the_only_one(&mut end.conn, business).await?;
        }
        let contradicted = secrets::contradicted(&mut source.conn, &mut target.conn).await?;
        if let [first, ..] = contradicted.as_slice() {
            return Err(CliError::Failed(format!(
                "cells {} and {} have used different secrets: {first} is not the same, so keys or hashes would stop working",
                source.number, target.number
            )));
        }
        let columns = Columns::read(&mut source.conn).await?;
        let forgotten = tables::unlisted(&mut source.conn).await?;
        if !forgotten.is_empty() || !columns.fit(&Columns::read(&mut target.conn).await?) {
            return Err(CliError::Failed(format!(
                "cells {} and {} do not have the same tables, or have newer ones than this program knows: run `payout migrate` of the newest version, and move with that version",
                source.number, target.number
            )));
        }
        let mover =
            Self { business, source, target, columns, hold, rounds: 0, caught_up: false, held_since: None };
        Ok(mover)
    }

    /// Does the next step. Returns `None` when the business has arrived.
    ///
    /// # Errors
    /// If a database fails, or the two sides differ. If the business has not left, its source cell then still serves
    /// it.
    pub async fn step(&mut self) -> Result<Option<Step>, CliError> {
        let (business, to) = (self.business, self.target.number);
        let there = relocation::find(&mut self.target.conn, business).await?;
        let here = relocation::find(&mut self.source.conn, business).await?;
        if let Some(other) = here.as_ref().map(|here| here.other).filter(|other| *other != to) {
            return Err(CliError::Failed(format!(
                "{business} is being moved to cell {other}: continue with `--to {other}`"
            )));
        }
        if there.as_ref().is_some_and(|there| there.phase == Phase::Gone) {
            return Err(CliError::Failed(format!(
                "cell {to} still has old rows of {business}: drop them first, with `payout business drop-old {business} --from {to}`"
            )));
        }
        let has_gone = here.as_ref().is_some_and(|here| here.phase == Phase::Gone);
        if !has_gone {
            if there.is_none() && relocation::has_rows(&mut self.target.conn, business).await? {
                return Err(in_both(business, self.source.number, to));
            }
            self.may_leave().await?;
        }
        if here.as_ref().is_some_and(|here| here.paused) {
            // Left by a mover that died before the business had left.
            relocation::end_hold(&mut self.source.conn, business).await?;
        }
        if !has_gone {
            let copying = Copying { business, columns: &self.columns };
            people::meet_no_others(&mut self.source.conn, &mut self.target.conn, copying, to).await?;
        }
        Ok(Some(match (here.as_ref().map(|here| here.phase), there) {
            (None, None) => {
                let now = clock::read(&mut self.source.conn).await?.now();
                relocation::plan_departure(&mut self.source.conn, business, to, now).await?;
                Step::Announced
            }
            (Some(Phase::Copying), None) => {
                self.expect().await?;
                Step::Expected
            }
            (Some(Phase::Copying), Some(there)) if self.caught_up => self.switch(&there).await?,
            (Some(Phase::Copying), Some(there)) => self.copy(there.copied_up_to.as_deref()).await?,
            (Some(Phase::Held), _) => Step::Expected,
            (Some(Phase::Gone), Some(_)) => {
                self.arrive().await?;
                Step::Arrived
            }
            (Some(Phase::Gone), None) => return Ok(None),
            (None, Some(_)) => {
                return Err(CliError::Failed(format!(
                    "cell {to} has rows of a move that cell {} does not know of: drop them first, with `payout business stay {business}`",
                    self.source.number
                )));
            }
            (Some(Phase::Arriving), _) => {
                return Err(CliError::Failed(format!(
                    "{business} is being moved to this cell: finish that move first"
                )));
            }
        }))
    }

    /// Rejects the move if one of the two cells holds back payments that the other cell would send.
    async fn may_leave(&mut self) -> Result<(), CliError> {
        for end in [&mut self.source, &mut self.target] {
            if outgoing::is_held(&mut end.conn).await? {
                return Err(CliError::Failed(format!(
                    "cell {} was restored and holds its withdrawals and webhooks, and another cell would send them: run `payout restore reconcile --cell {}` first",
                    end.number, end.number
                )));
            }
        }
        let there = fit::global_pauses(&mut self.target.conn).await?;
        let here = fit::global_pauses(&mut self.source.conn).await?;
        if let Some(alone) = here.iter().find(|one| !there.contains(one)) {
            let (from, to) = (self.source.number, self.target.number);
            return Err(CliError::Failed(format!(
                "`payout pause {alone}` is in force in cell {from} and not in cell {to}, where {} would be paid: pause it there as well (--cell {to}), or resume it",
                self.business
            )));
        }
        Ok(())
    }

    /// Fences the business in the source cell, and makes the target cell expect it.
    async fn expect(&mut self) -> Result<(), CliError> {
        let business = self.business;
        put_up(&mut self.source.conn, business).await?;
        let now = clock::read(&mut self.target.conn).await?.now();
        let mut work = self.target.conn.begin().await?;
        secrets::claim(&mut self.source.conn, &mut work).await?;
        relocation::plan_arrival(&mut work, business, self.source.number, now).await?;
        // Rows that were written after an earlier stay's rows were dropped would differ for ever.
        clear(&mut work, business).await?;
        work.commit().await?;
        Ok(())
    }

    /// Copies one round of rows while the business works.
    async fn copy(&mut self, since: Option<&str>) -> Result<Step, CliError> {
        let begun = Instant::now();
        let horizon = copying::horizon(&mut self.source.conn).await?;
        let mut copied = 0;
        for table in copying::changed(&mut self.source.conn, self.business, since).await? {
            let copying = Copying { business: self.business, columns: &self.columns };
            let mut work = self.target.conn.begin().await?;
            copied += copying::copy_ahead(&mut self.source.conn, &mut work, copying, table, since).await?;
            work.commit().await?;
        }
        let mut work = self.target.conn.begin().await?;
        copying::delete_taken_back(&mut self.source.conn, &mut work, self.business).await?;
        relocation::record_copied(&mut work, self.business, &horizon).await?;
        work.commit().await?;
        self.rounds += 1;
        let took = begun.elapsed();
        let little_is_left = took <= SHORT_ROUND || copied <= FEW_ROWS || self.rounds >= MOST_ROUNDS;
        self.caught_up = since.is_some() && little_is_left;
        Ok(Step::Copied(copied, took))
    }

    /// Holds the business, copies the rest, compares both sides, and lets the business leave. If a step fails, the
    /// business stays.
    async fn switch(&mut self, there: &Relocation) -> Result<Step, CliError> {
        self.caught_up = false;
        let switched = self.hold_and_leave(there.copied_up_to.as_deref()).await;
        match switched {
            Ok(compared) => {
                let held = self.held_since.map_or(Duration::ZERO, |since| since.elapsed());
                Ok(Step::Left(held, compared))
            }
            Err(error) => {
                if let Err(failed) = self.stays().await {
                    tracing::warn!(error = %failed, "the hold could not be ended; it expires by itself");
                }
                Err(error)
            }
        }
    }

    /// Ends the hold, unless the business has left after all.
    async fn stays(&mut self) -> Result<(), sqlx::Error> {
        if relocation::end_hold(&mut self.source.conn, self.business).await? {
            relocation::undo_complete(&mut self.target.conn, self.business).await?;
        }
        Ok(())
    }

    async fn hold_and_leave(&mut self, since: Option<&str>) -> Result<Compared, CliError> {
        let business = self.business;
        let source = &mut self.source.conn;
        let now = clock::read(source).await?.now();
        let until = (now + TimeDelta::from_std(self.hold).unwrap_or(TimeDelta::MAX)).trunc_subsecs(6);
        let mut work = source.begin().await?;
        relocation::pause_until(&mut work, business, until, now).await?;
        work.commit().await?;
        tokio::time::sleep(PAUSED_FOR).await;
        relocation::hold(source, business).await?;
        let held_since = Instant::now();
        self.held_since = Some(held_since);
        let mut waiting = source.begin().await?;
        relocation::wait_for_writers(&mut waiting, business).await.map_err(|error| {
            if db::is_lock_timeout(&error) {
                let why =
                    "a transaction that writes its rows does not end (is a large batch being accepted?)";
                CliError::Failed(format!(
                    "{business} cannot be held now: {why}; it stays where it is, try again"
                ))
            } else {
                error.into()
            }
        })?;
        waiting.commit().await?;
        let mut work = self.target.conn.begin().await?;
        let copying = Copying { business, columns: &self.columns };
        for table in copying::changed(source, business, since).await? {
            copying::copy_ahead(source, &mut work, copying, table, since).await?;
        }
        copying::delete_taken_back(source, &mut work, business).await?;
        let brought = copying::copy_at_switch(source, &mut work, copying).await;
        brought.map_err(|why| people::not_brought(business, self.target.number, why))?;
        let compared = compare(source, &mut work, copying).await?;
        if !compared.differences.is_empty() {
            let tables: Vec<String> = compared.differences.iter().map(ToString::to_string).collect();
            return Err(CliError::Failed(format!(
                "the two sides differ, so {business} stays: {}",
                tables.join("; ")
            )));
        }
        let now = clock::read(&mut work).await?.now();
        relocation::complete(&mut work, business, now).await?;
        work.commit().await?;
        tokio::time::sleep(COMPLETE_FOR.max(REMEMBERED_FOR.saturating_sub(held_since.elapsed()))).await;
        let done = audit_context(&clock::read(source).await?);
        let mut work = source.begin().await?;
        if !relocation::depart(&mut work, business, self.target.number, until, done).await? {
            let seconds = self.hold.as_secs();
            return Err(CliError::Failed(format!(
                "the hold of {seconds} s ended before everything was copied and compared, so {business} stays: allow a longer hold with --hold-at-most"
            )));
        }
        work.commit().await?;
        Ok(compared)
    }

    async fn arrive(&mut self) -> Result<(), CliError> {
        let done = audit_context(&clock::read(&mut self.target.conn).await?);
        let mut work = self.target.conn.begin().await?;
        if !relocation::arrive(&mut work, self.business, self.source.number, done).await? {
            return Err(lost(self.business, self.source.number, self.target.number));
        }
        work.commit().await?;
        Ok(())
    }
}
