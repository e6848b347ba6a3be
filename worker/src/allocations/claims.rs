//! Claiming: the source of claims for an apalis worker ([`crate::backend`]).
//!
//! A task *is* an open transaction: it owns one business (by the lock of its ring row), and has taken jobs out of the
//! queue. Dropping the task closes its connection, and so rolls it back. Nothing has to notice a dead worker. apalis
//! asks for a claim only when its service is ready to apply one, so no claim waits while it holds locks.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::clock::Clock;
use domain::platform::hints::Hinted;
use domain::platform::in_cell::{CELLS, PerCell};
use domain::platform::pace::Pace;
use domain::queue::mark::Mark;
use domain::queue::{self, Candidates, Idle, Owned, Taken};
use domain::throttle::{self, Allowance, UNLIMITED};
use sqlx::PgConnection;

use crate::backend::{IdleWait, Source, jittered};
use crate::metrics::{self, Busy, Level, Phase, PollResult};
use crate::retry::DatabaseBackoff;
use crate::session::{Holding, SILENCE, Session, Sessions};

/// How many businesses a poll looks at. At first a few, because looking costs. If other workers own all of those, then
/// more than there are workers.
const CANDIDATES: [i64; 2] = [8, 64];

/// The first and the longest wait after a poll that found nothing, when hints arrive as well.
const IDLE: (Duration, Duration) = (Duration::from_millis(10), Duration::from_secs(1));

/// The shortest wait for a throttle's tokens. It prevents a busy loop, whatever the clocks say.
const SHORTEST: Duration = Duration::from_millis(2);

/// The longest wait after a poll that found nothing, when no hints arrive.
const IDLE_POLL_ONLY: Duration = Duration::from_millis(100);

/// Limits the rate of the log line that claiming failed.
static TROUBLE: PerCell<Pace> = PerCell([const { Pace::new() }; CELLS]);

/// A claim: jobs of one business in an open transaction.
#[derive(Debug)]
pub struct Claim {
    /// The mark that the claim leaves before its work.
    pub mark: Mark,
    /// The claim's connections. They are kept for the next claim after the commit.
    pub session: Session,
    /// The business, and what was read about it.
    pub owned: Owned,
    /// The jobs, never empty.
    pub taken: Taken,
    /// If the jobs are suspects, the mark of the claim that broke off. Then all jobs are suspects of that claim.
    pub suspected: Option<Mark>,
    /// The tokens that were reserved from the throttle of everything, if there is one.
    pub reserved: Option<Allowance>,
    /// When the claim began.
    pub now: DateTime<Utc>,
    /// Whether other businesses have work as well.
    pub others: bool,
    /// Shows the other workers of this process that the business is claimed.
    pub holding: Option<Holding>,
}

/// The settings of claiming.
#[derive(Debug, Clone)]
pub struct ClaimSettings {
    /// How many jobs a claim takes, at most.
    pub claim_size: u32,
    /// Whether the process only polls, and gets no hints.
    pub poll_only: bool,
    /// The time, and a source of new ids.
    pub clock: Clock,
}

/// The source of claims for one apalis worker.
#[derive(Clone)]
pub struct Claims {
    settings: ClaimSettings,
    sessions: Sessions,
    hinted: Hinted,
    /// Set after a claim that left no work: how often work had been left to other workers before that claim.
    rests: Option<u64>,
}

/// The result of a poll.
#[derive(Debug)]
pub enum Polled {
    /// A claim, with the jobs that it has taken.
    Claim(Box<Claim>),
    /// No work, and why.
    Nothing(Idle),
}

impl Claims {
    /// Returns the claims of one worker, whose connections are kept in `sessions`.
    pub fn new(settings: ClaimSettings, sessions: Sessions, hinted: Hinted) -> Self {
        Self { settings, sessions, hinted, rests: None }
    }
}

impl Claim {
    /// Returns whether this claim took all the work that its poll saw, and no work is known to become ready later. If
    /// so, the next poll may wait for a hint.
    fn is_last(&self) -> bool {
        !self.taken.full
            && !self.others
            && self.owned.suspects.is_empty()
            && self.owned.limits.is_none()
            && self.reserved.is_none()
    }
}

impl Source for Claims {
    type Job = Claim;

