//! GET /v1/transactions: the ledger of a business.

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::ids::PayoutUserId;
use domain::ledger::transaction::{self, Account, Filter};
use domain::ledger::{Kind, Place};
use domain::money::Cents;
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Query, choice, interval};
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;

/// A movement of money.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transaction {
    /// The id of what the money moved for: an allocation (`alc_…`), a top-up or a funding (`mov_…`), a batch (`bat_…`)
    /// or a withdrawal (`ord_…`).
    id: String,
    /// The type: `allocation`, `top_up`, `funding`, `reservation` (for an all_or_nothing batch), `reserve_return` (for
    /// an item of such a batch that was not paid), `withdrawal`, `withdrawal_return`, `payout` or `fee`.
    r#type: &'static str,
    /// The account that the money left: `outside`, `balance`, `payout_balance`, `payout_user`, `reserve`, `withdrawals`
    /// or `fees`.
    debit: &'static str,
    /// The account that the money went to.
    credit: &'static str,
    /// The amount, in cents.
    #[schema(value_type = i64)]
    amount: Cents,
    /// The payout user who was paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    payout_user_id: Option<PayoutUserId>,
    /// When the money moved.
    created_at: DateTime<Utc>,
}

/// The filter.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// Only transactions of this type: `allocation`, `top_up`, `funding`, `reservation`, `reserve_return`,
    /// `withdrawal`, `withdrawal_return`, `payout` or `fee`.
    r#type: Option<String>,
    /// Only transactions for what was requested at this time or later (RFC 3339).
    from: Option<String>,
    /// Only transactions for what was requested before this time (RFC 3339).
    to: Option<String>,
}

/// Lists transactions, newest first.
///
/// Each transaction has the account that the money left (`debit`) and the account that it went to (`credit`). The list
/// can be filtered by type and time. A page has up to `limit` rows (at most 200). `next_cursor`, also in the `Link`
/// header, leads to the next page.
#[utoipa::path(
    get, path = "/v1/transactions", tag = "balance", security(("secret_key" = [])),
    params(Restriction, PageQuery),
    responses((status = 200, body = List<Transaction>), Problems)
)]
pub async fn list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    page: Page<Place>,
    Query(restriction): Query<Restriction>,
) -> Result<ListAnswer<Transaction>, Refusal> {
    let kind = choice("type", restriction.r#type, &Kind::ALL, Kind::as_str)?;
    let (from, to) = interval(restriction.from, restriction.to)?;
    let (before, fetch) = (page.after, page.fetch());
    let rows = app
        .read(move |conn| {
            transaction::list(conn, caller.business_id, Filter { kind, from, to }, before, fetch).boxed()
        })
        .await?;
    Ok(page.answer(rows, |row| Place(row.subject_id, row.kind), Transaction::from))
}

impl From<transaction::Transaction> for Transaction {
    fn from(of: transaction::Transaction) -> Self {
        Self {
            id: of.kind.subject(of.subject_id),
            r#type: of.kind.as_str(),
            debit: account_name(of.debit),
            credit: account_name(of.credit),
            amount: of.amount,
            payout_user_id: of.payout_user_id,
            created_at: of.created_at,
        }
    }
}

/// Returns the public name of an account.
pub(crate) const fn account_name(account: Account) -> &'static str {
    match account {
        Account::Outside => "outside",
        Account::Balance => "balance",
        Account::PayoutBalance => "payout_balance",
        Account::PayoutUser => "payout_user",
        Account::Reserve => "reserve",
        Account::Withdrawals => "withdrawals",
        Account::Fees => "fees",
    }
}
