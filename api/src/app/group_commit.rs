//! Group commit: single requests that arrive together are recorded together, with one statement and one commit, and a
//! separate response for each.
//!
//! No request waits only to be joined by others. If no group is being recorded, a group begins with all waiting
//! requests. Meanwhile the next group gathers. It begins when only the COMMIT of the first is left, because then the
//! server has capacity. So the busier the service, the larger the groups, and the less each request costs. Two groups
//! are recorded at the same time only if one cannot keep up: a whole further group waits, or the first takes long.
//!
//! A failure of one request does not fail its neighbours. If a group fails and one member may be the cause, or if
//! another transaction holds the lock of a reference for long (a batch of a million items that is being accepted), each
//! request is recorded alone while other groups go on. If the database is away, every request is refused and nothing is
//! recorded.
//!
//! A client that disconnects changes nothing: its request is recorded, or not, with its group.

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
use domain::queue::COMMIT_AND_HINT_AT_WORK;
use futures::FutureExt;
use tokio::sync::{Semaphore, oneshot};

use crate::app::group_commit::line::{Answer, JoinOutcome, WaitingLine};
use crate::app::transactions::{FEW_STATEMENTS, Transactions};
use crate::http::metrics::groups;
use crate::http::refusal::Refusal;
use crate::work::kept::KeptConnection;
use crate::work::transact::{Evidence, LockWait, TransactError, TransactOptions, Witness};

/// How long a request may wait until a group takes it. Groups wait for a database that is away. Without this bound, so
/// would every request.
const TAKEN_WITHIN: Duration = Duration::from_millis(1_500);

/// How many requests are recorded alone at a time. They may wait for locks, and connections are few.
const ALONE_AT_A_TIME: usize = 8;

/// Records single requests. Clones share it.
#[derive(Debug, Clone)]
pub struct GroupCommit(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    line: WaitingLine,
    alone: Arc<Semaphore>,
    transactions: Transactions,
    /// The connection that the last group leaves to the next.
    kept: KeptConnection,
    clock: Clock,
    /// Hints to workers that there is work.
    work: Hints,
}

impl GroupCommit {
    /// Creates an empty group commit.
    pub fn new(transactions: Transactions, clock: Clock, work: Hints) -> Self {
        let (line, alone) = (WaitingLine::default(), Arc::new(Semaphore::new(ALONE_AT_A_TIME)));
        Self(Arc::new(Shared { line, alone, transactions, kept: KeptConnection::default(), clock, work }))
    }

    /// Records `single`, or finds that it is already recorded.
    ///
    /// # Errors
    /// A [`Refusal`]: nothing was recorded.
    pub async fn record(&self, single: Single) -> Result<Recorded, Refusal> {
        let (answer, mut answered) = oneshot::channel();
        let id = single.allocation.id;
        match self.0.line.join((single, answer)) {
            JoinOutcome::Waits => {}
            JoinOutcome::Begins => self.begin(),
            JoinOutcome::Refused => return Err(Refusal::Unavailable),
        }
        if let Ok(answer) = tokio::time::timeout(TAKEN_WITHIN, &mut answered).await {
            return answer.unwrap_or(Err(Refusal::Internal));
        }
        if self.0.line.leave(id) {
            return Err(Refusal::Unavailable);
        }
        answered.await.unwrap_or(Err(Refusal::Internal))
    }

    /// Begins a group, whose place is already taken.
    fn begin(&self) {
        let place = Place { of: self.clone(), at_commit: AtomicBool::new(false) };
        self.start(record_waiting(self.clone(), Arc::new(place)));
    }

    fn start(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.transactions.units.start(work);
    }
}

/// The place of a group. However the group ends, the next one begins when this one is at its COMMIT or has ended.
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

/// Records the waiting requests as one group.
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
        Err(not_done) if may_be_fault_of_one_request(&not_done, singles.len()) => {
            tracing::info!(error = %not_done, requests = singles.len(), "a group failed; recording each request alone");
            for (single, answer) in singles.iter().cloned().zip(answers) {
                group_commit.start(record_alone(group_commit.clone(), single, answer));
            }
        }
        Err(not_done) => {
            // Requests that arrived meanwhile have waited long enough for a database that is away. They are taken while
            // the place is held, because otherwise the next group would take them.
            let late = match &not_done {
                TransactError::Unavailable(error) if !db::is_elsewhere(error) => {
                    group_commit.0.line.take_all()
                }
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
    // The semaphore is never closed. If acquiring failed, there would be no bound, and no harm.
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
) -> Result<Vec<Recorded>, TransactError<sqlx::Error>> {
    let now = group_commit.0.clock.now();
    let named = Arc::clone(&singles);
    let hinted = group_commit.0.work.with_commit();
    let terms = TransactOptions {
        lock_wait,
        with_begin: allocation::ring_lock_statement(&singles),
        commit: if hinted { COMMIT_AND_HINT_AT_WORK } else { FEW_STATEMENTS.commit },
        kept: Some(group_commit.0.kept.clone()),
        ..FEW_STATEMENTS
    };
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
        if !hinted {
            group_commit.0.work.give();
        }
        log(&named, &group.recorded);
    }
    Ok(group.recorded)
}

/// Logs the acknowledged allocations, one line a group. After a restore to an earlier time, this log shows which
/// allocations were lost (`payout restore reconcile --acknowledged`).
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

/// Checks after a lost reply to COMMIT whether one of the new allocations exists. They were recorded together, so one
/// proves all. A missing one may also have been taken back by a twin request meanwhile, and then another member proves
/// the group. If all are missing, nothing of the group is recorded any more.
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

/// Returns whether, after a group of `size` failed like this, its members may succeed alone, or a single member if it
/// waits longer. One member's business may be moving to another database, while the businesses of the others are not.
fn may_be_fault_of_one_request(not_done: &TransactError<sqlx::Error>, size: usize) -> bool {
    match not_done {
        TransactError::Unavailable(error) if db::is_elsewhere(error) => size > 1,
        TransactError::Unavailable(error) => db::is_contention(error),
        TransactError::Failed(_) | TransactError::Panicked(_) | TransactError::Refused(_) => size > 1,
    }
}

fn tell(answer: Answer, recorded: Result<Recorded, Refusal>) {
    // The client may have disconnected.
    let _heard = answer.send(recorded);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_in_a_group_of_several_may_one_request_be_at_fault() {
        let failed = || TransactError::Failed(sqlx::Error::RowNotFound);
        assert!(may_be_fault_of_one_request(&failed(), 2));
        assert!(!may_be_fault_of_one_request(&failed(), 1));
        assert!(!may_be_fault_of_one_request(&TransactError::Unavailable(sqlx::Error::PoolTimedOut), 2));
        let elsewhere = || TransactError::Unavailable(db::served(true).unwrap_err());
        assert!(may_be_fault_of_one_request(&elsewhere(), 2));
        assert!(!may_be_fault_of_one_request(&elsewhere(), 1));
    }
}
