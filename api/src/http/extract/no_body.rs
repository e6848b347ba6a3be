//! Routes that read no body.

use axum::extract::{FromRef, FromRequest, MatchedPath, Request};

use super::body::OptionalRawJson;
use super::json_object::JsonObject;
use super::names::UnknownName;
use super::syntax;
use crate::http::description::Description;
use crate::http::refusal::Refusal;

/// The body of a route that reads none: it must be empty, or an empty object. A field such as `{"dry_run": true}` would
/// be ignored, so it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoBody;

impl<S: Sync> FromRequest<S> for NoBody
where
    Description: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let description = Description::from_ref(state);
        let path = request.extensions().get::<MatchedPath>().cloned();
        let method = request.method().clone();
        let OptionalRawJson(bytes) = OptionalRawJson::from_request(request, state).await?;
        if bytes.trim_ascii().is_empty() {
            return Ok(Self);
        }
        if let Some(message) = syntax::malformed(&bytes) {
            return Err(Refusal::MalformedJson(format!("{message} This address reads no body: send none.")));
        }
        let object = JsonObject::read(&bytes).ok_or(Refusal::UnexpectedBody)?;
        let Some(name) = object.names().next() else { return Ok(Self) };
        let parameters = path.map_or(&[][..], |path| description.parameters(&method, path.as_str()));
        Err(Refusal::Unknown(UnknownName::field_without_body(name).with_query_hint(parameters)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::DESCRIPTION;
    use axum::body::Body;

    async fn read(body: &'static str) -> Result<NoBody, Refusal> {
        NoBody::from_request(Request::new(Body::from(body)), &DESCRIPTION).await
    }

    #[tokio::test]
    async fn only_an_empty_body_or_an_empty_object_is_accepted() {
        for nothing in ["", " \n", "{}", " { } "] {
            assert_eq!(read(nothing).await, Ok(NoBody), "{nothing:?}");
        }
        assert!(matches!(read(r#"{"dry_run":true}"#).await, Err(Refusal::Unknown(_))));
        for other in ["[]", "null", "1"] {
            assert_eq!(read(other).await, Err(Refusal::UnexpectedBody), "{other}");
        }
        assert!(matches!(read("nonsense").await, Err(Refusal::MalformedJson(_))));
    }
}
