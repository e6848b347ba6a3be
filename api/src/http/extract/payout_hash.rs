//! The payout hash of a request: in the header `X-Payout-Hash`, as `payout_hash` in a JSON body, or in the query.
//!
//! A hash that occurs twice in one place, or differs between two places, is unusable: such a request claims to come
//! from two people, and a proxy on the way may have used the other hash.

use axum::extract::Query;
use axum::http::{HeaderMap, HeaderName, Uri};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::form::Form;
use super::json_object::{JsonMember, JsonObject};

/// The header's name.
pub const X_PAYOUT_HASH: HeaderName = HeaderName::from_static("x-payout-hash");
/// The name in a JSON body and in the query.
pub const PAYOUT_HASH: &str = "payout_hash";

/// The hash in one place, or in all places together.
#[derive(Clone, Debug)]
pub enum ShownHash {
    /// There is none.
    Absent,
    /// There is exactly one.
    One(SecretString),
    /// There is more than one, or the value is not a string.
    Unusable,
}

impl ShownHash {
    /// Returns the hash in the header and the query.
    pub fn of_head(headers: &HeaderMap, uri: &Uri) -> Self {
        Self::of_header(headers).or(Self::of_query(uri))
    }

    /// Returns the hash in the header and a form. Pages do not read a hash from the URL.
    pub fn of_form(headers: &HeaderMap, form: &Form) -> Self {
        Self::of_header(headers).or(Self::of_one(form.all(PAYOUT_HASH).map(Some)))
    }

    /// Returns the hash in a JSON body. A null counts as absent.
    pub fn of_body(body: &JsonObject) -> Self {
        match body.member(PAYOUT_HASH) {
            JsonMember::Absent => Self::Absent,
            JsonMember::Repeated => Self::Unusable,
            JsonMember::Value(raw) => match serde_json::from_str::<Option<String>>(raw.get()) {
                Ok(text) => text.map_or(Self::Absent, |text| Self::One(text.into())),
                Err(_) => Self::Unusable,
            },
        }
    }

    /// Combines the hashes of two places. If both are present, they must be equal.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Absent, shown) | (shown, Self::Absent) => shown,
            (Self::One(one), Self::One(other)) if same(&one, &other) => Self::One(one),
            _ => Self::Unusable,
        }
    }

    /// Returns the hash to look up. If it is absent or unusable, returns an empty text, which is nobody's hash.
    pub fn into_secret(self) -> SecretString {
        match self {
            Self::One(text) => text,
            Self::Absent | Self::Unusable => SecretString::default(),
        }
    }

    fn of_header(headers: &HeaderMap) -> Self {
        Self::of_one(headers.get_all(X_PAYOUT_HASH).iter().map(|value| value.to_str().ok()))
    }

    fn of_query(uri: &Uri) -> Self {
        match Query::<Vec<(String, String)>>::try_from_uri(uri) {
            Ok(Query(pairs)) => Self::of_one(
                pairs.iter().filter(|(name, _)| name == PAYOUT_HASH).map(|(_, value)| Some(value.as_str())),
            ),
            Err(_) => Self::Unusable,
        }
    }

    fn of_one<'a>(mut values: impl Iterator<Item = Option<&'a str>>) -> Self {
        match (values.next(), values.next()) {
            (None, _) => Self::Absent,
            (Some(Some(text)), None) => Self::One(text.into()),
            _ => Self::Unusable,
        }
    }
}

fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret().as_bytes().ct_eq(other.expose_secret().as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::Request;

    fn hash_in(uri: &str, headers: &[&str], body: &str) -> Option<String> {
        let mut request = Request::post(uri);
        for value in headers {
            request = request.header(X_PAYOUT_HASH, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let body = JsonObject::read(body.as_bytes()).unwrap();
        match ShownHash::of_head(&parts.headers, &parts.uri).or(ShownHash::of_body(&body)) {
            ShownHash::One(text) => Some(text.expose_secret().to_owned()),
            ShownHash::Absent => None,
            ShownHash::Unusable => Some("unusable".to_owned()),
        }
    }

    #[test]
    fn the_hash_is_read_from_header_query_and_body() {
        assert_eq!(hash_in("/", &[], "{}"), None);
        assert_eq!(hash_in("/", &["h"], "{}").as_deref(), Some("h"));
        assert_eq!(hash_in("/?limit=1&payout_hash=h", &[], "{}").as_deref(), Some("h"));
        assert_eq!(hash_in("/", &[], r#"{"payout_hash":"h"}"#).as_deref(), Some("h"));
        assert_eq!(hash_in("/", &["h"], r#"{"payout_hash":null}"#).as_deref(), Some("h"));
        assert_eq!(hash_in("/?payout_hash=%68", &["h"], r#"{"payout_hash":"\u0068"}"#).as_deref(), Some("h"));
    }

    #[test]
    fn different_and_repeated_hashes_are_unusable() {
        for (uri, headers, body) in [
            ("/?payout_hash=i", &["h"][..], "{}"),
            ("/?payout_hash=", &["h"], "{}"),
            ("/", &["h"], r#"{"payout_hash":"i"}"#),
            ("/?payout_hash=h", &[], r#"{"payout_hash":"i"}"#),
            ("/?payout_hash=h&payout_hash=h", &[], "{}"),
            ("/?payout_hash=h&payout%5fhash=h", &[], "{}"),
            ("/", &["h", "h"], "{}"),
            ("/", &["h"], r#"{"payout_hash":"h","payout_hash":"h"}"#),
            ("/", &["h"], r#"{"payout_hash":7}"#),
        ] {
            assert_eq!(hash_in(uri, headers, body).as_deref(), Some("unusable"), "{uri} {headers:?} {body}");
        }
    }
}
