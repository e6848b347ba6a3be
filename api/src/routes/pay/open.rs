//! POST /pay: shows the account of the payout user whose hash the request has, with a page of its history.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::account::{Account, AccountPage};
use crate::app::App;
use crate::auth::PayoutUserWithForm;
use crate::http::refusal::Refusal;
use crate::pages::language::Language;

/// Shows the account.
pub async fn open(
    State(app): State<App>,
    headers: HeaderMap,
    language: Language,
    caller: PayoutUserWithForm,
) -> Result<Response, Refusal> {
    let Some(holder) = caller.holder else {
        return Ok(super::closed(StatusCode::UNAUTHORIZED, &headers, language));
    };
    let account = Account::of(&app, holder, &caller.form).await?;
    Ok(account.answer(StatusCode::OK, &headers, language, AccountPage::default()))
}
