//! GET /assets/{name}: what pages load.

use axum::body::Body;
use axum::http::{HeaderMap, Response, Uri};

use crate::http::refusal::Refusal;
use crate::pages::assets;

/// The asset of this address.
pub async fn get(address: Uri, headers: HeaderMap) -> Result<Response<Body>, Refusal> {
    assets::served(address.path(), &headers)
}
