//! GET /v1/withdrawals

use axum::extract::State;
use domain::ids::WithdrawalId;
use domain::withdrawal::Status;
use domain::withdrawal::read::{self, Filter};
use futures::FutureExt;
use serde::Deserialize;
use utoipa::IntoParams;

use super::Withdrawal;
use crate::app::App;
use crate::app::held_withdrawals::held;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Query, choice, interval, parameter};
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;

/// The filter. Its fields are text, so that an error can name the parameter.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// Only withdrawals with this status: `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled`.
    status: Option<String>,
    /// Only withdrawals of this payout user, `usr_…`.
    payout_user_id: Option<String>,
    /// Only withdrawals created at this time or later (RFC 3339).
    from: Option<String>,
    /// Only withdrawals created before this time (RFC 3339).
    to: Option<String>,
}

/// Lists withdrawals, newest first.
///
/// The list can be filtered by status, payout user and time. A page has up to `limit` rows (at most 200).
/// `next_cursor`, also in the `Link` header, leads to the next page.
#[utoipa::path(
    get, path = "/v1/withdrawals", tag = "withdrawals", security(("secret_key" = [])),
    params(Restriction, PageQuery),
    responses((status = 200, body = List<Withdrawal>), Problems)
)]
pub async fn list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    page: Page<WithdrawalId>,
    Query(restriction): Query<Restriction>,
) -> Result<ListAnswer<Withdrawal>, Refusal> {
    let (from, to) = interval(restriction.from, restriction.to)?;
    let filter = Filter {
        status: choice("status", restriction.status, &Status::ALL, Status::as_str)?,
        payout_user_id: parameter("payout_user_id", restriction.payout_user_id, str::parse)?,
        from,
        to,
    };
    let (before, fetch) = (page.after, page.fetch());
    let rows =
        app.read(move |conn| read::list(conn, caller.business_id, filter, before, fetch).boxed()).await?;
    let shown = rows.get(..page.limit as usize).unwrap_or(&rows);
    let held = held(&app, shown).await?;
    Ok(page.answer(rows, |row| row.id, |row| Withdrawal::shown(row, &held)))
}
