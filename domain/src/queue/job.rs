//! Jobs, and a claim's decision about them.

use uuid::Uuid;

use crate::allocation::Lane;
use crate::ids::{AllocationId, BatchId};
use crate::money::Cents;

/// An allocation that is ready to be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The allocation.
    pub allocation_id: AllocationId,
    /// The lane it waited in.
    pub lane: Lane,
    /// The normalised address of the payout user.
    pub email: String,
    /// The amount.
    pub amount: Cents,
    /// The batch that the allocation is an item of.
    pub batch_id: Option<BatchId>,
    /// The request that asked for it, if it is a single request.
    pub request_id: Option<Uuid>,
    /// How many attempts have failed.
    pub attempts: i16,
    /// Whether the client was promised that it will be carried out.
    pub promised: bool,
    /// Whether the amount is set aside in the reserve. Then the reserve pays it, whatever the payout balance.
    pub from_reserve: bool,
}

/// A claim's decision about its jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision<'a> {
    /// The jobs to pay, in queue order.
    pub paid: Vec<&'a Job>,
    /// The jobs that fail for lack of funds, in queue order.
    pub refused: Vec<&'a Job>,
    /// The sum that the payout balance pays.
    pub total: Cents,
    /// The sum that the reserve pays.
    pub reserved: Cents,
}
