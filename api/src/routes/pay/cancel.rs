//! POST /pay/cancel: cancels a withdrawal as `POST /payout/withdrawals/{id}/cancel` does, and shows the account.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::ids::WithdrawalId;

use super::account::{Account, AccountPage, Notice};
use crate::app::App;
use crate::auth::PayoutUserWithForm;
use crate::http::payout_error::PayoutError;
use crate::http::refusal::Refusal;
use crate::pages::language::Language;
use crate::routes::payout::withdrawals::cancel::cancelled;

/// Cancels the withdrawal, and shows the account with the result.
pub async fn cancel(
    State(app): State<App>,
    headers: HeaderMap,
    language: Language,
    caller: PayoutUserWithForm,
) -> Result<Response, Refusal> {
    let PayoutUserWithForm { holder, form } = caller;
    let Some(holder) = holder else {
        return Ok(super::closed(StatusCode::UNAUTHORIZED, &headers, language));
    };
    let id: WithdrawalId = form.text("id").and_then(|id| id.parse().ok()).ok_or(Refusal::NotFound)?;
    let (status, said, amount) = match cancelled(&app, &holder, id, None).await {
        Ok(cancelled) => (StatusCode::OK, Notice::Cancelled, Some(cancelled.value.amount)),
        Err(PayoutError::NotFound) => return Err(Refusal::NotFound),
        Err(PayoutError::Conflict(_)) => (StatusCode::CONFLICT, Notice::TooLate, None),
        Err(PayoutError::Internal) => (StatusCode::INTERNAL_SERVER_ERROR, Notice::Later, None),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Notice::Later, None),
    };
    let account = Account::of(&app, holder, &form).await?;
    Ok(account.answer(
        status,
        &headers,
        language,
        AccountPage { said: Some(said), amount, ..AccountPage::default() },
    ))
}
