//! JSON in and out.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::Response;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use super::body::{OptionalRawJson, RawJson};
use super::names::UnknownName;
use crate::refusal::Refusal;

/// A body read as JSON, or an answer written as JSON (200 unless a tuple says otherwise).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let RawJson(bytes) = RawJson::from_request(request, state).await?;
        read(&bytes).map(Self)
    }
}

/// A body that need not be there: none at all reads as an object without fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionalJson<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for OptionalJson<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let OptionalRawJson(bytes) = OptionalRawJson::from_request(request, state).await?;
        read(if bytes.trim_ascii().is_empty() { b"{}" } else { &bytes }).map(Self)
    }
}

/// Reads what a route takes: an object. Its types refuse fields that they do not know (`deny_unknown_fields`), but serde would
/// fill them from an array as well, by position, with no names to know.
///
/// # Errors
/// [`Refusal::MalformedJson`], [`Refusal::UnexpectedJson`] or [`Refusal::Unknown`].
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    if !bytes.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(bytes).is_ok() {
        let message = "The body must be a JSON object.".to_owned();
        return Err(Refusal::UnexpectedJson { field: String::new(), message });
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        refusal(bytes, if path == "." { String::new() } else { path }, error.inner())
    })?;
    deserializer.end().map_err(|error| refusal(bytes, String::new(), &error))?;
    Ok(value)
}

fn refusal(bytes: &[u8], field: String, error: &serde_json::Error) -> Refusal {
    let message = error.to_string();
    // Of a number where the name of an enumeration's value is wanted, the reader says that it is no JSON.
    if error.classify() != Category::Data && serde_json::from_slice::<IgnoredAny>(bytes).is_err() {
        return Refusal::MalformedJson(format!("The body is not JSON: {message}."));
    }
    match unknown(&field, &message) {
        Some(unknown) => Refusal::Unknown(unknown),
        None => Refusal::UnexpectedJson { field, message: without_type_names(&message) },
    }
}

/// What serde says of a shape, an object not by the name that its type has here.
fn without_type_names(message: &str) -> String {
    const STRUCT: &str = "expected struct ";
    let Some((before, after)) = message.split_once(STRUCT) else { return message.to_owned() };
    let rest = after.split_once(' ').map_or(String::new(), |(_, rest)| format!(" {rest}"));
    format!("{before}expected a JSON object{rest}")
}

/// What serde says of a name that a type does not know: the name, and those it knows, each between backticks.
fn unknown(field: &str, message: &str) -> Option<UnknownName> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let name = quoted.next()?;
    let known: Vec<&str> = quoted.collect();
    if message.starts_with("unknown field `") {
        // The path ends with the field itself.
        Some(UnknownName::field(if field.is_empty() { name } else { field }, &known))
    } else if message.starts_with("unknown variant `") {
        Some(UnknownName::value(field, name, &known))
    } else {
        None
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

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Amount {
        amount: u8,
    }

    async fn read(body: &'static str) -> Result<Json<Amount>, Refusal> {
        Json::from_request(Request::new(Body::from(body)), &()).await
    }

    #[tokio::test]
    async fn syntax_and_shape_are_told_apart() {
        assert_eq!(read(r#" {"amount":1} "#).await, Ok(Json(Amount { amount: 1 })));
        for malformed in [r#"{"amount":1"#, "", r#"{"amount":1} 2"#, "[1"] {
            assert!(matches!(read(malformed).await, Err(Refusal::MalformedJson(_))), "{malformed}");
        }
        for other in [r#"{"amount":-1}"#, "[1]", "1", "null"] {
            assert!(matches!(read(other).await, Err(Refusal::UnexpectedJson { .. })), "{other}");
        }
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Change {
        status: Option<Status>,
        expires_at: Option<u32>,
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Status {
        Active,
        Inactive,
    }

    #[test]
    fn an_object_is_not_called_by_the_name_of_its_type() {
        let message = "invalid type: null, expected a JSON object at line 1 column 4";
        assert_eq!(
            without_type_names("invalid type: null, expected struct Request at line 1 column 4"),
            message
        );
    }

    #[test]
    fn names_and_values_that_are_not_known_are_told_with_those_that_are() {
        let refused = |body: &str| super::read::<Change>(body.as_bytes()).unwrap_err();
        assert_eq!(
            refused(r#"{"active":false}"#),
            Refusal::Unknown(UnknownName::field("active", &["status", "expires_at"]))
        );
        assert_eq!(
            refused(r#"{"status":"Active"}"#),
            Refusal::Unknown(UnknownName::value("status", "Active", &["active", "inactive"]))
        );
        for (body, at) in [(r#"{"expires_at":"x"}"#, "expires_at"), (r#"{"status":7}"#, "status"), ("7", "")]
        {
            let refused = refused(body);
            assert!(matches!(&refused, Refusal::UnexpectedJson { field, .. } if field == at), "{refused:?}");
        }
        let twice = refused(r#"{"status":"active","status":"inactive"}"#);
        assert!(
            matches!(&twice, Refusal::UnexpectedJson { message, .. } if message.contains("duplicate field"))
        );
    }
}
