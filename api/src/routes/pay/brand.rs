//! GET /pay/brand/{name}: the stylesheet of a colour, or a logo. They are for the pages of those who were shown a brand; a
//! browser asks for them without a credential, so their addresses tell nothing of a business or a user.

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

/// The header that keeps what is answered from pages of other hosts.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What is at this address.
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
