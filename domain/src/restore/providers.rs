//! The providers that may have been given money to send, and so must be asked after a restore.
//!
//! Each process registers the providers in its settings before it takes or sends an order. So a backup names them even
//! before their first order. A provider that was first configured after the backup is not in the data. It is registered
//! when a process that has it starts on the restored database. If the restore has been released by then, the provider
//! was not asked. Then withdrawals and webhooks are held again until it has been (the view `restore_fence`).

use sqlx::{PgConnection, PgPool};

use crate::platform::db;
use crate::platform::pace::Pace;
use crate::withdrawal::MANUAL;
use crate::withdrawal::methods::Methods;

/// For how long after a restore was released a newly registered provider counts as one that should have been asked.
/// After that, it counts as new.
pub(super) const LATE_FOR_DAYS: i32 = 7;

/// How long to wait before trying again when the database was away.
const TOLD_AGAIN_AFTER: std::time::Duration = std::time::Duration::from_secs(1);

/// Registers the providers of `methods`, and tries until it succeeds.
pub async fn introduced(pool: &PgPool, methods: &Methods) {
    let mut names: Vec<&str> = methods.connectors().map(|connector| connector.name.as_str()).collect();
    names.extend(methods.by_hand().then_some(MANUAL));
    let pace = Pace::new();
    while let Err(error) = introduce(pool, &names).await {
        // If there is no schema yet, [`crate::watch`] logs it.
        let told = if db::is_undefined(&error) { None } else { db::due_unless_away(&pace) };
        if let Some(suppressed) = told {
            tracing::warn!(%error, suppressed, "the database does not know this process's providers yet");
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

/// Returns every provider that was ever registered.
///
/// # Errors
/// When the database fails.
pub async fn providers(conn: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!("select name from providers order by name").fetch_all(conn).await
}

/// Holds a restore again because a provider was registered that was not asked. Returns the generation if it did so.
/// What that provider has done is unknown from the time at which the restored data ended.
pub(super) async fn latecomer(conn: &mut PgConnection) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!(
        "update restore_state set held_since = clock_timestamp(), cause = 'provider', known_until = asked_from
         where held_since is null and (select late from restore_fence) returning generation"
    )
    .fetch_optional(conn)
    .await
}
