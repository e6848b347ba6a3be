//! JSON bodies and responses.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::Response;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use domain::platform::json::Object;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use super::body::{OptionalRawJson, RawJson};
use super::names::UnknownName;
use super::{shape, syntax};
use crate::http::refusal::Refusal;

/// A body that is parsed as JSON, or a response that is written as JSON (with status 200 unless a tuple sets another).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let RawJson(bytes) = RawJson::from_request(request, state).await?;
        read(&bytes).map(Self)
    }
}

/// An optional body. An empty one is parsed as an object without fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionalJson<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for OptionalJson<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let OptionalRawJson(bytes) = OptionalRawJson::from_request(request, state).await?;
        read(if bytes.trim_ascii().is_empty() { b"{}" } else { &bytes }).map(Self)
    }
}

/// Parses the body of a route, which must be an object ([`Object`]). The types refuse unknown fields
/// (`deny_unknown_fields`).
///
/// # Errors
/// [`Refusal::MalformedJson`] first, then [`Refusal::UnexpectedJson`] or [`Refusal::Unknown`].
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    if let Some(message) = syntax::malformed(bytes) {
        let needs = if bytes.trim_ascii().is_empty() { needed::<T>() } else { String::new() };
        return Err(Refusal::MalformedJson(message + &needs));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let read: Result<Object<T>, _> = serde_path_to_error::deserialize(&mut deserializer);
    read.map(|Object(value)| value).map_err(|error| {
        let path = error.path().to_string();
        refusal::<T>(bytes, if path == "." { "" } else { &path }, error.inner())
    })
}

/// Returns which field a missing body needs, as far as its type tells.
fn needed<T: DeserializeOwned>() -> String {
    match serde_json::from_str::<Object<T>>("{}") {
        Ok(_) => String::new(),
        Err(error) => format!(" {}", shape::fault("", &error.to_string()).message),
    }
}

fn refusal<T: DeserializeOwned>(bytes: &[u8], field: &str, error: &serde_json::Error) -> Refusal {
    let message = error.to_string();
    // For a number where an enum name is expected, serde reports a syntax error.
    let unknown = match error.classify() {
        Category::Data => unknown(field, &message),
        _ => no_name::<T>(bytes, field),
    };
    match unknown {
        Some(unknown) => Refusal::Unknown(unknown),
        None => Refusal::UnexpectedJson(shape::fault(field, &message)),
    }
}

/// Returns the refusal of a value that is not a string where a name is expected. It is the same as for an unknown name.
fn no_name<T: DeserializeOwned>(bytes: &[u8], field: &str) -> Option<UnknownName> {
    let mut body: Value = serde_json::from_slice(bytes).ok()?;
    let value = body.get_mut(field)?;
    *value = Value::String(value.to_string());
    unknown(field, &serde_json::from_value::<T>(body).err()?.to_string())
}

/// Extracts the unknown name and the known ones from serde's message, each between backticks.
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
                tracing::error!(%error, "cannot serialise a response as JSON");
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
    async fn a_syntax_error_and_a_wrong_shape_are_different_errors() {
        assert_eq!(read(r#" {"amount":1} "#).await, Ok(Json(Amount { amount: 1 })));
        for malformed in [r#"{"amount":1"#, r#"{"amount":-1"#, "", r#"{"amount":1} 2"#, "[1"] {
            assert!(matches!(read(malformed).await, Err(Refusal::MalformedJson(_))), "{malformed}");
        }
        for other in [r#"{"amount":-1}"#, "[1]", "1", "null"] {
            assert!(matches!(read(other).await, Err(Refusal::UnexpectedJson(_))), "{other}");
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
    fn unknown_names_and_values_are_rejected_with_the_known_ones() {
        let refused = |body: &str| super::read::<Change>(body.as_bytes()).unwrap_err();
        assert_eq!(
            refused(r#"{"active":false}"#),
            Refusal::Unknown(UnknownName::field("active", &["status", "expires_at"]))
        );
        assert_eq!(
            refused(r#"{"status":"Active"}"#),
            Refusal::Unknown(UnknownName::value("status", "Active", &["active", "inactive"]))
        );
        for value in ["7", "null", "{}", "[]", "true"] {
            let refused = super::read::<Change>(format!(r#"{{"status":{value}}}"#).as_bytes());
            let known = UnknownName::value("status", value, &["active", "inactive"]);
            assert!(value == "null" || refused == Err(Refusal::Unknown(known)), "{refused:?}");
        }
        for (body, at) in [
            (r#"{"expires_at":"x"}"#, "expires_at"),
            (r#"{"status":"active","status":"inactive"}"#, "status"),
        ] {
            let refused = refused(body);
            let Refusal::UnexpectedJson(fault) = &refused else { panic!("{refused:?}") };
            assert_eq!(fault.field, at);
        }
        for (body, is) in [("7", "7"), ("null", "null"), ("[null,7]", "an array")] {
            let message = format!("The body must be a JSON object, but is {is}.");
            assert!(matches!(refused(body), Refusal::UnexpectedJson(fault) if fault.message == message));
        }
        for broken in [r#"{"active":1"#, r#"{"status":"x",}"#] {
            assert!(matches!(refused(broken), Refusal::MalformedJson(_)), "{broken}");
        }
    }
}
