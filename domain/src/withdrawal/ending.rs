//! How an order can end, and who may end it.

use super::Status;
use crate::ids::PayoutUserId;

/// The longest reason, in characters.
pub const MAX_REASON_CHARS: usize = 500;

/// The longest code, in characters.
pub const MAX_CODE_CHARS: usize = 50;

/// The longest reference of a provider, in characters.
pub const MAX_REFERENCE_CHARS: usize = 255;

/// The code of an order that a person rejected.
pub const REJECTED_CODE: &str = "rejected";

/// How an order ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The order was paid out.
    Succeeded {
        /// The provider's own name for the order.
        reference: Option<String>,
    },
    /// The provider refused the order for good.
    Failed {
        /// The reason, as a stable code of 1 to [`MAX_CODE_CHARS`] characters.
        code: String,
        /// The reason, in 1 to [`MAX_REASON_CHARS`] characters.
        reason: Option<String>,
    },
    /// A person refused the order.
    Rejected {
        /// The reason, in 1 to [`MAX_REASON_CHARS`] characters.
        reason: String,
    },
    /// The payout user cancelled the order, or a restore did because its money paid another order.
    Cancelled,
}

/// Why a text cannot be the reason of a rejection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidReason {
    /// The reason is blank.
    #[error("a reason is required")]
    Blank,
    /// The reason is longer than [`MAX_REASON_CHARS`].
    #[error("a reason must have at most 500 characters")]
    TooLong,
    /// The reason has this control character, such as an end of line.
    #[error("a reason must be one line of plain text")]
    NotPlain(char),
}

/// Who ends an order. Each may end only certain orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndedBy {
    /// The order's provider, by name.
    Provider(String),
    /// A person, if the provider is [`super::MANUAL`].
    Person,
    /// The payout user who made the order.
    PayoutUser(PayoutUserId),
    /// A restore: another order of the same payout user was paid with its money.
    Restore,
}

impl Ending {
    /// Creates a rejection by a person. Removes white space around `reason`.
    ///
    /// # Errors
    /// [`InvalidReason`].
    pub fn rejected(reason: &str) -> Result<Self, InvalidReason> {
        let reason = reason.trim();
        let control = reason.chars().find(|char| char.is_control());
        match (reason.chars().count(), control) {
            (0, _) => Err(InvalidReason::Blank),
            (1..=MAX_REASON_CHARS, Some(control)) => Err(InvalidReason::NotPlain(control)),
            (1..=MAX_REASON_CHARS, None) => Ok(Self::Rejected { reason: reason.to_owned() }),
            _ => Err(InvalidReason::TooLong),
        }
    }

    /// Returns the status of an order with this ending.
    pub const fn status(&self) -> Status {
        match self {
            Self::Succeeded { .. } => Status::Succeeded,
            Self::Failed { .. } => Status::Failed,
            Self::Rejected { .. } => Status::Rejected,
            Self::Cancelled => Status::Cancelled,
        }
    }

    pub(super) fn code(&self) -> Option<&str> {
        match self {
            Self::Failed { code, .. } => Some(code),
            Self::Rejected { .. } => Some(REJECTED_CODE),
            Self::Succeeded { .. } | Self::Cancelled => None,
        }
    }

    pub(super) fn reason(&self) -> Option<&str> {
        match self {
            Self::Failed { reason, .. } => reason.as_deref(),
            Self::Rejected { reason } => Some(reason),
            Self::Succeeded { .. } | Self::Cancelled => None,
        }
    }

    pub(super) fn reference(&self) -> Option<&str> {
        match self {
            Self::Succeeded { reference } => reference.as_deref(),
            _ => None,
        }
    }
}