    async fn next(&mut self) -> VecDeque<Claim> {
        let Self { settings, sessions, hinted, rests } = self;
        let mut trouble = DatabaseBackoff::new();
        let longest = if settings.poll_only { IDLE_POLL_ONLY } else { IDLE.1 };
        let mut wait = IdleWait::new((IDLE.0, longest));
        // The last claim left no work, and no other worker has seen more since.
        if rests.take().is_some_and(|seen| seen == sessions.in_hand.left()) {
            sessions.in_hand.hint(hinted, jittered(IDLE.0, &settings.clock)).await;
        }
        loop {
            let seen = sessions.in_hand.left();
            match tokio::time::timeout(SILENCE, try_claim(settings, sessions)).await {
                Ok(Ok(Polled::Claim(claim))) => {
                    *rests = (claim.is_last() && !settings.poll_only).then_some(seen);
                    let full = claim.suspected.is_some() || claim.taken.full;
                    metrics::claimed(if full { PollResult::Full } else { PollResult::Partial });
                    if claim.suspected.is_some() {
                        metrics::suspects_claimed();
                    }
                    // A hint wakes one worker at a time, because two workers that look for the work of one business
                    // only delay each other. There is work of other businesses, so this wakes the next worker.
                    if claim.others {
                        hinted.pass_on();
                    }
                    return VecDeque::from([*claim]);
                }
                Ok(Ok(Polled::Nothing(idle))) => {
                    trouble.reset();
                    metrics::claimed(match idle {
                        Idle::Empty | Idle::Owned => PollResult::Empty,
                        Idle::Throttled(_) => PollResult::Throttled,
                        Idle::Paused => PollResult::Paused,
                    });
                    if idle == Idle::Owned {
                        sessions.in_hand.record_left();
                    }
                    let limit = until(idle, wait.now(), &settings.clock);
                    if sessions.in_hand.hint(hinted, limit).await {
                        wait.reset();
                    } else {
                        ::metrics::counter!("payout_wakeups_total", "source" => "poll").increment(1);
                        wait.grow();
                    }
                }
                Ok(Err(error)) => {
                    let say =
                        |suppressed| tracing::warn!(%error, suppressed, "claiming failed; trying again");
                    trouble.wait_out(TROUBLE.current(), say).await;
                }
                Err(_) => tracing::warn!("the database did not answer; reconnecting"),
            }
        }
    }
}

/// Returns how long to wait after a poll that found nothing: `wait`, or less if a throttle has tokens sooner.
fn until(idle: Idle, wait: Duration, clock: &Clock) -> Duration {
    let jittered = jittered(wait, clock);
    match idle {
        Idle::Throttled(next) => {
            (next - clock.now()).to_std().unwrap_or(Duration::ZERO).clamp(SHORTEST, jittered.max(SHORTEST))
        }
        Idle::Empty | Idle::Owned | Idle::Paused => jittered,
    }
}

/// Claims from the first candidate that no other worker owns. If there is nothing to claim, the connections are kept.
/// After an error they are dropped. It is public because `payout bench` measures single calls.
///
/// # Errors
/// Returns an error when the database fails.
pub async fn try_claim(settings: &ClaimSettings, sessions: &Sessions) -> Result<Polled, sqlx::Error> {
    let started = tokio::time::Instant::now();
    let _busy = Busy::with(Phase::Claim);
    let mut session = sessions.take().await?;
    let mut owned_by_others = false;
    for limit in CANDIDATES {
        let now = settings.clock.now();
        let in_hand = !sessions.in_hand.is_empty();
        let mut candidates = if in_hand {
            queue::candidates(&mut session.work, now, limit).await?
        } else {
            session.begin_and_look(now, limit).await?
        };
        let few = candidates.businesses.len() < usize::try_from(limit).unwrap_or(usize::MAX);
        owned_by_others |= !candidates.businesses.is_empty();
        if in_hand {
            // The hint that woke this worker is mostly about one of the businesses that others have claimed.
            candidates.businesses.retain(|business| !sessions.in_hand.has(*business));
            if candidates.businesses.is_empty() && few {
                break;
            }
            session.begin().await?;
        }
        match claim_one_of(settings, session, candidates, (now, started)).await? {
            Attempt::Claimed(mut claim) => {
                claim.holding = Some(sessions.in_hand.hold(claim.owned.business_id));
                return Ok(Polled::Claim(claim));
            }
            Attempt::Throttled(mut resting, next) => {
                resting.rollback().await?;
                sessions.put_back(resting);
                return Ok(Polled::Nothing(next));
            }
            Attempt::AllOwned(resting) => session = resting,
            Attempt::None(resting) => (owned_by_others, session) = (false, resting),
        }
        session.rollback().await?;
        if few {
            break;
        }
    }
    if owned_by_others {
        sessions.put_back(session);
        return Ok(Polled::Nothing(Idle::Owned));
    }
    let idle = queue::idle(&mut session.work, settings.clock.now()).await?;
    sessions.put_back(session);
    Ok(Polled::Nothing(idle))
}

