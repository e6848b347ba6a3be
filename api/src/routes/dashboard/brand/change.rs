//! POST /dashboard/settings/brand: sets the name and the colour, as `PUT /v1/brand` does. An empty field removes its
//! value.

use axum::extract::State;
use axum::response::Response;
use domain::member::Permission;

use super::page;
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::routes::dashboard::frame::{PageError, permitted};
use crate::routes::v1::brand::changed;

/// Stores both, and shows the page again.
pub async fn change(State(app): State<App>, member: Member, form: Form) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    let brand = changed(&app, member.business(), form.text("name"), form.text("colour")).await?;
    Ok(page(&member, &brand, Some("The name and the colour are saved.")))
}
