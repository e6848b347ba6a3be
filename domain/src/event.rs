//! Events: what happened, written by the transaction that made it true, for the endpoints that want to be notified.
//!
//! A million allocations must not pay for events that no endpoint wants. So code that may cause an event first asks for
//! the listeners ([`listeners`], one look-up by the business's key), and writes nothing if there are none. Otherwise
//! [`insert`] writes the events and their deliveries, one for each endpoint, and wakes the endpoints. [`record`] does
//! both. The relay (`webhook`) sends what is written here.
//!
//! Writing an event never waits: an endpoint that a relay is looking at is not woken, but found within a second
//! (`webhook::wake_forgotten`). So webhooks never hold up money.

pub(crate) mod data;
mod kind;
mod payout;
mod read;
mod store;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

pub use kind::{EventType, UnknownEventType};
pub use payout::Payout;
pub use read::{Event, Filter, Recent, list, recent};
pub(crate) use store::insert_for;
pub use store::{Listeners, insert, listeners};

use crate::ids::BusinessId;

/// An event that has just happened to an object.
#[derive(Debug, Clone)]
pub struct NewEvent {
    kind: EventType,
    object_id: Uuid,
    pub(crate) data: String,
}

/// Data that cannot be written as JSON. No data of this program is like that, but serialising may return an error.
#[derive(Debug, thiserror::Error)]
#[error("an event's data cannot be written as JSON")]
pub struct NotJson(#[source] serde_json::Error);

impl NewEvent {
    /// Creates the event `kind` of the object `object_id`, an id without prefix. `data` is serialised now: these bytes
    /// are signed and sent at every attempt.
    ///
    /// # Errors
    /// [`NotJson`], when `data` cannot be serialised.
    pub fn new(kind: EventType, object_id: Uuid, data: &impl Serialize) -> Result<Self, NotJson> {
        let data = serde_json::to_string(data).map_err(NotJson)?;
        Ok(Self { kind, object_id, data })
    }

    /// Returns the type of the event.
    pub const fn kind(&self) -> EventType {
        self.kind
    }
}

impl From<NotJson> for sqlx::Error {
    fn from(error: NotJson) -> Self {
        Self::Encode(Box::new(error))
    }
}

/// Writes those of `events` that an endpoint of `business` wants, with their deliveries. Returns how many events it
/// wrote. Call it once for all events, in the transaction that makes them true. It takes no lock for which another
/// transaction waits.
///
/// # Errors
/// When the database fails.
pub async fn record(
    conn: &mut PgConnection,
    business: BusinessId,
    events: &[NewEvent],
    now: DateTime<Utc>,
) -> Result<usize, sqlx::Error> {
    if events.is_empty() {
        return Ok(0);
    }
    let listeners = listeners(conn, business).await?;
    insert(conn, business, &listeners, events, now).await
}
