//! POST /dashboard/settings/rename: renames the business.

use axum::extract::State;
use axum::response::Response;
use domain::business::Changes;
use domain::member::Permission;
use maud::html;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::http::request_id::RequestId;
use crate::routes::admin::businesses::update::changed;
use crate::routes::dashboard::addresses::SETTINGS;
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::{back, done};
use crate::routes::v1::api_keys::check_name;

/// Renames the business. Doing so twice changes nothing, so the form has no idempotency key.
pub async fn rename(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    let name = form.text("name").unwrap_or_default().to_owned();
    check_name(&name)?;
    let changes = Changes { name: Some(name), ..Changes::default() };
    let business = changed(&app, member.credential(), request_id, member.business(), changes).await?;
    let main = html! {
        (done(&html! { "The business is now called " strong { (business.name) } "." }, false))
        (back(SETTINGS, "the settings"))
    };
    Ok(shown(&member, SETTINGS, "Done", main))
}
