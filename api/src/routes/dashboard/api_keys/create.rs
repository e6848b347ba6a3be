//! POST /dashboard/api-keys/create: creates a key.

use axum::extract::State;
use axum::response::Response;
use domain::member::Permission;
use serde_json::Value;

use super::made;
use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::routes::console::commands::body;
use crate::routes::dashboard::addresses::CREATE_API_KEY;
use crate::routes::dashboard::frame::{PageError, permitted};
use crate::routes::v1::api_keys::create::created;

/// Creates the key, once for each form, and shows it.
pub async fn create(State(app): State<App>, member: Member, form: Form) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let fields = ["name", "expires_at"].into_iter();
    let request = body(fields.filter_map(|name| Some((name, Value::from(form.text(name)?)))))?;
    let keyed = Keyed::of_form(CREATE_API_KEY, &form)?;
    Ok(made(&member, created(&app, member.business(), keyed, request).await?))
}
