//! GET /admin/withdrawals: what waits for a person, or what stands somewhere, of all businesses.

use axum::extract::State;
use domain::ids::{BusinessId, WithdrawalId};
use domain::withdrawal::{self, Status, read};
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::app::held_withdrawals::{Held, held};
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::extract::{Query, choice};
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;
use crate::routes::v1::withdrawals::Withdrawal;

/// A withdrawal, and whose.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WaitingWithdrawal)]
pub struct Waiting {
    #[schema(value_type = String)]
    business_id: BusinessId,
    #[serde(flatten)]
    withdrawal: Withdrawal,
}

/// Which withdrawals: text, so that it can be refused by name.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// Those of every provider that are `created`, `processing`, `succeeded`, `failed`, `rejected` or `cancelled`; without it those
    /// that wait for a person.
    status: Option<String>,
}

/// Lists the withdrawals that wait for an approval or a rejection, or those of a `status`, newest first.
///
/// Those of all businesses. A page has up to `limit` rows (at most 200); `next_cursor`, also in the header `Link`,
/// leads to the next.
#[utoipa::path(
    get, path = "/admin/withdrawals", tag = "operators", security(("operator_token" = [])),
    params(Restriction, PageQuery),
    responses((status = 200, body = List<Waiting>), Problems)
)]
pub async fn list(
    _: Operator,
    State(app): State<App>,
    page: Page<WithdrawalId>,
    Query(restriction): Query<Restriction>,
) -> Result<ListAnswer<Waiting>, Refusal> {
    let status = choice("status", restriction.status, &Status::ALL, Status::as_str)?;
    let (before, fetch) = (page.after, page.fetch());
    let rows = app
        .read(move |conn| match status {
            Some(status) => read::of_all(conn, status, before, fetch).boxed(),
            None => read::waiting_for_a_person(conn, before, fetch).boxed(),
        })
        .await?;
    let held = held(&app, rows.get(..page.limit as usize).unwrap_or(&rows)).await?;
    Ok(page.answer(rows, |row| row.id, |row| Waiting::shown(row, &held)))
}

impl Waiting {
    /// With what holds it.
    pub fn shown(of: withdrawal::Withdrawal, held: &Held) -> Self {
        Self { business_id: of.business_id, withdrawal: Withdrawal::shown(of, held) }
    }
}
