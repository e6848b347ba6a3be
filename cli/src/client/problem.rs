//! How the API says no.

use std::fmt;

use serde::Deserialize;

/// How many faults of an upload, or duplicates in it, are shown; the rest are counted.
pub(super) const SHOWN: usize = 20;

/// RFC 9457, with what is at fault.
#[derive(Debug, Clone, Deserialize)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// The stable name.
    pub code: String,
    /// For people.
    #[serde(default)]
    pub detail: String,
    /// What is at fault, when the fault lies in fields or lines.
    #[serde(default)]
    pub errors: Vec<Fault>,
    /// Whether `errors` was cut at the API's limit.
    #[serde(default)]
    pub errors_truncated: bool,
    /// Seconds until it is worth trying again.
    #[serde(skip)]
    pub retry_after: Option<u64>,
}

/// One field of one item.
#[derive(Debug, Clone, Deserialize)]
pub struct Fault {
    /// The item's place, from 0.
    pub index: Option<u64>,
    /// The line of the file it begins in, from 1, when the API says so.
    #[serde(default)]
    pub line: Option<u64>,
    /// The field.
    pub field: String,
    /// The stable name of the fault.
    pub code: String,
    /// For people.
    #[serde(default)]
    pub message: String,
}

/// The first of `faults`, a line each, and how many more there are. `first_line` is the line of the file that item 0 stands
/// in.
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
