//! The description of a file that is uploaded.

use std::path::Path;

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use domain::throttle::Rates;

/// How a file's items are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Comma-separated with a header line.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

/// A file to submit.
#[derive(Debug, Clone, Copy)]
pub struct Submission<'a> {
    /// The path of the file.
    pub path: &'a Path,
    /// The format of the file.
    pub format: Format,
    /// What happens if the payout balance does not cover it.
    pub mode: Mode,
    /// The rates at which it may be paid; without a limit when `None`.
    pub rates: Option<Rates>,
    /// When its items become ready; at once when `None`.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// The key under which it is paid once.
    pub idempotency_key: &'a str,
}

/// What is to happen to a file that the payout balance does not cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Mode {
    /// Pay each item that the balance covers when its turn comes.
    BestEffort,
    /// Refuse it; and set the total aside when it is accepted.
    AllOrNothing,
}

impl Mode {
    /// The name in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BestEffort => "best_effort",
            Self::AllOrNothing => "all_or_nothing",
        }
    }
}

impl Format {
    /// The media type in the API.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    /// The line of the file in which the first item stands.
    pub const fn first_line(self) -> u64 {
        match self {
            Self::Csv => 2,
            Self::Ndjson => 1,
        }
    }
}
