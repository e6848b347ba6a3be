//! The settings that the guarantees depend on are in force in every kind of session, according to the server itself. A
//! pool never hands out a connection inside another caller's transaction.

use domain::platform::db::{self, Role};
use domain::platform::health::CHANGING_TABLES;
use sqlx::PgConnection;
use tests::world;

/// Returns the settings in the server's own units.
fn expected(role: Role) -> Vec<(&'static str, &'static str)> {
    let statement_timeout = match role {
        Role::Api | Role::ApiSide => "5000",
        Role::Worker => "30000",
        Role::Operator => "3600000",
    };
    let plan_cache_mode = match role {
        Role::Api | Role::Operator => "auto",
        Role::ApiSide | Role::Worker => "force_generic_plan",
    };
    let parallel = if role == Role::Operator { "2" } else { "0" };
    let seqscan = if role == Role::Operator { "on" } else { "off" };
    vec![
        ("client_connection_check_interval", "1000"),
        ("enable_seqscan", seqscan),
        ("idle_in_transaction_session_timeout", "5000"),
        ("lock_timeout", "2000"),
        ("max_parallel_workers_per_gather", parallel),
        ("plan_cache_mode", plan_cache_mode),
        ("statement_timeout", statement_timeout),
        ("synchronous_commit", "on"),
        ("tcp_keepalives_count", "3"),
        ("tcp_keepalives_idle", "5"),
        ("tcp_keepalives_interval", "2"),
        ("tcp_user_timeout", "15000"),
    ]
}

async fn current_settings(conn: &mut PgConnection, names: &[&str]) -> Vec<(String, String)> {
    sqlx::query_as("select name, setting from pg_settings where name = any($1) order by name collate \"C\"")
        .bind(names)
        .fetch_all(conn)
        .await
        .unwrap()
}

async fn check_settings(conn: &mut PgConnection, expected: &[(&str, &str)]) {
    let names: Vec<&str> = expected.iter().map(|(name, _)| *name).collect();
    let expected: Vec<(String, String)> =
        expected.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    assert_eq!(current_settings(conn, &names).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_every_role_have_the_settings() {
    world(async |w| {
        for role in [Role::Api, Role::ApiSide, Role::Worker, Role::Operator] {
            let pool = db::pool(&w.url, role, 1).unwrap();
            check_settings(&mut pool.acquire().await.unwrap(), &expected(role)).await;
            // Again, because returning a connection to the pool keeps them.
            check_settings(&mut pool.acquire().await.unwrap(), &expected(role)).await;
            pool.close().await;
            check_settings(&mut db::connect(&w.url, role).await.unwrap(), &expected(role)).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_marks_are_committed_asynchronously() {
    world(async |w| {
        let mut settings = expected(Role::Worker);
        for setting in &mut settings {
            if setting.0 == "synchronous_commit" {
                setting.1 = "off";
            }
        }
        check_settings(&mut db::connect_for_marks(&w.url).await.unwrap(), &settings).await;
    })
    .await;
}

/// Tables that only grow, and tables that people change now and then.
const QUIET: [&str; 29] = [
    "_sqlx_migrations",
    "allocation_outcomes",
    "allocations",
    "allowed_origins",
    "api_keys",
    "audit",
    "balance_moves",
    "batch_duplicates",
    "brands",
    "businesses",
    "cell",
    "events",
    "hash_secrets",
    "idempotency_keys",
    "invitations",
    "member_actions",
    "member_identities",
    "members",
    "memberships",
    "oidc_providers",
    "outgoing_pauses",
    "pauses",
    "providers",
    "relocation_deletions",
    "restore_findings",
    "server_secrets",
    "transfers",
    "webhook_attempts",
    "webhook_endpoints",
];

/// A new table must be listed as one or the other.
#[tokio::test(flavor = "multi_thread")]
async fn every_changing_table_is_monitored_and_has_vacuum_settings() {
    world(async |w| {
        let tables: Vec<(String, Vec<String>)> = sqlx::query_as(
            "select relname::text, coalesce(reloptions, '{}') from pg_class
             where relkind = 'r' and relnamespace = current_schema()::regnamespace order by relname",
        )
        .fetch_all(&w.pool)
        .await
        .unwrap();
        let (quiet, changing): (Vec<_>, Vec<_>) =
            tables.into_iter().partition(|(table, _)| QUIET.contains(&table.as_str()));
        assert_eq!(quiet.len(), QUIET.len());
        assert_eq!(changing.iter().map(|(table, _)| table).collect::<Vec<_>>(), CHANGING_TABLES);
        for (table, options) in changing {
            for setting in
                ["autovacuum_vacuum_scale_factor", "autovacuum_vacuum_threshold", "vacuum_truncate"]
            {
                assert!(options.iter().any(|option| option.starts_with(setting)), "{table} has no {setting}");
            }
        }
    })
    .await;
}
