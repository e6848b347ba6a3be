//! Query parameters.

use std::collections::HashSet;
use std::fmt::Display;

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::names::UnknownName;
use super::shape;
use super::time::read_time;
use crate::http::description::Description;
use crate::http::refusal::Refusal;

/// The two optional bounds of a list.
pub type Interval = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// The query parameters. A repeated parameter is refused here. Unknown parameters are refused once the caller is known
/// ([`known_parameters`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        match axum::extract::Query::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(error) => Err(unreadable(&error.body_text())),
        }
    }
}

/// Converts the parser's message about an invalid query into a refusal.
fn unreadable(said: &str) -> Refusal {
    let said = said.strip_prefix("Failed to deserialize query string: ").unwrap_or(said);
    match (said.split_once(": "), said.split('`').nth(1)) {
        (_, Some(name)) if said.starts_with("duplicate field") => repeated(name),
        (Some((name, said)), _) => invalid(name, said),
        _ => Refusal::InvalidParameter { field: "query".to_owned(), message: shape::sentence("query", said) },
    }
}

fn repeated(name: &str) -> Refusal {
    let message = format!("{name} is given twice: send it once.");
    Refusal::InvalidParameter { field: name.to_owned(), message }
}

/// Refuses query parameters that are repeated, or unknown to the route's description. It is called once the caller is
/// known, in one place for all routes of `/v1` and `/admin`.
///
/// # Errors
/// [`Refusal::Unknown`] or [`Refusal::InvalidParameter`] with the first such name.
pub fn known_parameters(parts: &Parts, description: Description) -> Result<(), Refusal> {
    let Some(query) = parts.uri.query().filter(|query| !query.is_empty()) else { return Ok(()) };
    let Some(path) = parts.extensions.get::<MatchedPath>().filter(|path| is_ours(path.as_str())) else {
        return Ok(());
    };
    let known = description.parameters(&parts.method, path.as_str());
    let mut seen = HashSet::new();
    for (name, _) in form_urlencoded::parse(query.as_bytes()) {
        if !known.contains(&name.as_ref()) {
            return Err(Refusal::Unknown(UnknownName::parameter(&name, known)));
        }
        if seen.contains(&name) {
            return Err(repeated(&name));
        }
        seen.insert(name);
    }
    Ok(())
}

/// Returns whether the route belongs to `/v1` or `/admin`. The routes `/payout` and `/balance` promise nothing about
/// unknown names.
fn is_ours(path: &str) -> bool {
    path.starts_with("/v1/") || path.starts_with("/admin/")
}

/// Parses the parameter `name` as one of `all`, if it is present.
///
/// # Errors
/// [`Refusal::Unknown`], with the known values.
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

/// Parses the boolean parameter `name`, which is false if it is missing.
///
/// # Errors
/// [`Refusal::Unknown`] for anything but `true` and `false`.
pub fn switch(name: &'static str, text: Option<String>) -> Result<bool, Refusal> {
    let on = choice(name, text, &[true, false], |on| if on { "true" } else { "false" })?;
    Ok(on.unwrap_or(false))
}

/// Parses the parameter `name`, if it is present.
///
/// # Errors
/// [`Refusal::InvalidParameter`] with its name and the parser's message.
pub fn parameter<T, E: Display>(
    name: &str,
    text: Option<String>,
    read: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    if text.is_empty() {
        let message = format!("{name} is empty: give it a value, or leave it out.");
        return Err(Refusal::InvalidParameter { field: name.to_owned(), message });
    }
    match read(&text) {
        Ok(value) => Ok(Some(value)),
        Err(wrong) => Err(invalid(name, &wrong.to_string())),
    }
}

/// Parses the time `name`, if it is present.
///
/// # Errors
/// [`Refusal::InvalidParameter`], which shows the format of a time.
pub fn time(name: &str, text: Option<String>) -> Result<Option<DateTime<Utc>>, Refusal> {
    text.map(|text| read_time(&text).map_err(|wrong| invalid(name, &wrong))).transpose()
}

/// Parses the parameters `from` and `to`. If both are present, the second must not be earlier than the first.
///
/// # Errors
/// The error of [`time`], or [`Refusal::InvalidParameter`] for an interval that ends before it begins.
pub fn interval(from: Option<String>, to: Option<String>) -> Result<Interval, Refusal> {
    let (from, to) = (time("from", from)?, time("to", to)?);
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        let message = "to must not be earlier than from: the list begins at `from` and ends before `to`.";
        return Err(Refusal::InvalidParameter { field: "to".to_owned(), message: message.to_owned() });
    }
    Ok((from, to))
}

fn invalid(name: &str, said: &str) -> Refusal {
    Refusal::InvalidParameter { field: name.to_owned(), message: shape::sentence(name, said) }
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
    async fn wrong_and_repeated_parameters_are_rejected() {
        assert_eq!(read("/").await, Ok(Query(Filter { n: None })));
        assert_eq!(read("/?n=3&other=1").await, Ok(Query(Filter { n: Some(3) })));
        for uri in ["/?n=-1", "/?n=1&n=2", "/?n="] {
            let refused = read(uri).await;
            assert!(
                matches!(&refused, Err(Refusal::InvalidParameter { field, .. }) if field == "n"),
                "{uri}: {refused:?}"
            );
        }
    }
}
