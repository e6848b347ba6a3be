//! Accepting an allocation, and what its client is told: the commit of one transaction is the acceptance
//! ([`crate::recording`]), and no answer says less than what can still happen.
//!
//! A client that waits (`POST /payout/create`) has no promise. It is answered by the first of these that is so:
//!
//! | state | answer |
//! | --- | --- |
//! | paid | 201, however late it is seen |
//! | refused for lack of funds | 400, final for its key |
//! | failed or cancelled for good | 500: nothing was or will be debited |
//! | gone: another request with its key took it back at its own deadline | 503: nothing was recorded |
//! | deadline, still queued and promised to nobody | taken back by a transaction of its own, then 503 |
//! | deadline, promised to a twin (`respond-async`, a batch's item) | 202: it cannot be taken back |
//! | parked: promised, out of attempts, an operator may retry it | 202, for the debit can still happen |
//! | deadline, a worker or a twin holds its row, or the database is away | none yet: asked again until one of the above |
//!
//! Taking back and claiming exclude one another by the queue row: both delete it, the withdrawal only if nobody holds
//! it, so either the worker never gets the job or the withdrawal never touches it. Promising updates that same row, in
//! the transaction that finds the duplicate; whoever commits second sees what the first did. A client that hangs up
//! leaves its allocation queued: it will be paid, and the same key finds it. A client with a promise (`respond-async`,
//! `/v1/allocations`) is never told 5xx after the commit.

use std::time::{Duration, Instant};

use domain::allocation::{self, FailureCode, NewAllocation, Progress, Recorded, Single, Waiting, Withdrawal};
use domain::email::Email;
use domain::hash::HashVersion;
use domain::ids::{AllocationId, BusinessId};
use domain::money::Cents;
use domain::pace::Pace;
use futures::FutureExt;

use crate::backpressure::Work;
use crate::outcomes::evident_progress;
use crate::recording;
use crate::refusal::Refusal;
use crate::request_id::RequestId;
use crate::state::App;
use crate::transact::Witness;

/// How long a client waits for its outcome when it does not say: well below the time-outs of clients and proxies.
pub const DEFAULT_WAIT: Duration = Duration::from_secs(10);

/// How long those that wait may go on waiting once the process is told to stop: the drain takes 10 s in all.
const WAIT_WHEN_STOPPING: Duration = Duration::from_secs(5);

/// Pauses between questions for an outcome that is milliseconds away; doubled up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// How often it is said that an outcome is not known yet.
static UNKNOWN: Pace = Pace::new();

/// What is to be accepted.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Whose money.
    pub business_id: BusinessId,
    /// Who is paid.
    pub email: Email,
    /// How much.
    pub amount: Cents,
    /// The idempotency key.
    pub reference: Option<String>,
    /// A JSON object as text.
    pub metadata: Option<String>,
    /// The request it comes in.
    pub request_id: RequestId,
    /// Whether the client gets the word, without an outcome, that it will be carried out.
    pub promised: bool,
    /// Whether what ended unpaid under the same key is attempted again, instead of its outcome being told again.
    pub again: bool,
}

/// It is recorded, durably.
#[derive(Debug, Clone, Copy)]
pub struct Accepted {
    /// Its name.
    pub allocation: Waiting,
    /// Whether an earlier request had recorded it.
    pub replayed: bool,
    promised: bool,
}

/// Nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAccepted {
    /// The key names this other request.
    KeyReused(AllocationId),
    /// Anything else.
    Refused(Refusal),
}

/// What a client can be told of its allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The credit is committed.
    Paid {
        /// Which hash the payout user has.
        hash_version: HashVersion,
    },
    /// The payout balance did not cover it.
    InsufficientFunds,
    /// It was not done and never will be.
    Failed,
    /// It was never recorded, or no longer is.
    TakenBack,
    /// The debit can still happen.
    Pending,
}

/// Records what is asked, or finds it recorded.
///
/// # Errors
/// [`NotAccepted`]; nothing was recorded.
pub async fn accept(app: &App, asked: Asked) -> Result<Accepted, NotAccepted> {
    let Asked { business_id, promised, .. } = asked;
    app.backpressure.admit(business_id, Work::Single, Instant::now()).map_err(NotAccepted::Refused)?;
    let id = AllocationId::from(app.clock.id());
    let single = Single {
        business_id,
        promised,
        request_id: asked.request_id.0,
        again: asked.again,
        allocation: NewAllocation {
            id,
            email: asked.email,
            amount: asked.amount,
            reference: asked.reference,
            metadata: asked.metadata,
            item_index: None,
        },
    };
    let recorded = recording::record(app, single).await.map_err(NotAccepted::Refused)?;
    let (allocation_id, replayed) = match recorded {
        Recorded::New => (id, false),
        Recorded::Duplicate(earlier) => (earlier, true),
        Recorded::Conflict(earlier) => return Err(NotAccepted::KeyReused(earlier)),
    };
    Ok(Accepted { allocation: Waiting { business_id, allocation_id }, replayed, promised })
}

/// Waits up to `wait` for the outcome. Without a promise, an allocation that is then still pending is taken back; the
/// answer [`Outcome::Pending`] means that this could not and cannot be done.
pub async fn outcome(app: &App, accepted: Accepted, wait: Duration) -> Outcome {
    let Accepted { allocation, replayed, promised } = accepted;
    if replayed && let Some(outcome) = look(app, allocation).await {
        return outcome;
    }
    match (within(app, allocation, wait).await, promised) {
        (Some(outcome), _) => outcome,
        (None, true) => Outcome::Pending,
        (None, false) => settle(app, allocation).await,
    }
}

/// The outcome, if it comes within `wait`.
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
        () = stopped => None,
    }
}

/// Takes the allocation back, or finds out why that cannot be; for as long as it takes, because until then nothing that
/// could be said is sure to be true.
async fn settle(app: &App, allocation: Waiting) -> Outcome {
    let mut pause = FIRST_PAUSE;
    loop {
        let withdrawn = app
            .transact_witnessed(gone(allocation), move |conn| allocation::withdraw(conn, allocation).boxed())
            .await;
        match withdrawn {
            Ok(Withdrawal::TakenBack) => return Outcome::TakenBack,
            Ok(Withdrawal::Promised) => return Outcome::Pending,
            Ok(Withdrawal::OutOfReach) => {}
            Err(not_done) => {
                if let Some(more) = UNKNOWN.due() {
                    tracing::warn!(error = %not_done, more, "cannot yet say what became of an allocation; asking again");
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

/// Looks whether what was taken back is gone, when the answer to the COMMIT was lost: a 503 for what is still queued would
/// be a lie.
fn gone(allocation: Waiting) -> Witness<Withdrawal> {
    Box::new(move |withdrawal, conn| {
        let taken_back = matches!(withdrawal, Withdrawal::TakenBack);
        async move { Ok(!taken_back || allocation::progress(conn, &[allocation]).await? == [Progress::Gone]) }
            .boxed()
    })
}

/// The outcome, if it is known already.
async fn look(app: &App, allocation: Waiting) -> Option<Outcome> {
    let progress = app
        .read(move |conn| async move { evident_progress(conn, &[allocation]).await }.boxed())
        .await
        .ok()?;
    Outcome::of(progress.first()?)
}

impl Outcome {
    /// `None` while it is pending.
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
