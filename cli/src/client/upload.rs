//! The description of a file to upload.

use std::path::Path;

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use domain::throttle::Rates;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Comma-separated values with a header line.
    Csv,
    /// One JSON object per line.
    Ndjson,
}

/// A file to submit.
#[derive(Debug, Clone, Copy)]
pub struct Submission<'a> {
    /// The path of the file.
    pub path: &'a Path,
    /// The format of the file.
    pub format: Format,
    /// What happens if the payout balance does not cover the file.
    pub mode: Mode,
    /// The most that may be paid per second. `None` means no limit.
    pub rates: Option<Rates>,
    /// When its items become ready. `None` means at once.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// The idempotency key with which the file is paid once.
    pub idempotency_key: &'a str,
}

/// What happens to a file that the payout balance does not cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Mode {
    /// Pay each item that the balance covers when its turn comes.
    BestEffort,
    /// Set the total aside when the file is accepted, or reject the file.
    AllOrNothing,
}

impl Mode {
    /// Returns the name in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BestEffort => "best_effort",
            Self::AllOrNothing => "all_or_nothing",
        }
    }
}

impl Format {
    /// Returns the media type in the API.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    /// Returns the line of the file that contains the first item.
    pub const fn first_line(self) -> u64 {
        match self {
            Self::Csv => 2,
            Self::Ndjson => 1,
        }
    }
}
