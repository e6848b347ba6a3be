//! GET /v1/payout-users

use axum::extract::State;
use domain::email::Email;
use domain::ids::PayoutUserId;
use domain::payout_user;
use futures::FutureExt;
use serde::Deserialize;
use utoipa::IntoParams;

use super::PayoutUser;
use crate::auth::Merchant;
use crate::extract::{Query, parameter};
use crate::openapi::Problems;
use crate::page::{List, ListAnswer, Page, PageQuery};
use crate::refusal::Refusal;
use crate::state::App;

/// Which payout users.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// The one with this address.
    email: Option<String>,
}

/// Payout users, newest first; or the one with an address.
#[utoipa::path(
    get, path = "/v1/payout-users", tag = "payout users", security(("secret_key" = [])),
    params(Restriction, PageQuery),
    responses((status = 200, body = List<PayoutUser>), Problems)
)]
pub async fn list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    page: Page<PayoutUserId>,
    Query(restriction): Query<Restriction>,
) -> Result<ListAnswer<PayoutUser>, Refusal> {
    let email: Option<Email> = parameter("email", restriction.email, |text| text.parse().ok())?;
    let (before, fetch) = (page.after, page.fetch());
    let rows = app
        .read(move |conn| {
            async move { payout_user::list(conn, caller.business_id, email.as_ref(), before, fetch).await }
                .boxed()
        })
        .await?;
    Ok(page.answer(rows, |row| row.id, PayoutUser::from))
}
