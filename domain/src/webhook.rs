//! Webhooks: the endpoints that get a business's events, and the outbox that sends them.
//!
//! An endpoint selects types of events. From then on `event::insert` writes a delivery for each such event. A relay
//! takes due deliveries ([`take`]), commits, calls the endpoint, and records the result ([`record_attempt`]). A taken
//! delivery is leased: at `due_at` another relay takes it over. So a relay that dies loses nothing, and what it was
//! sending is sent again. Every event arrives at least once, under the same id.
//!
//! Endpoints are served fairly. Each has its own turn (`webhook_ring`), and a limited number of deliveries in flight,
//! over all relays ([`MAX_IN_FLIGHT`]). An endpoint that has failed for a while gets a single delivery at a time until
//! one succeeds.
//!
//! Locks are taken in this order: business, endpoint, deliveries, turn. Only [`take`] locks the turn first; it skips
//! locked deliveries and waits for none. Writers of events take deliveries and turns last, and wait for neither.

mod address;
mod attempt;
mod deliveries;
mod endpoint;
mod origin;
mod read;
mod relay;
mod sample;
mod secret;
mod turn;
mod upkeep;
mod url;

pub use address::is_public;
pub use attempt::{Attempt, DISABLED_AFTER, NextStep, Outcome, REPLY_KEPT_BYTES, record_attempt};
pub use deliveries::{
    Delivery, DeliveryState, LastAttempt, MAX_REDELIVERED, Redelivered, deliveries, pending, redeliver_one,
    redeliver_since, test,
};
pub use endpoint::{
    Change, CreateError, MAX_ENDPOINTS, MAX_OVERLAPS, NewEndpoint, ROTATION_OVERLAP, RotateSecretError,
    create, delete, put_payout_webhook, rotate_secret, update,
};
pub use origin::requests;
pub use read::{Disabled, Endpoint, Kind, get, get_payout_webhook, held, list};
pub(crate) use relay::LONGEST_LEASE;
pub use relay::{DueDelivery, LEASE_MARGIN, MAX_IN_FLIGHT, take, timeout};
pub use secret::{Secret, Secrets, secret};
pub use turn::candidates;
pub use upkeep::{oldest_due_age, remove_old, wake_forgotten};
pub use url::{AddressPolicy, InvalidUrl, MAX_URL_CHARS, WebhookUrl};
