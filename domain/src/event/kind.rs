//! The types of events, with the names that are stored, sent and selected.

use std::fmt;
use std::str::FromStr;

/// A type of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventType {
    /// A withdrawal was requested.
    PayoutCreated,
    /// A worker has taken a withdrawal, and is about to send it to its provider or hand it to a person.
    PayoutProcessing,
    /// A withdrawal was paid out.
    PayoutSucceeded,
    /// A withdrawal failed, and the money was returned.
    PayoutFailed,
    /// A withdrawal was rejected with a reason, and the money was returned.
    PayoutRejected,
    /// An allocation was paid.
    AllocationSucceeded,
    /// An allocation failed: the balance was too low, or it was parked after its last attempt.
    AllocationFailed,
    /// The last item of a batch ended. A batch that is retried and finishes again completes again.
    BatchCompleted,
    /// The payout balance fell below the business's threshold.
    BalanceLow,
    /// The merchant changed a payout user.
    PayoutUserUpdated,
    /// A test delivery was requested. This type cannot be selected: it is sent to the endpoint under test.
    WebhookTest,
}

/// The error for a text that is not the name of a type of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a type of event")]
pub struct UnknownEventType;

impl EventType {
    /// The types that an endpoint can select.
    pub const SELECTABLE: [Self; 10] = [
        Self::PayoutCreated,
        Self::PayoutProcessing,
        Self::PayoutSucceeded,
        Self::PayoutFailed,
        Self::PayoutRejected,
        Self::AllocationSucceeded,
        Self::AllocationFailed,
        Self::BatchCompleted,
        Self::BalanceLow,
        Self::PayoutUserUpdated,
    ];

    /// All types.
    pub const ALL: [Self; 11] = [
        Self::PayoutCreated,
        Self::PayoutProcessing,
        Self::PayoutSucceeded,
        Self::PayoutFailed,
        Self::PayoutRejected,
        Self::AllocationSucceeded,
        Self::AllocationFailed,
        Self::BatchCompleted,
        Self::BalanceLow,
        Self::PayoutUserUpdated,
        Self::WebhookTest,
    ];

    /// Returns the name that is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PayoutCreated => "payout.created",
            Self::PayoutProcessing => "payout.processing",
            Self::PayoutSucceeded => "payout.succeeded",
            Self::PayoutFailed => "payout.failed",
            Self::PayoutRejected => "payout.rejected",
            Self::AllocationSucceeded => "allocation.succeeded",
            Self::AllocationFailed => "allocation.failed",
            Self::BatchCompleted => "batch.completed",
            Self::BalanceLow => "balance.low",
            Self::PayoutUserUpdated => "payout_user.updated",
            Self::WebhookTest => "webhook.test",
        }
    }

    /// Returns whether the event is about a withdrawal. The payout webhook can select only these.
    pub const fn is_of_payouts(self) -> bool {
        matches!(
            self,
            Self::PayoutCreated
                | Self::PayoutProcessing
                | Self::PayoutSucceeded
                | Self::PayoutFailed
                | Self::PayoutRejected
        )
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EventType {
    type Err = UnknownEventType;

    fn from_str(text: &str) -> Result<Self, UnknownEventType> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownEventType)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_type_is_read_from_its_name() {
        for kind in EventType::SELECTABLE.into_iter().chain([EventType::WebhookTest]) {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!("payout.*".parse::<EventType>(), Err(UnknownEventType));
    }
}
