//! Applies a claim's jobs: Rust decides which are paid, then one statement moves the money.
//!
//! [`decide`] goes through the jobs in queue order. It pays each allocation that fits the remaining balance and fails
//! each one that does not, so a small allocation after one that is too large is still paid. An allocation whose money
//! an `all_or_nothing` batch has set aside is always paid, from the reserve.
//!
//! The statement upserts the payout users in e-mail order, writes the ledger and the outcomes, and debits the
//! business once. Then [`Progress`] records what happened to the batches. The jobs left the queue when the claim took
//! them ([`super::take()`]).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::events::{Ended, allocations_ended};
use super::progress::Progress;
use super::turn::Turn;
use super::{Decision, Job};
use crate::allocation::FailureCode;
use crate::clock::consecutive;
use crate::ids::BusinessId;
use crate::money::Cents;
use crate::secrets::hash::{FIRST_VERSION, payout_hash_digest};
use crate::secrets::keyring::Keyring;

/// What [`apply()`] needs besides the decision.
#[derive(Debug)]
pub struct Applying<'a> {
    /// The business of the jobs.
    pub business_id: BusinessId,
    /// The secrets from which payout hashes are made.
    pub hash_keys: &'a Keyring,
    /// Makes the ids of new payout users.
    pub clock: &'a crate::clock::Clock,
    /// Whether the business has an enabled webhook endpoint ([`super::Owned::listened`]).
    pub listened: bool,
    /// The end of the turn, if the statement that moves the money also ends it.
    pub turn: Option<Turn>,
}

/// Why a claim was not applied. Its transaction must be rolled back.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The number of transfers written differs from the number of jobs to pay.
    #[error("{written} of {expected} transfers were written")]
    Incomplete {
        /// How many were written.
        written: i64,
        /// How many should have been written.
        expected: usize,
    },
    /// The database rejected the statement or failed.
    #[error("the statement failed")]
    Database(#[from] sqlx::Error),
}

/// Decides, in the given order, which jobs `balance` pays. Jobs whose money was set aside are always paid.
pub fn decide(jobs: &[Job], balance: Cents) -> Decision<'_> {
    let mut decision = Decision {
        paid: Vec::with_capacity(jobs.len()),
        refused: Vec::new(),
        total: Cents::ZERO,
        reserved: Cents::ZERO,
    };
    let mut left = balance;
    for job in jobs {
        let covered = if job.from_reserve {
            decision.reserved.checked_add(job.amount).map(|reserved| decision.reserved = reserved)
        } else {
            let fits = left.checked_sub(job.amount).zip(decision.total.checked_add(job.amount));
            fits.map(|(rest, total)| (left, decision.total) = (rest, total))
        };
        match covered {
            Some(()) => decision.paid.push(job),
            None => decision.refused.push(job),
        }
    }
    decision
}

/// Carries out `decision`: moves the money, records the outcomes, the progress of batches and the events.
///
/// # Errors
/// [`ApplyError`]. The caller must then roll back, at least to a savepoint set before this call.
pub async fn apply(
    conn: &mut PgConnection,
    applying: &Applying<'_>,
    decision: &Decision<'_>,
    now: DateTime<Utc>,
) -> Result<(), ApplyError> {
    let business = applying.business_id;
    let users = Users::of(applying, decision);
    let paid = Paid::of(&decision.paid);
    let refused = Refused::of(&decision.refused);
    let turn = applying.turn;
    let written = sqlx::query_scalar!(
        r#"with users as (
               insert into payout_users as u
                   (business_id, id, email, balance, hash_version, hash_secret, hash_digest, active, created_at)
               select $1, n.id, n.email, n.amount, $2, $15, n.digest, true, $3
               from unnest($4::uuid[], $5::text[], $6::bigint[], $7::bytea[]) as n (id, email, amount, digest)
               on conflict (business_id, email) do update set balance = u.balance + excluded.balance
               returning id, email
           ), paid as (
               insert into transfers
                   (business_id, subject_id, kind, debit, credit, amount, payout_user_id, created_at)
               select $1, p.id, 'allocation', (case when p.from_reserve then 'reserve' else 'payout_balance' end)::account,
                   'payout_user', p.amount, users.id, $3
               from unnest($8::uuid[], $9::bigint[], $10::text[], $16::boolean[]) as p (id, amount, email, from_reserve)
               join users on users.email = p.email
               returning 1
           ), refused as (
               insert into allocation_outcomes (business_id, allocation_id, attempt, outcome, code, created_at)
               select $1, r.id, r.attempt, 'failed', $11, $3
               from unnest($12::uuid[], $13::smallint[]) as r (id, attempt)
           ), debited as (
               update business_accounts
               set payout_balance = payout_balance - $14::bigint, reserve = reserve - $17::bigint
               where business_id = $1 and ($14::bigint > 0 or $17::bigint > 0)
           ), cleared as (
               delete from claims_begun where business_id = $1 and id = $18
           ), turned as (
               update ring set due_at = coalesce($19, due_at), turns = $20, interactive_after = $21, bulk_after = $22
               where business_id = $1 and $18::uuid is not null
           )
           select count(*) as "n!" from paid"#,
        business.uuid(),
        FIRST_VERSION,
        now,
        &users.ids,
        &users.emails as _,
        &users.amounts,
        &users.digests as _,
        &paid.ids,
        &paid.amounts,
        &paid.emails as _,
        FailureCode::InsufficientFunds.as_str(),
        &refused.ids,
        &refused.attempts,
        decision.total.get(),
        applying.hash_keys.current(),
        &paid.from_reserve,
        decision.reserved.get(),
        turn.map(|turn| turn.mark),
        turn.and_then(|turn| turn.due_at),
        turn.map_or(0, |turn| turn.turns),
        turn.map(|turn| turn.interactive_after),
        turn.map(|turn| turn.bulk_after)
    )
    .fetch_one(&mut *conn)
    .await?;
    is_complete(written, decision.paid.len())?;
    Progress::of(decision).record(conn, business, now).await?;
    if applying.listened {
        let ended = Ended { paid: &paid.ids, failed: &refused.ids, debited: decision.total };
        allocations_ended(conn, business, ended, now).await?;
    }
    Ok(())
}

