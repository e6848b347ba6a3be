//! POST /dashboard/settings/brand/logo/remove: removes the logo, as `DELETE /v1/brand/logo` does.

use axum::extract::State;
use axum::response::Response;
use domain::member::Permission;

use super::page;
use crate::app::App;
use crate::auth::member::Member;
use crate::routes::dashboard::frame::{PageError, permitted};
use crate::routes::v1::brand::{stored, without_logo};

/// Removes the logo, and shows the page again.
pub async fn remove(State(app): State<App>, member: Member) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    without_logo(&app, member.business()).await?;
    let brand = stored(&app, member.business()).await?;
    Ok(page(&member, &brand, Some("The logo is removed.")))
}
