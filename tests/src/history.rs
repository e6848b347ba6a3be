//! Histories: what clients asked and were told, with the times at which they asked and had the answer, and a judge of them
//! that knows nothing of how the product works.
//!
//! [`record`] writes a line for each request; [`caller`] is a merchant whose every request is recorded; [`check`] reads
//! the lines and says which promise they break; [`liar`] breaks one, to see that it is found. All times are of one monotonic clock, so that "before" means before: what
//! was acknowledged before a read began must be in the read.

pub mod caller;
pub mod check;
pub mod liar;
pub mod record;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One request and its answer: a line of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Op {
    /// Who asked.
    pub client: u64,
    /// When it was about to ask, in nanoseconds since the history began.
    pub start: u64,
    /// When it had the answer, or knew that there would be none.
    pub end: u64,
    /// What it asked.
    pub call: Call,
    /// What it was told.
    pub answer: Answer,
}

/// What is asked. A business is named by its id, a payout user by [`user`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Call {
    /// POST /payout/create
    Pay {
        /// Whose money.
        business: String,
        /// What is to be paid.
        payment: Payment,
    },
    /// POST /v1/batches
    Batch {
        /// Whose money.
        business: String,
        /// The batch's own key.
        key: String,
        /// Whether it is all_or_nothing: its total leaves the payout balance when it is accepted.
        reserved: bool,
        /// What is to be paid.
        items: Vec<Payment>,
    },
    /// POST /v1/balance/top-up
    TopUp {
        /// Whose money.
        business: String,
        /// `Idempotency-Key`
        key: String,
        /// Cents.
        amount: i64,
    },
    /// POST /payout/withdraw
    Withdraw {
        /// Whose payout user.
        business: String,
        /// Which.
        email: String,
        /// `Idempotency-Key`, which the destination is made of.
        key: String,
        /// Cents.
        amount: i64,
    },
    /// GET /balance, or GET /payout/balance of a user
    Balances {
        /// A business, or a user.
        of: String,
    },
    /// GET /v1/allocations/{id}
    Allocation {
        /// Whose.
        business: String,
        /// Which.
        id: String,
    },
    /// GET /v1/allocations?email=…, its first page
    Allocations {
        /// Whose.
        business: String,
        /// Of whom.
        email: String,
    },
    /// GET /payout/withdrawals/{id}
    Order {
        /// Whose.
        business: String,
        /// Which.
        id: String,
    },
    /// GET /v1/events
    Events {
        /// Whose.
        business: String,
        /// The event that the cursor stands at.
        after: Option<String>,
    },
    /// A webhook that arrived: its start and end are the moment of it.
    Webhook {
        /// Whose.
        business: String,
    },
    /// When all was quiet: everything that was recorded since the last closing, read page by page.
    Closing {
        /// Whose.
        business: String,
    },
}

/// Something to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Its idempotency key, or reference.
    pub key: String,
    /// Who is paid.
    pub email: String,
    /// Cents.
    pub amount: i64,
}

/// What was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "told", rename_all = "snake_case")]
pub enum Answer {
    /// Nothing: the connection broke.
    Nothing,
    /// Any status that is not a success.
    Refused {
        /// The status.
        status: u16,
    },
    /// 201: it is paid.
    Paid {
        /// The allocation.
        id: String,
        /// The payout user's hash.
        hash: String,
    },
    /// 202: it will be carried out.
    Accepted {
        /// The allocation, or the batch.
        id: String,
    },
    /// 201: the money has moved.
    Moved,
    /// Balances by their accounts, in cents.
    Balances {
        /// Account and cents.
        cents: BTreeMap<String, i64>,
    },
    /// Allocations.
    Allocations {
        /// Newest first.
        seen: Vec<Allocation>,
        /// Whether there are more behind them.
        more: bool,
    },
    /// Orders.
    Order {
        /// The one.
        seen: Order,
    },
    /// Events, oldest first.
    Events {
        /// Those behind the cursor.
        seen: Vec<Event>,
    },
    /// All that there is.
    All {
        /// Allocations since the last closing.
        allocations: Vec<Allocation>,
        /// Orders since the last closing.
        orders: Vec<Order>,
        /// Events behind the last one of the last closing.
        events: Vec<Event>,
    },
}

/// An allocation as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// `alc_…`
    pub id: String,
    /// Its reference.
    pub key: String,
    /// Who is paid.
    pub email: String,
    /// Cents.
    pub amount: i64,
    /// `pending`, `succeeded`, `failed` or `cancelled`
    pub status: String,
}

/// A withdrawal as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// `ord_…`
    pub id: String,
    /// The key of its request.
    pub key: String,
    /// Cents.
    pub amount: i64,
    /// Where it stands.
    pub status: String,
}

/// An event as it is shown or sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// `evt_…`
    pub id: String,
    /// `allocation.succeeded` …
    pub kind: String,
    /// The id of what it happened to.
    pub object: String,
    /// Rises with the events of one object.
    pub sequence: i64,
    /// The reference of the allocation that it is about.
    pub key: Option<String>,
}

/// The account of a payout user.
pub fn user(business: &str, email: &str) -> String {
    format!("{business}/{email}")
}

/// The account of a business's main balance; its payout balance is named by the business alone.
pub fn main_balance(business: &str) -> String {
    format!("{business}/main")
}

impl Call {
    /// As the history and its counts name it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pay { .. } => "pay",
            Self::Batch { .. } => "batch",
            Self::TopUp { .. } => "top up",
            Self::Withdraw { .. } => "withdraw",
            Self::Balances { .. } => "read a balance",
            Self::Allocation { .. } => "read an allocation",
            Self::Allocations { .. } => "list allocations",
            Self::Order { .. } => "read a withdrawal",
            Self::Events { .. } => "list events",
            Self::Webhook { .. } => "webhook",
            Self::Closing { .. } => "closing",
        }
    }
}

impl Answer {
    /// The status that refused.
    pub fn refusal(&self) -> Option<u16> {
        match self {
            Self::Refused { status } => Some(*status),
            _ => None,
        }
    }
}
