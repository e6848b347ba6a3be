//! The sentence about a reference that is taken.

use domain::allocation::Status;
use domain::ids::AllocationId;
use domain::money::Cents;

/// Returns the sentence for a request whose reference names another payment: which payment that is, and what to do.
pub fn reference_taken(id: AllocationId, amount: Cents, status: Status) -> String {
    format!(
        "The reference names {id} already: {} cents, {}, with another email or amount. A reference stands for one amount to \
         one address: give what differs a new one.",
        amount.get(),
        status.as_str()
    )
}
