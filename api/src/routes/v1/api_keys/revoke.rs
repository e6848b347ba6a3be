//! DELETE /v1/api-keys/{id}

use axum::extract::State;
use domain::business::api_key;
use domain::ids::{ApiKeyId, BusinessId};
use futures::FutureExt;

use super::ApiKey;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, NoBody, Path};
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;

/// Revokes an API key, immediately and permanently.
///
/// Revoking a key again changes nothing. To replace a key without an interruption, roll it.
#[utoipa::path(
    delete, path = "/v1/api-keys/{id}", tag = "api keys", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`key_…`")),
    responses(
        (status = 200, description = "Revoked", body = ApiKey),
        (status = 404, description = "No such key", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn revoke(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<ApiKeyId>,
    _: NoBody,
) -> Result<Json<ApiKey>, Refusal> {
    Ok(Json(revoked(&app, caller.business_id, id).await?.into()))
}

/// Revokes the key `id` of a business and returns it.
///
/// # Errors
/// 404 when there is no such key.
pub async fn revoked(app: &App, business: BusinessId, id: ApiKeyId) -> Result<api_key::ApiKey, Refusal> {
    let now = app.clock.now();
    let revoked = app.transact(move |conn| api_key::revoke(conn, business, id, now).boxed()).await?;
    app.key_cache.forget();
    revoked.ok_or(Refusal::NotFound)
}
