//! POST /dashboard/account/business: switches the session to another of the member's businesses.

use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::ids::BusinessId;
use domain::member::sessions;
use futures::FutureExt;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::HOME;
use crate::routes::dashboard::frame::PageError;

/// Switches the session, and redirects to its home page. A business that the member does not act for is a 404.
pub async fn switch(State(app): State<App>, member: Member, form: Form) -> Result<Response, PageError> {
    let business: Option<BusinessId> = form.text("business").and_then(|id| id.parse().ok());
    let (business, session) = (business.ok_or(Refusal::NotFound)?, member.0.id);
    let switched = app.transact(move |conn| sessions::switch(conn, session, business).boxed());
    if !switched.await.map_err(Refusal::from)? {
        return Err(Refusal::NotFound.into());
    }
    Ok((StatusCode::SEE_OTHER, [(LOCATION, HeaderValue::from_static(HOME))]).into_response())
}
