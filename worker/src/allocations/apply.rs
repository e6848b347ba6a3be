//! The job that applies a claim.
//!
//! It works in one transaction, which the backend has begun: leave the mark (committed separately), end cancelled jobs,
//! use up throttle tokens → decide → debit, credit, ledger, outcomes → send the business to the end of the ring (a
//! round robin) → delete the mark → commit. The jobs left the queue when they were taken, so either all of this happens
//! or nothing.
//!
//! When a statement fails with an error that a retry cannot fix, the jobs are halved until the job with the error is
//! alone. That job is deferred, or parked as a dead letter after its last attempt. The others are paid in the same
//! transaction. When the database fails, everything is rolled back, and the next claim finds the jobs in the queue.

mod done;
mod failed;
mod forgive;

use std::sync::Arc;
use std::time::Duration;

use domain::allocation::Lane;
use domain::clock::Clock;
use domain::ids::{BusinessId, created_at};
use domain::money::Cents;
use domain::platform::db;
use domain::platform::hints::Hints;
use domain::queue::apply::{self, ApplyError, Applying};
use domain::queue::mark;
use domain::queue::{self, Job, Limits, Owned, Taken, Turn, decide};
use domain::secrets::fingerprint::Unproven;
use domain::secrets::keyring::{self, Keyring};

use self::done::{ClaimResult, Settled};
use self::forgive::amend_mark;
use crate::allocations::claims::Claim;
use crate::elsewhere;
use crate::metrics::{self, Level, Outcome};
use crate::retry::job_delay;
use crate::session::{SILENCE, Session, Sessions, savepoint};
pub use failed::ClaimFailed;

/// After how many failed attempts a job is parked.
pub const MAX_ATTEMPTS: i16 = 5;

/// How long returning unused tokens may take.
const GIVEN_BACK_WITHIN: Duration = Duration::from_secs(2);

/// What applying a claim needs.
#[derive(Debug)]
pub struct Applier {
    /// The time, and a source of new ids.
    pub clock: Clock,
    /// The secrets from which payout hashes are made.
    pub hash_keys: Keyring,
    /// Hints to API processes that there are outcomes.
    pub outcomes: Hints,
}

/// Applies `claim` in a task of its own, so that the process uses all cores, and a panic ends only this claim.
///
/// # Errors
/// Returns [`ClaimFailed`] when the claim was rolled back, or nobody knows whether its COMMIT took effect.
pub async fn apply_claim(claim: Claim, applier: Arc<Applier>, sessions: Sessions) -> Result<(), ClaimFailed> {
    let business_id = claim.owned.business_id;
    let jobs = claim.taken.jobs.len();
    let _working = metrics::BusyGuard::begin();
    let work =
        tokio::spawn(
            async move { tokio::time::timeout(SILENCE, carry_out(claim, &applier, &sessions)).await },
        );
    let result = match work.await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(ClaimFailed::Silent),
        Err(_) => Err(ClaimFailed::Panicked),
    };
    if result.is_err() {
        metrics::claim_rolled_back();
    }
    if let Err(ClaimFailed::Database(error)) = &result
        && db::is_elsewhere(error)
    {
        elsewhere::log_left_to_other_cell(business_id, "a claim");
    } else if let Err(error) = &result {
        tracing::warn!(%business_id, jobs, error = error as &dyn std::error::Error, "a claim was rolled back");
    }
    result
}

async fn carry_out(mut claim: Claim, applier: &Applier, sessions: &Sessions) -> Result<(), ClaimFailed> {
    let started = tokio::time::Instant::now();
    let (taken, begun) = (claim.taken.jobs.len(), claim.now);
    let outcome = decide_and_apply(&mut claim, applier).await;
    let done = match outcome {
        Ok(done) => done,
        Err(error) => {
            if let ClaimFailed::Database(error) = &error {
                metrics::retried(error);
            }
            amend_mark(&mut claim, &error, sessions).await;
            return Err(error);
        }
    };
    let Claim { mut session, owned, taken: Taken { jobs, .. }, reserved, .. } = claim;
    let awaited = jobs.iter().any(|job| job.lane == Lane::Interactive);
    let hinted = awaited && applier.outcomes.with_commit();
    let hinted = session.commit(hinted).await?;
    if awaited && !hinted {
        applier.outcomes.give();
    }
    done.trace(taken, begun);
    if done.hash_secret_is_known {
        applier.hash_keys.mark_current_proven();
    }
    if let Some(reserved) = reserved {
        metrics::throttle_used(Level::Everything, jobs.len());
        // Lost tokens only slow down later claims. The claim is committed even if the server no longer answers.
        let unused = reserved.less(queue::used_by(&jobs));
        let given = tokio::time::timeout(GIVEN_BACK_WITHIN, session.return_tokens(unused)).await;
        if let Err(error) = given.unwrap_or(Err(sqlx::Error::PoolTimedOut)) {
            tracing::debug!(%error, "unused tokens of the throttle of everything were not returned");
        } else {
            sessions.put_back(session);
        }
    } else {
        sessions.put_back(session);
    }
    metrics::apply_duration(started.elapsed(), taken);
    done.count(owned.business_id, &jobs);
    Ok(())
}

