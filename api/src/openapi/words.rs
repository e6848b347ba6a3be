//! The enumerations of the description: the values that a field or a query parameter may have. They come from the
//! domain's own types, so the description cannot differ from the code.

use domain::allocation;
use domain::allocation::FailureCode;
use domain::batch;
use domain::event::EventType;
use domain::held::HeldBy;
use domain::ledger;
use domain::ledger::transaction::Account;
use domain::payout_user;
use domain::webhook::{DeliveryState, Disabled, Outcome};
use domain::withdrawal::address::Chain;
use domain::withdrawal::{self, Method};
use serde_json::{Value, json};

use crate::routes::v1::transactions::list::account_name;

/// An enumeration with a name of its own, and the places that use it.
pub(super) struct Words {
    /// The name of the component.
    pub(super) name: &'static str,
    /// The values.
    pub(super) words: Vec<&'static str>,
    /// The properties with these values: the component, and the name of the property.
    pub(super) properties: &'static [(&'static str, &'static str)],
    /// The query parameters with these values: the path, and the name of the parameter.
    pub(super) parameters: &'static [(&'static str, &'static str)],
}

impl Words {
    /// Returns the component's schema.
    pub(super) fn schema(&self) -> Value {
        json!({ "type": "string", "enum": self.words })
    }

    /// Returns a reference to the component.
    pub(super) fn reference(&self) -> Value {
        json!(format!("#/components/schemas/{}", self.name))
    }
}

/// The selections that cover all event types of one kind of object.
const GROUPS: [&str; 5] = ["payout.*", "allocation.*", "batch.*", "balance.*", "payout_user.*"];

/// Returns all enumerations.
pub(super) fn all() -> Vec<Words> {
    let mut all = states();
    all.extend(kinds());
    all.extend(other_kinds());
    all.extend(events());
    all.extend(reasons());
    all
}

/// The enumerations of states.
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
            parameters: &[("/v1/withdrawals", "status"), ("/admin/withdrawals", "status")],
        },
        Words {
            name: "DeliveryStatus",
            words: [DeliveryState::Pending, DeliveryState::Succeeded, DeliveryState::Failed]
                .map(DeliveryState::as_str)
                .to_vec(),
            properties: &[("Delivery", "status")],
            parameters: &[("/v1/webhooks/{id}/deliveries", "status")],
        },
    ]
}

/// The enumerations of kinds.
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
                ("Pause", "method"),
                ("PauseTarget", "method"),
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
            words: ledger::Kind::ALL.map(ledger::Kind::as_str).to_vec(),
            properties: &[("Transaction", "type"), ("Operation", "type")],
            parameters: &[("/v1/transactions", "type")],
        },
        Words {
            name: "Account",
            words: [
                Account::Outside,
                Account::Balance,
                Account::PayoutBalance,
                Account::PayoutUser,
                Account::Reserve,
                Account::Withdrawals,
                Account::Fees,
            ]
            .map(account_name)
            .to_vec(),
            properties: &[("Transaction", "debit"), ("Transaction", "credit")],
            parameters: &[],
        },
    ]
}

/// The rest of the enumerations of kinds.
fn other_kinds() -> Vec<Words> {
    vec![
        Words {
            name: "AuditAction",
            words: vec![
                "pause",
                "resume",
                "cancel",
                "retry",
                "throttle",
                "unthrottle",
                "schedule",
                "change",
                "restore_begin",
                "restore_end",
                "approve",
                "reject",
                "invite",
                "remove",
                "reset",
                "reset_password",
                "leave",
                "arrive",
                "drain",
                "fill",
            ],
            properties: &[("AuditEntry", "action")],
            parameters: &[],
        },
        Words {
            name: "AuditScope",
            words: vec![
                "all",
                "business",
                "batch",
                "allocation",
                "method",
                "provider",
                "webhooks",
                "withdrawal",
                "member",
            ],
            properties: &[("AuditEntry", "scope")],
            parameters: &[],
        },
        Words {
            name: "RateLimitOf",
            words: vec!["business", "all"],
            properties: &[("RateLimited", "type")],
            parameters: &[],
        },
        Words {
            name: "WebhookKind",
            words: vec!["standard", "payout"],
            properties: &[("Webhook", "kind")],
            parameters: &[],
        },
        Words {
            name: "Mode",
            words: vec!["live", "test"],
            properties: &[("Business", "mode"), ("CreatedBusiness", "mode")],
            parameters: &[],
        },
    ]
}

/// The enumerations of event types, and of what a webhook can select.
fn events() -> Vec<Words> {
    let selected = |of_payouts: bool| {
        let kinds = EventType::SELECTABLE.into_iter().filter(|kind| kind.is_of_payouts() || !of_payouts);
        let names: Vec<&str> = kinds.map(EventType::as_str).collect();
        let mut groups: Vec<&str> =
            GROUPS.into_iter().filter(|group| names.iter().any(|name| is_of(name, group))).collect();
        groups.extend(names);
        groups
    };
    vec![
        Words {
            name: "EventType",
            words: EventType::ALL.map(EventType::as_str).to_vec(),
            properties: &[
                ("Event", "type"),
                ("Delivery", "type"),
                ("WebhookTestRequest", "type"),
                ("Webhook", "events/items"),
                ("PayoutWebhook", "events/items"),
            ],
            parameters: &[("/v1/events", "type")],
        },
        Words {
            name: "EventSelection",
            words: selected(false),
            properties: &[("WebhookRequest", "events/items"), ("WebhookChange", "events/items")],
            parameters: &[],
        },
        Words {
            name: "PayoutEventSelection",
            words: selected(true),
            properties: &[("PayoutWebhookRequest", "events/items")],
            parameters: &[],
        },
    ]
}

fn is_of(name: &str, group: &str) -> bool {
    group.strip_suffix('*').is_some_and(|group| name.starts_with(group))
}

/// The enumerations of reasons.
fn reasons() -> Vec<Words> {
    vec![
        Words {
            name: "HeldBy",
            words: HeldBy::ALL.map(HeldBy::as_str).to_vec(),
            properties: &[
                ("Allocation", "held_by"),
                ("Batch", "held_by"),
                ("BatchItem", "held_by"),
                ("BalanceWithPending", "held_by"),
                ("Withdrawal", "held_by"),
                ("PayoutWithdrawal", "held_by"),
                ("Webhook", "held_by"),
                ("PayoutWebhook", "held_by"),
                ("Delivery", "held_by"),
            ],
            parameters: &[],
        },
        Words {
            name: "FailureCode",
            words: vec![
                FailureCode::InsufficientFunds.as_str(),
                FailureCode::InternalError.as_str(),
                allocation::CANCELLED,
            ],
            properties: &[("Allocation", "code"), ("BatchItem", "code")],
            parameters: &[],
        },
        Words {
            name: "AttemptOutcome",
            words: Outcome::ALL.map(Outcome::as_str).to_vec(),
            properties: &[("LastAttempt", "outcome")],
            parameters: &[],
        },
        Words {
            name: "DisabledBecause",
            words: [Disabled::Gone, Disabled::Failing].map(Disabled::as_str).to_vec(),
            properties: &[("Webhook", "disabled_because"), ("PayoutWebhook", "disabled_because")],
            parameters: &[],
        },
    ]
}
