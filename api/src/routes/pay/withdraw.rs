//! POST /pay/withdraw: makes a withdrawal as `POST /payout/withdraw` does, and shows the account with it.
//!
//! Each form has its own idempotency key, so a form that is sent twice takes the money once.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::withdrawal::create::CreatedOrder;

use super::account::{Account, AccountPage, FormValues, Notice, asked};
use crate::app::App;
use crate::auth::{PayoutUserWithBody, PayoutUserWithForm};
use crate::http::extract::IDEMPOTENCY_KEY;
use crate::http::metrics::requests::{IDEMPOTENT_REPLAYED, WellFormedRequest};
use crate::http::payout_error::PayoutError;
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::pages::language::Language;
use crate::routes::payout::withdraw::{WithdrawError, made};

/// Makes the withdrawal, and shows the account with it, or with the reason why there is none.
pub async fn withdraw(
    State(app): State<App>,
    request_id: RequestId,
    headers: HeaderMap,
    language: Language,
    caller: PayoutUserWithForm,
) -> Result<Response, Refusal> {
    let PayoutUserWithForm { holder, form } = caller;
    let Some(holder) = holder else {
        return Ok(super::closed(StatusCode::UNAUTHORIZED, &headers, language));
    };
    let key = form.text("key").and_then(|key| HeaderValue::from_str(key).ok());
    let key = key.ok_or(Refusal::NoIdempotencyKey { what: "A withdrawal" })?;
    let keyed = HeaderMap::from_iter([(IDEMPOTENCY_KEY, key)]);
    let body = PayoutUserWithBody { holder: holder.clone(), body: Some(asked(&form)) };
    let (status, shown) = match made(&app, request_id, &keyed, body).await {
        Ok(made) => done(&made),
        Err(WithdrawError::Refused(PayoutError::Unauthorized)) => {
            return Ok(super::closed(StatusCode::UNAUTHORIZED, &headers, language));
        }
        Err(not_made) => refused(not_made, &form),
    };
    let (replayed, poor) = (shown.said == Some(Notice::Again), shown.said == Some(Notice::Insufficient));
    let account = Account::of(&app, holder, &form).await?;
    let mut response = account.answer(status, &headers, language, shown);
    if replayed {
        let header = HeaderName::from_static(IDEMPOTENT_REPLAYED);
        response.headers_mut().insert(header, HeaderValue::from_static("true"));
    }
    Ok(if poor { (Extension(WellFormedRequest), response).into_response() } else { response })
}

fn done(made: &CreatedOrder) -> (StatusCode, AccountPage<'static>) {
    let said = if made.replayed { Notice::Again } else { Notice::Made };
    let shown =
        AccountPage { said: Some(said), amount: Some(made.withdrawal.amount), ..AccountPage::default() };
    (StatusCode::CREATED, shown)
}

fn refused(not_made: WithdrawError, form: &crate::http::extract::Form) -> (StatusCode, AccountPage<'_>) {
    let (status, said, faults) = match not_made {
        WithdrawError::Faults(faults) => (StatusCode::BAD_REQUEST, Notice::Fields, faults),
        WithdrawError::SwitchedOff(_) => (StatusCode::BAD_REQUEST, Notice::Off, Default::default()),
        WithdrawError::Refused(PayoutError::InsufficientBalance) => {
            (StatusCode::BAD_REQUEST, Notice::Insufficient, Default::default())
        }
        WithdrawError::Refused(PayoutError::IdempotencyKeyReused) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Notice::Reused, Default::default())
        }
        WithdrawError::Refused(PayoutError::Internal) => {
            (StatusCode::INTERNAL_SERVER_ERROR, Notice::Later, Default::default())
        }
        WithdrawError::Refused(_) => (StatusCode::SERVICE_UNAVAILABLE, Notice::Later, Default::default()),
    };
    (
        status,
        AccountPage { said: Some(said), filled: Some(FormValues { form, faults }), ..AccountPage::default() },
    )
}
