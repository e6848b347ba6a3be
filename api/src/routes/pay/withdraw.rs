//! POST /pay/withdraw: makes a withdrawal as `POST /payout/withdraw` does, and shows the account with it.
//!
//! Each form has its own idempotency key, so a form that is sent twice takes the money once.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::withdrawal::create::Made;

use super::account::{Account, Filled, Said, Shown, asked};
use crate::app::App;
use crate::auth::{PayoutUserWithBody, PayoutUserWithForm};
use crate::http::extract::IDEMPOTENCY_KEY;
use crate::http::metrics::requests::{IDEMPOTENT_REPLAYED, WellFormed};
use crate::http::payout_error::PayoutError;
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::pages::language::Language;
use crate::routes::payout::withdraw::{NotMade, made};

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
        Err(NotMade::Refused(PayoutError::Unauthorized)) => {
            return Ok(super::closed(StatusCode::UNAUTHORIZED, &headers, language));
        }
        Err(not_made) => refused(not_made, &form),
    };
    let (replayed, poor) = (shown.said == Some(Said::Again), shown.said == Some(Said::Insufficient));
    let account = Account::of(&app, holder, &form).await?;
    let mut response = account.answer(status, &headers, language, shown);
    if replayed {
        let header = HeaderName::from_static(IDEMPOTENT_REPLAYED);
        response.headers_mut().insert(header, HeaderValue::from_static("true"));
    }
    Ok(if poor { (Extension(WellFormed), response).into_response() } else { response })
}

fn done(made: &Made) -> (StatusCode, Shown<'static>) {
    let said = if made.replayed { Said::Again } else { Said::Made };
    let shown = Shown { said: Some(said), amount: Some(made.withdrawal.amount), ..Shown::default() };
    (StatusCode::CREATED, shown)
}

fn refused(not_made: NotMade, form: &crate::http::extract::Form) -> (StatusCode, Shown<'_>) {
    let (status, said, faults) = match not_made {
        NotMade::Faults(faults) => (StatusCode::BAD_REQUEST, Said::Fields, faults),
        NotMade::SwitchedOff(_) => (StatusCode::BAD_REQUEST, Said::Off, Default::default()),
        NotMade::Refused(PayoutError::InsufficientBalance) => {
            (StatusCode::BAD_REQUEST, Said::Insufficient, Default::default())
        }
        NotMade::Refused(PayoutError::IdempotencyKeyReused) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Said::Reused, Default::default())
        }
        NotMade::Refused(PayoutError::Internal) => {
            (StatusCode::INTERNAL_SERVER_ERROR, Said::Later, Default::default())
        }
        NotMade::Refused(_) => (StatusCode::SERVICE_UNAVAILABLE, Said::Later, Default::default()),
    };
    (status, Shown { said: Some(said), filled: Some(Filled { form, faults }), ..Shown::default() })
}
