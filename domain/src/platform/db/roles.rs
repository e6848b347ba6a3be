//! A database role for each kind of process.
//!
//! The role brings the settings of its sessions, which no pooler can drop. It may do what its processes do and no more:
//! it owns nothing, so it alters no table and drops no trigger.

use sqlx::{AssertSqlSafe, PgConnection};

use super::role::Role;
use super::session_settings;

/// The roles by name, with the kind of process that connects as each.
pub const DATABASE_ROLES: [(&str, Role); 3] =
    [("payout_api", Role::Api), ("payout_worker", Role::Worker), ("payout_operator", Role::Operator)];

/// The kind of process that connects as the database's `user`, if that is one of [`DATABASE_ROLES`].
pub fn kind_of(user: &str) -> Option<Role> {
    DATABASE_ROLES.iter().find(|(name, _)| *name == user).map(|(_, kind)| *kind)
}

/// All of the roles, as a statement lists them.
const ALL: &str = "payout_api, payout_worker, payout_operator";

/// The privileges that are withheld on tables which are never changed. Their triggers refuse changes as well.
const SPARED: [(&str, &str); 4] = [
    ("update, delete", "transfers, balance_moves, allocation_outcomes, audit"),
    ("update", "allocations, events"),
    ("delete", "withdrawals"),
    ("insert, update, delete", "_sqlx_migrations"),
];

/// The statements that make the roles of the database behind `conn`, or bring them up to date. Passwords are not among
/// them. To be executed by a user who owns the schema and may create roles.
///
/// # Errors
/// When the database fails.
pub async fn role_statements(conn: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    let database =
        sqlx::query_scalar!(r#"select quote_ident(current_database()) as "name!""#).fetch_one(conn).await?;
    let mut statements = Vec::new();
    for (name, _) in DATABASE_ROLES {
        statements.push(format!(
            "do $$ begin if not exists (select from pg_roles where rolname = '{name}') then create role {name} login; \
             end if; end $$"
        ));
    }
    statements.push(format!("grant connect on database {database} to {ALL}"));
    statements.push(format!("grant usage on schema public to {ALL}"));
    for kept in ["on all tables in schema public", "on tables"] {
        // Privileges on today's tables, and on those of migrations to come.
        let begin =
            if kept == "on tables" { "alter default privileges in schema public grant" } else { "grant" };
        statements.push(format!("{begin} select, insert, update, delete {kept} to {ALL}"));
    }
    for (rights, tables) in SPARED {
        statements.push(format!("revoke {rights} on {tables} from {ALL}"));
    }
    for (name, role) in DATABASE_ROLES {
        for (setting, value) in session_settings(role) {
            statements.push(format!("alter role {name} in database {database} set {setting} = '{value}'"));
        }
    }
    // To see which session holds an old snapshot, and which standbys are synchronous.
    statements.push(
        "do $$ begin grant pg_read_all_stats to payout_worker, payout_operator; exception when insufficient_privilege \
         then raise notice 'pg_read_all_stats is not granted: who may should'; end $$"
            .to_owned(),
    );
    Ok(statements)
}

/// Executes `statements` of [`role_statements`].
///
/// # Errors
/// When the database fails, or refuses one.
pub async fn make_roles(conn: &mut PgConnection, statements: &[String]) -> Result<(), sqlx::Error> {
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(&mut *conn).await?;
    }
    Ok(())
}
