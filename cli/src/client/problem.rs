//! The problem documents that the API returns when it rejects a request.

use std::fmt;

use serde::Deserialize;

/// How many errors or duplicates of an upload are shown. The rest are counted.
pub(super) const SHOWN: usize = 20;

/// A problem document (RFC 9457) with its errors.
#[derive(Debug, Clone, Deserialize)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// The stable error code.
    pub code: String,
    /// The explanation, for people.
    #[serde(default)]
    pub detail: String,
    /// The errors of fields or lines, if there are any.
    #[serde(default)]
    pub errors: Vec<Fault>,
    /// Whether `errors` was cut at the API's limit.
    #[serde(default)]
    pub errors_truncated: bool,
    /// Seconds until a retry is worthwhile.
    #[serde(skip)]
    pub retry_after: Option<u64>,
}

/// An error of one field of one item.
#[derive(Debug, Clone, Deserialize)]
pub struct Fault {
    /// The item's place, from 0.
    pub index: Option<u64>,
    /// The line of the file in which the item begins, from 1, if the API reports it.
    #[serde(default)]
    pub line: Option<u64>,
    /// The field.
    pub field: String,
    /// The stable code of the error.
    pub code: String,
    /// The error in words, for people.
    #[serde(default)]
    pub message: String,
}

/// Returns the first of `faults`, one per line, and how many more there are. `first_line` is the line of the file
/// that contains item 0.
pub(super) fn shown(faults: &[Fault], first_line: u64) -> (Vec<String>, u64) {
    let lines = faults.iter().take(SHOWN).map(|fault| fault.shown(first_line)).collect();
    (lines, faults.len().saturating_sub(SHOWN) as u64)
}

impl Fault {
    fn shown(&self, first_line: u64) -> String {
        let line = self.line.or_else(|| self.index.map(|index| index + first_line));
        let place = line.map_or_else(String::new, |line| format!("line {line}: "));
        let message = if self.message.is_empty() { "not accepted" } else { &self.message };
        format!("{place}{}: {message} ({})", self.field, self.code)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the API rejected the request: {} ({}, HTTP {})", self.detail, self.code, self.status)
    }
}
