//! JSON in and out.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::Response;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::body::RawJson;
use crate::refusal::Refusal;

/// A body read as JSON, or an answer written as JSON (200 unless a tuple says otherwise).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let RawJson(bytes) = RawJson::from_request(request, state).await?;
        match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(Self(value)),
            Err(error) if error.classify() == Category::Data => {
                Err(Refusal::UnexpectedJson(error.to_string()))
            }
            Err(error) => Err(Refusal::MalformedJson(error.to_string())),
        }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response<Body> {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => ([(CONTENT_TYPE, "application/json")], bytes).into_response(),
            Err(error) => {
                tracing::error!(%error, "an answer cannot be written as JSON");
                Refusal::Internal.into_response()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(body: &'static str) -> Result<Json<Vec<u8>>, Refusal> {
        Json::from_request(Request::new(Body::from(body)), &()).await
    }

    #[tokio::test]
    async fn syntax_and_shape_are_told_apart() {
        assert_eq!(read("[1]").await, Ok(Json(vec![1])));
        assert!(matches!(read("[1").await, Err(Refusal::MalformedJson(_))));
        assert!(matches!(read("").await, Err(Refusal::MalformedJson(_))));
        assert!(matches!(read("[-1]").await, Err(Refusal::UnexpectedJson(_))));
    }
}
