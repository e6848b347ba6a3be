//! GET /v1/allowed-origins

use axum::extract::State;
use domain::business;
use futures::FutureExt;

use super::AllowedOrigins;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::Json;
use crate::http::refusal::Refusal;

/// Returns the origins whose pages may call the payout users' routes from a browser.
///
/// The list is empty at first.
#[utoipa::path(
    get, path = "/v1/allowed-origins", tag = "payout users", security(("secret_key" = [])),
    responses((status = 200, body = AllowedOrigins), Problems)
)]
pub async fn get(
    State(app): State<App>,
    Merchant(caller): Merchant,
) -> Result<Json<AllowedOrigins>, Refusal> {
    let origins = app.read(move |conn| business::allowed_origins(conn, caller.business_id).boxed()).await?;
    Ok(Json(AllowedOrigins { origins }))
}
