//! Leases: the right of one process to do some work until a time, which the process extends by renewing the lease.
//!
//! A lease is a row, so it needs no session state. Another process gets the lease a few seconds after its holder dies.
//! Times are the database server's, so the clocks of processes need not agree.

use sqlx::PgConnection;
use uuid::Uuid;

/// The name of the lease of the leading worker. It is stored in rows.
pub const LEADER: &str = "leader";

/// How long a lease lasts unless its holder renews it, in seconds.
pub const LEASE_SECONDS: f64 = 5.0;

/// Takes or renews the lease `name` for `holder`. Returns whether `holder` has the lease now. A lease whose end is
/// further away than any lease lasts was taken before the server's clock was set back; it counts as expired.
///
/// # Errors
/// If the database fails.
pub async fn hold(conn: &mut PgConnection, name: &str, holder: Uuid) -> Result<bool, sqlx::Error> {
    let held = sqlx::query!(
        "insert into leases as l (name, holder, expires_at)
         values ($1, $2, clock_timestamp() + make_interval(secs => $3))
         on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
         where l.holder = excluded.holder or l.expires_at < clock_timestamp()
             or l.expires_at > clock_timestamp() + make_interval(secs => 2 * $3) and isfinite(l.expires_at)",
        name,
        holder,
        LEASE_SECONDS
    )
    .execute(conn)
    .await?;
    Ok(held.rows_affected() == 1)
}

/// Releases the lease, if `holder` has it.
///
/// # Errors
/// If the database fails.
pub async fn release(conn: &mut PgConnection, name: &str, holder: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from leases where name = $1 and holder = $2", name, holder)
        .execute(conn)
        .await
        .map(|_| ())
}

/// Returns the holder of the lease `name` and the seconds until it expires. Returns `None` if the lease is free.
///
/// # Errors
/// If the database fails.
pub async fn holder(conn: &mut PgConnection, name: &str) -> Result<Option<(Uuid, f64)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select holder, extract(epoch from expires_at - clock_timestamp())::float8 as "left!"
           from leases where name = $1 and expires_at > clock_timestamp()"#,
        name
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.holder, row.left)))
}
