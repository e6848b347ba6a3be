//! Who sends a batch, and how it is to be carried out.

use chrono::{DateTime, Utc};
use domain::batch::Mode;
use domain::ids::BusinessId;
use domain::steering::Credential;
use domain::throttle::Rates;
use uuid::Uuid;

use super::options::Chosen;

/// The business that sends a batch, with the key and options.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    /// The business that pays.
    pub(crate) business_id: BusinessId,
    /// The client's key for the batch.
    pub(crate) key: String,
    /// The request it came in.
    pub(crate) request_id: Uuid,
    /// When its items become ready; at once when `None`.
    pub(crate) scheduled_at: Option<DateTime<Utc>>,
    /// The API key that it was sent with.
    pub(crate) by: Credential,
    /// The rates at which the items may be paid.
    pub(crate) rates: Option<Rates>,
    /// What happens if the balance does not cover the batch.
    pub(crate) mode: Mode,
}

impl Sender {
    /// The sender of a batch with these options.
    pub(crate) fn of(
        business_id: BusinessId,
        by: Credential,
        key: String,
        request_id: Uuid,
        chosen: Chosen,
    ) -> Self {
        let Chosen { mode, scheduled_at, rates, .. } = chosen;
        Self { business_id, key, request_id, scheduled_at, by, rates, mode }
    }
}
