//! A payout user's withdrawals, as it sees them.

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
use crate::work::transact::{NotDone, Witness, WorkError};

/// An order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutWithdrawal)]
pub struct Order {
    /// `ord_…`
    #[schema(value_type = String)]
    id: WithdrawalId,
    /// `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled`
    status: &'static str,
    /// What keeps it from being sent: `business_disabled` (payouts are switched off), `pause`, or `restore` (after the
    /// database was restored, until the providers were asked). Its money is neither lost nor sent meanwhile.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<&'static str>,
    /// `paypal`, `crypto` or `gift_card`
    provider: &'static str,
    /// What was taken from the balance, in cents.
    #[schema(value_type = i64)]
    amount: Cents,
    /// What of it is kept.
    #[schema(value_type = i64)]
    fees: Cents,
    /// What of it goes out.
    #[schema(value_type = i64)]
    net_amount: Cents,
    /// `USD`
    currency: &'static str,
    /// Where it goes.
    destination: serde_json::Value,
    /// Why it failed or was rejected: a stable name.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Why it failed or was rejected, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// When it was asked for.
    created_at: DateTime<Utc>,
    /// When it ended.
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
    /// The withdrawal, with what holds it.
    pub fn shown(of: Withdrawal, held: &Held) -> Self {
        let held_by = held.get(&of.id).copied().map(HeldBy::as_str);
        Self { held_by, ..Self::from(of) }
    }

    /// The order as it was when it was made. Its request is answered with this, whenever it comes again.
    pub fn as_made(of: Withdrawal) -> Self {
        Self::from(Withdrawal { status: Status::Created, code: None, reason: None, finished_at: None, ..of })
    }
}

/// Whether the business is live or test.
///
/// # Errors
/// When the database does not answer.
pub async fn mode_of(app: &App, business: BusinessId) -> Result<Mode, Refusal> {
    let mode = app.read(move |conn| read::mode(conn, business).boxed()).await?;
    mode.ok_or(Refusal::Internal)
}

/// Looks whether the order has the status in which a unit of work left it, when the answer to its COMMIT was lost. An
/// order in its last status stays there.
pub fn witness_end() -> Witness<Withdrawal> {
    Box::new(|of, conn| {
        let (business, id, status) = (of.business_id, of.id, of.status);
        async move { withdrawal::settle::stands(conn, business, id, status).await }.boxed()
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

impl From<NotDone<CreateError>> for PayoutError {
    fn from(not_done: NotDone<CreateError>) -> Self {
        match not_done.own_refusal() {
            Ok(CreateError::Insufficient) => Self::InsufficientBalance,
            Ok(CreateError::ShutOut) => Self::Unauthorized,
            Ok(CreateError::KeyReused) => Self::IdempotencyKeyReused,
            Ok(CreateError::Database(_)) => Self::Internal,
            Err(refusal) => refusal.payout_error(),
        }
    }
}
