//! GET /v1/payout-users

use axum::extract::State;
use domain::email::Email;
use domain::ids::PayoutUserId;
use domain::payout_user;
use futures::FutureExt;
use serde::Deserialize;
use utoipa::IntoParams;

use super::PayoutUser;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Query, parameter};
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;

/// The filter.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// Only the payout user with this e-mail address.
    email: Option<String>,
}

/// Lists payout users, newest first, or the one with an e-mail address.
///
/// The address is normalised before it is looked up, as it was when it was stored. A page has up to `limit` rows (at
/// most 200). `next_cursor`, also in the `Link` header, leads to the next page.
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
    let email: Option<Email> = parameter("email", restriction.email, str::parse)?;
    let (before, fetch) = (page.after, page.fetch());
    let rows = app
        .read(move |conn| {
            async move { payout_user::list(conn, caller.business_id, email.as_ref(), before, fetch).await }
                .boxed()
        })
        .await?;
    Ok(page.answer(rows, |row| row.id, PayoutUser::from))
}
