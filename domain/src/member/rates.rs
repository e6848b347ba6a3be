//! How fast somebody may try to sign in: a generic cell rate for each of what a try is counted by.
//!
//! A try is counted before it is looked at, so that tries at the same time are no way around it, and given back if it was
//! right. One that is refused counts nowhere. A try for an account is counted by the network, by the account from this
//! network, and by the account from everywhere.
//!
//! No network uses up the tries of an account from everywhere, however long it goes on: in *t* seconds at most 10 + *t*/30 of its
//! tries are counted ([`ACCOUNT_FROM_NETWORK`]) of the 30 + *t*/20 that there are ([`ACCOUNT`]), so 20 + *t*/60 are left, and never
//! more than ten of the thirty are missing because of it. Two networks together count 20 + *t*/15 and are at that limit after
//! ten minutes, three at once. Then a member who is not signed in waits with them; members who are signed in go on.
//!
//! Passwords, the codes after a provider, and sign-ins begun through one are counted apart: none of them uses up another's.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::digest;

/// How often one may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many tries are looked at at once.
    pub at_once: i32,
    /// How often one more is.
    pub every: TimeDelta,
}

/// Of an account from one network: ten tries, then two a minute. A person mistypes a few times.
pub const ACCOUNT_FROM_NETWORK: Rate = Rate { at_once: 10, every: TimeDelta::seconds(30) };

/// Of an account from everywhere: thirty tries, then three a minute, which is some four thousand a day.
pub const ACCOUNT: Rate = Rate { at_once: 30, every: TimeDelta::seconds(20) };

/// Of a network: thirty tries, then six a minute. What is right is given back, so behind one address there may be an office of
/// people who all mistype a few times of a morning; whoever tries a list of leaked passwords gets through some nine thousand of
/// it a day, and not through millions.
pub const NETWORK: Rate = Rate { at_once: 30, every: TimeDelta::seconds(10) };

/// A try: what it is counted by, always in the order network, account from there, account from everywhere, in which the rows are
/// locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try(Vec<([u8; 32], Rate)>);

impl Try {
    /// Of a password, for the account of an address as it was typed. Where the network is not known, all of those networks are
    /// as one to an account, and none to themselves.
    pub fn of_password(network: Option<IpAddr>, email: &str) -> Self {
        Self::for_account("password", network, email)
    }

    /// Of a code, by whom a provider has proved already.
    pub fn of_code(network: Option<IpAddr>, email: &str) -> Self {
        Self::for_account("code", network, email)
    }

    /// A sign-in that is begun through a provider: a try until the provider has said who it is.
    pub fn through_provider(network: Option<IpAddr>) -> Self {
        Self(Self::by_network("provider", network).into_iter().collect())
    }

    /// An address may be any text, so it is last, and what is before it says how it goes on.
    fn for_account(of: &str, network: Option<IpAddr>, email: &str) -> Self {
        let from = network.map_or("anywhere".to_owned(), |ip| ip.to_string());
        let from = digest(&format!("{of} from {from} for {email}"));
        let account = digest(&format!("{of} for {email}"));
        let own = [(from, ACCOUNT_FROM_NETWORK), (account, ACCOUNT)];
        Self(Self::by_network(of, network).into_iter().chain(own).collect())
    }

    fn by_network(of: &str, network: Option<IpAddr>) -> Option<([u8; 32], Rate)> {
        network.map(|ip| (digest(&format!("{of} from {ip}")), NETWORK))
    }
}

/// Counts a try.
///
/// # Errors
/// When the database fails. `Ok(Err(_))`: it is not looked at, and not counted; the seconds until the next one is.
pub async fn count(
    conn: &mut PgConnection,
    Try(counted_by): &Try,
    now: DateTime<Utc>,
) -> Result<Result<(), u64>, sqlx::Error> {
    let mut used_until = Vec::with_capacity(counted_by.len());
    for (subject, Rate { at_once, every }) in counted_by {
        // The row's lock makes all of it one step.
        let used = sqlx::query_scalar!(
            "insert into sign_in_rates as r (subject, used_until) values ($1, $2)
             on conflict (subject) do update set used_until = r.used_until returning r.used_until",
            &subject[..],
            now
        )
        .fetch_one(&mut *conn)
        .await?;
        let next = used.max(now) + *every;
        let wait = next - now - *every * *at_once;
        if wait > TimeDelta::zero() {
            return Ok(Err(u64::try_from(wait.num_seconds()).unwrap_or(0) + 1));
        }
        used_until.push(next);
    }
    for ((subject, _), next) in counted_by.iter().zip(used_until) {
        sqlx::query!("update sign_in_rates set used_until = $2 where subject = $1", &subject[..], next)
            .execute(&mut *conn)
            .await?;
    }
    Ok(Ok(()))
}

/// Gives a try back, which was right.
///
/// # Errors
/// When the database fails.
pub async fn give_back(
    conn: &mut PgConnection,
    Try(counted_by): &Try,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    for (subject, rate) in counted_by {
        sqlx::query!(
            "update sign_in_rates set used_until = greatest(used_until - make_interval(secs => $2), $3) where subject = $1",
            &subject[..],
            rate.every.num_seconds() as f64,
            now
        )
        .execute(&mut *conn)
        .await?;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_try_is_counted_as_another() {
        let [here, there] = [Some(IpAddr::from([203, 0, 113, 1])), Some(IpAddr::from([203, 0, 113, 2]))];
        let tries = [
            Try::of_password(here, "anna@merchant.example"),
            Try::of_code(here, "anna@merchant.example"),
            Try::through_provider(here),
            // What is typed may look like the name of something else.
            Try::of_password(there, "anna@merchant.example from 203.0.113.1"),
            Try::of_password(None, "from 203.0.113.1 for anna@merchant.example"),
        ];
        let mut subjects: Vec<_> =
            tries.iter().flat_map(|one| one.0.iter().map(|(subject, _)| *subject)).collect();
        let all = subjects.len();
        assert_eq!(all, 3 + 3 + 1 + 3 + 2);
        subjects.sort_unstable();
        subjects.dedup();
        assert_eq!(subjects.len(), all);
    }
}
