//! The election of the leader: a row that its holder renews every second. It does so on a connection of its own, so
//! that a long step of its work does not delay the renewal.

use std::time::Duration;

use domain::platform::db::{self, Role};
use domain::platform::lease::{self, LEADER};
use secrecy::SecretString;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::session::with_silence_limit;

/// How often the leader renews its lease and runs the tasks that are due.
pub(super) const TICK: Duration = Duration::from_secs(1);

/// The time-out of a renewal. It is shorter than the lease, so that a leader without an answer stops before its lease
/// ends.
const RENEWED_WITHIN: Duration = Duration::from_secs(3);

/// The lease, with this process as its holder.
#[derive(Debug)]
pub(super) struct Lease {
    holder: Uuid,
}

impl Lease {
    pub(super) const fn of(holder: Uuid) -> Self {
        Self { holder }
    }

    /// Takes or renews the lease. Returns whether this process holds it.
    pub(super) async fn hold(&self, conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
        let held = tokio::time::timeout(RENEWED_WITHIN, lease::hold(conn, LEADER, self.holder)).await;
        held.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }

    /// Renews the lease until it is lost. Returns why it was lost.
    pub(super) async fn lost(&self, conn: &mut PgConnection) -> sqlx::Error {
        loop {
            tokio::time::sleep(TICK).await;
            match self.hold(conn).await {
                Ok(true) => {}
                Ok(false) => return sqlx::Error::Protocol("another process leads now".into()),
                Err(error) => return error,
            }
        }
    }

    /// Gives up the lease, so that another process need not wait for its end.
    pub(super) async fn resign(&self, url: &SecretString) {
        let resigned = with_silence_limit(async {
            let mut conn = db::connect(url, Role::Worker).await?;
            lease::release(&mut conn, LEADER, self.holder).await
        });
        if let Ok(Err(error)) = tokio::time::timeout(TICK, resigned).await {
            tracing::debug!(%error, "the leader's lease could not be given up; it expires");
        }
    }
}
