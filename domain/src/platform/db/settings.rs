//! The settings of sessions, and whether a session has them.

use super::role::Role;

/// Returns the settings of every session of `role`, by their Postgres names.
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
                // A statement is planned once, often while its tables are small, and the plan is kept. A sequential
                // scan that was cheapest then takes seconds at a million jobs (docs/benchmarks.md). Every statement has
                // a suitable index, so its plan need not depend on the table sizes that the server assumed when it
                // planned.
                Role::Api | Role::ApiSide | Role::Worker => "off",
                Role::Operator => "on",
            },
        ),
        (
            "max_parallel_workers_per_gather",
            match role {
                // Upkeep counts a million rows. It uses one core, and leaves the others to the work that pays.
                Role::Api | Role::ApiSide | Role::Worker => "0",
                Role::Operator => "2",
            },
        ),
        (
            "plan_cache_mode",
            match role {
                // Lists with filters need plans of their own.
                Role::Api | Role::Operator => "auto",
                // The statements are few, look up whole keys, and repeat all the time. The server would plan a look-up
                // by an array anew each time, which takes longer than the look-up itself (docs/benchmarks.md).
                Role::ApiSide | Role::Worker => "force_generic_plan",
            },
        ),
    ]
}

/// Returns the settings that every session of `role` must have, even behind a pooler. The other settings only affect
/// speed, and money does not depend on them: a database role has one value for each, while a process has more than one
/// kind of session.
fn required(role: Role, flushed: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    session_settings(role).into_iter().filter(move |(name, _)| match *name {
        "plan_cache_mode" => role != Role::ApiSide,
        "synchronous_commit" => flushed,
        _ => true,
    })
}

/// Returns the query that checks a session of `role`. It reads whether the server is in recovery, whether it is
/// read-only, whether it is reached over TCP, and the [`required`] settings, one a line. With the simple query protocol
/// this is one round trip and leaves no prepared statement.
pub(super) fn state(role: Role, flushed: bool) -> String {
    let settings: Vec<String> = required(role, flushed)
        .map(|(name, _)| format!("coalesce(current_setting('{name}', true), '')"))
        .collect();
    format!(
        "select pg_is_in_recovery(), current_setting('transaction_read_only') = 'on', inet_server_addr() is not null, \
         concat_ws(chr(10), {})",
        settings.join(", ")
    )
}

/// Returns the [`required`] settings that a session lacks, where `found` is what the server returned. A pooler drops
/// the settings that it is not configured to pass. Over a local socket the TCP settings do not count.
pub(super) fn lost(role: Role, flushed: bool, by_tcp: bool, found: &str) -> Vec<String> {
    required(role, flushed)
        .zip(found.split('\n'))
        .filter(|((name, wanted), found)| (by_tcp || !name.starts_with("tcp")) && !same(wanted, found))
        .map(|((name, wanted), found)| format!("{name} is {found}, not {wanted}"))
        .collect()
}

/// Returns whether two values of a setting mean the same: `15s` is `15000`.
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
