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

/// The fields to change. A field that is absent keeps its value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PayoutUserChange)]
pub struct Request {
    /// Whether the payout hash works.
    status: Option<NewStatus>,
    /// When the hash expires. Null if it never does.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    expires_at: Option<Option<Time>>,
}

/// Whether the payout hash works.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PayoutUserStatus)]
pub enum NewStatus {
    /// The hash works.
    Active,
    /// The hash does not work; the money stays.
    Inactive,
}

/// Activates or deactivates a payout user, or sets when its hash expires.
///
/// A field that is absent keeps its value. An inactive payout user is still paid and keeps its money, but its hash does
/// not work until it is active again.
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

/// Changes the payout user `id` of `business` and returns it.
///
/// # Errors
/// 404, or a time that cannot be stored.
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

/// Reads a field so that null and an absent field can be told apart.
fn present<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<Time>>, D::Error> {
    Option::deserialize(value).map(Some)
}
