//! Bodies: their type, their limit, and the errors of reading them.
//!
//! A route sets its limit with [`DefaultBodyLimit::max`](axum::extract::DefaultBodyLimit::max). axum's own default is 2
//! MB.

use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue};
use http_body_util::BodyExt;

use super::body_error::refusal_of_body_error;
use super::packed::{packing, unpacked};
use crate::http::refusal::Refusal;

/// The maximum size of a body with a handful of fields. An e-mail of 255 characters, all escaped, is 3 kB.
pub const MAX_SMALL_BODY_BYTES: usize = 64 * 1024;
/// The maximum size of a batch as one JSON document: 10 000 items of up to 800 bytes. Larger batches are streamed.
pub const MAX_BATCH_JSON_BYTES: usize = 8 * 1024 * 1024;

/// The body types that routes read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/json` and `application/*+json`, or no type at all.
    Json,
    /// `application/x-ndjson`, also called `application/jsonl`: a JSON object per line.
    Ndjson,
    /// `text/csv`.
    Csv,
}

/// The name of [`MediaType::Json`], for people.
pub const JSON_TYPE: &str = "application/json";

/// The types of a batch, for people.
pub const BATCH_TYPES: &str = "text/csv, application/x-ndjson (or application/jsonl), application/json";

/// The media type of a form with files.
const FORM_TYPE: &str = "multipart/form-data";

/// Returns the type of a request's body. Parameters such as a charset are ignored.
///
/// # Errors
/// [`Refusal::UnsupportedMediaType`], with the types of a batch, for a type that [`MediaType`] does not list, or for
/// several headers.
pub fn media_type(headers: &HeaderMap) -> Result<MediaType, Refusal> {
    let unsupported = || unsupported(headers, BATCH_TYPES);
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let Some(value) = values.next() else { return Ok(MediaType::Json) };
    if values.next().is_some() {
        return Err(unsupported());
    }
    let value = value.to_str().map_err(|_| unsupported())?;
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" => Ok(MediaType::Json),
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/x-jsonlines" => Ok(MediaType::Ndjson),
        "text/csv" => Ok(MediaType::Csv),
        other if other.starts_with("application/") && other.ends_with("+json") => Ok(MediaType::Json),
        _ => Err(unsupported()),
    }
}

fn is_json(headers: &HeaderMap) -> Result<(), Refusal> {
    match media_type(headers) {
        Ok(MediaType::Json) => Ok(()),
        _ => Err(unsupported(headers, JSON_TYPE)),
    }
}

/// Returns the refusal of a type that is not among `taken`.
pub(super) fn unsupported(headers: &HeaderMap, taken: &'static str) -> Refusal {
    let said = headers.get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes).trim_ascii_start();
    let is_form =
        said.get(..FORM_TYPE.len()).is_some_and(|said| said.eq_ignore_ascii_case(FORM_TYPE.as_bytes()));
    Refusal::UnsupportedMediaType { taken, is_form }
}

/// The unparsed bytes of a body with a JSON type, within the route's limit.
#[derive(Clone, Debug)]
pub struct RawJson(pub Bytes);

impl<S: Sync> FromRequest<S> for RawJson {
    type Rejection = Refusal;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Refusal> {
        is_json(request.headers())?;
        packing(request.headers())?;
        read(request).await.map(Self)
    }
}

/// The bytes of an optional body. An empty body needs no type.
#[derive(Clone, Debug)]
pub struct OptionalRawJson(pub Bytes);

impl<S: Sync> FromRequest<S> for OptionalRawJson {
    type Rejection = Refusal;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Refusal> {
        let is_json = is_json(request.headers());
        let bytes = read(request).await?;
        if !bytes.is_empty() {
            is_json?;
        }
        Ok(Self(bytes))
    }
}

/// The media type of a page's form.
const URLENCODED_TYPE: &str = "application/x-www-form-urlencoded";

/// Reads the bytes of a page's form.
pub(super) async fn form(request: Request) -> Result<Bytes, Refusal> {
    let said = request.headers().get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let essence = said.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    if !essence.eq_ignore_ascii_case(URLENCODED_TYPE.as_bytes()) {
        return Err(unsupported(request.headers(), URLENCODED_TYPE));
    }
    read(request).await
}

/// Reads the bytes of a body within the route's limit, and decompresses them.
pub(super) async fn read(request: Request) -> Result<Bytes, Refusal> {
    let headers = request.headers().clone();
    match request.into_limited_body().collect().await {
        Ok(whole) => unpacked(&headers, whole.to_bytes(), MAX_SMALL_BODY_BYTES),
        Err(error) => Err(refusal_of_body_error(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::serve::BodyStalled;
    use axum::body::Body;
    use axum::extract::DefaultBodyLimit;
    use axum::routing::post;
    use tower::ServiceExt;

    fn content_type(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_TYPE, value.parse().unwrap())])
    }

    #[test]
    fn the_content_type_determines_the_media_type() {
        assert_eq!(media_type(&HeaderMap::new()), Ok(MediaType::Json));
        assert_eq!(media_type(&content_type("Application/JSON; charset=utf-8")), Ok(MediaType::Json));
        assert_eq!(media_type(&content_type("application/vnd.api+json")), Ok(MediaType::Json));
        assert_eq!(media_type(&content_type("application/x-ndjson")), Ok(MediaType::Ndjson));
        assert_eq!(media_type(&content_type("application/jsonl")), Ok(MediaType::Ndjson));
        assert_eq!(media_type(&content_type("text/csv;header=present")), Ok(MediaType::Csv));
        for other in ["", "text/plain", "application/x-www-form-urlencoded", "text/vnd+json"] {
            let unsupported = Refusal::UnsupportedMediaType { taken: BATCH_TYPES, is_form: false };
            assert_eq!(media_type(&content_type(other)), Err(unsupported), "{other}");
        }
        let form = Refusal::UnsupportedMediaType { taken: BATCH_TYPES, is_form: true };
        assert_eq!(media_type(&content_type("Multipart/Form-Data; boundary=x")), Err(form));
    }

    #[tokio::test]
    async fn a_body_over_the_limit_gets_413() {
        let router = axum::Router::new()
            .route("/", post(|body: RawJson| async move { body.0 }))
            .layer(DefaultBodyLimit::max(4));
        for (body, status) in [("1234", 200), ("12345", 413)] {
            let request = Request::post("/").body(Body::from(body)).unwrap();
            assert_eq!(router.clone().oneshot(request).await.unwrap().status(), status);
        }
    }

    #[test]
    fn a_stall_is_recognised_inside_other_errors() {
        let error = axum::Error::new(axum::Error::new(BodyStalled));
        assert_eq!(refusal_of_body_error(&error), Refusal::BodyStalled);
        assert_eq!(refusal_of_body_error(&std::io::Error::other("reset")), Refusal::BodyCut);
    }
}
