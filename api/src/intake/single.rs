//! Accepts a single allocation and decides what its client is told. The commit of one transaction is the acceptance
//! ([`crate::app::group_commit`]). No response excludes something that can still happen.
//!
//! A key may name an item that was cancelled with its batch, a payment that nobody will make. Then the request is the
//! next attempt, as a request to `/v1` is for everything that ended unpaid. (After a 500, clients and proxies would ask
//! again and again, and the payment would never be made.)
//!
//! A client that waits (`POST /payout/create`) has no promise. The first state that applies determines its response:
//!
//! | state | response |
//! | --- | --- |
//! | paid | 201, however late this is seen |
//! | failed for lack of funds | 400, final for its key |
//! | failed for good, or cancelled while the client waits | 500: nothing was or will be debited |
//! | gone: another request with its key took it back at its own deadline | 503: nothing was recorded |
//! | paused, throttled for longer than the client waits, or no worker runs | 503 or 429 at once: nothing is recorded |
//! | deadline, or paused meanwhile; still queued and not promised | taken back by a transaction of its own, then 503 |
//! | deadline, promised to a twin (`respond-async`, a batch's item) | 202: it cannot be taken back |
//! | its business is being moved to another database: it cannot be taken back here | 202: the debit can happen there |
//! | parked: promised, out of attempts, an operator may retry it | 202: the debit can still happen |
//! | deadline, a worker or a twin holds its row, or the database is away | none yet: asked again until one of the above |
//!
//! Taking back and claiming exclude each other through the queue row: both delete it, and taking back does so only if
//! nobody else has locked it. So either the worker never gets the job, or the client is told the outcome. A promise
//! updates the same row in the transaction that finds the duplicate, so the transaction that commits second sees what
//! the first did.
//!
//! A client that disconnects leaves its allocation queued: it will be paid, and the same key finds it. A client with a
//! promise (`respond-async`, `/v1/allocations`) never gets a 5xx after the commit.

use std::time::{Duration, Instant};

use domain::allocation::{self, FailureCode, NewAllocation, Progress, Recorded, Single, TakeBack, Waiting};
use domain::ids::AllocationId;
use domain::platform::db;
use domain::platform::pace::Pace;
use domain::secrets::hash::HashVersion;
use futures::FutureExt;

use crate::app::App;
use crate::app::backpressure::Work;
use crate::app::holds::Hold;
use crate::app::outcomes::evident_progress;
use crate::http::refusal::{RETRY_AFTER_S, Refusal};
use crate::work::transact::{TransactError, Witness};

/// How long waiting clients may continue to wait once the process is told to stop. The drain takes 10 s in all.
const WAIT_WHEN_STOPPING: Duration = Duration::from_secs(5);

/// Pauses between queries for an outcome that is milliseconds away. They double up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// The rate limit of the log line that says that an outcome is not known yet.
static UNKNOWN: Pace = Pace::new();

/// An allocation that is durably recorded.
#[derive(Debug, Clone, Copy)]
pub struct Accepted {
    /// The allocation.
    pub allocation: Waiting,
    /// Whether an earlier request had recorded it.
    pub replayed: bool,
    promised: bool,
    wait: Duration,
}

/// Why nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AcceptError {
    /// The key names another allocation, with this id.
    KeyReused(AllocationId),
    /// Anything else.
    Refused(Refusal),
}

/// The outcome that a client is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The credit is committed.
    Paid {
        /// The version of the payout user's hash.
        hash_version: HashVersion,
    },
    /// The payout balance did not cover it.
    InsufficientFunds,
    /// It was not paid and never will be.
    Failed,
    /// It was never recorded, or is no longer recorded.
    TakenBack,
    /// The debit can still happen.
    Pending,
}

/// Records `single`, or finds that it is recorded. Its client waits for the outcome for up to `wait`. While payments of
/// the business are held, new ones are recorded only for clients that do not wait.
///
/// # Errors
/// [`AcceptError`]; nothing was recorded.
pub async fn accept(app: &App, single: Single, wait: Duration) -> Result<Accepted, AcceptError> {
    let (business_id, promised, id) = (single.business_id, single.promised, single.allocation.id);
    if !promised && let Some(hold) = app.hold_now(business_id, wait).await {
        return known(app, single, wait, hold).await;
    }
    app.backpressure.admit(business_id, Work::Single, Instant::now()).map_err(AcceptError::Refused)?;
    let mut recorded = app.group_commit.record(single.clone()).await.map_err(AcceptError::Refused)?;
    if let Recorded::Duplicate(earlier) = recorded
        && !single.again
        && is_cancelled(app, Waiting { business_id, allocation_id: earlier }).await
    {
        let next = Single { again: true, ..single };
        recorded = app.group_commit.record(next).await.map_err(AcceptError::Refused)?;
    }
    let (allocation_id, replayed) = match recorded {
        Recorded::New => (id, false),
        Recorded::Duplicate(earlier) => (earlier, true),
        Recorded::Conflict(earlier) => return Err(AcceptError::KeyReused(earlier)),
    };
    Ok(Accepted { allocation: Waiting { business_id, allocation_id }, replayed, promised, wait })
}

