//! The queue of requests that wait to be recorded: which group takes which requests, and when the next group begins.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::allocation::{Recorded, Single};
use domain::ids::AllocationId;
use tokio::sync::oneshot;

use crate::http::refusal::Refusal;

/// The maximum number of requests in a group. A larger statement is no more efficient, and its members wait longer.
const MOST_IN_A_GROUP: usize = 256;

/// The maximum number of groups under way, including those at their COMMIT. Each keeps a core or the disk of the server
/// busy.
const MOST_GROUPS: usize = 4;

/// After how long another group begins beside one that is still being recorded: ten times what a group usually takes.
/// The first group then waits for a lock, or the server is slow.
const BUSY_FOR_LONG: Duration = Duration::from_millis(20);

/// The maximum number of requests that wait for a group: a fraction of a second's work. Above it, new requests return
/// 503.
const MOST_WAITING: usize = 8_192;

/// The channel for the outcome of a request.
pub(super) type Answer = oneshot::Sender<Result<Recorded, Refusal>>;

/// The requests that wait to be recorded, and the groups that record them.
#[derive(Debug, Default)]
pub(super) struct WaitingLine(Mutex<Desk>);

#[derive(Debug, Default)]
struct Desk {
    waiting: VecDeque<(Single, Answer)>,
    /// The number of groups that are not yet at their COMMIT.
    recording: usize,
    /// The number of all groups under way.
    under_way: usize,
    /// When the last group began.
    begun: Option<Instant>,
}

/// What happens to a request that has just arrived.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum JoinOutcome {
    /// A group will take it.
    Waits,
    /// A group must begin. Its place is already taken.
    Begins,
    /// Too many requests wait.
    Refused,
}

impl WaitingLine {
    /// Adds a request that has just arrived.
    pub(super) fn join(&self, request: (Single, Answer)) -> JoinOutcome {
        let mut desk = self.desk();
        if desk.waiting.len() >= MOST_WAITING {
            return JoinOutcome::Refused;
        }
        desk.waiting.push_back(request);
        if desk.begins() { JoinOutcome::Begins } else { JoinOutcome::Waits }
    }

    /// Notes that a group is at its COMMIT. Returns whether the next group must begin; its place is then taken.
    pub(super) fn at_commit(&self) -> bool {
        let mut desk = self.desk();
        desk.recording = desk.recording.saturating_sub(1);
        desk.begins()
    }

    /// Notes that a group has ended. The argument says whether `at_commit` was called for it. Returns whether the next
    /// group must begin; its place is then taken.
    pub(super) fn ended(&self, at_commit: bool) -> bool {
        let mut desk = self.desk();
        desk.under_way = desk.under_way.saturating_sub(1);
        if !at_commit {
            desk.recording = desk.recording.saturating_sub(1);
        }
        desk.begins()
    }

    /// Removes a request that no group has taken yet. Returns whether it was still in the line.
    pub(super) fn leave(&self, id: AllocationId) -> bool {
        let mut desk = self.desk();
        let waiting = desk.waiting.len();
        desk.waiting.retain(|(single, _)| single.allocation.id != id);
        desk.waiting.len() < waiting
    }

    /// Takes the requests of a group: those that have waited longest.
    pub(super) fn take(&self) -> Vec<(Single, Answer)> {
        let mut desk = self.desk();
        let size = desk.waiting.len().min(MOST_IN_A_GROUP);
        desk.waiting.drain(..size).collect()
    }

    /// Takes all waiting requests.
    pub(super) fn take_all(&self) -> VecDeque<(Single, Answer)> {
        std::mem::take(&mut self.desk().waiting)
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// Decides whether a group begins now. If so, takes its place.
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
