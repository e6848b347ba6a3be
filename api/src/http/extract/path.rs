//! Parameters in the path.

use axum::extract::FromRequestParts;
use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::http::refusal::Refusal;

/// The parameters of a path. An invalid parameter returns 404, like one that names nothing or another business's
/// object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(PathRejection::FailedToDeserializePathParams(why)) => match why.into_kind() {
                ErrorKind::Message(said) if said.starts_with("not an id") => {
                    Err(Refusal::NoSuchName(format!("The id in the address is {said}.")))
                }
                _ => Err(Refusal::NotFound),
            },
            Err(_unreadable) => Err(Refusal::NotFound),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::extract::Request;
    use axum::routing::get;
    use tower::ServiceExt;

    #[tokio::test]
    async fn a_path_parameter_that_cannot_be_read_gets_404() {
        let router =
            axum::Router::new().route("/{id}", get(|Path(id): Path<u8>| async move { id.to_string() }));
        for (path, status) in [("/7", 200), ("/seven", 404), ("/%ff", 404)] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            assert_eq!(router.clone().oneshot(request).await.unwrap().status(), status, "{path}");
        }
    }
}
