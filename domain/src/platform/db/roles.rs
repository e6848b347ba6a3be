//! The database roles, one for each kind of process.
//!
//! A role sets the settings of its sessions, which no pooler can drop. It has the privileges that its processes need
//! and no more: it owns nothing, so it cannot alter a table or drop a trigger.

use sqlx::{AssertSqlSafe, PgConnection};

use super::role::Role;
use super::session_settings;

/// The roles by name, with the kind of process that connects as each.
pub const DATABASE_ROLES: [(&str, Role); 3] =
    [("payout_api", Role::Api), ("payout_worker", Role::Worker), ("payout_operator", Role::Operator)];

/// Returns the kind of process that connects as the database user `user`, if `user` is one of [`DATABASE_ROLES`].
pub fn process_role_of(user: &str) -> Option<Role> {
    DATABASE_ROLES.iter().find(|(name, _)| *name == user).map(|(_, kind)| *kind)
}

/// All roles, as a statement lists them.
const ALL: &str = "payout_api, payout_worker, payout_operator";

/// The privileges that the roles do not get, on tables that never change. The tables' triggers reject changes as well.
const SPARED: [(&str, &str); 4] = [
    ("update, delete", "transfers, balance_moves, allocation_outcomes, audit"),
    ("update", "allocations, events"),
    ("delete", "withdrawals"),
    ("insert, update, delete", "_sqlx_migrations"),
];

/// Returns the statements that create the roles of the database of `conn`, or bring them up to date. They set no
/// passwords. The user who executes them must own the schema and may create roles.
///
/// # Errors
/// If the database fails.
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
        // Privileges on the existing tables, and on those of later migrations.
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
    // With this role, the worker sees which session holds an old snapshot, and which standbys are synchronous.
    statements.push(
        "do $$ begin grant pg_read_all_stats to payout_worker, payout_operator; exception when insufficient_privilege \
         then raise notice 'pg_read_all_stats is not granted: who may should'; end $$"
            .to_owned(),
    );
    Ok(statements)
}

/// Executes the `statements` that [`role_statements`] returned.
///
/// # Errors
/// If the database fails, or rejects a statement.
pub async fn make_roles(conn: &mut PgConnection, statements: &[String]) -> Result<(), sqlx::Error> {
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(&mut *conn).await?;
    }
    Ok(())
}
