//! The server's settings: a file of our own in place of `postgresql.conf`, written at every start. `alter system`
//! still takes precedence over it. Tests use that.

use std::fmt::Write;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::error::{ClusterError, files};
use super::home::Home;
use super::install::Installation;

/// The settings of every cluster. Durability is the default, but spelled out because it is a promise.
const SETTINGS: &[(&str, &str)] = &[
    ("fsync", "on"),
    ("synchronous_commit", "on"),
    ("full_page_writes", "on"),
    // Only this machine can reach it.
    ("listen_addresses", "127.0.0.1"),
    ("unix_socket_directories", ""),
    ("password_encryption", "scram-sha-256"),
    // An API, several workers and the tests of a few processes, each with a pool.
    ("max_connections", "200"),
    // The queue's hot pages fit, and a laptop does not notice.
    ("shared_buffers", "256MB"),
    // Few checkpoints while a batch is applied: after a checkpoint, the next write of every page logs the whole page.
    ("max_wal_size", "4GB"),
    ("checkpoint_timeout", "15min"),
    // Queue tables turn over in seconds, and their dead rows slow claims down.
    ("autovacuum_naptime", "10s"),
    // For solid-state disks, and for short statements, which compilation makes slower.
    ("random_page_cost", "1.1"),
    ("jit", "off"),
    // A client that died with its machine is noticed within a minute, and its locks are freed.
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
];

/// Ends a statement whose client has gone away within this time. All versions have it, but on Linux only.
const CHECK_CLIENT: (&str, &str) = ("client_connection_check_interval", "1s");

/// The module that records the times of statements, for finding slow ones.
const STATEMENTS: &str = "pg_stat_statements";

/// Writes the file and returns its path. `extra` settings come last, and the last value of a setting counts.
pub(super) async fn write(
    home: &Home,
    installation: &Installation,
    port: u16,
    extra: &[(&'static str, String)],
) -> Result<PathBuf, ClusterError> {
    let mut text = String::from("# Written at every start; changes here are lost.\n");
    for (name, value) in SETTINGS {
        set(&mut text, name, value);
    }
    if cfg!(target_os = "linux") {
        set(&mut text, CHECK_CLIENT.0, CHECK_CLIENT.1);
    }
    if installation.has_module(home.account(), STATEMENTS).await {
        set(&mut text, "shared_preload_libraries", STATEMENTS);
    }
    set(&mut text, "port", &port.to_string());
    for (name, value) in extra {
        set(&mut text, name, value);
    }

    let path = home.place().join("settings.conf");
    let write = fs::write(&path, text).and_then(|()| {
        // It contains no secret, and the server's user must be able to read it whatever our umask is.
        fs::set_permissions(&path, Permissions::from_mode(0o644))
    });
    write.map_err(files("write", &path))?;
    Ok(path)
}

fn set(text: &mut String, name: &str, value: &str) {
    let value = value.replace('\\', r"\\").replace('\'', "''");
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{name} = '{value}'");
}
