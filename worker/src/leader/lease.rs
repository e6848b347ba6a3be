//! The election: a row that its holder renews every second, on a connection of its own, even while a step takes long.

use std::time::Duration;

use domain::platform::db::{self, Role};
use domain::platform::lease::{self, LEADER};
use secrecy::SecretString;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::session::answered;

/// How often the lease is renewed, and the schedule is looked at.
pub(super) const TICK: Duration = Duration::from_secs(1);

/// How long renewing the lease may take. This is less than the lease lasts, so that a leader which hears nothing stops
/// in time.
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
                Ok(false) => return sqlx::Error::Protocol("another process leads by now".into()),
                Err(error) => return error,
            }
        }
    }

    /// Gives the lease up, so that another process need not wait for its end.
    pub(super) async fn resign(&self, url: &SecretString) {
        let resigned = answered(async {
            let mut conn = db::connect(url, Role::Worker).await?;
            lease::release(&mut conn, LEADER, self.holder).await
        });
        if let Ok(Err(error)) = tokio::time::timeout(TICK, resigned).await {
            tracing::debug!(%error, "the lease was not given up; it ends by itself");
        }
    }
}
