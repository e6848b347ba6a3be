//! Routes that read no body.

use axum::extract::{FromRequest, MatchedPath, Request};

use super::body::OptionalRawJson;
use super::json_object::JsonObject;
use super::names::UnknownName;
use crate::openapi;
use crate::refusal::Refusal;

/// There is no body, or an empty object. Anything in it would say what is not heard (`{"dry_run": true}`), and is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoBody;

impl<S: Sync> FromRequest<S> for NoBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let path = request.extensions().get::<MatchedPath>().cloned();
        let method = request.method().clone();
        let OptionalRawJson(bytes) = OptionalRawJson::from_request(request, state).await?;
        if bytes.trim_ascii().is_empty() {
            return Ok(Self);
        }
        let object = JsonObject::read(&bytes).ok_or_else(|| Refusal::UnexpectedJson {
            field: String::new(),
            message: "This address reads no body.".to_owned(),
        })?;
        let Some(name) = object.names().next() else { return Ok(Self) };
        let parameters = path.map_or(&[][..], |path| openapi::parameters(&method, path.as_str()));
        Err(Refusal::Unknown(UnknownName::field_without_body(name, parameters)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    async fn read(body: &'static str) -> Result<NoBody, Refusal> {
        NoBody::from_request(Request::new(Body::from(body)), &()).await
    }

    #[tokio::test]
    async fn only_nothing_is_nothing() {
        for nothing in ["", " \n", "{}", " { } "] {
            assert_eq!(read(nothing).await, Ok(NoBody), "{nothing:?}");
        }
        assert!(matches!(read(r#"{"dry_run":true}"#).await, Err(Refusal::Unknown(_))));
        for other in ["[]", "null", "nonsense", "1"] {
            assert!(matches!(read(other).await, Err(Refusal::UnexpectedJson { .. })), "{other}");
        }
    }
}
