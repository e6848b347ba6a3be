//! The response of `GET` and `POST /payout/operations`.

pub mod get;
pub mod post;

use chrono::{DateTime, Utc};
use domain::ids::PayoutUserId;
use domain::ledger::{Kind, Place, operation};
use domain::money::Cents;
use domain::payout_user::HashHolder;
use domain::withdrawal::Status;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use super::CURRENCY;
use crate::app::App;
use crate::http::page::Page;
use crate::http::refusal::Refusal;

/// The maximum page size. A person reads this page; it is not a merchant's export.
pub const MAX_OPERATIONS: u32 = 100;

/// The page of the history that a request asks for.
pub type OperationsPage = Page<Place, MAX_OPERATIONS>;

/// A payout user as shown to itself, and a page of its history.
#[derive(Debug, Serialize, ToSchema)]
pub struct Operations {
    /// The payout user's id, `usr_…`.
    #[schema(value_type = String)]
    id: PayoutUserId,
    /// The masked e-mail address, `u***@example.com`, so that it is not revealed to somebody who was lent the hash.
    email: String,
    /// Always `active`.
    status: &'static str,
    /// Always `USD`.
    currency: &'static str,
    /// The balance, in cents.
    #[schema(value_type = i64)]
    balance: Cents,
    /// The movements, ordered by the objects that they belong to, newest first.
    operations: Vec<Operation>,
    /// The `cursor` of the next page. Null on the last page.
    next_cursor: Option<String>,
}

/// One movement of a payout user's money.
#[derive(Debug, Serialize, ToSchema)]
pub struct Operation {
    /// The id of what the money moved for: `alc_…` for an allocation, `ord_…` for a withdrawal. If a withdrawal's money
    /// came back, `ret_…` with the digits of the order's id.
    id: String,
    /// The type of movement: `allocation`, `withdrawal` or `withdrawal_return`. The type says whether money came in or
    /// went out.
    r#type: &'static str,
    /// The amount, in cents.
    #[schema(value_type = i64)]
    amount: Cents,
    /// For a `withdrawal`, the status of its order: `created`, `processing`, `succeeded`, `failed`, `rejected` or
    /// `cancelled`. For the other types always `succeeded`: the money has arrived.
    status: &'static str,
    /// When the money moved.
    created_at: DateTime<Utc>,
}

impl Operations {
    /// Returns a page of the history of `holder`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(app: &App, holder: HashHolder, page: &OperationsPage) -> Result<Self, Refusal> {
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
