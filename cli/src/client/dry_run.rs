//! Asking what would become of a batch.

use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;
use serde_json::Value;

use super::error::ClientError;
use super::problem::{Fault, SHOWN, shown};
use super::upload::{Format, Mode};
use super::{Client, read, send};

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
    /// The items that would not be paid again.
    pub duplicates: Vec<Duplicate>,
    /// How many more there are.
    pub duplicates_more: u64,
    /// All of it as the API wrote it.
    #[serde(skip)]
    pub written: Value,
}

/// An item that would not be paid again.
#[derive(Debug, Clone, Deserialize)]
pub struct Duplicate {
    /// The item's place, from 0.
    pub index: u64,
    /// The line of the file it begins in, from 1, when the API says so.
    #[serde(default)]
    pub line: Option<u64>,
    /// What it and the earlier one are called.
    pub reference: String,
    /// The allocation that it repeats, if it is recorded.
    #[serde(default)]
    pub duplicate_of: Option<String>,
    /// Where that is.
    #[serde(default)]
    pub duplicate_status: Option<String>,
    /// The index of the item that it repeats, if that is one of the file.
    #[serde(default)]
    pub same_as_index: Option<u64>,
    /// The line that one begins in, when the API says so.
    #[serde(default)]
    pub same_as_line: Option<u64>,
}

/// Items by what would become of them.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Counts {
    /// All.
    pub total: i64,
    /// Known before, and not paid again.
    pub duplicate: i64,
    /// Known before, and not paid then: attempted again.
    pub next_attempt: i64,
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

    /// What is at fault, a line each, as [`ClientError::faults`] has it.
    pub fn faults(&self, first_line: u64) -> Vec<String> {
        let (mut lines, unshown) = shown(&self.errors, first_line);
        let more = unshown + self.errors_more;
        if more > 0 {
            lines.push(format!("… and {more} more"));
        }
        lines
    }

    /// What would not be paid again, a line each, as [`DryRun::faults`] has it.
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
