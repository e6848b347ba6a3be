//! What a movement of money was for, and its place in a history.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{AllocationId, BalanceMoveId, BatchId, WithdrawalId};

/// What a movement of money was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "transfer_kind", rename_all = "snake_case")]
pub enum Kind {
    /// An allocation was paid.
    Allocation,
    /// The merchant moved main balance to payout balance.
    TopUp,
    /// An operator moved money in or out.
    Funding,
    /// The money of an all_or_nothing batch was set aside.
    Reservation,
    /// What was set aside for an item came back: it ended without being paid.
    ReserveReturn,
    /// A payout user asked for its money.
    Withdrawal,
    /// A withdrawal came to nothing; the money went back to its user.
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

    /// The name, as it is shown.
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

    /// The id, with its prefix, of the object that a movement of this kind was for.
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

/// The place of a movement in a history. One object may move money several times, once of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place(pub Uuid, pub Kind);