/// The result of trying some candidates.
enum Attempt {
    Claimed(Box<Claim>),
    Throttled(Session, Idle),
    /// Other claims own all candidates, or there was none.
    AllOwned(Session),
    /// Some candidates could be owned, but had no job to take.
    None(Session),
}

async fn claim_one_of(
    settings: &ClaimSettings,
    mut session: Session,
    candidates: Candidates,
    (now, started): (DateTime<Utc>, tokio::time::Instant),
) -> Result<Attempt, sqlx::Error> {
    let size = i64::from(settings.claim_size);
    let (others, few_awake) = (candidates.businesses.len() > 1, candidates.few_awake);
    let (mut reserved, mut all_owned) = (None, true);
    if !candidates.businesses.is_empty()
        && let Some(throttle) = candidates.throttle
    {
        let allowance = session.reserve(throttle, size, now).await?;
        if allowance.is_none() {
            metrics::throttled(Level::Everything, 1);
            let seen = throttle::of_everything(&mut session.work).await?;
            let next = seen.map_or(Idle::Empty, |seen| Idle::Throttled(seen.next_at()));
            return Ok(Attempt::Throttled(session, next));
        }
        reserved = Some(allowance);
    }
    let mut businesses = candidates.businesses.into_iter().peekable();
    while let Some(business_id) = businesses.next() {
        // With a throttle of everything, a separate statement takes the jobs that it allows.
        let most = if reserved.is_none() { size } else { 0 };
        if let Some(mut owned) = queue::own_and_take(&mut session.work, business_id, most).await? {
            all_owned = false;
            owned.stays_awake = few_awake;
            let allowance = owned.limits.allows(now).min(reserved.unwrap_or(UNLIMITED));
            if allowance.is_none() {
                metrics::throttled(Level::Business, 1);
                queue::postpone(&mut session.work, &owned, now).await?;
                session.commit_and_begin().await?;
                continue;
            }
            metrics::throttled(Level::Batch, owned.limits.batches_without_tokens(now));
            let allowance = Allowance { jobs: allowance.jobs.min(size), ..allowance };
            let (taken, suspected) = if owned.at_hand.is_empty() {
                take(&mut session.work, &owned, allowance, now).await?
            } else {
                (queue::take_prefetched(&mut owned, most, now), None)
            };
            if !taken.jobs.is_empty() {
                ::metrics::histogram!("payout_claim_duration_seconds")
                    .record(started.elapsed().as_secs_f64());
                let mark =
                    Mark::of(settings.clock.id(), &taken.jobs, suspected.as_ref(), owned.server_started);
                let claim =
                    Claim { mark, session, owned, taken, suspected, reserved, now, others, holding: None };
                return Ok(Attempt::Claimed(Box::new(claim)));
            }
        }
        // The caller rolls back the last one.
        if businesses.peek().is_some() {
            session.begin_again().await?;
        }
    }
    if let Some(unused) = reserved {
        session.return_tokens(unused).await?;
    }
    Ok(if all_owned { Attempt::AllOwned(session) } else { Attempt::None(session) })
}

/// Takes the next jobs of an owned business. Suspects take turns with the other jobs: they are taken after a claim of
/// other jobs, or when no other job is ready.
async fn take(
    conn: &mut PgConnection,
    owned: &Owned,
    allowance: Allowance,
    now: DateTime<Utc>,
) -> Result<(Taken, Option<Mark>), sqlx::Error> {
    let suspects_first = !owned.suspects.is_empty() && owned.suspects.iter().all(|mark| mark.rested);
    if !suspects_first {
        let taken = queue::take(conn, owned, allowance, now).await?;
        if !taken.jobs.is_empty() {
            return Ok((taken, None));
        }
    }
    for mark in &owned.suspects {
        let part = Allowance { jobs: allowance.jobs.min(mark.part()), ..allowance };
        let taken = queue::take_suspects(conn, owned, mark, part, now).await?;
        if !taken.jobs.is_empty() {
            return Ok((taken, Some(mark.clone())));
        }
    }
    let taken =
        if suspects_first { queue::take(conn, owned, allowance, now).await? } else { Taken::default() };
    Ok((taken, None))
}
