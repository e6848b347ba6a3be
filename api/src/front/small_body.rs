//! Reads a small body before its request is handed on, because the credential is in the body.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use futures::stream::{self, StreamExt};
use http_body_util::BodyExt;
use hyper::body::Body as _;

use crate::http::extract::{MAX_SMALL_BODY_BYTES, unpacked};

/// Reads the body of a request. The returned request is unchanged: its reader gets the same bytes, and the same
/// failure. The second result is `None` if the body is too large or fails.
pub async fn read(request: Request) -> (Request, Option<Bytes>) {
    let (parts, mut body) = request.into_parts();
    let too_large = |bytes: usize| bytes > MAX_SMALL_BODY_BYTES;
    if usize::try_from(body.size_hint().lower()).is_ok_and(too_large) {
        return (Request::from_parts(parts, body), None);
    }
    let mut read = Vec::new();
    let failed = loop {
        match body.frame().await {
            None => {
                let bytes = Bytes::from(read);
                let whole = unpacked(&parts.headers, bytes.clone(), MAX_SMALL_BODY_BYTES).ok();
                return (Request::from_parts(parts, Body::from(bytes)), whole);
            }
            Some(Ok(frame)) => read.extend_from_slice(frame.data_ref().map_or(&[], Bytes::as_ref)),
            Some(Err(error)) => break Some(Err(error)),
        }
        if too_large(read.len()) {
            break None;
        }
    };
    let begun = stream::iter(std::iter::once(Ok(Bytes::from(read))).chain(failed));
    (Request::from_parts(parts, Body::from_stream(begun.chain(body.into_data_stream()))), None)
}
