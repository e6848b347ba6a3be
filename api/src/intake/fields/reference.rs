//! References that are taken.

use domain::allocation::Status;
use domain::ids::AllocationId;
use domain::money::Cents;

/// What is said to a request whose reference names another payment: what that is, and the way on.
pub fn reference_taken(id: AllocationId, amount: Cents, status: Status) -> String {
    format!(
        "The reference names {id} already: {} cents, {}, with another email or amount. A reference stands for one amount to \
         one address: give what differs a new one.",
        amount.get(),
        status.as_str()
    )
}