/// Does everything between BEGIN and COMMIT.
async fn decide_and_apply(claim: &mut Claim, applier: &Applier) -> Result<ClaimResult, ClaimFailed> {
    let Claim { mark, session, owned, taken, suspected, now: begun, .. } = claim;
    let business = owned.business_id;
    let now = applier.clock.now();
    let mut done = ClaimResult::default();
    let looked_at = taken.jobs.len();
    let killer = suspected.as_ref().filter(|mark| mark.must_park()).zip(taken.jobs.first());
    let mut due_at = None;
    let (mut left_mark, mut turned) = (None, false);
    if let Some((found, job)) = killer {
        let error = format!("{} claims broke off while it was being applied", found.deaths);
        park(session, business, job, &error, applier, &mut done).await?;
    } else {
        left_mark = Some(mark.id);
        let Session { work, marks } = session;
        let left = mark::write(marks, business, mark);
        let prepared = async {
            let cancelled = queue::end_cancelled(work, business, &mut taken.jobs, now).await?;
            if !owned.limits.is_none() {
                due_at = queue::charge(work, business, &owned.limits, &taken.jobs, *begun).await?;
                count_tokens(&owned.limits, &taken.jobs);
            }
            savepoint(work).await?;
            Ok::<_, sqlx::Error>(cancelled)
        };
        // Both run at the same time, each on its own connection. Nothing is applied before the mark is committed.
        let (left, prepared) = tokio::join!(left, prepared);
        let cancelled = left.and(prepared)?;
        let balance = balance_with(owned.payout_balance, &cancelled);
        done.cancelled = cancelled.iter().map(|job| job.lane).collect();
        done.ended(&cancelled, Outcome::Cancelled.as_str());
        let turn = Turn::of(owned, taken, due_at.unwrap_or(now), mark.id);
        turned = apply_halving(session, (owned, turn), balance, &taken.jobs, applier, &mut done).await?;
        done.hash_secret_is_known = claim_secret(session, business, &taken.jobs, applier).await?;
    }
    if turned {
        return Ok(done);
    }
    mark::record_turn(&mut session.work, owned.business_id, &owned.suspects, suspected.as_ref(), looked_at)
        .await?;
    queue::advance(&mut session.work, owned, taken, due_at.unwrap_or(now), left_mark).await?;
    Ok(done)
}

/// Claims the hash secret if these jobs make the first hashes with it. Returns whether it is claimed. Once the process
/// knows that, it no longer asks the database.
async fn claim_secret(
    session: &mut Session,
    business: BusinessId,
    jobs: &[Job],
    applier: &Applier,
) -> Result<bool, ClaimFailed> {
    let keys = &applier.hash_keys;
    if keys.is_current_proven() {
        return Ok(true);
    }
    let emails: Vec<&str> = jobs.iter().map(|job| job.email.as_str()).collect();
    let claimed = keyring::claim_made(&mut session.work, keys, business, &emails, applier.clock.now()).await;
    claimed.map_err(|unproven| match unproven {
        Unproven::Database(error) => ClaimFailed::Database(error),
        unproven => ClaimFailed::Secret(unproven),
    })
}

/// Adds to `balance` the amounts that `ended` jobs gave back from the reserve. They may be paid out at once.
fn balance_with(balance: Cents, ended: &[Job]) -> Cents {
    let returned = ended.iter().filter(|job| job.from_reserve).map(|job| job.amount.get()).sum();
    balance.checked_add(Cents::new(returned)).unwrap_or(balance)
}

