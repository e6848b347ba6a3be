//! The apalis backend: a stream of the jobs that a [`Source`] takes. Claims, the orders of each provider, deliveries,
//! mails and sign-ins each have a source and so a backend.
//!
//! apalis asks for a task only when its service is ready for one, and a backend takes nothing before it is asked.
//! A backend never returns a database error, because apalis would end the worker. The source waits until the database
//! is back.

use std::collections::VecDeque;
use std::task::{Context, Poll};
use std::time::Duration;

use apalis_core::backend::finalize::Ephemeral;
use apalis_core::backend::{Backend, BackendConfig};
use apalis_core::task::Task;
use apalis_core::task::builder::TaskBuilder;
use apalis_core::task::task_id::{RandomId, TaskId};
use apalis_core::worker::context::WorkerContext;
use domain::clock::Clock;
use futures::FutureExt;
use futures::future::BoxFuture;
use tower::layer::util::Identity;

/// A source of tasks for an apalis worker. Clones take from the same source.
pub trait Source: Clone + Send + 'static {
    /// The content of a task.
    type Job: Send + 'static;

    /// Waits until there is work, and takes one job or more. While the database fails, it retries. Dropping this future
    /// midway, or dropping jobs, loses nothing: other workers can take the jobs again.
    fn next(&mut self) -> impl Future<Output = VecDeque<Self::Job>> + Send;
}

/// The backend of one apalis worker.
pub struct Tasks<S: Source> {
    source: S,
    fetching: Option<BoxFuture<'static, (VecDeque<S::Job>, S)>>,
    taken: VecDeque<S::Job>,
}

/// The error of a backend. It never occurs, because a source handles its own errors.
#[derive(Debug, thiserror::Error)]
pub enum Never {}

/// The wait after a poll that found nothing. It doubles with each such poll, up to a limit.
#[derive(Debug)]
pub(crate) struct IdleWait {
    first: Duration,
    longest: Duration,
    next: Duration,
}

impl<S: Source> Tasks<S> {
    /// Returns a backend that yields the jobs of `source`.
    pub const fn of(source: S) -> Self {
        Self { source, fetching: None, taken: VecDeque::new() }
    }
}

impl<S: Source> Backend for Tasks<S> {
    type Task = Task<S::Job>;
    type Error = Never;

    fn poll_ready(&mut self, _: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Never>> {
        Poll::Ready(Ok(()))
    }

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Option<Result<Task<S::Job>, Never>>> {
        loop {
            if let Some(job) = self.taken.pop_front() {
                let task = TaskBuilder::new(job).task_id(TaskId::from_string(RandomId::default()));
                return Poll::Ready(Some(Ok(task.build())));
            }
            let fetching = self.fetching.get_or_insert_with(|| fetch(self.source.clone()).boxed());
            let (taken, source) = std::task::ready!(fetching.poll_unpin(cx));
            (self.fetching, self.taken, self.source) = (None, taken, source);
        }
    }

    fn poll_close(&mut self, _: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Never>> {
        // Other workers get the jobs that were taken and not begun: dropping a claim rolls it back, and a lease ends.
        self.fetching = None;
        self.taken.clear();
        Poll::Ready(Ok(()))
    }
}

impl<S: Source> BackendConfig for Tasks<S> {
    type Args = S::Job;
    type Id = RandomId;
    type Kind = Ephemeral;
    type Config = S;
    type Layer = Identity;

    fn config(&self) -> &S {
        &self.source
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> Self::Layer {
        Identity::new()
    }
}

async fn fetch<S: Source>(mut source: S) -> (VecDeque<S::Job>, S) {
    let taken = source.next().await;
    (taken, source)
}

impl IdleWait {
    pub(crate) const fn new((first, longest): (Duration, Duration)) -> Self {
        Self { first, longest, next: first }
    }

    /// Returns how long to wait now.
    pub(crate) const fn now(&self) -> Duration {
        self.next
    }

    /// Doubles the next wait, because a poll found nothing.
    pub(crate) fn grow(&mut self) {
        self.next = (self.next * 2).min(self.longest);
    }

    /// Resets the wait to the first one, because there was a hint.
    pub(crate) const fn reset(&mut self) {
        self.next = self.first;
    }
}

/// Returns `wait`, made randomly longer or shorter by up to a quarter, so that idle workers do not poll in step.
pub(crate) fn jittered(wait: Duration, clock: &Clock) -> Duration {
    let random = clock.id().as_u128() as u32 % 1_000;
    wait * (750 + random / 2) / 1_000
}
