//! The providers that may have been given money to send, and are to be asked after a restore.
//!
//! Each process introduces the providers of its setting before it takes an order or sends one. So a backup names them
//! even before their first order. A provider that was first configured after the backup is in no data; it is introduced
//! when a process with it starts on the restored database. If that is after the restore was let go, the provider was
//! not asked. So withdrawals and webhooks are held again from that moment, until it was (the view `restore_fence`).

use sqlx::{PgConnection, PgPool};

use crate::platform::db;
use crate::platform::pace::Pace;
use crate::withdrawal::MANUAL;
use crate::withdrawal::methods::Methods;

/// How long after a restore was let go a provider that is introduced counts as one that should have been asked. After
/// that it is taken to be new.
pub(super) const LATE_FOR_DAYS: i32 = 7;

/// How long to wait before trying again on a database that was away.
const TOLD_AGAIN_AFTER: std::time::Duration = std::time::Duration::from_secs(1);

/// Introduces the providers of `methods`, trying until it succeeds.
pub async fn introduced(pool: &PgPool, methods: &Methods) {
    let mut names: Vec<&str> = methods.connectors().map(|connector| connector.name.as_str()).collect();
    names.extend(methods.by_hand().then_some(MANUAL));
    let pace = Pace::new();
    while let Err(error) = introduce(pool, &names).await {
        // [`crate::watch`] logs it when there is no schema yet.
        let told = if db::is_undefined(&error) { None } else { db::due_unless_away(&pace) };
        if let Some(more) = told {
            tracing::warn!(%error, more, "the database does not know this process's providers yet");
        }
        tokio::time::sleep(TOLD_AGAIN_AFTER).await;
    }
}

async fn introduce(pool: &PgPool, names: &[&str]) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into providers (name, introduced_at) select name, clock_timestamp() from unnest($1::text[]) as n (name)
         on conflict do nothing",
        names as _
    )
    .execute(pool)
    .await
    .map(|_| ())
}

/// Every provider that was ever introduced.
///
/// # Errors
/// When the database fails.
pub async fn providers(conn: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!("select name from providers order by name").fetch_all(conn).await
}

/// Holds a restore again because a provider was introduced that was not asked. Returns the generation, if so. What such
/// a provider has done is unknown from where the restore's data ended.
pub(super) async fn latecomer(conn: &mut PgConnection) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!(
        "update restore_state set held_since = clock_timestamp(), cause = 'provider', known_until = asked_from
         where held_since is null and (select late from restore_fence) returning generation"
    )
    .fetch_optional(conn)
    .await
}
