//! Group commit: single requests that arrive together are recorded together, with one statement and one commit for all of
//! them, and an answer for each.
//!
//! Nothing waits in order to be joined by others: a group begins when none is being recorded, with everything that
//! waits. While it is recorded the next one gathers, and begins when this one has nothing left but its COMMIT: then the
//! server has time. The busier the service, the larger the groups, and the less each request costs; so two are recorded
//! at the same time only when one cannot keep up: a whole group waits, or one takes long.
//!
//! A failure of one does not fail its neighbours. When a group fails for what one of them may have done, or because a
//! reference is held by somebody else for long (a batch of a million that is being accepted), each is recorded alone,
//! beside the groups, which go on. When the database is away, each is told so, and nothing is recorded.
//!
//! A client that hangs up changes nothing: its request is recorded, or not, with its group.

mod line;

use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::allocation::{self, Group, Progress, Recorded, Single, Waiting};
use domain::clock::Clock;
use domain::platform::db;
use domain::platform::hints::Hints;
use futures::FutureExt;
use tokio::sync::{Semaphore, oneshot};

use crate::app::group_commit::line::{Answer, Joined, Line};
use crate::app::transactions::{FEW_STATEMENTS, Transactions};
use crate::http::metrics::groups;
use crate::http::refusal::Refusal;
use crate::work::transact::{Commit, Evidence, LockWait, NotDone, Terms, Witness};

/// How long a request may wait to be taken. When none is for longer, the groups wait for a database that is away.
const TAKEN_WITHIN: Duration = Duration::from_millis(1_500);

/// How many are recorded alone at a time: they may wait for locks, and connections are few.
const ALONE_AT_A_TIME: usize = 8;

/// Where single requests are recorded; clones share it.
#[derive(Debug, Clone)]
pub struct GroupCommit(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    line: Line,
    alone: Arc<Semaphore>,
    transactions: Transactions,
    clock: Clock,
    /// Tells workers that there is work.
    work: Hints,
}

impl GroupCommit {
    /// Nobody waits yet.
    pub fn new(transactions: Transactions, clock: Clock, work: Hints) -> Self {
        let (line, alone) = (Line::default(), Arc::new(Semaphore::new(ALONE_AT_A_TIME)));
        Self(Arc::new(Shared { line, alone, transactions, clock, work }))
    }

    /// Records `single`, or finds it recorded.
    ///
    /// # Errors
    /// [`Refusal`]; nothing was recorded.
    pub async fn record(&self, single: Single) -> Result<Recorded, Refusal> {
        let (answer, mut answered) = oneshot::channel();
        let id = single.allocation.id;
        match self.0.line.join((single, answer)) {
            Joined::Waits => {}
            Joined::Begins => self.begin(),
            Joined::Refused => return Err(Refusal::Unavailable),
        }
        if let Ok(answer) = tokio::time::timeout(TAKEN_WITHIN, &mut answered).await {
            return answer.unwrap_or(Err(Refusal::Internal));
        }
        if self.0.line.leave(id) {
            return Err(Refusal::Unavailable);
        }
        answered.await.unwrap_or(Err(Refusal::Internal))
    }

    /// Begins a group, whose place is taken.
    fn begin(&self) {
        let place = Place { of: self.clone(), at_commit: AtomicBool::new(false) };
        self.start(record_waiting(self.clone(), Arc::new(place)));
    }

    fn start(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.transactions.units.start(work);
    }
}

/// The place of a group. Whatever becomes of it, the next one begins when this one is at its COMMIT, or is no more.
struct Place {
    of: GroupCommit,
    at_commit: AtomicBool,
}