/// Returns what an earlier request with the same key recorded, although new allocations are held.
async fn known(app: &App, single: Single, wait: Duration, hold: Hold) -> Result<Accepted, AcceptError> {
    let Single { business_id, promised, allocation: NewAllocation { email, amount, reference, .. }, .. } =
        single;
    let refused = AcceptError::Refused(hold.refusal());
    let Some(reference) = reference else { return Err(refused) };
    let found = app
        .read(move |conn| {
            async move { allocation::recorded_as(conn, business_id, &reference, &email, amount).await }
                .boxed()
        })
        .await
        .map_err(|not_done| AcceptError::Refused(not_done.into()))?;
    match found {
        None | Some(Recorded::New) => Err(refused),
        Some(Recorded::Conflict(earlier)) => Err(AcceptError::KeyReused(earlier)),
        Some(Recorded::Duplicate(allocation_id)) => {
            let allocation = Waiting { business_id, allocation_id };
            // The next attempt would be a new allocation, and new ones are held.
            if is_cancelled(app, allocation).await {
                return Err(refused);
            }
            Ok(Accepted { allocation, replayed: true, promised, wait })
        }
    }
}

/// Returns whether the allocation is known to have been cancelled with its batch.
async fn is_cancelled(app: &App, allocation: Waiting) -> bool {
    matches!(progress(app, allocation).await, Some(Progress::Cancelled))
}

/// Waits for the outcome, unless payments are held, because then it will not come. An allocation that is still pending
/// after that and has no promise is taken back. [`Outcome::Pending`] means that it cannot be taken back.
pub async fn outcome(app: &App, accepted: Accepted) -> Outcome {
    let Accepted { allocation, replayed, promised, wait } = accepted;
    let held = !wait.is_zero() && app.hold_now(allocation.business_id, wait).await.is_some();
    let wait = if held { Duration::ZERO } else { wait };
    if replayed && let Some(outcome) = look(app, allocation).await {
        return outcome;
    }
    match (within(app, allocation, wait).await, promised) {
        (Some(outcome), _) => outcome,
        (None, true) => Outcome::Pending,
        (None, false) => end_of_wait(app, allocation).await,
    }
}

/// Returns the outcome if it comes within `wait` and before payments of the business are paused or switched off.
async fn within(app: &App, allocation: Waiting, wait: Duration) -> Option<Outcome> {
    if wait.is_zero() {
        return None;
    }
    let stopped = async {
        app.stopping.cancelled().await;
        tokio::time::sleep(WAIT_WHEN_STOPPING).await;
    };
    tokio::select! {
        progress = app.outcomes.of(allocation) => Outcome::of(&progress),
        () = tokio::time::sleep(wait) => None,
        () = app.backpressure.holds.stopped(allocation.business_id) => None,
        () = stopped => None,
    }
}

/// Takes the allocation back, or finds out why that cannot be done. This continues for as long as it takes, because
/// until then no response is certain to be true.
async fn end_of_wait(app: &App, allocation: Waiting) -> Outcome {
    let mut pause = FIRST_PAUSE;
    loop {
        let taken_back = app
            .transact_witnessed(gone(allocation), move |conn| allocation::take_back(conn, allocation).boxed())
            .await;
        match taken_back {
            Ok(TakeBack::TakenBack) => return Outcome::TakenBack,
            Ok(TakeBack::Promised) => return Outcome::Pending,
            Ok(TakeBack::OutOfReach) => {}
            Err(TransactError::Unavailable(error)) if db::is_elsewhere(&error) => return Outcome::Pending,
            Err(not_done) => {
                if let Some(suppressed) = UNKNOWN.due() {
                    tracing::warn!(error = %not_done, suppressed, "the outcome of an allocation is not known yet; asking again");
                }
            }
        }
        if let Some(outcome) = look(app, allocation).await {
            return outcome;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Returns a witness that checks whether an allocation that was taken back is gone, if the reply to the COMMIT was
/// lost. A 503 for an allocation that is still queued would be false.
fn gone(allocation: Waiting) -> Witness<TakeBack> {
    Box::new(move |done, conn| {
        let taken_back = matches!(done, TakeBack::TakenBack);
        async move { Ok(!taken_back || allocation::progress(conn, &[allocation]).await? == [Progress::Gone]) }
            .boxed()
    })
}

/// Returns the outcome, if it is known already.
async fn look(app: &App, allocation: Waiting) -> Option<Outcome> {
    Outcome::of(&progress(app, allocation).await?)
}

/// Returns the progress of the allocation, if it can be read.
async fn progress(app: &App, allocation: Waiting) -> Option<Progress> {
    let read = app.read(move |conn| async move { evident_progress(conn, &[allocation]).await }.boxed());
    read.await.ok()?.into_iter().next()
}

impl Accepted {
    /// Returns the error for a client whose payment was taken back, with the time after which it may try again.
    pub fn taken_back(&self, app: &App) -> Refusal {
        app.backpressure.holds.unserved(self.allocation.business_id, self.wait, Instant::now())
    }

    /// Returns the number of seconds after which to look at a pending allocation again.
    pub fn look_again_after_s(&self, app: &App) -> u64 {
        app.hold(self.allocation.business_id, Duration::ZERO).map_or(RETRY_AFTER_S, Hold::retry_after_s)
    }
}

impl Outcome {
    /// Returns the outcome of `progress`, or `None` while it is pending.
    fn of(progress: &Progress) -> Option<Self> {
        match progress {
            Progress::Pending => None,
            Progress::Paid { hash_version } => Some(Self::Paid { hash_version: *hash_version }),
            Progress::Failed(FailureCode::InsufficientFunds) => Some(Self::InsufficientFunds),
            Progress::Failed(FailureCode::InternalError) | Progress::Cancelled => Some(Self::Failed),
            Progress::Parked => Some(Self::Pending),
            Progress::Gone => Some(Self::TakenBack),
        }
    }
}
