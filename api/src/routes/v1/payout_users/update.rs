//! PATCH /v1/payout-users/{id}

use axum::extract::State;
use domain::ids::{BusinessId, PayoutUserId};
use domain::payout_user::{self, Change, Status};
use futures::FutureExt;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::PayoutUser;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path, Time};
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;
use crate::intake::fields::expiry;

/// What to change; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PayoutUserChange)]
pub struct Request {
    status: Option<NewStatus>,
    /// When the hash ends by itself; null for never.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    expires_at: Option<Option<Time>>,
}

/// Whether the hash opens anything.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PayoutUserStatus)]
pub enum NewStatus {
    /// It does.
    Active,
    /// It does not; the money stays.
    Inactive,
}

/// Activates or deactivates a payout user, or sets the end of its hash.
///
/// What is absent stays. An inactive one is paid as before and keeps its money; its hash opens nothing until it is
/// active again.
#[utoipa::path(
    patch, path = "/v1/payout-users/{id}", tag = "payout users", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`usr_…`")), request_body = Request,
    responses(
        (status = 200, body = PayoutUser),
        (status = 404, description = "No such payout user", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn update(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<PayoutUserId>,
    Json(request): Json<Request>,
) -> Result<Json<PayoutUser>, Problem> {
    let expires_at = request.expires_at.map(|end| end.map(|Time(end)| end));
    let change = Change {
        status: request.status.map(|status| match status {
            NewStatus::Active => Status::Active,
            NewStatus::Inactive => Status::Inactive,
        }),
        expires_at,
    };
    changed(&app, caller.business_id, id, change).await.map(|user| Json(user.into()))
}

/// Changes the payout user `id` of `business`: as it is then.
///
/// # Errors
/// 404, or an end that cannot be written.
pub async fn changed(
    app: &App,
    business: BusinessId,
    id: PayoutUserId,
    change: Change,
) -> Result<payout_user::PayoutUser, Problem> {
    if let Some(Some(end)) = change.expires_at {
        expiry::check(end)?;
    }
    let now = app.clock.now();
    let changed = app.transact(move |conn| payout_user::update(conn, business, id, change, now).boxed());
    changed.await?.ok_or_else(|| Refusal::NotFound.into())
}

/// Reads a field so that null can be told from absent.
fn present<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<Time>>, D::Error> {
    Option::deserialize(value).map(Some)
}
