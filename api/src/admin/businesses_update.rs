//! PATCH /admin/businesses/{id}

use axum::extract::State;
use domain::business::{self, Changes, MAX_WEIGHT};
use domain::ids::BusinessId;
use domain::steering;
use futures::FutureExt;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Business, by_operator};
use crate::api_keys::check_name;
use crate::auth::Operator;
use crate::extract::{Json, Path};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::request_id::RequestId;
use crate::state::App;
use crate::steering::look;

/// What to change; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BusinessChange)]
pub struct Request {
    name: Option<String>,
    payouts_enabled: Option<bool>,
    weight: Option<i16>,
}

/// Renames a business, switches its payouts on or off, or changes how many claims in a row are its turn. What is accepted
/// already is carried out.
#[utoipa::path(
    patch, path = "/admin/businesses/{id}", tag = "operators", security(("operator_token" = [])), params(("id" = String, Path, description = "`biz_…`")), request_body = Request,
    responses((status = 200, body = Business), Problems)
)]
pub async fn update(
    _: Operator,
    State(app): State<App>,
    RequestId(request_id): RequestId,
    Path(id): Path<BusinessId>,
    Json(request): Json<Request>,
) -> Result<Json<Business>, Problem> {
    if let Some(name) = &request.name {
        check_name(name)?;
    }
    if request.weight.is_some_and(|weight| !(1..=MAX_WEIGHT).contains(&weight)) {
        let message = format!("The weight must be from 1 to {MAX_WEIGHT}.");
        return Err(Problem::field("weight", "out_of_range", message));
    }
    let Request { name, payouts_enabled, weight } = request;
    let changes = Changes { name, payouts_enabled, weight };
    let done = by_operator(&app, request_id);
    let changed = app
        .transact(move |conn| {
            async move {
                steering::change(conn, id, &changes, done).await?;
                business::get(conn, id).await
            }
            .boxed()
        })
        .await?;
    app.callers.forget();
    look(&app).await;
    changed.map(|business| Json(business.into())).ok_or_else(|| Refusal::NotFound.into())
}
