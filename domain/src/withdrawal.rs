//! Withdrawals: a payout user takes its money out.
//!
//! One transaction makes the order and debits the user. Another transaction ends the order and moves the money: it is
//! paid out (net to the outside, the rest to the fees) or given back. In between the money is in the account
//! `withdrawals`. The primary key of the ledger lets each of these movements happen once for an order, however often it
//! is tried.
//!
//! ```text
//! created ──► processing ──► succeeded    paid out
//!    │             ├───────► failed       the provider refused: given back
//!    │             └───────► rejected     a person refused: given back
//!    └───────────────────────► cancelled  by the payout user, before a provider was called: given back
//! ```
//!
//! `processing` is committed before a provider is called, so from then on the outcome may be unknown here. An unknown
//! outcome is not a status of its own, and never a reason to give money back. The order stays `processing`, and a
//! worker asks its provider ([`lease`]) until the provider states the outcome. `failed` is only what the provider said.
//! The one exception is after a restore: an order that no provider has, and whose money paid another order, ends as
//! `cancelled` or `failed` ([`recover::end_unsent`]).
//!
//! Locks are taken in this order: the queue row, the withdrawal, the payout user. Making an order locks the payout user
//! first ([`create`]), and then inserts rows that no other transaction knows yet.

pub mod address;
mod burn_addresses;
mod chain;
pub mod count;
pub mod create;
pub mod destination;
pub mod ending;
mod events;
pub mod lease;
pub mod lookup;
pub mod methods;
pub mod read;
pub mod recover;
pub mod report;
pub mod settle;
pub mod signature;
pub mod terms;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::email::Email;
use crate::ids::{BusinessId, PayoutUserId, WithdrawalId};
use crate::money::Cents;

/// The provider of every withdrawal of a test business, and of no other. The name is stored in rows.
pub const SANDBOX: &str = "sandbox";

/// The provider that is a person: an order waits in `processing` until a person approves or rejects it. The name is
/// stored in rows.
pub const MANUAL: &str = "manual";

/// The means by which money is paid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type)]
#[sqlx(type_name = "withdrawal_method", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A PayPal account, named by its e-mail address.
    Paypal,
    /// An address on a block chain.
    Crypto,
    /// A gift card, sent by e-mail.
    GiftCard,
}

impl Method {
    /// All variants.
    pub const ALL: [Self; 3] = [Self::Paypal, Self::Crypto, Self::GiftCard];

    /// Returns the name that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paypal => "paypal",
            Self::Crypto => "crypto",
            Self::GiftCard => "gift_card",
        }
    }

    /// Returns the method with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }
}

/// The state of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "withdrawal_status", rename_all = "snake_case")]
pub enum Status {
    /// The user is debited. No provider has been called yet.
    Created,
    /// A provider may have received the order.
    Processing,
    /// The money was paid out.
    Succeeded,
    /// The provider refused the order. The money was given back.
    Failed,
    /// A person refused the order. The money was given back.
    Rejected,
    /// The payout user cancelled the order in time. The money was given back.
    Cancelled,
}

impl Status {
    /// All variants.
    pub const ALL: [Self; 6] =
        [Self::Created, Self::Processing, Self::Succeeded, Self::Failed, Self::Rejected, Self::Cancelled];

    /// Returns the name that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
        }
    }

    /// Returns the status with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Returns whether an order in this status may change to `next`, as in the chart in the module's head. The updates
    /// guard the same changes.
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::Created => matches!(next, Self::Processing | Self::Cancelled),
            Self::Processing => matches!(next, Self::Succeeded | Self::Failed | Self::Rejected),
            Self::Succeeded | Self::Failed | Self::Rejected | Self::Cancelled => false,
        }
    }

    /// Returns whether this is a final status.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Created | Self::Processing)
    }
}

/// A withdrawal: an order of a payout user to pay its money out.
#[derive(Debug, Clone, PartialEq)]
pub struct Withdrawal {
    /// The business of the payout user.
    pub business_id: BusinessId,
    /// The order's id.
    pub id: WithdrawalId,
    /// The id under which the provider knows the order, and which makes it pay once. It is the order's own id, or an id
    /// derived from the payout user, the client's key and the request.
    pub told_as: WithdrawalId,
    /// The payout user whose money it is.
    pub payout_user_id: PayoutUserId,
    /// The payout user's address.
    pub email: Email,
    /// The method by which the order is paid out.
    pub method: Method,
    /// The provider that carries the order out: [`SANDBOX`], [`MANUAL`], or a name from the operator's configuration.
    pub provider: String,
    /// The amount that the payout user was debited.
    pub amount: Cents,
    /// The part of the amount that is kept as a fee.
    pub fees: Cents,
    /// The part of the amount that is paid out.
    pub net_amount: Cents,
    /// The destination, whose fields depend on the method ([`destination::Destination`]).
    pub destination: serde_json::Value,
    /// The order's status.
    pub status: Status,
    /// Why the order failed or was rejected, as a stable code.
    pub code: Option<String>,
    /// Why the order failed or was rejected, in words.
    pub reason: Option<String>,
    /// The provider's own name for the order.
    pub provider_reference: Option<String>,
    /// When the order was made.
    pub created_at: DateTime<Utc>,
    /// When the order ended.
    pub finished_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_final_status_stays_and_processing_is_not_skipped() {
        for from in Status::ALL {
            assert_eq!(from.is_final(), !Status::ALL.into_iter().any(|next| from.may_become(next)));
            assert!(!from.may_become(from) && !from.may_become(Status::Created));
        }
        assert!(!Status::Created.may_become(Status::Succeeded));
        // A provider that may have the order may pay it, so it can no longer be cancelled.
        assert!(!Status::Processing.may_become(Status::Cancelled));
    }

    #[test]
    fn methods_and_statuses_are_read_from_their_names() {
        assert!(Method::ALL.into_iter().all(|method| Method::named(method.as_str()) == Some(method)));
        assert!(Status::ALL.into_iter().all(|status| Status::named(status.as_str()) == Some(status)));
        assert_eq!((Method::named("Paypal"), Status::named("")), (None, None));
    }
}
