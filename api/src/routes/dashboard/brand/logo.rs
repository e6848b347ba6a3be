//! POST /dashboard/settings/brand/logo: sets the logo from a form, as `PUT /v1/brand/logo` does.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use domain::business::brand::{InvalidLogo, MAX_LOGO_BYTES};
use domain::member::Permission;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::page;
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{FormWithFile, refusal_of_body_error};
use crate::http::problem::Problem;
use crate::routes::dashboard::frame::{PageError, permitted};
use crate::routes::v1::brand::{no_logo, with_logo};

/// Stores the logo, and shows the page again.
pub async fn store(State(app): State<App>, member: Member, request: Request) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    let sent = FormWithFile::read(request).await?;
    let bytes = whole(sent.file).await?;
    sent.rest.is_empty().await?;
    let brand = with_logo(&app, member.business(), bytes).await?;
    Ok(page(&member, &brand, Some("The logo is saved.")))
}

/// Reads the file, up to the largest size of a logo.
async fn whole(file: Body) -> Result<Bytes, Problem> {
    match Limited::new(file, MAX_LOGO_BYTES).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(no_logo(InvalidLogo::TooLong)),
        Err(error) => Err(refusal_of_body_error(&*error).problem()),
    }
}
