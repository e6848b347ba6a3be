//! POST /dashboard/sign-out: ends the session, for every holder of its token.

use axum::extract::State;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::member::sessions;
use futures::FutureExt;

use super::frame::PageError;
use crate::app::App;
use crate::auth::member::{Member, SIGN_IN, no_cookie};
use crate::http::refusal::Refusal;

/// Ends the session, deletes the cookie and redirects to the sign-in page.
pub async fn sign_out(State(app): State<App>, member: Member) -> Result<Response, PageError> {
    let (who, id) = (member.0.member_id, member.0.id);
    app.transact(move |conn| sessions::end(conn, who, Some(id), None).boxed())
        .await
        .map_err(Refusal::from)?;
    let cookie = no_cookie().ok_or(Refusal::Internal)?;
    let to = HeaderValue::from_static(SIGN_IN);
    Ok((StatusCode::SEE_OTHER, [(LOCATION, to), (SET_COOKIE, cookie)]).into_response())
}
