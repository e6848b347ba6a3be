//! POST /v1/api-keys

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use futures::FutureExt;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Making, NewKey, check_name, witness};
use crate::auth::Merchant;
use crate::expiry;
use crate::extract::Json;
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::state::App;

/// A key to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApiKeyRequest)]
pub struct Request {
    /// What to call it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// When it ends by itself; never when absent.
    expires_at: Option<DateTime<Utc>>,
}

/// Makes a key of the business's mode.
#[utoipa::path(
    post, path = "/v1/api-keys", tag = "api keys", security(("secret_key" = [])), request_body = Request,
    responses(
        (status = 201, description = "The key is shown this once", body = NewKey),
        (status = 409, description = "Too many keys", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn create(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Json(request): Json<Request>,
) -> Result<(StatusCode, Json<NewKey>), Problem> {
    check_name(&request.name)?;
    if let Some(end) = request.expires_at {
        expiry::check_future(end, app.clock.now())?;
    }
    let making = Making::begin(&app)?;
    let key = app
        .transact_witnessed(witness(caller.business_id), move |conn| {
            making.carry_out(conn, caller.business_id, request.name, request.expires_at).boxed()
        })
        .await?;
    Ok((StatusCode::CREATED, Json(key)))
}
