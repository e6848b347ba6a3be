//! Bodies that are pictures. The bytes decide the format. The content type only tells that a picture was meant.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;

use super::body::{read, unsupported};
use crate::http::refusal::Refusal;

/// The accepted types, for people. The last one is for clients that send plain bytes.
const TAKEN: &str = "image/png, image/jpeg, image/webp, application/octet-stream";

/// The bytes of a body within the route's limit, whose type is a picture's or missing.
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
