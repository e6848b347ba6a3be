//! POST /dashboard/settings/set-origins: sets the origins whose pages may make the calls that a payout hash allows.

use axum::extract::State;
use axum::response::Response;
use domain::member::Permission;
use maud::html;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::routes::dashboard::addresses::SETTINGS;
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::{back, done};
use crate::routes::v1::allowed_origins::put::set;

/// Sets the origins, one a line. Doing so twice changes nothing, so the form has no idempotency key.
pub async fn set_origins(State(app): State<App>, member: Member, form: Form) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    let lines = form.text("origins").unwrap_or_default().lines().map(str::trim);
    let asked: Vec<String> = lines.filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let origins = set(&app, member.business(), &asked).await?;
    let said = html! {
        @if origins.is_empty() { "No origin is allowed." }
        @else { "These are allowed, and no others: " strong { (origins.join(", ")) } "." }
    };
    let main = html! { (done(&said, false)) (back(SETTINGS, "the settings")) };
    Ok(shown(&member, SETTINGS, "Done", main))
}
