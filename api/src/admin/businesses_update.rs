//! PATCH /admin/businesses/{id}

use axum::extract::State;
use domain::business;
use domain::ids::BusinessId;
use futures::FutureExt;
use serde::Deserialize;

use super::Business;
use crate::api_keys::check_name;
use crate::auth::Operator;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::state::App;

/// What to change; what is absent stays.
#[derive(Debug, Deserialize)]
pub struct Request {
    name: Option<String>,
    payouts_enabled: Option<bool>,
}

/// Renames a business, or switches its payouts on or off. What is accepted already is carried out.
pub async fn update(
    _: Operator,
    State(app): State<App>,
    Path(id): Path<BusinessId>,
    Json(request): Json<Request>,
) -> Result<Json<Business>, Problem> {
    if let Some(name) = &request.name {
        check_name(name)?;
    }
    let changed = app
        .transact(move |conn| {
            async move {
                business::update(conn, id, request.name.as_deref(), request.payouts_enabled).await?;
                business::get(conn, id).await
            }
            .boxed()
        })
        .await?;
    app.callers.forget();
    changed.map(|business| Json(business.into())).ok_or_else(|| Refusal::NotFound.into())
}
