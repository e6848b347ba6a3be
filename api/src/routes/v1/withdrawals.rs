//! `/v1/withdrawals`: withdrawals as the merchant sees them, and how a merchant or an operator ends those that a person
//! carries out.

pub mod approve;
pub mod get;
pub mod list;
pub mod reject;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use chrono::{DateTime, Utc};
use domain::business;
use domain::email::Email;
use domain::held::HeldBy;
use domain::idempotency::KeyedRequest;
use domain::ids::{BusinessId, PayoutUserId, WithdrawalId};
use domain::money::Cents;
use domain::steering::{self, AuditContext};
use domain::withdrawal::ending::{EndedBy, Ending, InvalidReason, MAX_REASON_CHARS};
use domain::withdrawal::settle::{self, SettleError};
use domain::withdrawal::{self, MANUAL, count, lookup, read};
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

use crate::app::App;
use crate::app::held_withdrawals::Held;
use crate::app::once::{OnceError, Outcome};
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::intake::fields::FieldFault;
use crate::routes::payout::withdrawals::witness_end;
use crate::work::transact::TransactError;

/// A withdrawal.
#[derive(Debug, Serialize, ToSchema)]
pub struct Withdrawal {
    /// The withdrawal's id, `ord_…`.
    #[schema(value_type = String)]
    id: WithdrawalId,
    /// The payout user's id, `usr_…`.
    #[schema(value_type = String)]
    payout_user_id: PayoutUserId,
    /// The payout user's e-mail address.
    #[schema(value_type = String)]
    email: Email,
    /// The status: `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled`.
    status: &'static str,
    /// What keeps a withdrawal that was not sent from being sent: `business_disabled` (payouts of the business are
    /// switched off), `pause`, or `restore` (the database was restored, and the operator has not yet asked the
    /// providers what they did). A withdrawal that is `processing` is held as well if its provider was asked and does
    /// not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<&'static str>,
    /// The method: `paypal`, `crypto` or `gift_card`.
    provider: &'static str,
    /// The provider that carries the withdrawal out. With `manual` it waits for an approval or a rejection.
    carried_out_by: String,
    /// The amount that was taken from the payout user's balance, in cents.
    #[schema(value_type = i64)]
    amount: Cents,
    /// The fees that are kept of the amount, in cents.
    #[schema(value_type = i64)]
    fees: Cents,
    /// The amount that is sent, in cents: the amount less the fees.
    #[schema(value_type = i64)]
    net_amount: Cents,
    /// Where the money is sent.
    destination: serde_json::Value,
    /// Why the withdrawal failed or was rejected: a stable name for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Why the withdrawal failed or was rejected: a text for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The provider's own name for the withdrawal.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_reference: Option<String>,
    /// When the withdrawal was created.
    created_at: DateTime<Utc>,
    /// When the withdrawal ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<DateTime<Utc>>,
}

/// The reason for rejecting a withdrawal.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    /// A text for the payout user. Webhooks contain it as well.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

impl From<withdrawal::Withdrawal> for Withdrawal {
    fn from(of: withdrawal::Withdrawal) -> Self {
        Self {
            id: of.id,
            payout_user_id: of.payout_user_id,
            email: of.email,
            status: of.status.as_str(),
            held_by: None,
            provider: of.method.as_str(),
            carried_out_by: of.provider,
            amount: of.amount,
            fees: of.fees,
            net_amount: of.net_amount,
            destination: of.destination,
            code: of.code,
            reason: of.reason,
            provider_reference: of.provider_reference,
            created_at: of.created_at,
            finished_at: of.finished_at,
        }
    }
}

impl Withdrawal {
    /// Returns the withdrawal with what holds it.
    pub fn shown(of: withdrawal::Withdrawal, held: &Held) -> Self {
        let held_by = held.get(&of.id).copied().map(HeldBy::as_str);
        Self { held_by, ..Self::from(of) }
    }
}

