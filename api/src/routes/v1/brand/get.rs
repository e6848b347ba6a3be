//! GET /v1/brand

use axum::extract::State;

use super::{Brand, stored};
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::Json;
use crate::http::refusal::Refusal;

/// What the payout users of the business are shown it as.
///
/// It is shown at `/pay`, to those whom a hash of the business opens it. Nothing is said at first, and the name of the business
/// is shown.
#[utoipa::path(
    get, path = "/v1/brand", tag = "payout users", security(("secret_key" = [])),
    responses((status = 200, body = Brand), Problems)
)]
pub async fn get(State(app): State<App>, Merchant(caller): Merchant) -> Result<Json<Brand>, Refusal> {
    Ok(Json(stored(&app, caller.business_id).await?.into()))
}
