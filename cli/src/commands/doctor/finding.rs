//! What a check found, and how it is printed.

use domain::cell::Number;
use domain::platform::db;
use serde_json::json;

use crate::error::CliError;
use crate::output;

/// What to do about a schema that is missing or old.
pub const MIGRATE: &str = "run `payout migrate`";

/// The verdict of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Ok,
    Warning,
    Failure,
    /// The check cannot be made on this connection.
    Unchecked,
}

impl Verdict {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failure => "failure",
            Self::Unchecked => "unchecked",
        }
    }
}

/// The finding of a check.
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    says: String,
    cure: Option<String>,
}

impl Finding {
    /// The check passed.
    pub fn ok(says: impl Into<String>) -> Self {
        Self { verdict: Verdict::Ok, says: says.into(), cure: None }
    }

    /// It works but needs attention.
    pub fn warning(says: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { verdict: Verdict::Warning, says: says.into(), cure: Some(cure.into()) }
    }

    /// It does not work.
    pub fn failure(says: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { verdict: Verdict::Failure, says: says.into(), cure: Some(cure.into()) }
    }

    /// The check cannot be made on this connection.
    pub fn unchecked(says: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { verdict: Verdict::Unchecked, says: says.into(), cure: Some(cure.into()) }
    }

    /// Returns the finding about a session that failed with `error`.
    pub fn of(error: &sqlx::Error) -> Self {
        let why = db::NotReady::of(error);
        if why == db::NotReady::Unmigrated {
            return Self::unchecked("the database is not migrated", MIGRATE);
        }
        let cure = match why {
            db::NotReady::Unfit(_) => "see docs/reliability.md, Behind a pooler",
            _ => "look at the database's own log",
        };
        Self::failure(why.to_string(), cure)
    }
}

/// Prints a finding. As JSON, it is an object that names the cell if there are several.
///
/// # Errors
/// If standard output cannot be written.
pub fn print(name: &str, finding: &Finding, as_json: Option<Option<Number>>) -> Result<(), CliError> {
    let Finding { verdict, says, cure } = finding;
    if let Some(cell) = as_json {
        let mut line = json!({"check": name, "verdict": verdict.as_str(), "says": says});
        if let Some(cure) = cure {
            line["cure"] = json!(cure);
        }
        return output::line(output::of_cell(line, cell));
    }
    output::line(format!("{:9} {name}: {says}", verdict.as_str()))?;
    cure.as_ref().map_or(Ok(()), |cure| output::line(format!("{:9} {cure}", "")))
}
