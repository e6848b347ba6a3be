//! A payout user's withdrawals, as the payout user sees them.

pub mod cancel;
pub mod get;

use chrono::{DateTime, Utc};
use domain::business::Mode;
use domain::held::HeldBy;
use domain::ids::{BusinessId, WithdrawalId};
use domain::money::Cents;
use domain::withdrawal::create::CreateError;
use domain::withdrawal::settle::SettleError;
use domain::withdrawal::{self, Status, Withdrawal, read};
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use super::CURRENCY;
use crate::app::App;
use crate::app::held_withdrawals::Held;
use crate::http::payout_error::PayoutError;
use crate::http::refusal::Refusal;
use crate::work::transact::{TransactError, Witness, WorkError};

/// A withdrawal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutWithdrawal)]
pub struct Order {
    /// The withdrawal's id, `ord_…`.
    #[schema(value_type = String)]
    id: WithdrawalId,
    /// `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled`
    status: &'static str,
    /// What keeps the withdrawal from being sent: `business_disabled` (payouts are switched off), `pause`, or `restore`
    /// (the database was restored and the providers are not asked yet). The money is neither lost nor sent meanwhile.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<&'static str>,
    /// `paypal`, `crypto` or `gift_card`
    provider: &'static str,
    /// The amount that left the balance, in cents.
    #[schema(value_type = i64)]
    amount: Cents,
    /// The fees that are kept of the amount, in cents.
    #[schema(value_type = i64)]
    fees: Cents,
    /// The amount that is sent, in cents: the amount less the fees.
    #[schema(value_type = i64)]
    net_amount: Cents,
    /// Always `USD`.
    currency: &'static str,
    /// Where the money is sent.
    destination: serde_json::Value,
    /// Why the withdrawal failed or was rejected: a stable name for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Why the withdrawal failed or was rejected: a text for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// When the withdrawal was created.
    created_at: DateTime<Utc>,
    /// When the withdrawal ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<DateTime<Utc>>,
}

impl From<Withdrawal> for Order {
    fn from(of: Withdrawal) -> Self {
        Self {
            id: of.id,
            status: of.status.as_str(),
            held_by: None,
            provider: of.method.as_str(),
            amount: of.amount,
            fees: of.fees,
            net_amount: of.net_amount,
            currency: CURRENCY,
            destination: of.destination,
            code: of.code,
            reason: of.reason,
            created_at: of.created_at,
            finished_at: of.finished_at,
        }
    }
}

impl Order {
    /// Returns the withdrawal with what holds it.
    pub fn shown(of: Withdrawal, held: &Held) -> Self {
        let held_by = held.get(&of.id).copied().map(HeldBy::as_str);
        Self { held_by, ..Self::from(of) }
    }

    /// Returns the order as it was when it was made. A repeated request returns this, whenever it arrives.
    pub fn as_made(of: Withdrawal) -> Self {
        Self::from(Withdrawal { status: Status::Created, code: None, reason: None, finished_at: None, ..of })
    }
}

/// Returns whether the business is live or test.
///
/// # Errors
/// When the database does not answer.
pub async fn mode_of(app: &App, business: BusinessId) -> Result<Mode, Refusal> {
    let mode = app.read(move |conn| read::mode(conn, business).boxed()).await?;
    mode.ok_or(Refusal::Internal)
}

/// Returns a witness for work that ended an order: if the reply to the COMMIT was lost, it checks whether the order has
/// the status that the work gave it. An order never leaves its last status.
pub fn witness_end() -> Witness<Withdrawal> {
    Box::new(|of, conn| {
        let (business, id, status) = (of.business_id, of.id, of.status);
        async move { withdrawal::settle::has_status(conn, business, id, status).await }.boxed()
    })
}

impl WorkError for CreateError {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Database(error) => Err(error),
            refusal => Ok(refusal),
        }
    }
}

impl WorkError for SettleError {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Database(error) => Err(error),
            refusal => Ok(refusal),
        }
    }
}

impl From<TransactError<CreateError>> for PayoutError {
    fn from(not_done: TransactError<CreateError>) -> Self {
        match not_done.from_work_error() {
            Ok(CreateError::Insufficient) => Self::InsufficientBalance,
            Ok(CreateError::ShutOut) => Self::Unauthorized,
            Ok(CreateError::KeyReused) => Self::IdempotencyKeyReused,
            Ok(CreateError::Database(_)) => Self::Internal,
            Err(refusal) => refusal.payout_error(),
        }
    }
}
