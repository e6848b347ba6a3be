//! The answers of `GET` and `POST /payout/operations`.

pub mod get;
pub mod post;

use chrono::{DateTime, Utc};
use domain::ids::PayoutUserId;
use domain::ledger::{Kind, Place, operation};
use domain::money::Cents;
use domain::payout_user::Holder;
use domain::withdrawal::Status;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use super::CURRENCY;
use crate::app::App;
use crate::http::page::Page;
use crate::http::refusal::Refusal;

/// The most operations on one page. It is a person's page, not a merchant's export.
pub const MAX_OPERATIONS: u32 = 100;

/// A page of the history.
pub type OperationsPage = Page<Place, MAX_OPERATIONS>;

/// A payout user as it sees itself, and a page of what moved its money.
#[derive(Debug, Serialize, ToSchema)]
pub struct Operations {
    /// `usr_…`
    #[schema(value_type = String)]
    id: PayoutUserId,
    /// `u***@example.com`: who was lent the hash does not learn the address.
    email: String,
    /// `active`
    status: &'static str,
    /// `USD`
    currency: &'static str,
    /// Cents.
    #[schema(value_type = i64)]
    balance: Cents,
    /// Newest first by what they were for.
    operations: Vec<Operation>,
    /// What to send as `cursor` for the next page; null on the last.
    next_cursor: Option<String>,
}

/// One movement of a payout user's money.
#[derive(Debug, Serialize, ToSchema)]
pub struct Operation {
    /// What it moved for: `alc_…`, `ord_…`, or of a withdrawal's money that came back `ret_…`, with the order's digits.
    id: String,
    /// What kind of movement that is: `allocation`, `withdrawal` or `withdrawal_return`. It says whether money came or went.
    r#type: &'static str,
    /// Cents.
    #[schema(value_type = i64)]
    amount: Cents,
    /// Of a `withdrawal` where the order stands: `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled`. Of
    /// the others `succeeded`: the money is here.
    status: &'static str,
    /// When it moved.
    created_at: DateTime<Utc>,
}

impl Operations {
    /// A page of the history of `holder`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(app: &App, holder: Holder, page: &OperationsPage) -> Result<Self, Refusal> {
        let (of, after, fetch) = (holder.clone(), page.after, page.fetch());
        let rows = app
            .read(move |conn| async move { operation::list(conn, &of, after, fetch).await }.boxed())
            .await?;
        let list = page.answer(rows, operation::Operation::place, Operation::from).list;
        let user = holder.user;
        Ok(Self {
            id: user.id,
            email: user.email.masked(),
            status: user.status.as_str(),
            currency: CURRENCY,
            balance: user.balance,
            operations: list.data,
            next_cursor: list.next_cursor,
        })
    }
}

impl From<operation::Operation> for Operation {
    fn from(of: operation::Operation) -> Self {
        Self {
            id: match of.kind {
                Kind::WithdrawalReturn => format!("ret_{}", of.subject_id),
                kind => kind.subject(of.subject_id),
            },
            r#type: of.kind.as_str(),
            amount: of.amount,
            status: of.withdrawal.unwrap_or(Status::Succeeded).as_str(),
            created_at: of.created_at,
        }
    }
}
