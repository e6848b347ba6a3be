//! The counts that are not yet written down.

use std::array;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::Method;
use chrono::NaiveDate;
use domain::ids::BusinessId;
use domain::usage::{Counted, Latencies, Outcome};
use metrics::counter;
use tokio::sync::Notify;

use super::routes::{RouteId, Routes};
use crate::http::description::Description;

/// The metric of what has found no room.
pub(super) const UNCOUNTED: &str = "payout_usage_uncounted_total";

/// In how many parts the counts are kept, by business. A part is locked for the time of an addition, so that requests do
/// not wait for one another, nor for the fold, which takes a part with one move.
const PARTS: usize = 16;

/// How many kinds (of a business, a day, a route and an outcome) a part counts: 40,000 in all, some 8 MB. It is more than
/// 5,000 businesses use in a minute. While the database is away they have to last for longer.
const MOST_KINDS: usize = 2_500;

/// How many kinds more there may be of the route `other`, with which the rest of a business is counted together.
const MOST_OTHERS: usize = 500;

/// No more parts are taken at once when there are as many kinds: one statement with them is far from its time limit, also on a
/// server at its limit.
pub(super) const MOST_TAKEN: usize = 3_000;

/// How many requests there were of each kind since they were last taken.
#[derive(Debug)]
pub struct Usage {
    routes: Routes,
    parts: [Mutex<HashMap<Kind, Latencies>>; PARTS],
    /// Told when a part has no room for another kind: what is counted should be taken at once.
    full: Notify,
}

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    business: BusinessId,
    day: NaiveDate,
    route: RouteId,
    outcome: Outcome,
}

impl Usage {
    /// Nothing is counted yet.
    pub fn new(description: Description) -> Self {
        Self {
            routes: Routes::new(description),
            parts: array::from_fn(|_| Mutex::default()),
            full: Notify::new(),
        }
    }

    /// The route of a request, if it is one that is described.
    pub fn route(&self, method: &Method, pattern: &str) -> Option<RouteId> {
        self.routes.find(method, pattern)
    }

    /// Counts requests of one kind.
    pub fn add(
        &self,
        business: BusinessId,
        day: NaiveDate,
        route: RouteId,
        outcome: Outcome,
        latencies: &Latencies,
    ) {
        self.add_to(Kind { business, day, route, outcome }, latencies);
    }

    fn add_to(&self, kind: Kind, latencies: &Latencies) {
        let mut part = self.part(kind.business);
        if let Some(known) = part.get_mut(&kind) {
            return known.add(latencies);
        }
        if part.len() < MOST_KINDS {
            part.insert(kind, *latencies);
            return;
        }
        self.full.notify_one();
        let other = Kind { route: RouteId::OTHER, ..kind };
        if let Some(known) = part.get_mut(&other) {
            known.add(latencies);
        } else if part.len() < MOST_KINDS + MOST_OTHERS {
            part.insert(other, *latencies);
        } else {
            counter!(UNCOUNTED).increment(u64::try_from(latencies.requests()).unwrap_or(0));
        }
    }

    /// Takes out what is counted. Less than [`MOST_TAKEN`] is everything.
    pub(super) fn take(&self) -> Vec<(Kind, Latencies)> {
        let mut taken = Vec::new();
        for part in &self.parts {
            if taken.len() >= MOST_TAKEN {
                break;
            }
            taken.extend(std::mem::take(&mut *part.lock().unwrap_or_else(PoisonError::into_inner)));
        }
        taken
    }

    /// Puts back what could not be written down, first what has a route: `other` takes no room from it.
    pub(super) fn put_back(&self, taken: &[(Kind, Latencies)]) {
        for others in [false, true] {
            for (kind, latencies) in taken.iter().filter(|(kind, _)| (kind.route == RouteId::OTHER) == others)
            {
                self.add_to(*kind, latencies);
            }
        }
    }

    /// What was taken, as it is written down.
    pub(super) fn named(&self, taken: &[(Kind, Latencies)]) -> Vec<Counted> {
        let named = |(kind, latencies): &(Kind, Latencies)| Counted {
            business_id: kind.business,
            day: kind.day,
            route: self.routes.name(kind.route).to_owned(),
            outcome: kind.outcome,
            latencies: *latencies,
        };
        taken.iter().map(named).collect()
    }

    /// Waits until there is no room for another kind.
    pub(super) async fn is_full(&self) {
        self.full.notified().await;
    }

    fn part(&self, business: BusinessId) -> MutexGuard<'_, HashMap<Kind, Latencies>> {
        // The last bits of an id are random.
        let place = business.uuid().as_u128() % PARTS as u128;
        self.parts[place as usize].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
