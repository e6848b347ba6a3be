//! The sentence about a reference that is taken.

use domain::allocation::Status;
use domain::ids::AllocationId;
use domain::money::Cents;

/// Returns the sentence for a request whose reference names another payment: which payment that is, and what to do.
pub fn reference_taken(id: AllocationId, amount: Cents, status: Status) -> String {
    format!(
        "The reference already names {id} ({} cents, {}), with another email or amount. A reference names one amount \
         to one address: use a new reference for another payment.",
        amount.get(),
        status.as_str()
    )
}
