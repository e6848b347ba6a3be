//! The ends of an order, and who may bring them about.

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

/// The end of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// It was paid out.
    Succeeded {
        /// The provider's own name for it.
        reference: Option<String>,
    },
    /// The provider refused for good.
    Failed {
        /// The reason, as a stable name of 1 to [`MAX_CODE_CHARS`] characters.
        code: String,
        /// The reason, for people, of 1 to [`MAX_REASON_CHARS`] characters.
        reason: Option<String>,
    },
    /// A person refused.
    Rejected {
        /// The reason, for people, of 1 to [`MAX_REASON_CHARS`] characters.
        reason: String,
    },
    /// The payout user cancelled it.
    Cancelled,
}

/// Why a text cannot be the reason of a rejection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoReason {
    /// It is blank.
    #[error("a reason is required")]
    Blank,
    /// It is longer than [`MAX_REASON_CHARS`].
    #[error("a reason has at most 500 characters")]
    TooLong,
    /// It has this control character, such as an end of line.
    #[error("a reason is one line of plain text")]
    NotPlain(char),
}

/// Who ends an order. Each may end only the orders that are theirs to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// Its provider, by name.
    Provider(String),
    /// A person, where the provider is a person ([`super::MANUAL`]).
    Person,
    /// The payout user whose order it is.
    PayoutUser(PayoutUserId),
    /// A restore: another order of the same payout user was paid with its money.
    Restore,
}

impl Ending {
    /// A rejection by a person, for `reason`, whose surrounding space is removed.
    ///
    /// # Errors
    /// [`NoReason`].
    pub fn rejected(reason: &str) -> Result<Self, NoReason> {
        let reason = reason.trim();
        let control = reason.chars().find(|char| char.is_control());
        match (reason.chars().count(), control) {
            (0, _) => Err(NoReason::Blank),
            (1..=MAX_REASON_CHARS, Some(control)) => Err(NoReason::NotPlain(control)),
            (1..=MAX_REASON_CHARS, None) => Ok(Self::Rejected { reason: reason.to_owned() }),
            _ => Err(NoReason::TooLong),
        }
    }

    /// The status of an order with this end.
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
