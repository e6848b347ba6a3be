//! Histories: what clients asked and were answered, with the time of each request and of its answer, and a judge that
//! knows nothing of how the product works.
//!
//! [`record`] writes a line for each request. [`caller`] is a merchant whose every request is recorded. [`check`] reads
//! the lines and reports the promises that they break. [`liar`] breaks a promise, to show that the judge finds it. All
//! times are of one monotonic clock, so their order is real: a read must show everything that was acknowledged before
//! it began.

pub mod caller;
pub mod check;
pub mod liar;
pub mod record;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One request and its answer: a line of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Op {
    /// The number of the client.
    pub client: u64,
    /// When the client was about to ask, in nanoseconds since the history began.
    pub start: u64,
    /// When the client had the answer, or knew that there would be none.
    pub end: u64,
    /// The request.
    pub call: Call,
    /// The answer.
    pub answer: Answer,
}

/// A request. A business is named by its id, a payout user by [`user`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Call {
    /// POST /payout/create
    Pay {
        /// The business that pays.
        business: String,
        /// What is to be paid.
        payment: Payment,
    },
    /// POST /v1/batches
    Batch {
        /// The business that pays.
        business: String,
        /// The batch's idempotency key.
        key: String,
        /// Whether the batch is all_or_nothing: its total leaves the payout balance when it is accepted.
        reserved: bool,
        /// What is to be paid.
        items: Vec<Payment>,
    },
    /// POST /v1/balance/top-up
    TopUp {
        /// The business whose money moves.
        business: String,
        /// `Idempotency-Key`
        key: String,
        /// Cents.
        amount: i64,
    },
    /// POST /payout/withdraw
    Withdraw {
        /// The payout user's business.
        business: String,
        /// The payout user's address.
        email: String,
        /// `Idempotency-Key`. The destination is made from it.
        key: String,
        /// Cents.
        amount: i64,
    },
    /// GET /balance, or GET /payout/balance of a user
    Balances {
        /// The account of a business or of a payout user.
        of: String,
    },
    /// GET /v1/allocations/{id}
    Allocation {
        /// The business.
        business: String,
        /// The allocation.
        id: String,
    },
    /// GET /v1/allocations?email=…, its first page
    Allocations {
        /// The business.
        business: String,
        /// The payout user's address.
        email: String,
    },
    /// GET /payout/withdrawals/{id}
    Order {
        /// The business.
        business: String,
        /// The withdrawal.
        id: String,
    },
    /// GET /v1/events
    Events {
        /// The business.
        business: String,
        /// The event that the cursor names.
        after: Option<String>,
    },
    /// A webhook that arrived. Its start and its end are the time of arrival.
    Webhook {
        /// The business.
        business: String,
    },
    /// Everything that was recorded since the last closing, read page by page when nothing was in flight any more.
    Closing {
        /// The business.
        business: String,
    },
}

/// A payment to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Its idempotency key, or its reference.
    pub key: String,
    /// The payee's address.
    pub email: String,
    /// Cents.
    pub amount: i64,
}

/// An answer to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "told", rename_all = "snake_case")]
pub enum Answer {
    /// No answer: the connection broke.
    Nothing,
    /// Any status that is not a success.
    Refused {
        /// The status.
        status: u16,
    },
    /// 201: the allocation is paid.
    Paid {
        /// The allocation.
        id: String,
        /// The payout user's hash.
        hash: String,
    },
    /// 202: the allocation or the batch will be carried out.
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
    /// A page of allocations.
    Allocations {
        /// Newest first.
        seen: Vec<Allocation>,
        /// Whether more follow.
        more: bool,
    },
    /// A withdrawal.
    Order {
        /// The withdrawal.
        seen: Order,
    },
    /// Events, oldest first.
    Events {
        /// The events after the cursor.
        seen: Vec<Event>,
    },
    /// The answer to a closing.
    All {
        /// Allocations since the last closing.
        allocations: Vec<Allocation>,
        /// Orders since the last closing.
        orders: Vec<Order>,
        /// Events after the last one of the last closing.
        events: Vec<Event>,
    },
}

/// An allocation as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// `alc_…`
    pub id: String,
    /// Its reference.
    pub key: String,
    /// The payee's address.
    pub email: String,
    /// Cents.
    pub amount: i64,
    /// `pending`, `succeeded`, `failed` or `cancelled`
    pub status: String,
}

/// A withdrawal as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// `ord_…`
    pub id: String,
    /// The idempotency key of its request.
    pub key: String,
    /// Cents.
    pub amount: i64,
    /// Its status.
    pub status: String,
}

/// An event as it is listed or sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// `evt_…`
    pub id: String,
    /// `allocation.succeeded` …
    pub kind: String,
    /// The id of the object that it is about.
    pub object: String,
    /// Rises with the events of one object.
    pub sequence: i64,
    /// The reference of its allocation.
    pub key: Option<String>,
}

/// Returns the name of a payout user's account.
pub fn user(business: &str, email: &str) -> String {
    format!("{business}/{email}")
}

/// Returns the name of a business's main balance. Its payout balance is named by the business alone.
pub fn main_balance(business: &str) -> String {
    format!("{business}/main")
}

impl Call {
    /// Returns the name of the request as the history and its counts use it.
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
    /// Returns the status, if it is a refusal.
    pub fn refusal(&self) -> Option<u16> {
        match self {
            Self::Refused { status } => Some(*status),
            _ => None,
        }
    }
}
