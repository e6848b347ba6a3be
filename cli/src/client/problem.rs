//! The problem documents with which the API refuses.

use std::fmt;

use serde::Deserialize;

/// How many faults of an upload, or duplicates in it, are shown. The rest are counted.
pub(super) const SHOWN: usize = 20;

/// A problem document (RFC 9457), with its faults.
#[derive(Debug, Clone, Deserialize)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// The stable name.
    pub code: String,
    /// The explanation, for people.
    #[serde(default)]
    pub detail: String,
    /// The faults of fields or lines, if there are any.
    #[serde(default)]
    pub errors: Vec<Fault>,
    /// Whether `errors` was cut at the API's limit.
    #[serde(default)]
    pub errors_truncated: bool,
    /// Seconds until it is worth trying again.
    #[serde(skip)]
    pub retry_after: Option<u64>,
}

/// A fault of one field of one item.
#[derive(Debug, Clone, Deserialize)]
pub struct Fault {
    /// The item's place, from 0.
    pub index: Option<u64>,
    /// The line of the file in which the item begins, from 1, when the API says so.
    #[serde(default)]
    pub line: Option<u64>,
    /// The field.
    pub field: String,
    /// The stable name of the fault.
    pub code: String,
    /// The fault in words, for people.
    #[serde(default)]
    pub message: String,
}

/// The first of `faults`, a line each, and how many more there are. `first_line` is the line of the file in which item
/// 0 stands.
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
        write!(f, "the API refused: {} ({}, HTTP {})", self.detail, self.code, self.status)
    }
}
