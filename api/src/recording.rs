//! Recording single requests, those that arrive together together: one statement and one commit for all of them, and
//! an answer for each.
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

use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::allocation::{self, Group, Progress, Recorded, Single, Waiting};
use domain::db;
use domain::ids::AllocationId;
use futures::FutureExt;
use tokio::sync::{Semaphore, oneshot};

use crate::refusal::Refusal;
use crate::state::{App, FEW_STATEMENTS};
use crate::transact::{Evidence, LockWait, NotDone, Terms, Witness};

/// The most requests in a group: beyond it a statement gains nothing, and its neighbours wait longer for it.
const MOST_IN_A_GROUP: usize = 256;

/// The most groups under way, those at their COMMIT included: each keeps one of the server's cores busy, or its disk.
const MOST_GROUPS: usize = 4;

/// How long after a group began another begins beside it: ten times what one takes. It waits for a lock, or the server
/// is slow.
const BUSY_FOR_LONG: Duration = Duration::from_millis(20);

/// How many requests may wait to be taken: a fraction of a second's work. Above it new ones are refused, with 503.
const MOST_WAITING: usize = 8_192;

/// How long a request may wait to be taken. When none is for longer, the groups wait for a database that is away.
const TAKEN_WITHIN: Duration = Duration::from_millis(1_500);

/// How many are recorded alone at a time: they may wait for locks, and connections are few.
const ALONE_AT_A_TIME: usize = 8;