impl Rejection {
    /// Returns the ending of a withdrawal that is rejected for this reason.
    ///
    /// # Errors
    /// A reason that is blank, too long or not plain text.
    pub fn ending(self) -> Result<Ending, Problem> {
        Ending::rejected(&self.reason).map_err(|why| {
            let fault = match why {
                InvalidReason::Blank => FieldFault::Required,
                InvalidReason::NotPlain(control) => FieldFault::ControlCharacter(control),
                InvalidReason::TooLong => FieldFault::TooLong(MAX_REASON_CHARS),
            };
            Problem::fields(vec![fault.problem("reason", None)])
        })
    }
}

/// Ends the withdrawal `id` of `business` by a person's decision, once under its key, and returns the response.
///
/// # Errors
/// 404, or 409 when the withdrawal does not wait for a person.
pub async fn end_by_hand(
    app: &App,
    asked: Option<KeyedRequest>,
    which: (BusinessId, WithdrawalId),
    ending: Ending,
) -> Result<Response<Body>, Problem> {
    let ended = ended_by_hand(app, asked, which, ending).await?;
    Ok(ended.answer(StatusCode::OK, Withdrawal::from))
}

/// Does the same as [`end_by_hand`], but returns the withdrawal, for callers that show it differently.
///
/// # Errors
/// As [`end_by_hand`].
pub async fn ended_by_hand(
    app: &App,
    asked: Option<KeyedRequest>,
    which: (BusinessId, WithdrawalId),
    ending: Ending,
) -> Result<Outcome<withdrawal::Withdrawal>, Problem> {
    ended_and_noted(app, asked, which, ending, None).await
}

/// Does the same as [`ended_by_hand`], and writes an operator's decision to the audit log.
///
/// # Errors
/// As [`end_by_hand`].
pub async fn ended_and_noted(
    app: &App,
    asked: Option<KeyedRequest>,
    (business, id): (BusinessId, WithdrawalId),
    ending: Ending,
    audited: Option<AuditContext>,
) -> Result<Outcome<withdrawal::Withdrawal>, Problem> {
    let now = app.clock.now();
    let ended = app
        .once(
            asked,
            Some(witness_end()),
            move |conn| {
                async move {
                    let ended = settle::end(conn, business, id, &EndedBy::Person, &ending, now).await?;
                    if let Some(done) = audited {
                        steering::record_withdrawal_ended(conn, &ended, done).await?;
                    }
                    Ok(ended)
                }
                .boxed()
            },
            |ended| ended.id,
            move |conn, id| ended_before(conn, business, id).boxed(),
        )
        .await?;
    if !ended.replayed {
        count::finished(ended.value.method, ended.value.status);
        tracing::info!(%id, status = ended.value.status.as_str(), "a person ended a withdrawal");
    }
    Ok(ended)
}

/// Returns a withdrawal that the same request ended before. It never changes again.
///
/// # Errors
/// When the database fails.
pub async fn ended_before(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WithdrawalId,
) -> Result<withdrawal::Withdrawal, OnceError<SettleError>> {
    let found = read::get(conn, business, id).await.map_err(OnceError::database)?;
    found.ok_or(OnceError::Work(SettleError::NoSuchWithdrawal))
}

/// Returns the business of the withdrawal `id`, if a person carries the withdrawal out.
///
/// # Errors
/// 404 when there is no such withdrawal.
pub async fn whose_by_hand(app: &App, id: WithdrawalId) -> Result<BusinessId, Problem> {
    let found = app.read(move |conn| {
        async move {
            let found = lookup::business_of(conn, id, MANUAL).await?;
            business::served(conn, found).await
        }
        .boxed()
    });
    let found = found.await?;
    let none = "No withdrawal with this id is carried out by a person. The provider reports the outcome of all others.";
    found.ok_or_else(|| Problem::new(Code::NotFound, none))
}

impl From<TransactError<SettleError>> for Problem {
    fn from(not_done: TransactError<SettleError>) -> Self {
        match not_done.from_work_error() {
            Ok(SettleError::NoSuchWithdrawal) => Refusal::NotFound.problem(),
            Ok(SettleError::NotPermitted(status)) => Self::new(
                Code::Conflict,
                format!("The withdrawal does not wait for a person: its status is {}.", status.as_str()),
            ),
            Ok(SettleError::Database(_)) => Refusal::Internal.problem(),
            Err(refusal) => refusal.problem(),
        }
    }
}
