//! DELETE /v1/brand/logo

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::NoBody;
use crate::http::refusal::Refusal;
use crate::routes::v1::brand::without_logo;

/// Takes the logo away.
///
/// It is no fault if there was none. Browsers that have kept the picture may still have it; no page shows it.
#[utoipa::path(
    delete, path = "/v1/brand/logo", tag = "payout users", security(("secret_key" = [])),
    responses((status = 204, description = "There is none now"), Problems)
)]
pub async fn delete(
    State(app): State<App>,
    Merchant(caller): Merchant,
    _: NoBody,
) -> Result<StatusCode, Refusal> {
    without_logo(&app, caller.business_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
