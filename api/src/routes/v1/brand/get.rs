//! GET /v1/brand

use axum::extract::State;

use super::{Brand, stored};
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::Json;
use crate::http::refusal::Refusal;

/// Returns how the business appears to its payout users.
///
/// The brand is shown at `/pay` to everybody with a payout hash of the business. At first nothing is set, and the name
/// of the business is shown.
#[utoipa::path(
    get, path = "/v1/brand", tag = "payout users", security(("secret_key" = [])),
    responses((status = 200, body = Brand), Problems)
)]
pub async fn get(State(app): State<App>, Merchant(caller): Merchant) -> Result<Json<Brand>, Refusal> {
    Ok(Json(stored(&app, caller.business_id).await?.into()))
}
