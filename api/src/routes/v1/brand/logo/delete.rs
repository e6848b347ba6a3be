//! DELETE /v1/brand/logo

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::NoBody;
use crate::http::refusal::Refusal;
use crate::routes::v1::brand::without_logo;

/// Removes the logo.
///
/// If there was no logo, the request succeeds. Browsers may keep the picture, but no page shows it.
#[utoipa::path(
    delete, path = "/v1/brand/logo", tag = "payout users", security(("secret_key" = [])),
    responses((status = 204, description = "The business has no logo now"), Problems)
)]
pub async fn delete(
    State(app): State<App>,
    Merchant(caller): Merchant,
    _: NoBody,
) -> Result<StatusCode, Refusal> {
    without_logo(&app, caller.business_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
