//! GET /admin/businesses/{id}

use axum::extract::State;
use domain::business;
use domain::ids::BusinessId;
use futures::FutureExt;

use super::Business;
use crate::app::App;
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path};
use crate::http::refusal::Refusal;

/// Returns a business.
///
/// The response has the balances of the business, the amount that its all_or_nothing batches have set aside
/// (`reserved`), and whether its payouts are switched on.
#[utoipa::path(
    get, path = "/admin/businesses/{id}", tag = "operators", security(("operator_token" = [])), params(("id" = String, Path, description = "`biz_…`")),
    responses((status = 200, body = Business), Problems)
)]
pub async fn get(
    _: Operator,
    State(app): State<App>,
    Path(id): Path<BusinessId>,
) -> Result<Json<Business>, Refusal> {
    let found = app.read(move |conn| business::get(conn, id).boxed()).await?;
    found.map(|business| Json(business.into())).ok_or(Refusal::NotFound)
}
