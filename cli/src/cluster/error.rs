//! Errors of the embedded Postgres. Each is one line that tells the reader what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private Postgres cannot be used. It is displayed as one line for a newcomer. The source has the details.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClusterError {
    /// No Postgres is installed, and none can be downloaded.
    #[error(
        "no PostgreSQL 14 or newer was found and none could be downloaded: \
         install it (Debian/Ubuntu: apt-get install postgresql) or set DATABASE_URL"
    )]
    NoPostgres(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The files were created by a major version that is no longer installed.
    #[error(
        "the data in {} was made by PostgreSQL {major}, which was not found and could not be downloaded: \
         install that version, or remove {} to start afresh", .data.display(), .root.display()
    )]
    WrongVersion {
        /// The data directory.
        data: PathBuf,
        /// The directory to remove in order to start afresh.
        root: PathBuf,
        /// The version that made the data.
        major: u32,
        /// Why that version cannot be downloaded.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Another process uses the same directory.
    #[error("{} is in use by another payout process: stop it, name another directory (--home), or set DATABASE_URL", .0.display())]
    InUse(PathBuf),
    /// A server on this directory did not end.
    #[error("the PostgreSQL server on {} is still running: stop it ({hint}) and try again", .data.display())]
    StillRunning {
        /// The data directory.
        data: PathBuf,
        /// The command that stops it.
        hint: String,
    },
    /// We are root, which Postgres refuses, and there is no other user to run it as.
    #[error(
        "PostgreSQL does not run as root and there is no user `postgres` or `nobody` to run it: add one of them"
    )]
    NoAccount(#[source] Option<io::Error>),
    /// We are root and cannot become the other user.
    #[error("cannot run programs as the user `{user}`: run payout as an ordinary user or set DATABASE_URL")]
    Account {
        /// The user that was to run the server's programs.
        user: String,
        /// The operating system's error.
        #[source]
        source: io::Error,
    },
    /// The file with the password of existing data is gone.
    #[error("{} is missing or damaged and the data cannot be opened without it: remove {} to start afresh",
        .file.display(), .root.display())]
    PasswordLost {
        /// The file that held the password.
        file: PathBuf,
        /// The directory to remove.
        root: PathBuf,
    },
    /// `initdb` failed.
    #[error("cannot make a PostgreSQL cluster in {}: {output}", .data.display())]
    Initialise {
        /// The data directory.
        data: PathBuf,
        /// The end of initdb's output.
        output: String,
    },
    /// The server ended, or did not get ready.
    #[error("PostgreSQL did not start: {tail} (all of it in {})", .log.display())]
    Startup {
        /// The last lines of its log.
        tail: String,
        /// The whole log.
        log: PathBuf,
    },
    /// Another program has the port.
    #[error("port {port} on 127.0.0.1 was taken by another program: try again")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The server runs but rejects our connection.
    #[error("the private PostgreSQL does not accept a connection: see postgres.log next to its data")]
    Connect(#[source] sqlx::Error),
    /// A file or a program could not be used.
    #[error("cannot {action} {}: {}", .path.display(), cure(.source))]
    Files {
        /// The action that failed.
        action: &'static str,
        /// The file, directory or program.
        path: PathBuf,
        /// The operating system's error.
        #[source]
        source: io::Error,
    },
    /// The operating system returned no random bytes for the password.
    #[error("the operating system returned no random bytes: try again")]
    Random(#[source] getrandom::Error),
}

/// Returns what to do about a file or directory that cannot be used.
fn cure(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "a file is in the place of a directory: name another place (--home, PAYOUT_HOME), or move the file"
        }
        _ => "check its permissions and the free space",
    }
}

/// Returns a function that turns an I/O error into a [`ClusterError::Files`].
pub(super) fn files(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ClusterError {
    move |source| ClusterError::Files { action, path: path.to_owned(), source }
}
