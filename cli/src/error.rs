//! Errors of a command: one line that tells the user what to do, and an exit code.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use domain::business::MoveError;
use domain::platform::db;
use domain::secrets::fingerprint::Unproven;

use crate::client::ClientError;
use crate::cluster::ClusterError;

/// The exit code for a wrong command line or setting. Nothing was tried.
pub const EXIT_USAGE: u8 = 2;

/// The exit code for an upload that was accepted before. This one paid nothing.
pub const EXIT_ACCEPTED_BEFORE: u8 = 3;

/// Why a command failed. [`CliError::line`] displays it.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The command line, the environment or the input file is wrong.
    #[error("{0}")]
    Usage(String),
    /// The command was tried and did not succeed.
    #[error("{0}")]
    Failed(String),
    /// The private Postgres cannot be used.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// The database cannot be used.
    #[error("the database failed (is DATABASE_URL correct, and has `payout migrate` been run?)")]
    Database(#[source] sqlx::Error),
    /// The database that is to be migrated cannot be used.
    #[error(
        "the database was not migrated (is DATABASE_URL correct: its server, its role and the name of the database?)"
    )]
    Unreached(#[source] sqlx::Error),
    /// A secret differs from the one that was used before.
    #[error(transparent)]
    Secret(#[from] Unproven),
    /// The schema could not be brought up to date.
    #[error("the migrations failed")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The API rejected the request or could not be reached.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The money was not moved.
    #[error(transparent)]
    Move(#[from] MoveError),
    /// A file could not be used.
    #[error("cannot {action} {}", .path.display())]
    File {
        /// The action that failed.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        #[source]
        source: std::io::Error,
    },
    /// The operating system returned no random bytes.
    #[error("the operating system returned no random bytes: try again")]
    Random(#[from] getrandom::Error),
    /// Standard output could not be written, for another reason than a closed pipe.
    #[error("cannot write to standard output")]
    Output(#[source] std::io::Error),
    /// Signals cannot be waited for.
    #[error("cannot wait for Ctrl-C and SIGTERM")]
    Signals(#[source] std::io::Error),
}

impl From<sqlx::Error> for CliError {
    fn from(error: sqlx::Error) -> Self {
        if db::is_elsewhere(&error) {
            return Self::Failed(
                "the business is being moved to another cell, which serves it in a moment: run the same command again".into(),
            );
        }
        db::wrong_url(&error).map_or(Self::Database(error), Self::Usage)
    }
}

impl CliError {
    /// Converts the error of a database that is to be migrated. Its message does not advise to run `payout migrate`.
    pub fn unreached(error: sqlx::Error) -> Self {
        match error.into() {
            Self::Database(error) => Self::Unreached(error),
            other => other,
        }
    }

    /// Returns the exit code of the process.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) | Self::Client(ClientError::Address(_) | ClientError::Key) => {
                ExitCode::from(EXIT_USAGE)
            }
            _ => ExitCode::FAILURE,
        }
    }

    /// Returns the error and its causes as one line. The embedded cluster's errors are complete without their causes.
    pub fn line(&self) -> String {
        let mut line = self.to_string();
        if !matches!(self, Self::Cluster(_)) {
            let mut cause = self.source();
            while let Some(error) = cause {
                let why = error.downcast_ref().map(db::NotReady::of);
                if let Some(unmigrated @ db::NotReady::Unmigrated) = why {
                    return unmigrated.to_string();
                }
                // The server's message is enough: sqlx's own text adds the line of the server's source code.
                if let Some(said) = error.downcast_ref().and_then(sqlx::Error::as_database_error) {
                    let _ = write!(line, ": {}", said.message());
                    break;
                }
                let text = error.to_string();
                // Some libraries repeat their source in their own text.
                if !line.ends_with(&text) {
                    // Writing to a string cannot fail.
                    let _ = write!(line, ": {text}");
                }
                cause = error.source();
            }
        }
        line.replace('\n', " ")
    }
}

/// Returns a function that turns an I/O error into a [`CliError::File`].
pub fn file(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> CliError {
    move |source| CliError::File { action, path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_line_with_its_causes() {
        let io = std::io::Error::other("no\nspace");
        let error = file("write", Path::new("x.csv"))(io);
        assert_eq!(error.line(), "cannot write x.csv: no space");
    }
}
