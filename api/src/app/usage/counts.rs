//! The counts that are not stored yet.

use std::array;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::Method;
use chrono::NaiveDate;
use domain::ids::BusinessId;
use domain::usage::{Latencies, Outcome, UsageCount};
use metrics::counter;
use tokio::sync::Notify;

use super::routes::{RouteId, Routes};
use crate::http::description::Description;

/// The metric of requests that could not be counted.
pub(super) const UNCOUNTED: &str = "payout_usage_uncounted_total";

/// The number of parts that hold the counts, by business. A part is locked only for one addition, so requests do not
/// wait for one another, nor for the fold, which takes a whole part at once.
const PARTS: usize = 16;

/// The maximum number of kinds (a business, a day, a route and an outcome) in a part: 40,000 in all, some 8 MB. That is
/// more than 5,000 businesses use in a minute. While the database is away, the room has to last longer.
const MOST_KINDS: usize = 2_500;

/// The maximum number of further kinds with the route `other`, under which the rest of a business is counted together.
const MOST_OTHERS: usize = 500;

/// Once this many kinds are taken, no further part is taken. One statement with them stays far below its time limit,
/// even on an overloaded server.
pub(super) const MOST_TAKEN: usize = 3_000;

/// The requests of each kind since the last take.
#[derive(Debug)]
pub struct Usage {
    routes: Routes,
    parts: [Mutex<HashMap<Kind, Latencies>>; PARTS],
    /// Notified when a part has no room for another kind, so that the counts are taken at once.
    full: Notify,
}

/// The requests that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    business: BusinessId,
    day: NaiveDate,
    route: RouteId,
    outcome: Outcome,
}

impl Usage {
    /// Starts with no counts.
    pub fn new(description: Description) -> Self {
        Self {
            routes: Routes::new(description),
            parts: array::from_fn(|_| Mutex::default()),
            full: Notify::new(),
        }
    }

    /// Returns the route of a request, if the OpenAPI description contains it.
    pub fn route(&self, method: &Method, pattern: &str) -> Option<RouteId> {
        self.routes.find(method, pattern)
    }

    /// Adds requests of one kind.
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

    /// Takes the counts out. If fewer than [`MOST_TAKEN`] are returned, those were all.
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

    /// Puts back counts that could not be stored: first those with a route, so that `other` takes no room from them.
    pub(super) fn put_back(&self, taken: &[(Kind, Latencies)]) {
        for others in [false, true] {
            for (kind, latencies) in taken.iter().filter(|(kind, _)| (kind.route == RouteId::OTHER) == others)
            {
                self.add_to(*kind, latencies);
            }
        }
    }

    /// Returns the taken counts in the form in which they are stored.
    pub(super) fn named(&self, taken: &[(Kind, Latencies)]) -> Vec<UsageCount> {
        let named = |(kind, latencies): &(Kind, Latencies)| UsageCount {
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
