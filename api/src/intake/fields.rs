//! The fields of requests. Each field is read in one place, as strictly as the API promises.

pub mod allocation;
mod amount_words;
mod email_and_amount;
mod email_words;
pub mod expiry;
mod fault;
mod reference;
mod withdrawal;

pub use amount_words::amount_words;
pub use email_and_amount::{
    AMOUNT_MAX_CENTS, FieldErrors, amount_cents, create_fields, email, email_of, fields_of,
};
pub use email_words::email_words;
pub use fault::FieldFault;
pub use reference::reference_taken;
pub use withdrawal::{WithdrawFaults, withdraw_fields, withdraw_method};
