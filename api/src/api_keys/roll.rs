//! POST /v1/api-keys/{id}/roll: a successor, and an end for the old key after an overlap.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::api_key;
use domain::ids::ApiKeyId;
use futures::FutureExt;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{KeyRefused, Making, NewKey, witness};
use crate::auth::Merchant;
use crate::extract::{Json, Path};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::state::App;

/// The longest overlap: time to deploy everywhere, not to forget the old key. Seconds (7 days).
const MAX_OVERLAP_SECONDS: u32 = 7 * 24 * 60 * 60;

/// How to roll.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApiKeyRoll)]
pub struct Request {
    /// For how long both keys work; 0 ends the old one at once.
    #[schema(maximum = 604_800)]
    overlap_seconds: u32,
}

/// Makes a key of the same name; the old one ends after the overlap, or when it would have anyway.
#[utoipa::path(
    post, path = "/v1/api-keys/{id}/roll", tag = "api keys", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`key_…`")), request_body = Request,
    responses(
        (status = 201, description = "The new key, shown this once", body = NewKey),
        (status = 404, description = "No such key", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The key has ended", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn roll(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<ApiKeyId>,
    Json(request): Json<Request>,
) -> Result<(StatusCode, Json<NewKey>), Problem> {
    if request.overlap_seconds > MAX_OVERLAP_SECONDS {
        let message = format!("overlap_seconds must be at most {MAX_OVERLAP_SECONDS}.");
        return Err(Problem::field("overlap_seconds", "too_large", message));
    }
    let making = Making::begin(&app)?;
    let now = app.clock.now();
    let end = now + TimeDelta::seconds(request.overlap_seconds.into());
    let key = app
        .transact_witnessed(witness(caller.business_id), move |conn| {
            async move {
                let old = api_key::expire(conn, caller.business_id, id, end).await?;
                let old = old.ok_or(KeyRefused::NotFound)?;
                if old.revoked_at.is_some() || old.expires_at.is_some_and(|ended| ended < now) {
                    return Err(KeyRefused::Ended);
                }
                making.carry_out(conn, caller.business_id, old.name, None).await
            }
            .boxed()
        })
        .await?;
    app.callers.forget();
    Ok((StatusCode::CREATED, Json(key)))
}
