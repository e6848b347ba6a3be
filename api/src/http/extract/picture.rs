//! Bodies that are a picture. What it is, is read of its bytes; its type only says that it was meant as one.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;

use super::body::{read, unsupported};
use crate::http::refusal::Refusal;

/// The types of such bodies, for people. The last is of clients that send bytes.
const TAKEN: &str = "image/png, image/jpeg, image/webp, application/octet-stream";

/// The bytes of a body that is a picture by its type, or has no type, within the route's limit.
#[derive(Clone, Debug)]
pub struct Picture(pub Bytes);

impl<S: Sync> FromRequest<S> for Picture {
    type Rejection = Refusal;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Refusal> {
        let types: Vec<&HeaderValue> = request.headers().get_all(CONTENT_TYPE).iter().collect();
        let taken = |value: &HeaderValue| {
            let essence = value.to_str().ok().and_then(|value| value.split(';').next()).unwrap_or_default();
            TAKEN.split(", ").any(|one| essence.trim().eq_ignore_ascii_case(one))
        };
        if types.len() > 1 || !types.into_iter().all(taken) {
            return Err(unsupported(request.headers(), TAKEN));
        }
        read(request).await.map(Self)
    }
}
