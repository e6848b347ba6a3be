//! GET, POST /dashboard/api-keys/{id}/revoke: asks for confirmation, then revokes a key at once.

use axum::extract::State;
use axum::response::Response;
use domain::ids::ApiKeyId;
use domain::member::Permission;
use maud::html;

use super::{begins_with, found};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::API_KEYS;
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::{Question, back, done};
use crate::routes::v1::api_keys::revoke::revoked;

/// Shows the page that asks for confirmation.
pub async fn show(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<ApiKeyId>, Refusal>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let Path(wanted) = wanted?;
    let key = found(&app, member.business(), wanted).await?;
    let action = format!("{API_KEYS}/{wanted}/revoke");
    let question = Question { action: &action, key: None, verb: "Revoke", back: API_KEYS };
    let main = html! {
        p { "Revoke the key " strong { (key.name) } ", which begins with " (begins_with(&key, member.0.mode)) "." }
        p id="about" {
            "It stops working at once and for good: requests with this key get 401. To replace a key without an interruption, "
            a href={ (API_KEYS) "/" (wanted) "/roll" } { "roll it" } "."
        }
        (question.form(&html! {}))
    };
    Ok(shown(&member, API_KEYS, "Revoke the key?", main))
}

/// Revokes the key. Revoking it twice changes nothing, so the form has no idempotency key.
pub async fn revoke(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<ApiKeyId>, Refusal>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let Path(wanted) = wanted?;
    let key = revoked(&app, member.business(), wanted).await?;
    let main = html! {
        (done(&html! { "The key " strong { (key.name) } " is revoked." }, false))
        (back(API_KEYS, "the keys"))
    };
    Ok(shown(&member, API_KEYS, "Done", main))
}
