//! Database sessions with the settings that the guarantees depend on, migrations, and the outcome of a COMMIT without a
//! reply.
//!
//! With these settings the server frees the locks of a killed process within a second, and those of a frozen process
//! within about six. A pool never hands out a connection that is inside another task's transaction, nor one to a server
//! that cannot write ([`Servers`]).

pub(crate) mod away;
mod commit;
mod errors;
mod pooler;
mod ready;
mod role;
mod roles;
mod servers;
mod sessions;
mod settings;
mod unfit;
mod url;

use sqlx::PgConnection;

pub use away::due_unless_away;
pub use commit::{CommitStatus, attest, commit_status, transaction_id};
pub use errors::{
    is_contention, is_elsewhere, is_lock_timeout, is_transient, is_undefined, served, violated_constraint,
    wrong_url,
};
pub use pooler::{is_pooled, sessions_proven};
pub use ready::{NotReady, check_ready};
pub use role::Role;
pub use roles::{DATABASE_ROLES, make_roles, process_role_of, role_statements};
pub use servers::{Server, Servers};
pub use sessions::{ACQUIRE_TIMEOUT, connect, connect_for_marks, pool};
pub use settings::session_settings;
pub use unfit::Unfit;
pub use url::of_cell;

/// The numbered migrations of the schema. `payout migrate` applies them.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// The oldest Postgres that is supported, as `server_version_num`.
pub const OLDEST_POSTGRES: i32 = 140_000;

/// Sends a hint on `channel`: a notification without content.
///
/// # Errors
/// If the database fails.
pub async fn notify(conn: &mut PgConnection, channel: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_notify($1, '')", channel).execute(conn).await.map(|_| ())
}
