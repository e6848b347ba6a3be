//! The results of a claim's jobs, for metrics, traces and the log.

use chrono::{DateTime, Utc};
use domain::allocation::Lane;
use domain::ids::BusinessId;
use domain::money::Cents;
use domain::queue::Job;
use domain::traces::{self, Role, Span, Trace};

use crate::metrics::{self, Outcome};

/// The results of a claim's jobs. They are counted once the claim is committed.
#[derive(Debug, Default)]
pub(super) struct ClaimResult {
    pub(super) paid: Vec<Settled>,
    pub(super) refused: Vec<Lane>,
    pub(super) dead: Vec<Lane>,
    pub(super) deferred: u64,
    pub(super) cancelled: Vec<Lane>,
    pub(super) halved: bool,
    /// Whether the hash secret is claimed, once the claim is committed.
    pub(super) hash_secret_is_known: bool,
    /// The results of jobs whose requests are traced.
    traced: Vec<(Trace, Lane, &'static str)>,
}

/// A paid job, as metrics see it.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) lane: Lane,
    pub(super) amount: Cents,
    pub(super) waited_seconds: f64,
}

impl ClaimResult {
    /// Records that `jobs` ended with `outcome`, for their traces. Traces are sent once the claim is committed.
    pub(super) fn ended<'a>(&mut self, jobs: impl IntoIterator<Item = &'a Job>, outcome: &'static str) {
        let traced =
            jobs.into_iter().filter_map(|job| Some((traces::of(job.request_id?)?, job.lane, outcome)));
        self.traced.extend(traced);
    }

    /// Sends the traces of a committed claim of `jobs` jobs that began at `begun`.
    pub(super) fn trace(&self, jobs: usize, begun: DateTime<Utc>) {
        for (trace, lane, outcome) in &self.traced {
            let span = Span {
                name: "claim",
                role: Role::Consumes,
                failed: *outcome == Outcome::Dead.as_str(),
                texts: vec![("payout.lane", lane.as_str()), ("payout.outcome", outcome)],
                numbers: vec![("payout.claim_size", i64::try_from(jobs).unwrap_or(i64::MAX))],
            };
            trace.child_span(span, begun);
        }
    }

    pub(super) fn count(&self, business_id: BusinessId, jobs: &[Job]) {
        for lane in [Lane::Interactive, Lane::Bulk] {
            let of_lane = self.paid.iter().filter(|settled| settled.lane == lane);
            metrics::waited(lane, of_lane.map(|settled| settled.waited_seconds));
        }
        metrics::finished(self.paid.iter().map(|settled| settled.lane), Outcome::Paid);
        metrics::finished(self.refused.iter().copied(), Outcome::InsufficientFunds);
        metrics::finished(self.dead.iter().copied(), Outcome::Dead);
        metrics::paid(self.paid.iter().map(|settled| settled.amount.get()).sum());
        metrics::finished(self.cancelled.iter().copied(), Outcome::Cancelled);
        metrics::claim_committed(self.halved);
        tracing::debug!(
            %business_id, jobs = jobs.len(), paid = self.paid.len(), refused = self.refused.len(),
            deferred = self.deferred, dead = self.dead.len(), cancelled = self.cancelled.len(),
            "a claim was applied"
        );
        for job in jobs.iter().filter(|job| job.request_id.is_some()) {
            tracing::debug!(
                allocation_id = %job.allocation_id, request_id = ?job.request_id, "a request's allocation was settled"
            );
        }
    }
}