/// Refuses a statement that has written another number of transfers than there are jobs to pay.
fn is_complete(written: i64, expected: usize) -> Result<(), ApplyError> {
    if usize::try_from(written) == Ok(expected) {
        Ok(())
    } else {
        Err(ApplyError::Incomplete { written, expected })
    }
}

/// The jobs to pay, one vector for each column.
struct Paid<'a> {
    ids: Vec<Uuid>,
    amounts: Vec<i64>,
    emails: Vec<&'a str>,
    from_reserve: Vec<bool>,
}

impl<'a> Paid<'a> {
    fn of(jobs: &[&'a Job]) -> Self {
        Self {
            ids: jobs.iter().map(|job| job.allocation_id.uuid()).collect(),
            amounts: jobs.iter().map(|job| job.amount.get()).collect(),
            emails: jobs.iter().map(|job| job.email.as_str()).collect(),
            from_reserve: jobs.iter().map(|job| job.from_reserve).collect(),
        }
    }
}

/// The jobs to refuse, and the number of each one's attempt.
struct Refused {
    ids: Vec<Uuid>,
    attempts: Vec<i16>,
}

impl Refused {
    fn of(jobs: &[&Job]) -> Self {
        Self {
            ids: jobs.iter().map(|job| job.allocation_id.uuid()).collect(),
            attempts: jobs.iter().map(|job| job.attempts.saturating_add(1)).collect(),
        }
    }
}

/// The payout users to pay, each once, in e-mail order. They are locked in this order.
struct Users<'a> {
    ids: Vec<Uuid>,
    emails: Vec<&'a str>,
    amounts: Vec<i64>,
    digests: Vec<Vec<u8>>,
}

impl<'a> Users<'a> {
    fn of(applying: &Applying<'_>, decision: &Decision<'a>) -> Self {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for job in &decision.paid {
            *sums.entry(&job.email).or_insert(0) += job.amount.get();
        }
        let digest = |email| {
            payout_hash_digest(applying.hash_keys.current_key(), FIRST_VERSION, applying.business_id, email)
                .to_vec()
        };
        Self {
            ids: consecutive(applying.clock.id()).take(sums.len()).collect(),
            digests: sums.keys().map(|email| digest(email)).collect(),
            amounts: sums.values().copied().collect(),
            emails: sums.into_keys().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allocation::Lane;

    fn job(n: u128, amount: i64) -> Job {
        Job {
            allocation_id: Uuid::from_u128(n).into(),
            lane: Lane::Bulk,
            email: format!("u{n}@example.com"),
            amount: Cents::new(amount),
            batch_id: None,
            request_id: None,
            attempts: 0,
            promised: true,
            from_reserve: false,
        }
    }

    #[test]
    fn a_small_job_after_a_job_that_is_too_large_is_still_paid() {
        let jobs = [job(1, 60), job(2, 50), job(3, 40), job(4, 1)];
        let decision = decide(&jobs, Cents::new(100));
        assert_eq!(decision.paid, [&jobs[0], &jobs[2]]);
        assert_eq!(decision.refused, [&jobs[1], &jobs[3]]);
        assert_eq!(decision.total, Cents::new(100));
    }

    #[test]
    fn a_job_with_a_reserve_is_paid_whatever_the_balance() {
        let set_aside = |n, amount| Job { from_reserve: true, ..job(n, amount) };
        let jobs = [job(1, 60), set_aside(2, 1_000), job(3, 50), set_aside(4, 1)];
        let decision = decide(&jobs, Cents::new(60));
        assert_eq!(decision.paid, [&jobs[0], &jobs[1], &jobs[3]]);
        assert_eq!((decision.total, decision.reserved), (Cents::new(60), Cents::new(1_001)));
    }

    #[test]
    fn an_empty_balance_pays_no_job() {
        let jobs = [job(1, 1)];
        assert_eq!(decide(&jobs, Cents::ZERO).paid, Vec::<&Job>::new());
    }
}
