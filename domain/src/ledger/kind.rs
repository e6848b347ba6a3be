//! The purpose of a movement of money, and its position in a history.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{AllocationId, BalanceMoveId, BatchId, WithdrawalId};

/// The purpose of a movement of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "transfer_kind", rename_all = "snake_case")]
pub enum Kind {
    /// An allocation was paid.
    Allocation,
    /// The merchant moved money from its balance to its payout balance.
    TopUp,
    /// An operator moved money in or out.
    Funding,
    /// The money of an `all_or_nothing` batch was set aside.
    Reservation,
    /// Money that was set aside for an item was returned, because the item ended unpaid.
    ReserveReturn,
    /// A payout user requested its money.
    Withdrawal,
    /// A withdrawal ended without payment, and the money returned to its user.
    WithdrawalReturn,
    /// A withdrawal was paid out, less its fees.
    Payout,
    /// The fee of a withdrawal.
    Fee,
}

impl Kind {
    /// All variants.
    pub const ALL: [Self; 9] = [
        Self::Allocation,
        Self::TopUp,
        Self::Funding,
        Self::Reservation,
        Self::ReserveReturn,
        Self::Withdrawal,
        Self::WithdrawalReturn,
        Self::Payout,
        Self::Fee,
    ];

    /// Returns the name that is shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allocation => "allocation",
            Self::TopUp => "top_up",
            Self::Funding => "funding",
            Self::Reservation => "reservation",
            Self::ReserveReturn => "reserve_return",
            Self::Withdrawal => "withdrawal",
            Self::WithdrawalReturn => "withdrawal_return",
            Self::Payout => "payout",
            Self::Fee => "fee",
        }
    }

    /// Returns the id, with its prefix, of the object for which the money moved.
    pub fn subject(self, id: Uuid) -> String {
        match self {
            Self::Allocation | Self::ReserveReturn => AllocationId::from(id).to_string(),
            Self::Reservation => BatchId::from(id).to_string(),
            Self::TopUp | Self::Funding => BalanceMoveId::from(id).to_string(),
            Self::Withdrawal | Self::WithdrawalReturn | Self::Payout | Self::Fee => {
                WithdrawalId::from(id).to_string()
            }
        }
    }
}

/// The position of a movement in a history. One object may move money several times, once for each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place(pub Uuid, pub Kind);
