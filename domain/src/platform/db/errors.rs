//! What an error of the database says about the work that met it.

use std::borrow::Cow;

use sqlx::error::{DatabaseError, ErrorKind};

use super::unfit::Unfit;

/// What the fence of a business raises that is being moved to another database (the migration of `relocations`).
const ELSEWHERE: &str = "PM001";

/// What a look-up answers for such a business: the same as the fence, for what only reads meets no fence.
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

/// What is wrong with the URL of a database, if that is what `error` is about. The text begins with the setting's name
/// and shows nothing of the URL but names and ports.
pub fn wrong_url(error: &sqlx::Error) -> Option<String> {
    match error {
        sqlx::Error::Configuration(why) if Unfit::of(error).is_none() => Some(format!(
            "DATABASE_URL (--database-url) is not the URL of a Postgres, such as postgres://payout:…@db/payout: {why}"
        )),
        _ => None,
    }
}

/// Refuses a business that is not served here now (the view `unserved_businesses`).
///
/// # Errors
/// One that [`is_elsewhere`], if `unserved`.
pub fn served(unserved: bool) -> Result<(), sqlx::Error> {
    if unserved { Err(sqlx::Error::Database(Box::new(Elsewhere))) } else { Ok(()) }
}

/// Whether an error says that the business of the work is being moved to another database. The same work may succeed in a moment,
/// here or there; nothing was changed.
pub fn is_elsewhere(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(DatabaseError::code).as_deref() == Some(ELSEWHERE)
}

/// Whether an error says that the same work may succeed later: a lost connection, a conflict, a time-out, a server
/// that is short of something, a business that is being moved. Everything else is the fault of the work.
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

/// Whether an error says that a table or a column does not exist. Nothing can work on such a schema, and no piece of
/// work is to blame.
pub fn is_undefined(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|database| database.code());
    matches!(code.as_deref(), Some("42P01" | "42703"))
}

/// Whether an error says that others held what the work needed: a lock that did not come in time, a deadlock, a
/// serialization failure.
pub fn is_contention(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|database| database.code());
    matches!(code.as_deref(), Some("55P03" | "40P01" | "40001"))
}

/// Whether an error says that a lock did not come in time.
pub fn is_lock_timeout(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|database| database.code()).as_deref() == Some("55P03")
}

/// The name of the constraint that refused a statement, if one did.
pub fn violated_constraint(error: &sqlx::Error) -> Option<&str> {
    error.as_database_error().and_then(|database| database.constraint())
}

#[cfg(test)]
mod tests {
    use super::{is_contention, is_elsewhere, is_transient, served};

    #[test]
    fn a_business_that_is_being_moved_may_be_asked_for_again() {
        assert!(served(false).is_ok());
        let moved = served(true).unwrap_err();
        assert!(is_elsewhere(&moved) && is_transient(&moved) && !is_contention(&moved));
        assert!(!is_elsewhere(&sqlx::Error::PoolTimedOut));
    }
}
