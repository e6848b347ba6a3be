//! What became of a claim's jobs.

use domain::allocation::Lane;
use domain::ids::BusinessId;
use domain::money::Cents;
use domain::queue::Job;

use crate::metrics::{self, Outcome};

/// What became of a claim's jobs, to be counted once it is committed.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub(super) paid: Vec<Settled>,
    pub(super) refused: Vec<Lane>,
    pub(super) dead: Vec<Lane>,
    pub(super) deferred: u64,
    pub(super) cancelled: Vec<Lane>,
    pub(super) halved: bool,
}

/// A paid job, as metrics see it.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) lane: Lane,
    pub(super) amount: Cents,
    pub(super) waited_seconds: f64,
}

impl Done {
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
