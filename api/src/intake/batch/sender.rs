//! The sender of a batch, and how the batch is to be paid.

use chrono::{DateTime, Utc};
use domain::batch::Mode;
use domain::ids::BusinessId;
use domain::steering::Credential;
use domain::throttle::Rates;
use uuid::Uuid;

use super::options::ParsedOptions;

/// The business that sends a batch, with its idempotency key and options.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    /// The business that pays.
    pub(crate) business_id: BusinessId,
    /// The client's idempotency key for the batch.
    pub(crate) key: String,
    /// The request that the batch came in.
    pub(crate) request_id: Uuid,
    /// When the items become ready. `None` for at once.
    pub(crate) scheduled_at: Option<DateTime<Utc>>,
    /// Who sent it, such as an API key, for the audit log.
    pub(crate) by: Credential,
    /// The maximum rates at which the items are paid.
    pub(crate) rates: Option<Rates>,
    /// What happens if the balance does not cover the batch.
    pub(crate) mode: Mode,
}

impl Sender {
    /// Makes the sender of a batch with these options.
    pub(crate) fn of(
        business_id: BusinessId,
        by: Credential,
        key: String,
        request_id: Uuid,
        chosen: ParsedOptions,
    ) -> Self {
        let ParsedOptions { mode, scheduled_at, rates, .. } = chosen;
        Self { business_id, key, request_id, scheduled_at, by, rates, mode }
    }
}
