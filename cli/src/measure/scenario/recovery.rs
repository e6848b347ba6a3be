//! How soon A is paid as fast as before after a fault: a worker's death, or the server's restart. Read from the
//! ledger afterwards.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::bench as limits;
use domain::ids::BusinessId;
use sqlx::PgConnection;

use crate::error::CliError;
use crate::output::{self, grouped};

/// How long before the fault the rate is measured.
const BEFORE: TimeDelta = TimeDelta::seconds(3);

/// The length of the window in which a rate is counted, and its step.
const COUNTED: TimeDelta = TimeDelta::seconds(1);
const COUNTED_EVERY: TimeDelta = TimeDelta::milliseconds(250);

/// The part of the earlier rate that must be reached, in per cent, and the time limit.
const REACHED_PERCENT: i64 = 95;
const REACHED_WITHIN: TimeDelta = TimeDelta::seconds(5);

/// A fault of the processes while A was paid as fast as possible.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// What the fault was.
    pub name: &'static str,
    /// The time from which A was paid as fast as possible.
    pub from: DateTime<Utc>,
    /// When the fault began.
    pub at: DateTime<Utc>,
    /// When the fault was over, such as when the server was back.
    pub over: DateTime<Utc>,
    /// The time until which there was something to pay.
    pub until: DateTime<Utc>,
}

/// The recovery from a fault.
#[derive(Debug, Clone, Copy)]
pub struct Recovery {
    name: &'static str,
    before: i64,
    best: i64,
    within: Option<Duration>,
    /// Whether everything was paid before the time limit.
    ended: bool,
}

impl Recovery {
    /// Reads the recovery from the ledger.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn of(conn: &mut PgConnection, a: BusinessId, fault: &Fault) -> Result<Self, CliError> {
        let from = fault.from.max(fault.at - BEFORE);
        let paid = limits::paid_between(conn, Some(a), from, fault.at).await?;
        let millis = (fault.at - from).num_milliseconds().max(1);
        let before = paid.saturating_mul(1_000) / millis;
        let mut recovery = Self {
            name: fault.name,
            before,
            best: 0,
            within: None,
            ended: fault.until < fault.over + REACHED_WITHIN,
        };
        let mut begun = fault.over;
        while begun + COUNTED <= fault.until.min(fault.over + REACHED_WITHIN) {
            let rate = limits::paid_between(conn, Some(a), begun, begun + COUNTED).await?;
            recovery.best = recovery.best.max(rate);
            if rate.saturating_mul(100) >= before.saturating_mul(REACHED_PERCENT) {
                recovery.within = (begun + COUNTED - fault.over).to_std().ok();
                break;
            }
            begun += COUNTED_EVERY;
        }
        Ok(recovery)
    }

    /// Returns whether the recovery was fast enough. If everything was paid sooner, it counts as fast enough.
    pub fn is_soon(&self) -> bool {
        self.within.is_some() || self.ended
    }

    /// Prints the recovery.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn print(&self) -> Result<(), CliError> {
        let (before, best) = (grouped(self.before), grouped(self.best));
        let reached = match self.within {
            Some(within) => format!("{REACHED_PERCENT} % of it again within {:.2} s", within.as_secs_f64()),
            None if self.ended => "everything was paid before it could be measured".to_owned(),
            None => format!("{best}/s at best in the {} s after", REACHED_WITHIN.num_seconds()),
        };
        output::line(format!("Recovery     {}: {before}/s before, {reached}", self.name))
    }
}
