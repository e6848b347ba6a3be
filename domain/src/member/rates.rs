//! The rate limits of sign-in attempts: a generic cell rate algorithm for each subject that attempts are counted by.
//!
//! An attempt is counted before it is checked, so that concurrent attempts cannot get around the limit, and given back
//! if it was right. A rejected attempt is counted nowhere. An attempt for an account is counted by network, by account
//! from this network, and by account from everywhere.
//!
//! No single network can use up the attempts of an account from everywhere, however long it goes on. In *t* seconds at
//! most 10 + *t*/30 of its attempts are counted ([`ACCOUNT_FROM_NETWORK`]), of the 30 + *t*/20 that the account has
//! ([`ACCOUNT`]). So 20 + *t*/60 are left, and one network never takes more than ten of the thirty. Two networks
//! together count 20 + *t*/15 and reach the limit after ten minutes; three reach it at once. Then a member who is not
//! signed in must wait as well. Members who are signed in are not affected.
//!
//! Passwords, the codes after a provider's proof, and sign-ins begun through a provider are counted separately. None
//! uses up another's attempts.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::digest;

/// How many failed attempts are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many attempts are allowed at once.
    pub at_once: i32,
    /// The interval after which one more is allowed.
    pub every: TimeDelta,
}

/// The limit of an account from one network: ten attempts, then two a minute. A person mistypes a few times.
pub const ACCOUNT_FROM_NETWORK: Rate = Rate { at_once: 10, every: TimeDelta::seconds(30) };

/// The limit of an account from everywhere: thirty attempts, then three a minute, about four thousand a day.
pub const ACCOUNT: Rate = Rate { at_once: 30, every: TimeDelta::seconds(20) };

/// The limit of a network: thirty attempts, then six a minute. Successful attempts are given back, so one address may
/// serve an office whose people all mistype a few times in a morning. An attacker with a list of leaked passwords can
/// try about nine thousand a day, not millions.
pub const NETWORK: Rate = Rate { at_once: 30, every: TimeDelta::seconds(10) };

/// An attempt: the subjects that it is counted by. They are always in the order network, account from this network,
/// account from everywhere, which is the order in which the rows are locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt(Vec<([u8; 32], Rate)>);

impl Attempt {
    /// An attempt with a password, for the account of an address as the person typed it. For an account, all unknown
    /// networks count as one network. They are not counted by network.
    pub fn of_password(network: Option<IpAddr>, email: &str) -> Self {
        Self::for_account("password", network, email)
    }

    /// An attempt with a code, by a person whose identity a provider has already proved.
    pub fn of_code(network: Option<IpAddr>, email: &str) -> Self {
        Self::for_account("code", network, email)
    }

    /// A sign-in that begins through a provider. It counts as an attempt until the provider has said who the person is.
    pub fn through_provider(network: Option<IpAddr>) -> Self {
        Self(Self::by_network("provider", network).into_iter().collect())
    }

    /// The address may be any text, so it comes last, and the text before it is unambiguous.
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

/// Counts an attempt.
///
/// # Errors
/// If the database fails. `Ok(Err(seconds))` means that the attempt is not allowed and not counted; the next one is
/// allowed after that many seconds.
pub async fn count(
    conn: &mut PgConnection,
    Attempt(counted_by): &Attempt,
    now: DateTime<Utc>,
) -> Result<Result<(), u64>, sqlx::Error> {
    let mut used_until = Vec::with_capacity(counted_by.len());
    for (subject, Rate { at_once, every }) in counted_by {
        // The row's lock makes reading and counting one step.
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

/// Gives an attempt back, because it was right.
///
/// # Errors
/// If the database fails.
pub async fn refund(
    conn: &mut PgConnection,
    Attempt(counted_by): &Attempt,
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

/// Removes up to `limit` subjects that have all of their attempts available. Returns whether there may be more.
///
/// # Errors
/// If the database fails.
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
    fn different_attempts_are_counted_by_different_subjects() {
        let [here, there] = [Some(IpAddr::from([203, 0, 113, 1])), Some(IpAddr::from([203, 0, 113, 2]))];
        let attempts = [
            Attempt::of_password(here, "anna@merchant.example"),
            Attempt::of_code(here, "anna@merchant.example"),
            Attempt::through_provider(here),
            // An address may look like the name of another subject.
            Attempt::of_password(there, "anna@merchant.example from 203.0.113.1"),
            Attempt::of_password(None, "from 203.0.113.1 for anna@merchant.example"),
        ];
        let mut subjects: Vec<_> =
            attempts.iter().flat_map(|one| one.0.iter().map(|(subject, _)| *subject)).collect();
        let all = subjects.len();
        assert_eq!(all, 3 + 3 + 1 + 3 + 2);
        subjects.sort_unstable();
        subjects.dedup();
        assert_eq!(subjects.len(), all);
    }
}