impl Place {
    fn at_commit(&self) {
        self.at_commit.store(true, Ordering::Relaxed);
        if self.of.0.line.at_commit() {
            self.of.begin();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.of.0.line.ended(*self.at_commit.get_mut()) {
            self.of.begin();
        }
    }
}

/// Records what waits as one group.
async fn record_waiting(group_commit: GroupCommit, place: Arc<Place>) {
    let (singles, answers): (Vec<_>, Vec<_>) = group_commit.0.line.take().into_iter().unzip();
    if singles.is_empty() {
        return;
    }
    let singles = Arc::new(singles);
    let begun = Instant::now();
    match record_together(&group_commit, Arc::clone(&singles), LockWait::Brief, Some(Arc::clone(&place)))
        .await
    {
        Ok(recorded) => {
            groups::recorded(recorded.len(), begun);
            for (answer, recorded) in answers.into_iter().zip(recorded) {
                tell(answer, Ok(recorded));
            }
        }
        Err(not_done) if may_be_one_s_fault(&not_done, singles.len()) => {
            tracing::info!(error = %not_done, requests = singles.len(), "a group failed; each is recorded alone");
            for (single, answer) in singles.iter().cloned().zip(answers) {
                group_commit.start(record_alone(group_commit.clone(), single, answer));
            }
        }
        Err(not_done) => {
            // Those that came meanwhile have waited as long as anybody should for a database that is away: they are taken
            // while the place is held, or the next group would.
            let late = match &not_done {
                NotDone::Unavailable(_) => group_commit.0.line.take_all(),
                _ => VecDeque::new(),
            };
            let refusal = Refusal::from(not_done);
            for answer in answers.into_iter().chain(late.into_iter().map(|(_, answer)| answer)) {
                tell(answer, Err(refusal.clone()));
            }
        }
    }
}

async fn record_alone(group_commit: GroupCommit, single: Single, answer: Answer) {
    // Never closed: when it fails all the same, there is no bound, and no harm.
    let _place = Arc::clone(&group_commit.0.alone).acquire_owned().await;
    let recorded = match record_together(&group_commit, Arc::new(vec![single]), LockWait::Patient, None).await
    {
        Ok(recorded) => recorded.first().copied().ok_or(Refusal::Internal),
        Err(not_done) => Err(not_done.into()),
    };
    tell(answer, recorded);
}

async fn record_together(
    group_commit: &GroupCommit,
    singles: Arc<Vec<Single>>,
    lock_wait: LockWait,
    place: Option<Arc<Place>>,
) -> Result<Vec<Recorded>, NotDone<sqlx::Error>> {
    let now = group_commit.0.clock.now();
    let named = Arc::clone(&singles);
    let terms = Terms { lock_wait, commit: commit_of(&singles), ..FEW_STATEMENTS };
    let evidence = Evidence {
        witness: Some(witness(Arc::clone(&singles))),
        transaction_id: Some(|group: &Group| group.transaction_id.clone()),
    };
    let group = group_commit
        .0
        .transactions
        .transact(terms, evidence, move |conn| {
            async move {
                let group = allocation::record_group(conn, &singles, now).await?;
                if let Some(place) = &place {
                    place.at_commit();
                }
                Ok::<_, sqlx::Error>(group)
            }
            .boxed()
        })
        .await?;
    if group.recorded.contains(&Recorded::New) {
        group_commit.0.work.give();
        log(&named, &group.recorded);
    }
    Ok(group.recorded)
}

/// A client that waits for its outcome has no word before a claim's COMMIT, or one that promises or takes back: each builds on
/// this one and is durable. So the disk is waited for once, not twice, unless somebody is told that it is recorded.
fn commit_of(singles: &[Single]) -> Commit {
    if singles.iter().any(|single| single.promised) { Commit::Durable } else { Commit::Followed }
}

/// Names what is acknowledged, one line for a group: after a restore to an earlier time this log knows what vanished
/// (`payout restore reconcile --acknowledged`).
fn log(singles: &[Single], recorded: &[Recorded]) {
    if !tracing::enabled!(tracing::Level::INFO) {
        return;
    }
    let mut ids = String::new();
    for (single, _) in singles.iter().zip(recorded).filter(|(_, recorded)| **recorded == Recorded::New) {
        // Writing to a string cannot fail.
        let _ = write!(ids, "{} ", single.allocation.id);
    }
    tracing::info!(allocations = ids.trim_end(), "accepted");
}

/// Looks whether one of those that are new is there, when the answer to the COMMIT was lost: one stands for all. Gone may
/// also mean that a twin took it back meanwhile; another of the group then tells, and if all are gone, nothing of it is
/// recorded any more.
fn witness(singles: Arc<Vec<Single>>) -> Witness<Group> {
    Box::new(move |group, conn| {
        let new: Vec<Waiting> = singles
            .iter()
            .zip(&group.recorded)
            .filter(|(_, recorded)| **recorded == Recorded::New)
            .map(|(single, _)| Waiting {
                business_id: single.business_id,
                allocation_id: single.allocation.id,
            })
            .collect();
        async move {
            let progress = allocation::progress(conn, &new).await?;
            Ok(new.is_empty() || progress.iter().any(|one| *one != Progress::Gone))
        }
        .boxed()
    })
}

/// Whether the others of a group of `size` may succeed when it failed like this, or the only one when it waits longer.
fn may_be_one_s_fault(not_done: &NotDone<sqlx::Error>, size: usize) -> bool {
    match not_done {
        NotDone::Unavailable(error) => db::is_contention(error),
        NotDone::Failed(_) | NotDone::Panicked(_) | NotDone::Refused(_) => size > 1,
    }
}

fn tell(answer: Answer, recorded: Result<Recorded, Refusal>) {
    // Whoever asked may have hung up.
    let _heard = answer.send(recorded);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_fault_a_failure_may_be() {
        let failed = || NotDone::Failed(sqlx::Error::RowNotFound);
        assert!(may_be_one_s_fault(&failed(), 2));
        assert!(!may_be_one_s_fault(&failed(), 1));
        assert!(!may_be_one_s_fault(&NotDone::Unavailable(sqlx::Error::PoolTimedOut), 2));
    }
}
