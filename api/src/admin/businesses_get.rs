//! GET /admin/businesses/{id}

use axum::extract::State;
use domain::business;
use domain::ids::BusinessId;
use futures::FutureExt;

use super::Business;
use crate::auth::Operator;
use crate::extract::{Json, Path};
use crate::refusal::Refusal;
use crate::state::App;

/// One business.
pub async fn get(
    _: Operator,
    State(app): State<App>,
    Path(id): Path<BusinessId>,
) -> Result<Json<Business>, Refusal> {
    let found = app.read(move |conn| business::get(conn, id).boxed()).await?;
    found.map(|business| Json(business.into())).ok_or(Refusal::NotFound)
}
