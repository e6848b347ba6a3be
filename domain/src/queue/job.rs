//! Jobs, and what a claim decides about them.

use uuid::Uuid;

use crate::allocation::Lane;
use crate::ids::{AllocationId, BatchId};
use crate::money::Cents;

/// An allocation that is ready to be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The allocation.
    pub allocation_id: AllocationId,
    /// Which lane it waited in.
    pub lane: Lane,
    /// The normalised address that is to be paid.
    pub email: String,
    /// The amount.
    pub amount: Cents,
    /// The batch it is an item of.
    pub batch_id: Option<BatchId>,
    /// The request it came in, for a single request.
    pub request_id: Option<Uuid>,
    /// How often it was tried and failed.
    pub attempts: i16,
    /// Whether its client has the word that it will be carried out.
    pub promised: bool,
    /// Whether its amount lies in the reserve. Then it is paid from there, whatever the payout balance.
    pub from_reserve: bool,
}

/// What a claim decides about its jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision<'a> {
    /// Paid, in queue order.
    pub paid: Vec<&'a Job>,
    /// Refused for lack of funds, in queue order.
    pub refused: Vec<&'a Job>,
    /// The sum of what is paid from the payout balance.
    pub total: Cents,
    /// The sum of what is paid from the reserve.
    pub reserved: Cents,
}
