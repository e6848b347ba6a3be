//! The words that a field or a parameter may have, in the description. They are the domain's own, so neither can have one
//! that the other does not know.

use domain::event::EventType;
use domain::queue::HeldBy;
use domain::webhook::DeliveryState;
use domain::withdrawal::address::Chain;
use domain::withdrawal::{self, Method};
use domain::{allocation, batch, payout_user, transaction};
use serde_json::{Value, json};

/// A set of words under a name of its own, and where it stands.
pub(super) struct Words {
    /// The component.
    pub(super) name: &'static str,
    /// The words.
    pub(super) words: Vec<&'static str>,
    /// Properties of components: which component, which property.
    pub(super) properties: &'static [(&'static str, &'static str)],
    /// Parameters of the query: which path, which name.
    pub(super) parameters: &'static [(&'static str, &'static str)],
}

impl Words {
    /// The component's schema.
    pub(super) fn schema(&self) -> Value {
        json!({ "type": "string", "enum": self.words })
    }

    /// How a schema names the component.
    pub(super) fn reference(&self) -> Value {
        json!(format!("#/components/schemas/{}", self.name))
    }
}

/// All of them.
pub(super) fn all() -> Vec<Words> {
    let mut all = states();
    all.extend(kinds());
    all
}

/// Where something stands.
fn states() -> Vec<Words> {
    vec![
        Words {
            name: "AllocationStatus",
            words: allocation::Status::ALL.map(allocation::Status::as_str).to_vec(),
            properties: &[
                ("Allocation", "status"),
                ("PayoutPending", "status"),
                ("RetriedAllocation", "status"),
                ("BatchItem", "duplicate_status"),
                ("BatchDryRunDuplicate", "duplicate_status"),
            ],
            parameters: &[("/v1/allocations", "status")],
        },
        Words {
            name: "BatchStatus",
            words: batch::Status::ALL.map(batch::Status::as_str).to_vec(),
            properties: &[("Batch", "status")],
            parameters: &[("/v1/batches", "status")],
        },
        Words {
            name: "BatchItemStatus",
            words: batch::ItemStatus::ALL.map(batch::ItemStatus::as_str).to_vec(),
            properties: &[("BatchItem", "status")],
            parameters: &[("/v1/batches/{id}/items", "status")],
        },
        Words {
            name: "PayoutUserStatus",
            words: [payout_user::Status::Active, payout_user::Status::Inactive]
                .map(payout_user::Status::as_str)
                .to_vec(),
            properties: &[("PayoutUser", "status"), ("Operations", "status")],
            parameters: &[],
        },
        Words {
            name: "WithdrawalStatus",
            words: withdrawal::Status::ALL.map(withdrawal::Status::as_str).to_vec(),
            properties: &[
                ("Withdrawal", "status"),
                ("PayoutWithdrawal", "status"),
                ("Operation", "status"),
                ("ProviderCallbackAnswer", "status"),
            ],
            parameters: &[("/v1/withdrawals", "status")],
        },
        Words {
            name: "DeliveryStatus",
            words: [DeliveryState::Pending, DeliveryState::Succeeded, DeliveryState::Failed]
                .map(DeliveryState::as_str)
                .to_vec(),
            properties: &[("Delivery", "status")],
            parameters: &[("/v1/webhooks/{id}/deliveries", "status")],
        },
        Words {
            name: "HeldBy",
            words: [HeldBy::Pause, HeldBy::Schedule, HeldBy::Throttle].map(HeldBy::as_str).to_vec(),
            properties: &[
                ("Allocation", "held_by"),
                ("Batch", "held_by"),
                ("BatchItem", "held_by"),
                ("BalanceWithPending", "held_by"),
                ("Withdrawal", "held_by"),
            ],
            parameters: &[],
        },
    ]
}

/// What something is.
fn kinds() -> Vec<Words> {
    vec![
        Words {
            name: "BatchMode",
            words: [batch::Mode::BestEffort, batch::Mode::AllOrNothing].map(batch::Mode::as_str).to_vec(),
            properties: &[("Batch", "mode"), ("BatchDryRun", "mode")],
            parameters: &[("/v1/batches", "mode")],
        },
        Words {
            name: "Method",
            words: Method::ALL.map(Method::as_str).to_vec(),
            properties: &[
                ("PayoutMethod", "provider"),
                ("PayoutWithdraw", "provider"),
                ("PayoutWithdrawal", "provider"),
                ("Withdrawal", "provider"),
            ],
            parameters: &[],
        },
        Words {
            name: "Chain",
            words: Chain::ALL.map(Chain::as_str).to_vec(),
            properties: &[("PayoutChain", "chain")],
            parameters: &[],
        },
        Words {
            name: "TransactionType",
            words: transaction::Kind::ALL.map(transaction::Kind::as_str).to_vec(),
            properties: &[("Transaction", "type"), ("Operation", "type")],
            parameters: &[("/v1/transactions", "type")],
        },
        Words {
            name: "EventType",
            words: EventType::ALL.map(EventType::as_str).to_vec(),
            properties: &[("Event", "type"), ("Delivery", "type")],
            parameters: &[("/v1/events", "type")],
        },
        Words {
            name: "Mode",
            words: vec!["live", "test"],
            properties: &[("Business", "mode"), ("CreatedBusiness", "mode")],
            parameters: &[],
        },
    ]
}