fn count_tokens(limits: &Limits, jobs: &[Job]) {
    if limits.throttle.is_some() {
        metrics::throttle_used(Level::Business, jobs.len());
    }
    let throttled = |job: &&Job| {
        job.batch_id.is_some_and(|id| {
            limits.batches.iter().any(|held| held.batch_id == id && held.throttle.is_some())
        })
    };
    metrics::throttle_used(Level::Batch, jobs.iter().filter(throttled).count());
}

/// Applies `jobs`. On an error that a retry cannot fix, halves them, down to the job that has it. The caller has set
/// the savepoint. Returns whether the end of the `turn` was written together with the money, as it is if nothing fails.
async fn apply_halving(
    session: &mut Session,
    (owned, turn): (&Owned, Option<Turn>),
    mut balance: Cents,
    jobs: &[Job],
    applier: &Applier,
    done: &mut ClaimResult,
) -> Result<bool, sqlx::Error> {
    let mut applying = Applying {
        business_id: owned.business_id,
        hash_keys: &applier.hash_keys,
        clock: &applier.clock,
        listened: owned.listened,
        turn,
    };
    let mut parts = if jobs.is_empty() { Vec::new() } else { vec![jobs] };
    while let Some(part) = parts.pop() {
        let decision = decide(part, balance);
        let now = applier.clock.now();
        match apply::apply(&mut session.work, &applying, &decision, now).await {
            Ok(()) => {
                balance = balance.checked_sub(decision.total).unwrap_or(Cents::ZERO);
                let waited =
                    |job: &Job| (now - created_at(job.allocation_id.uuid())).as_seconds_f64().max(0.0);
                done.paid.extend(decision.paid.iter().map(|job| Settled {
                    lane: job.lane,
                    amount: job.amount,
                    waited_seconds: waited(job),
                }));
                done.refused.extend(decision.refused.iter().map(|job| job.lane));
                done.ended(decision.paid.iter().copied(), Outcome::Paid.as_str());
                done.ended(decision.refused.iter().copied(), Outcome::InsufficientFunds.as_str());
            }
            Err(ApplyError::Database(error)) if db::is_transient(&error) => return Err(error),
            Err(error) => {
                session.undo().await?;
                applying.turn = None;
                let [job] = part else {
                    done.halved = true;
                    let (first, second) = part.split_at(part.len() / 2);
                    parts.extend([second, first]);
                    continue;
                };
                set_aside(session, owned.business_id, job, &error, applier, done).await?;
            }
        }
        // The last savepoint is released by the COMMIT.
        if !parts.is_empty() {
            session.keep().await?;
        }
    }
    Ok(applying.turn.is_some() && !jobs.is_empty())
}

/// Defers a job that failed on its own, or parks it after its last attempt.
async fn set_aside(
    session: &mut Session,
    business: BusinessId,
    job: &Job,
    error: &ApplyError,
    applier: &Applier,
    done: &mut ClaimResult,
) -> Result<(), sqlx::Error> {
    metrics::poison_isolated();
    let attempt = job.attempts.saturating_add(1);
    if attempt >= MAX_ATTEMPTS {
        let reason = reason(error);
        return park(session, business, job, &reason, applier, done).await;
    }
    let wait = job_delay(attempt);
    tracing::warn!(
        allocation_id = %job.allocation_id, request_id = ?job.request_id, attempt, ?wait,
        error = error as &dyn std::error::Error, "an allocation could not be applied; trying again later"
    );
    let due_at = applier.clock.now() + wait;
    queue::defer(&mut session.work, business, job, due_at).await?;
    done.deferred += 1;
    done.ended([job], "deferred");
    Ok(())
}

async fn park(
    session: &mut Session,
    business: BusinessId,
    job: &Job,
    reason: &str,
    applier: &Applier,
    done: &mut ClaimResult,
) -> Result<(), sqlx::Error> {
    let parked = queue::park(&mut session.work, business, job, reason, applier.clock.now()).await?;
    tracing::error!(
        allocation_id = %job.allocation_id, request_id = ?job.request_id, reason, ?parked,
        "an allocation was parked after its last attempt"
    );
    done.dead.push(job.lane);
    done.ended([job], Outcome::Dead.as_str());
    Ok(())
}

/// Returns the text of the error and its causes. Operators see it with the parked job.
fn reason(error: &ApplyError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(behind) = source {
        text = format!("{text}: {behind}");
        source = behind.source();
    }
    text
}
