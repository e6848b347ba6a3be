//! PATCH /admin/businesses/{id}

use axum::extract::State;
use domain::business::{self, Changes, MAX_WEIGHT};
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
    weight: Option<i16>,
}

/// Renames a business, switches its payouts on or off, or changes how many claims in a row are its turn. What is accepted
/// already is carried out.
pub async fn update(
    _: Operator,
    State(app): State<App>,
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
    let changed = app
        .transact(move |conn| {
            async move {
                business::update(conn, id, &changes).await?;
                business::get(conn, id).await
            }
            .boxed()
        })
        .await?;
    app.callers.forget();
    changed.map(|business| Json(business.into())).ok_or_else(|| Refusal::NotFound.into())
}
