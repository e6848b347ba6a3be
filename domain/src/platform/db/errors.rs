//! What a database error says about the work that failed.

use std::borrow::Cow;

use sqlx::error::{DatabaseError, ErrorKind};

use super::unfit::Unfit;

/// The SQLSTATE that the fence of a business raises while the business moves to another database (the migration of
/// `relocations`).
const ELSEWHERE: &str = "PM001";

/// The error that a look-up returns for such a business. It equals the fence's error, because work that only reads
/// meets no fence.
#[derive(Debug, thiserror::Error)]
#[error("the business is being moved to another cell")]
struct Elsewhere;

impl DatabaseError for Elsewhere {
    fn message(&self) -> &'static str {
        "the business is being moved to another cell"
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(ELSEWHERE.into())
    }

    fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

/// Returns what is wrong with the URL of a database, if that is the cause of `error`. The text begins with the
/// setting's name. Of the URL it shows only names and ports.
pub fn wrong_url(error: &sqlx::Error) -> Option<String> {
    match error {
        sqlx::Error::Configuration(why) if Unfit::of(error).is_none() => Some(format!(
            "DATABASE_URL (--database-url) is not a Postgres URL, such as postgres://payout:…@db/payout: {why}"
        )),
        _ => None,
    }
}

/// Rejects a business that this database does not serve now (the view `unserved_businesses`).
///
/// # Errors
/// If `unserved`, an error for which [`is_elsewhere`] returns true.
pub fn served(unserved: bool) -> Result<(), sqlx::Error> {
    if unserved { Err(sqlx::Error::Database(Box::new(Elsewhere))) } else { Ok(()) }
}

/// Returns whether an error says that the business of the work is moving to another database. The work changed nothing,
/// and may succeed soon, here or there.
pub fn is_elsewhere(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(DatabaseError::code).as_deref() == Some(ELSEWHERE)
}

/// Returns whether an error says that the same work may succeed later: a lost connection, a conflict, a time-out, a
/// server that is short of a resource, a business that is being moved. Any other error is the fault of the work.
pub fn is_transient(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            code == ELSEWHERE || matches!(code.get(..2), Some("08" | "40" | "53" | "55" | "57" | "58" | "25"))
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        _ => false,
    }
}

/// Returns whether an error says that a table or a column does not exist. Nothing can work on such a schema, so the
/// work is not at fault.
pub fn is_undefined(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|database| database.code());
    matches!(code.as_deref(), Some("42P01" | "42703"))
}

/// Returns whether an error says that other transactions held what the work needed: a lock time-out, a deadlock, or a
/// serialization failure.
pub fn is_contention(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|database| database.code());
    matches!(code.as_deref(), Some("55P03" | "40P01" | "40001"))
}

/// Returns whether an error is a lock time-out.
pub fn is_lock_timeout(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|database| database.code()).as_deref() == Some("55P03")
}

/// Returns the name of the constraint that rejected a statement, if one did.
pub fn violated_constraint(error: &sqlx::Error) -> Option<&str> {
    error.as_database_error().and_then(|database| database.constraint())
}

#[cfg(test)]
mod tests {
    use super::{is_contention, is_elsewhere, is_transient, served};

    #[test]
    fn the_error_about_a_moved_business_is_transient() {
        assert!(served(false).is_ok());
        let moved = served(true).unwrap_err();
        assert!(is_elsewhere(&moved) && is_transient(&moved) && !is_contention(&moved));
        assert!(!is_elsewhere(&sqlx::Error::PoolTimedOut));
    }
}
