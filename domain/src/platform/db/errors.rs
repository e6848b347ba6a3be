//! What an error of the database says about the work that met it.

use super::unfit::Unfit;

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

/// Whether an error says that the same work may succeed later: a lost connection, a conflict, a time-out, a server
/// that is short of something. Everything else is the fault of the work.
pub fn is_transient(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            matches!(code.get(..2), Some("08" | "40" | "53" | "55" | "57" | "58" | "25"))
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