/// Where requests wait to be recorded.
#[derive(Debug)]
pub struct Recording {
    desk: Mutex<Desk>,
    alone: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Desk {
    waiting: VecDeque<Entry>,
    /// Groups that are not yet at their COMMIT.
    recording: usize,
    /// All groups.
    under_way: usize,
    /// When the last group began.
    begun: Option<Instant>,
}

/// A request, and where its answer goes.
#[derive(Debug)]
struct Entry {
    single: Single,
    answer: oneshot::Sender<Result<Recorded, Refusal>>,
}

/// What is to be done about a request that has just arrived.
#[derive(Debug, PartialEq, Eq)]
enum Joined {
    /// A group will take it.
    Waits,
    /// A group is to begin: its place is taken.
    Begins,
    /// Too many wait.
    Refused,
}

/// Records `single`, or finds it recorded.
///
/// # Errors
/// [`Refusal`]; nothing was recorded.
pub async fn record(app: &App, single: Single) -> Result<Recorded, Refusal> {
    let (answer, mut answered) = oneshot::channel();
    let id = single.allocation.id;
    match app.recording.join(Entry { single, answer }) {
        Joined::Waits => {}
        Joined::Begins => begin(app),
        Joined::Refused => return Err(Refusal::Unavailable),
    }
    if let Ok(answer) = tokio::time::timeout(TAKEN_WITHIN, &mut answered).await {
        return answer.unwrap_or(Err(Refusal::Internal));
    }
    if app.recording.leave(id) {
        return Err(Refusal::Unavailable);
    }
    answered.await.unwrap_or(Err(Refusal::Internal))
}

/// Begins a group, whose place is taken.
fn begin(app: &App) {
    let place = Place { app: app.clone(), at_commit: AtomicBool::new(false) };
    app.units.start(record_waiting(app.clone(), Arc::new(place)));
}

/// The place of a group. Whatever becomes of it, the next one begins when this one is at its COMMIT, or is no more.
struct Place {
    app: App,
    at_commit: AtomicBool,
}

impl Place {
    fn at_commit(&self) {
        self.at_commit.store(true, Ordering::Relaxed);
        if self.app.recording.at_commit() {
            begin(&self.app);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.app.recording.ended(*self.at_commit.get_mut()) {
            begin(&self.app);
        }
    }
}

/// Records what waits as one group.
async fn record_waiting(app: App, place: Arc<Place>) {
    let (singles, answers): (Vec<_>, Vec<_>) =
        app.recording.take().into_iter().map(|entry| (entry.single, entry.answer)).unzip();
    if singles.is_empty() {
        return;
    }
    let singles = Arc::new(singles);
    match record_together(&app, Arc::clone(&singles), LockWait::Brief, Some(Arc::clone(&place))).await {
        Ok(recorded) => {
            for (answer, recorded) in answers.into_iter().zip(recorded) {
                tell(answer, Ok(recorded));
            }
        }
        Err(not_done) if may_be_one_s_fault(&not_done, singles.len()) => {
            tracing::info!(error = %not_done, requests = singles.len(), "a group failed; each is recorded alone");
            for (single, answer) in singles.iter().cloned().zip(answers) {
                app.units.start(record_alone(app.clone(), single, answer));
            }
        }
        Err(not_done) => {
            // Those that came meanwhile have waited as long as anybody should for a database that is away: they are taken
            // while the place is held, or the next group would.
            let late = match &not_done {
                NotDone::Unavailable(_) => app.recording.take_all(),
                _ => VecDeque::new(),
            };
            let refusal = Refusal::from(not_done);
            for answer in answers.into_iter().chain(late.into_iter().map(|entry| entry.answer)) {
                tell(answer, Err(refusal.clone()));
            }
        }
    }
}

async fn record_alone(app: App, single: Single, answer: oneshot::Sender<Result<Recorded, Refusal>>) {
    // Never closed: when it fails all the same, there is no bound, and no harm.
    let _place = Arc::clone(&app.recording.alone).acquire_owned().await;
    let recorded = match record_together(&app, Arc::new(vec![single]), LockWait::Patient, None).await {
        Ok(recorded) => recorded.first().copied().ok_or(Refusal::Internal),
        Err(not_done) => Err(not_done.into()),
    };
    tell(answer, recorded);
}

async fn record_together(
    app: &App,
    singles: Arc<Vec<Single>>,
    lock_wait: LockWait,
    place: Option<Arc<Place>>,
) -> Result<Vec<Recorded>, NotDone<sqlx::Error>> {
    let now = app.clock.now();
    let named = Arc::clone(&singles);
    let terms = Terms { lock_wait, ..FEW_STATEMENTS };
    let evidence = Evidence {
        witness: Some(witness(Arc::clone(&singles))),
        transaction_id: Some(|group: &Group| group.transaction_id.clone()),
    };
    let group = app
        .transact_on(terms, evidence, move |conn| {
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
        app.work.give();
        log(&named, &group.recorded);
    }
    Ok(group.recorded)
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

fn tell(answer: oneshot::Sender<Result<Recorded, Refusal>>, recorded: Result<Recorded, Refusal>) {
    // Whoever asked may have hung up.
    let _heard = answer.send(recorded);
}

impl Default for Recording {
    fn default() -> Self {
        Self { desk: Mutex::default(), alone: Arc::new(Semaphore::new(ALONE_AT_A_TIME)) }
    }
}

impl Recording {
    fn join(&self, entry: Entry) -> Joined {
        let mut desk = self.desk();
        if desk.waiting.len() >= MOST_WAITING {
            return Joined::Refused;
        }
        desk.waiting.push_back(entry);
        if desk.begins() { Joined::Begins } else { Joined::Waits }
    }

    /// A group is at its COMMIT. Whether the next one begins: its place is taken.
    fn at_commit(&self) -> bool {
        let mut desk = self.desk();
        desk.recording = desk.recording.saturating_sub(1);
        desk.begins()
    }

    /// A group is no more, `at_commit` or before. Whether the next one begins: its place is taken.
    fn ended(&self, at_commit: bool) -> bool {
        let mut desk = self.desk();
        desk.under_way = desk.under_way.saturating_sub(1);
        if !at_commit {
            desk.recording = desk.recording.saturating_sub(1);
        }
        desk.begins()
    }

    /// Takes a request that no group has taken out of the line; whether it was still there.
    fn leave(&self, id: AllocationId) -> bool {
        let mut desk = self.desk();
        let waiting = desk.waiting.len();
        desk.waiting.retain(|entry| entry.single.allocation.id != id);
        desk.waiting.len() < waiting
    }

    /// What waits, for a group.
    fn take(&self) -> Vec<Entry> {
        let mut desk = self.desk();
        let size = desk.waiting.len().min(MOST_IN_A_GROUP);
        desk.waiting.drain(..size).collect()
    }

    /// Everything that waits.
    fn take_all(&self) -> VecDeque<Entry> {
        std::mem::take(&mut self.desk().waiting)
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// Whether a group begins: takes its place.
    fn begins(&mut self) -> bool {
        let behind = || {
            self.waiting.len() >= MOST_IN_A_GROUP
                || self.begun.is_some_and(|begun| begun.elapsed() > BUSY_FOR_LONG)
        };
        let begins =
            !self.waiting.is_empty() && self.under_way < MOST_GROUPS && (self.recording == 0 || behind());
        if begins {
            self.recording += 1;
            self.under_way += 1;
            self.begun = Some(Instant::now());
        }
        begins
    }
}

#[cfg(test)]
mod tests;
