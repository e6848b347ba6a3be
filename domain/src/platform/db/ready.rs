//! Whether a database is ready for work: it accepts writes, and it has the schema that this program knows.

use std::io;

use sqlx::PgConnection;

use super::MIGRATIONS;
use super::unfit::Unfit;

/// The SQLSTATE of a database that does not exist.
const NO_SUCH_DATABASE: &str = "3D000";

/// The SQLSTATEs of a table or a column that a migration creates: `undefined_table`, `undefined_column`.
const UNKNOWN_TO_IT: [&str; 2] = ["42P01", "42703"];

/// Why a database is not ready, in words for an operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// No session can be opened. The text says where, and why.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The database does not answer.
    #[error("the database does not answer")]
    Silent,
    /// The database answers, but does not confirm commits.
    #[error("the database does not confirm a commit: is a synchronous standby away, or its disk full?")]
    Unconfirmed,
    /// The database accepts no writes.
    #[error("the database is read-only")]
    ReadOnly,
    /// The database has no schema, or an older one.
    #[error("the database is not migrated: run `payout migrate`")]
    Unmigrated,
    /// The database has a different schema.
    #[error(
        "the database has another migration {0} than this program: it belongs to another version, or was changed by hand"
    )]
    Changed(i64),
    /// A connection pooler takes away what the process's sessions need.
    #[error("{0}")]
    Unfit(Unfit),
    /// The database returns an error.
    #[error("the database failed: {0}")]
    Failed(String),
}

impl NotReady {
    /// Classifies an error of a session, or of the attempt to open one.
    pub fn of(error: &sqlx::Error) -> Self {
        if let Some(unfit) = Unfit::of(error) {
            return Self::Unfit(unfit);
        }
        match error {
            sqlx::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
                Self::Unreachable(format!("{error}: no answer in time"))
            }
            sqlx::Error::Io(error) => Self::Unreachable(error.to_string()),
            sqlx::Error::Database(said)
                if said.code().is_some_and(|code| UNKNOWN_TO_IT.contains(&code.as_ref())) =>
            {
                Self::Unmigrated
            }
            sqlx::Error::Database(said) if said.code().as_deref() == Some(NO_SUCH_DATABASE) => Self::Failed(
                format!("{}: create it, or correct its URL (DATABASE_URL, PAYOUT_CELLS)", said.message()),
            ),
            // The error's own text adds a line of the server's source.
            sqlx::Error::Database(said) => Self::Failed(said.message().to_owned()),
            other => Self::Failed(other.to_string()),
        }
    }

    /// Returns whether the cause lasts until a person acts.
    pub fn needs_operator(&self) -> bool {
        matches!(
            self,
            Self::ReadOnly | Self::Unmigrated | Self::Changed(_) | Self::Unfit(_) | Self::Failed(_)
        )
    }
}

/// Checks whether the database of `conn` is ready for work, as far as reading can tell.
///
/// # Errors
/// If the database fails.
pub async fn check_ready(conn: &mut PgConnection) -> Result<Result<(), NotReady>, sqlx::Error> {
    let state = sqlx::query!(
        r#"select current_setting('transaction_read_only') = 'on' as "read_only!",
               to_regclass('_sqlx_migrations') is not null as "migrated!""#
    )
    .fetch_one(&mut *conn)
    .await?;
    if state.read_only {
        return Ok(Err(NotReady::ReadOnly));
    }
    if !state.migrated {
        return Ok(Err(NotReady::Unmigrated));
    }
    let applied =
        sqlx::query!("select version, success, checksum from _sqlx_migrations").fetch_all(conn).await?;
    // Migrations that a newer program has added do not matter. So the service can be upgraded while it runs.
    for migration in MIGRATIONS.iter() {
        match applied.iter().find(|row| row.version == migration.version && row.success) {
            None => return Ok(Err(NotReady::Unmigrated)),
            Some(row) if row.checksum != *migration.checksum => {
                return Ok(Err(NotReady::Changed(migration.version)));
            }
            Some(_) => {}
        }
    }
    Ok(Ok(()))
}
