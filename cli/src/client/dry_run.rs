//! Asking what would become of a batch.

use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;

use super::problem::{Fault, shown};
use super::{Client, ClientError, read, send};
use crate::rewards::Format;
use crate::submission::Mode;

/// What would become of a batch, if it came now.
#[derive(Debug, Clone, Deserialize)]
pub struct DryRun {
    /// Whether it would be accepted.
    pub valid: bool,
    /// How many items.
    pub counts: Counts,
    /// Their amounts, in cents.
    pub amounts: Amounts,
    /// The payout balance now, in cents.
    pub payout_balance_before: i64,
    /// The payout balance when all of it is paid, in cents; below zero when it does not suffice.
    pub payout_balance_after: i64,
    /// By how much it falls short, in cents.
    #[serde(default)]
    pub missing: Option<i64>,
    /// What is at fault.
    pub errors: Vec<Fault>,
    /// How many more errors there are.
    pub errors_more: u64,
}

/// Items by what would become of them.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Counts {
    /// All.
    pub total: i64,
    /// Known before, and not paid again.
    pub duplicate: i64,
    /// At fault.
    pub invalid: i64,
}

/// Cents by what would become of them.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Amounts {
    /// Of all items without a fault.
    pub total: i64,
    /// Known before, and not paid again.
    pub duplicate: i64,
}

impl Client {
    /// What would become of a batch; nothing is recorded, and no key used up.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn dry_run(
        &self,
        format: Format,
        mode: Mode,
        body: reqwest::Body,
    ) -> Result<DryRun, ClientError> {
        let request = self.post(&format!("v1/batches?dry_run=true&mode={}", mode.as_str()));
        read(send(request.header(CONTENT_TYPE, format.media_type()).body(body)).await?).await
    }
}

impl DryRun {
    /// What is at fault, a line each, as [`ClientError::faults`] has it.
    pub fn faults(&self, first_line: u64) -> Vec<String> {
        let (mut lines, unshown) = shown(&self.errors, first_line);
        let more = unshown + self.errors_more;
        if more > 0 {
            lines.push(format!("… and {more} more"));
        }
        lines
    }
}
