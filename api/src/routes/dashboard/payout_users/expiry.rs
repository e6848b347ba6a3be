//! POST /dashboard/payout-users/{id}/expiry: sets when a payout user's link expires, or that it never does.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDateTime, Utc};
use domain::ids::PayoutUserId;
use domain::member::Permission;
use domain::payout_user::Change;
use maud::html;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Form, Path, time as read_time};
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::routes::dashboard::addresses::PAYOUT_USERS;
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::v1::payout_users::update::changed;

/// The formats in which browsers send a time: with seconds only if they are not zero. The time is taken as UTC.
const FORMS: [&str; 2] = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];

/// Sets the expiry.
pub async fn expiry(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<PayoutUserId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let Path(wanted) = wanted?;
    let change = Change { expires_at: Some(end(form.text("expires_at"))?), ..Change::default() };
    let user = changed(&app, member.business(), wanted, change).await?;
    let main = html! {
        p.good role="status" {
            "The link of " (user.email.as_str())
            @if let Some(end) = user.expires_at { @if end <= app.clock.now() { " has ended: " } @else { " ends at " } (time(end)) "." }
            @else { " never expires." }
        }
        p { a href={ (PAYOUT_USERS) "/" (wanted) } { "Back to the payout user" } }
    };
    Ok(shown(&member, PAYOUT_USERS, "Done", main))
}

/// Reads the expiry from its field. An empty field means no expiry.
fn end(text: Option<&str>) -> Result<Option<DateTime<Utc>>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    let local = FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    match local {
        Some(local) => Ok(Some(local.and_utc())),
        None => read_time("expires_at", Some(text.to_owned())),
    }
}
