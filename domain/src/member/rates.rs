//! How fast somebody may try to sign in: a generic cell rate for each subject, which is the digest of an account's address, or of
//! the network that the tries come from.
//!
//! A try is counted before it is looked at, so that tries at the same time are no way around it, and given back if it was
//! right. A password can be guessed, so who floods an account keeps its member out as well, for a try at most; members
//! who are signed in go on.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

/// How often a subject may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many tries are looked at at once.
    pub at_once: i32,
    /// How often one more is.
    pub every: TimeDelta,
}

/// Of an account: ten tries, then two a minute. A person mistypes a few times.
pub const ACCOUNT: Rate = Rate { at_once: 10, every: TimeDelta::seconds(30) };

/// Of a network: thirty tries, then six a minute. What is right is given back, so behind one address there may be an office of
/// people who all mistype a few times of a morning; whoever tries a list of leaked passwords gets through some nine thousand of
/// it a day, and not through millions.
pub const NETWORK: Rate = Rate { at_once: 30, every: TimeDelta::seconds(10) };

/// Counts a try of `subject`, a digest.
///
/// # Errors
/// When the database fails. `Ok(Err(_))`: the seconds until the next try is looked at.
pub async fn count(
    conn: &mut PgConnection,
    subject: [u8; 32],
    Rate { at_once, every }: Rate,
    now: DateTime<Utc>,
) -> Result<Result<(), u64>, sqlx::Error> {
    // The row's lock makes it one step.
    let used_until = sqlx::query_scalar!(
        "insert into sign_in_rates as r (subject, used_until) values ($1, $2)
         on conflict (subject) do update set used_until = r.used_until returning r.used_until",
        &subject[..],
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    let next = used_until.max(now) + every;
    let wait = next - now - every * at_once;
    if wait > TimeDelta::zero() {
        return Ok(Err(u64::try_from(wait.num_seconds()).unwrap_or(0) + 1));
    }
    sqlx::query!("update sign_in_rates set used_until = $2 where subject = $1", &subject[..], next)
        .execute(conn)
        .await?;
    Ok(Ok(()))
}

/// Gives a try back, which was right.
///
/// # Errors
/// When the database fails.
pub async fn give_back(
    conn: &mut PgConnection,
    subject: [u8; 32],
    rate: Rate,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update sign_in_rates set used_until = greatest(used_until - make_interval(secs => $2), $3) where subject = $1",
        &subject[..],
        rate.every.num_seconds() as f64,
        now
    )
    .execute(&mut *conn)
    .await?;
    Ok(())
}

/// Removes up to `limit` subjects that may try as often as any; whether there may be more.
///
/// # Errors
/// When the database fails.
pub async fn remove_old(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query!(
        "delete from sign_in_rates where subject = any(array(
             select subject from sign_in_rates where used_until < $1 order by used_until limit $2 for update skip locked))",
        now,
        limit
    )
    .execute(conn)
    .await?;
    Ok(i64::try_from(removed.rows_affected()).unwrap_or(i64::MAX) >= limit)
}
