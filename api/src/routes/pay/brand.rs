//! GET /pay/brand/{name}: the stylesheet of a colour, or a logo. Pages that show a brand load them. A browser requests
//! them without credentials, so their addresses reveal nothing about a business or a user.

pub mod accent;
pub mod shown;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, Response, Uri};
use axum::response::IntoResponse;
use domain::business::brand;
use futures::FutureExt;

use self::shown::{Named, named, stylesheet};
use crate::app::App;
use crate::http::refusal::Refusal;
use crate::pages::assets::FOR_GOOD;

/// The header that keeps pages of other hosts from loading the response.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Serves the stylesheet or the logo at this address.
pub async fn get(State(app): State<App>, address: Uri) -> Result<Response<Body>, Refusal> {
    let (media_type, content) = match named(address.path()).ok_or(Refusal::NotFound)? {
        Named::Stylesheet(colour) => ("text/css; charset=utf-8", stylesheet(colour).into_bytes()),
        Named::Logo(digest, media_type) => {
            let digest = digest.to_owned();
            let read =
                app.read(move |conn| async move { brand::logo_of_digest(conn, &digest).await }.boxed());
            let found = read.await?.filter(|(stored, _)| *stored == media_type);
            (media_type.as_str(), found.ok_or(Refusal::NotFound)?.1)
        }
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CACHE_CONTROL, FOR_GOOD),
        (RESOURCE_POLICY, HeaderValue::from_static("same-origin")),
    ];
    Ok((headers, content).into_response())
}
