//! GET /admin/withdrawals: the withdrawals of all businesses that wait for a person, or that have a given status.

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

/// A withdrawal with its business.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WaitingWithdrawal)]
pub struct Waiting {
    /// The business's id, `biz_…`.
    #[schema(value_type = String)]
    business_id: BusinessId,
    #[serde(flatten)]
    withdrawal: Withdrawal,
}

/// The filter. It is text, so that an error can name the parameter.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// Lists withdrawals with this status, of every provider: `created`, `processing`, `succeeded`, `failed`,
    /// `rejected` or `cancelled`. Without it, lists those that wait for a person.
    status: Option<String>,
}

/// Lists the withdrawals that wait for a person, or those of a `status`, newest first.
///
/// The list covers all businesses. A page has up to `limit` rows (at most 200). `next_cursor`, also in the `Link`
/// header, leads to the next page.
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
    /// Returns the withdrawal with its business and with what holds it.
    pub fn shown(of: withdrawal::Withdrawal, held: &Held) -> Self {
        Self { business_id: of.business_id, withdrawal: Withdrawal::shown(of, held) }
    }
}
