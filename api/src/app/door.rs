//! Admission control: limits how many requests of a kind are in progress at once, for everybody and for one business.
//!
//! A request without a place is refused at once, before anything is read or recorded for it: waiting would only move
//! the queue to where its end is not visible. `Retry-After` is the number of requests that arrived in the last second
//! for each one that was admitted. If all of them come again spread over as many seconds, there is room for them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::ids::BusinessId;

use crate::http::refusal::Refusal;

/// How long arrivals are counted before `Retry-After` is set anew.
const COUNTED_FOR: Duration = Duration::from_secs(1);

/// The longest `Retry-After`: the load cannot be predicted further ahead.
const LONGEST_RETRY_AFTER_S: u64 = 60;

/// The maximum number of requests in progress at once.
#[derive(Debug, Clone, Copy)]
pub struct DoorLimits {
    /// Of all businesses together.
    pub all: usize,
    /// Of one business. It must be less, so that no business can take all places.
    pub of_one: usize,
}

/// Admits requests while there is room. Clones share the count.
#[derive(Debug, Clone)]
pub struct Door(Arc<Behind>);

#[derive(Debug)]
struct Behind {
    room: DoorLimits,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    all: usize,
    of: HashMap<BusinessId, usize>,
    arrivals: Arrivals,
}

/// A place for one request, held until this is dropped.
#[derive(Debug)]
pub struct Place {
    door: Door,
    held: Mutex<Held>,
}

#[derive(Debug)]
struct Held {
    business: Option<BusinessId>,
    inside: bool,
}

/// Why there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// All places are taken.
    All {
        /// Seconds until the next try may succeed.
        retry_after_s: u64,
    },
    /// This business has as many places as one business may have.
    Own {
        /// Seconds until the next try may succeed.
        retry_after_s: u64,
    },
}

impl From<Full> for Refusal {
    fn from(full: Full) -> Self {
        match full {
            Full::All { retry_after_s } => Self::Overloaded { retry_after_s },
            Full::Own { retry_after_s } => Self::RateLimited { retry_after_s },
        }
    }
}

impl Door {
    /// Creates a door with all places free.
    pub fn new(room: DoorLimits) -> Self {
        Self(Arc::new(Behind { room, inside: Mutex::default() }))
    }

    /// Takes a place for a request, before its business is known.
    ///
    /// # Errors
    /// [`Full::All`] if all places are taken.
    pub fn enter(&self) -> Result<Place, Full> {
        let mut inside = self.inside();
        inside.arrivals.record_arrival(Instant::now());
        if inside.all >= self.0.room.all {
            return Err(Full::All { retry_after_s: inside.arrivals.retry_after_s });
        }
        inside.arrivals.entered += 1;
        inside.enter(None);
        Ok(Place { door: self.clone(), held: Mutex::new(Held { business: None, inside: true }) })
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Assigns the place to a business.
    ///
    /// # Errors
    /// [`Full::Own`] if the business has as many places as one business may have.
    pub fn belongs_to(&self, business: BusinessId) -> Result<(), Full> {
        let mut held = self.held();
        let mut inside = self.door.inside();
        let own = inside.of.get(&business).copied().unwrap_or(0);
        if own >= self.door.0.room.of_one {
            return Err(Full::Own { retry_after_s: inside.arrivals.retry_after_s });
        }
        held.business = Some(business);
        if held.inside {
            inside.of.insert(business, own + 1);
        }
        Ok(())
    }

    /// Frees the place for others, until [`Place::reacquire`].
    pub fn release(&self) {
        let mut held = self.held();
        if std::mem::replace(&mut held.inside, false) {
            self.door.inside().leave(held.business);
        }
    }

    /// Takes the place again, even if there is no room: an admitted request is not refused later.
    pub fn reacquire(&self) {
        let mut held = self.held();
        if !std::mem::replace(&mut held.inside, true) {
            self.door.inside().enter(held.business);
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.release();
    }
}

impl Inside {
    fn enter(&mut self, business: Option<BusinessId>) {
        self.all += 1;
        if let Some(business) = business {
            *self.of.entry(business).or_insert(0) += 1;
        }
    }

    fn leave(&mut self, business: Option<BusinessId>) {
        self.all = self.all.saturating_sub(1);
        if let Some(business) = business
            && let Entry::Occupied(mut own) = self.of.entry(business)
        {
            *own.get_mut() = own.get().saturating_sub(1);
            if *own.get() == 0 {
                own.remove();
            }
        }
    }
}

/// The arrivals in the current second, and the `Retry-After` that the last second led to.
#[derive(Debug)]
struct Arrivals {
    since: Option<Instant>,
    came: u64,
    entered: u64,
    retry_after_s: u64,
}

impl Default for Arrivals {
    fn default() -> Self {
        Self { since: None, came: 0, entered: 0, retry_after_s: 1 }
    }
}

impl Arrivals {
    fn record_arrival(&mut self, now: Instant) {
        let since = *self.since.get_or_insert(now);
        if now.saturating_duration_since(since) >= COUNTED_FOR {
            let each = self.came.div_ceil(self.entered.max(1));
            *self = Self {
                since: Some(now),
                came: 0,
                entered: 0,
                retry_after_s: each.clamp(1, LONGEST_RETRY_AFTER_S),
            };
        }
        self.came += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn business(n: u128) -> BusinessId {
        Uuid::from_u128(n).into()
    }

    fn place(door: &Door, n: u128) -> Result<Place, Full> {
        let place = door.enter()?;
        place.belongs_to(business(n))?;
        Ok(place)
    }

    #[test]
    fn no_business_gets_all_places_and_every_place_is_given_back() {
        let door = Door::new(DoorLimits { all: 3, of_one: 2 });
        let (first, second) = (place(&door, 1).unwrap(), place(&door, 1).unwrap());
        assert_eq!(place(&door, 1).unwrap_err(), Full::Own { retry_after_s: 1 });
        let other = place(&door, 2).unwrap();
        assert_eq!(place(&door, 2).unwrap_err(), Full::All { retry_after_s: 1 });
        drop(first);
        drop(place(&door, 2).unwrap());
        drop((second, other));
        assert!(door.inside().of.is_empty() && door.inside().all == 0);
    }

    #[test]
    fn a_released_place_is_free_until_it_is_reacquired() {
        let door = Door::new(DoorLimits { all: 1, of_one: 1 });
        let waiting = place(&door, 1).unwrap();
        waiting.release();
        waiting.release();
        let other = place(&door, 1).unwrap();
        waiting.reacquire();
        assert_eq!(door.inside().all, 2);
        drop(other);
        assert!(door.enter().is_err());
        waiting.release();
        drop(waiting);
        assert!(door.inside().of.is_empty() && door.inside().all == 0);
    }

    #[test]
    fn retry_after_is_the_number_of_arrivals_per_admission() {
        let mut arrivals = Arrivals::default();
        let start = Instant::now();
        for n in 0..300 {
            arrivals.record_arrival(start + Duration::from_millis(n));
        }
        arrivals.entered = 100;
        assert_eq!(arrivals.retry_after_s, 1);
        arrivals.record_arrival(start + COUNTED_FOR);
        assert_eq!((arrivals.retry_after_s, arrivals.came), (3, 1));
        // Nothing is admitted, so the ratio counts one admission.
        arrivals.came = 1_000;
        arrivals.record_arrival(start + COUNTED_FOR * 2);
        assert_eq!(arrivals.retry_after_s, LONGEST_RETRY_AFTER_S);
    }
}
