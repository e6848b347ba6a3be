//! Dry runs: what would happen to a batch.

use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;
use serde_json::Value;

use super::error::ClientError;
use super::problem::{Fault, SHOWN, shown};
use super::upload::{Format, Mode};
use super::{Client, read, send};

/// What would happen to a batch if it were uploaded now.
#[derive(Debug, Clone, Deserialize)]
pub struct DryRun {
    /// Whether it would be accepted.
    pub valid: bool,
    /// The number of items, by outcome.
    pub counts: Counts,
    /// Their amounts, in cents.
    pub amounts: Amounts,
    /// The payout balance now, in cents.
    pub payout_balance_before: i64,
    /// The payout balance after the whole batch is paid, in cents. Negative if the balance does not suffice.
    pub payout_balance_after: i64,
    /// The missing amount, in cents.
    #[serde(default)]
    pub missing: Option<i64>,
    /// The errors of its items.
    pub errors: Vec<Fault>,
    /// How many more errors there are.
    pub errors_more: u64,
    /// The items that would not be paid again.
    pub duplicates: Vec<Duplicate>,
    /// How many more duplicates there are.
    pub duplicates_more: u64,
    /// The whole response, as the API wrote it.
    #[serde(skip)]
    pub written: Value,
}

/// An item that would not be paid again.
#[derive(Debug, Clone, Deserialize)]
pub struct Duplicate {
    /// The item's place, from 0.
    pub index: u64,
    /// The line of the file in which the item begins, from 1, if the API reports it.
    #[serde(default)]
    pub line: Option<u64>,
    /// The reference that the item shares with an earlier one.
    pub reference: String,
    /// The allocation that it repeats, if it is recorded.
    #[serde(default)]
    pub duplicate_of: Option<String>,
    /// The status of that allocation.
    #[serde(default)]
    pub duplicate_status: Option<String>,
    /// The index of the item that it repeats, if that is in the same file.
    #[serde(default)]
    pub same_as_index: Option<u64>,
    /// The line in which that item begins, if the API reports it.
    #[serde(default)]
    pub same_as_line: Option<u64>,
}

/// The number of items, by what would happen to them.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Counts {
    /// All items.
    pub total: i64,
    /// Those whose reference was paid before. They would not be paid again.
    pub duplicate: i64,
    /// Those that were sent before but not paid. They would be attempted again.
    pub next_attempt: i64,
    /// Those with an error.
    pub invalid: i64,
}

/// The sums of cents, by what would happen to the items.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Amounts {
    /// All items without an error.
    pub total: i64,
    /// Those whose reference was paid before. They would not be paid again.
    pub duplicate: i64,
}

impl Client {
    /// Asks what would happen to a batch. Records nothing, and the key can be used again.
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
        let response = send(request.header(CONTENT_TYPE, format.media_type()).body(body)).await?;
        let status = response.status();
        let written: Value = read(response).await?;
        let found = DryRun::of(&written).ok_or(ClientError::Unexpected(status))?;
        Ok(DryRun { written, ..found })
    }
}

impl DryRun {
    fn of(written: &Value) -> Option<Self> {
        Self::deserialize(written).ok()
    }

    /// Returns the errors, one per line, in the form of [`ClientError::faults`].
    pub fn faults(&self, first_line: u64) -> Vec<String> {
        let (mut lines, unshown) = shown(&self.errors, first_line);
        let more = unshown + self.errors_more;
        if more > 0 {
            lines.push(format!("… and {more} more"));
        }
        lines
    }

    /// Returns the duplicates, one per line, in the form of [`DryRun::faults`].
    pub fn repetitions(&self, first_line: u64) -> Vec<String> {
        let shown = self.duplicates.iter().take(SHOWN);
        let mut lines: Vec<String> = shown.map(|duplicate| duplicate.shown(first_line)).collect();
        let more = self.duplicates.len().saturating_sub(SHOWN) as u64 + self.duplicates_more;
        if more > 0 {
            lines.push(format!("… and {more} more duplicates"));
        }
        lines
    }
}

impl Duplicate {
    fn shown(&self, first_line: u64) -> String {
        let in_file = |line: Option<u64>, index: u64| format!("line {}", line.unwrap_or(index + first_line));
        let earlier = match (&self.duplicate_of, self.same_as_index) {
            (Some(allocation), _) => {
                format!("{allocation} ({})", self.duplicate_status.as_deref().unwrap_or("recorded"))
            }
            (None, Some(index)) => in_file(self.same_as_line, index),
            (None, None) => "an earlier one".to_owned(),
        };
        let place = in_file(self.line, self.index);
        format!("{place}: reference {}: duplicate of {earlier}, not paid again", self.reference)
    }
}
