//! The settings of sessions, and whether a session has them.

use sqlx::PgConnection;

use super::Role;

/// The settings of every session of `role`, by their Postgres names.
pub const fn session_settings(role: Role) -> [(&'static str, &'static str); 13] {
    [
        ("synchronous_commit", "on"),
        (
            "statement_timeout",
            match role {
                Role::Api | Role::ApiSide => "5s",
                Role::Worker => "30s",
                Role::Operator => "1h",
            },
        ),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "5s"),
        ("client_connection_check_interval", "1s"),
        ("tcp_keepalives_idle", "5"),
        ("tcp_keepalives_interval", "2"),
        ("tcp_keepalives_count", "3"),
        ("tcp_user_timeout", "15s"),
        ("jit", "off"),
        (
            "enable_seqscan",
            match role {
                // A statement is planned once, often while its tables are small, and kept: what then cost least, reading all
                // of a table, is 24 s a claim at a million jobs. Every statement has an index to go by, so its plan does not
                // depend on what the server believed of the tables' sizes that day.
                Role::Api | Role::ApiSide | Role::Worker => "off",
                Role::Operator => "on",
            },
        ),
        (
            "max_parallel_workers_per_gather",
            match role {
                // What counts a million rows is upkeep: it takes one core, not those that pay.
                Role::Api | Role::ApiSide | Role::Worker => "0",
                Role::Operator => "2",
            },
        ),
        (
            "plan_cache_mode",
            match role {
                // Lists with filters want a plan of their own.
                Role::Api | Role::Operator => "auto",
                // Few statements, all by whole keys, over and over: planning a look-up by an array anew each time, as the
                // server would, takes longer than the look-up (0.6 ms, not 0.07).
                Role::ApiSide | Role::Worker => "force_generic_plan",
            },
        ),
    ]
}

/// A setting that a session does not have as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// Its Postgres name.
    pub name: &'static str,
    /// As it was asked for.
    pub wanted: &'static str,
    /// As it is, or nothing where the server does not know it.
    pub found: String,
}

/// Which of the settings of `role` the session behind `conn` does not have: a pooler between them drops what it is not told
/// to pass.
///
/// # Errors
/// When the database fails.
pub async fn settings_lost(conn: &mut PgConnection, role: Role) -> Result<Vec<Lost>, sqlx::Error> {
    let wanted = session_settings(role);
    let names: Vec<String> = wanted.iter().map(|(name, _)| (*name).to_owned()).collect();
    // Over a socket of the machine itself those of TCP do not count.
    let found = sqlx::query!(
        r#"select name as "name!", coalesce(current_setting(name, true), '') as "found!" from unnest($1::text[]) name
           where name not like 'tcp%' or inet_server_addr() is not null"#,
        &names
    )
    .fetch_all(conn)
    .await?;
    let lost = wanted.into_iter().filter_map(|(name, wanted)| {
        let row = found.iter().find(|row| row.name == name)?;
        (!same(wanted, &row.found)).then(|| Lost { name, wanted, found: row.found.clone() })
    });
    Ok(lost.collect())
}

/// Whether two values of a setting are one: `15s` is `15000`.
fn same(wanted: &str, found: &str) -> bool {
    wanted == found
        || milliseconds(wanted).zip(milliseconds(found)).is_some_and(|(wanted, found)| wanted == found)
}

fn milliseconds(value: &str) -> Option<u64> {
    let digits = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    let number: u64 = value[..digits].parse().ok()?;
    let unit = match &value[digits..] {
        "" | "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    Some(number * unit)
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn a_time_is_the_same_in_every_unit() {
        assert!(same("15s", "15000") && same("1h", "60min") && same("on", "on") && same("5", "5"));
        assert!(!same("5s", "0") && !same("on", "off") && !same("2s", ""));
    }
}
