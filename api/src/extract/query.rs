//! Parameters in the query.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::refusal::Refusal;

/// The query's parameters; unknown ones are ignored, a parameter given twice is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        match axum::extract::Query::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(error) => Err(Refusal::InvalidParameter { field: "query", message: error.body_text() }),
        }
    }
}

/// Reads the parameter `name`, if it was given.
///
/// # Errors
/// [`Refusal::InvalidParameter`] by its name.
pub fn parameter<T>(
    name: &'static str,
    text: Option<String>,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    match read(&text) {
        Some(value) => Ok(Some(value)),
        None => Err(Refusal::InvalidParameter { field: name, message: format!("{name} is not valid.") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::extract::Request;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Filter {
        n: Option<u8>,
    }

    async fn read(uri: &str) -> Result<Query<Filter>, Refusal> {
        let (mut parts, _body) = Request::get(uri).body(Body::empty()).unwrap().into_parts();
        Query::from_request_parts(&mut parts, &()).await
    }

    #[tokio::test]
    async fn wrong_and_repeated_parameters_are_refused() {
        assert_eq!(read("/").await, Ok(Query(Filter { n: None })));
        assert_eq!(read("/?n=3&other=1").await, Ok(Query(Filter { n: Some(3) })));
        for uri in ["/?n=-1", "/?n=1&n=2", "/?n="] {
            assert!(
                matches!(read(uri).await, Err(Refusal::InvalidParameter { field: "query", .. })),
                "{uri}"
            );
        }
    }
}
