//! Parameters in the query.

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use chrono::{DateTime, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::names::UnknownName;
use crate::openapi;
use crate::refusal::Refusal;

/// The query's parameters; one given twice is refused. Those that are not known are refused with the credential
/// ([`known_parameters`]).
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

/// Refuses what the address of a request has in its query and its route does not know. Asked when it is known who calls, in
/// one place for all routes of `/v1` and `/admin`: what a route knows is what its description says.
///
/// # Errors
/// [`Refusal::Unknown`] with the first such name.
pub fn known_parameters(parts: &Parts) -> Result<(), Refusal> {
    let Some(query) = parts.uri.query().filter(|query| !query.is_empty()) else { return Ok(()) };
    let Some(path) = parts.extensions.get::<MatchedPath>().filter(|path| is_ours(path.as_str())) else {
        return Ok(());
    };
    let known = openapi::parameters(&parts.method, path.as_str());
    for (name, _) in form_urlencoded::parse(query.as_bytes()) {
        if !known.contains(&name.as_ref()) {
            return Err(Refusal::Unknown(UnknownName::parameter(&name, known)));
        }
    }
    Ok(())
}

/// The routes whose documents are ours: those of `/payout` and `/balance` promise nothing about names they do not know.
fn is_ours(path: &str) -> bool {
    path.starts_with("/v1/") || path.starts_with("/admin/")
}

/// Reads the parameter `name`, one of `all`, if it was given.
///
/// # Errors
/// [`Refusal::Unknown`] with those that are known.
pub fn choice<T: Copy>(
    name: &'static str,
    text: Option<String>,
    all: &[T],
    as_str: impl Fn(T) -> &'static str,
) -> Result<Option<T>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    match all.iter().copied().find(|one| as_str(*one) == text) {
        Some(one) => Ok(Some(one)),
        None => {
            let known: Vec<&str> = all.iter().map(|one| as_str(*one)).collect();
            Err(Refusal::Unknown(UnknownName::value(name, &text, &known)))
        }
    }
}

/// Reads the switch `name`: off when it was not given.
///
/// # Errors
/// [`Refusal::Unknown`] for anything but `true` and `false`.
pub fn switch(name: &'static str, text: Option<String>) -> Result<bool, Refusal> {
    let on = choice(name, text, &[true, false], |on| if on { "true" } else { "false" })?;
    Ok(on.unwrap_or(false))
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

/// Reads the time `name`, if it was given.
///
/// # Errors
/// [`Refusal::InvalidParameter`] that shows how a time is written.
pub fn time(name: &'static str, text: Option<String>) -> Result<Option<DateTime<Utc>>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    match DateTime::parse_from_rfc3339(&text) {
        Ok(time) => Ok(Some(time.to_utc())),
        Err(_) => Err(Refusal::InvalidParameter { field: name, message: no_time(name, &text) }),
    }
}

/// What is said of a `text` that is no time.
pub fn no_time(name: &str, text: &str) -> String {
    if NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok() {
        return format!("{name} is a date without a time: {text}T00:00:00Z is its beginning in UTC.");
    }
    format!("{name} must be a time like 2026-12-24T18:00:00Z, its zone included (in a query, + is %2B).")
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
