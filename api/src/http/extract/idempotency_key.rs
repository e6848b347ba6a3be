//! The header `Idempotency-Key`: a bare value, or an RFC 8941 string as in the IETF draft. Both spellings name the same
//! key.

use axum::extract::OptionalFromRequestParts;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::request::Parts;
use domain::reference::Reference;

use crate::http::payout_error::PayoutError;
use crate::http::refusal::Refusal;

/// The header's name.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A key chosen by the client. For a single payment it is the reference.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(Reference);

/// Wrong names of the header. A payment with only one of these would be sent without a key.
const MISNAMED: [HeaderName; 4] = [
    HeaderName::from_static("x-idempotency-key"),
    HeaderName::from_static("idempotence-key"),
    HeaderName::from_static("idempotent-key"),
    HeaderName::from_static("idempotency_key"),
];

/// Placeholders that tools send unfilled. They are the same for everybody, so a second payment would get the response
/// of the first.
const PLACEHOLDERS: [&str; 8] =
    ["string", "null", "nil", "undefined", "none", "example", "idempotency-key", "[object-object]"];
/// The beginning of a text that says what to fill in.
const YOURS: &str = "your-";
/// The brackets around variables in templates.
const BRACKETS: [(&str, &str); 2] = [("<", ">"), ("{", "}")];
/// The characters that begin variables in shells and format strings.
const SIGILS: [char; 2] = ['$', '%'];

/// Why the header is present but names no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIdempotencyKey {
    /// It is repeated, empty, too long, not printable ASCII, or badly quoted.
    #[error("Invalid Idempotency-Key")]
    Malformed,
    /// It is a placeholder that a tool left unfilled.
    #[error("Idempotency-Key is a placeholder")]
    Placeholder,
    /// The key came in a header with a similar name, and the right header is missing.
    #[error("the header of the key is called Idempotency-Key")]
    Misnamed,
}

impl IdempotencyKey {
    /// Returns the key of a request, if it has the header. For routes that must check something else first. Others take
    /// `Option<IdempotencyKey>` as an extractor.
    ///
    /// # Errors
    /// [`InvalidIdempotencyKey`] if the header is repeated, if its value is empty, too long, not printable ASCII, a
    /// badly quoted string or a placeholder, or if only a header with a similar name is present.
    pub fn from_headers(headers: &HeaderMap) -> Result<Option<Self>, InvalidIdempotencyKey> {
        let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
        let Some(value) = values.next() else {
            let misnamed = MISNAMED.iter().any(|name| headers.contains_key(name));
            return if misnamed { Err(InvalidIdempotencyKey::Misnamed) } else { Ok(None) };
        };
        if values.next().is_some() {
            return Err(InvalidIdempotencyKey::Malformed);
        }
        let value = value.to_str().map_err(|_| InvalidIdempotencyKey::Malformed)?.trim_matches([' ', '\t']);
        let key = match value.strip_prefix('"') {
            Some(rest) => unquote(rest).ok_or(InvalidIdempotencyKey::Malformed)?,
            None => value.to_owned(),
        };
        let key = Reference::try_from(key).map_err(|_| InvalidIdempotencyKey::Malformed)?;
        if is_placeholder(key.as_str()) {
            return Err(InvalidIdempotencyKey::Placeholder);
        }
        Ok(Some(Self(key)))
    }

    /// Returns the key, unquoted.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the key, unquoted.
    pub fn into_string(self) -> String {
        self.0.into_string()
    }

    /// Returns the key as the reference of a single payment.
    pub fn into_reference(self) -> Reference {
        self.0
    }
}

impl From<InvalidIdempotencyKey> for Refusal {
    fn from(invalid: InvalidIdempotencyKey) -> Self {
        match invalid {
            InvalidIdempotencyKey::Malformed => Self::InvalidIdempotencyKey,
            InvalidIdempotencyKey::Placeholder => Self::PlaceholderIdempotencyKey,
            InvalidIdempotencyKey::Misnamed => Self::MisnamedIdempotencyKey,
        }
    }
}

impl From<InvalidIdempotencyKey> for PayoutError {
    fn from(invalid: InvalidIdempotencyKey) -> Self {
        match invalid {
            InvalidIdempotencyKey::Malformed => Self::InvalidIdempotencyKey,
            InvalidIdempotencyKey::Placeholder => Self::PlaceholderIdempotencyKey,
            InvalidIdempotencyKey::Misnamed => Self::MisnamedIdempotencyKey,
        }
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for IdempotencyKey {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Refusal> {
        Ok(Self::from_headers(&parts.headers)?)
    }
}

fn is_placeholder(key: &str) -> bool {
    // A variable name has no digits, and some clients write a UUID in braces.
    if key.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let plain = key.to_ascii_lowercase().replace(['_', ' '], "-");
    let in_brackets = BRACKETS.iter().any(|(open, close)| key.starts_with(open) && key.ends_with(close));
    in_brackets
        || key.starts_with(SIGILS)
        || plain.starts_with(YOURS)
        || PLACEHOLDERS.contains(&plain.as_str())
}

/// Unquotes an RFC 8941 string after its opening quote (section 4.2.5). Parameters after the string are rejected.
fn unquote(rest: &str) -> Option<String> {
    let mut key = String::with_capacity(rest.len());
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => return chars.as_str().is_empty().then_some(key),
            '\\' => key.push(chars.next().filter(|escaped| matches!(escaped, '"' | '\\'))?),
            plain => key.push(plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn key(value: &[u8]) -> Result<Option<String>, InvalidIdempotencyKey> {
        let headers = HeaderMap::from_iter([(IDEMPOTENCY_KEY, HeaderValue::from_bytes(value).unwrap())]);
        IdempotencyKey::from_headers(&headers).map(|key| key.map(IdempotencyKey::into_string))
    }

    #[test]
    fn a_bare_and_a_quoted_value_are_the_same_key() {
        assert_eq!(IdempotencyKey::from_headers(&HeaderMap::new()), Ok(None));
        for (value, expected) in [
            (&b"order-1"[..], "order-1"),
            (b"\"order-1\"", "order-1"),
            (b"  \"order-1\"  ", "order-1"),
            (br#""a\"b\\c""#, r#"a"b\c"#),
            (br#"a"b\c"#, r#"a"b\c"#),
            (b"two words", "two words"),
        ] {
            assert_eq!(key(value), Ok(Some(expected.to_owned())));
        }
    }

    #[test]
    fn the_length_limit_does_not_count_quotes() {
        let longest = "k".repeat(255);
        assert_eq!(key(longest.as_bytes()), Ok(Some(longest.clone())));
        assert_eq!(key(format!("\"{longest}\"").as_bytes()), Ok(Some(longest.clone())));
        assert_eq!(key(format!("{longest}k").as_bytes()), Err(InvalidIdempotencyKey::Malformed));
    }

    #[test]
    fn malformed_keys_are_rejected() {
        for value in [
            &b""[..],
            b"  ",
            b"\"\"",
            b"\"",
            b"\"a",
            b"\"a\"b",
            b"\"a\";p=1",
            br#""a\n""#,
            b"a\tb",
            b"\xc3\xa9",
            b"\"\xff\"",
        ] {
            assert_eq!(key(value), Err(InvalidIdempotencyKey::Malformed), "{value:?}");
        }
    }

    #[test]
    fn an_unfilled_placeholder_is_rejected() {
        for value in [
            "<string,null>",
            "<string>",
            "string",
            "\"string\"",
            "{{$guid}}",
            "{{key}}",
            "${KEY}",
            "null",
            "undefined",
            "YOUR_KEY",
            "your key",
            "Your-Unique-Key-Here",
            "$KEY",
            "$(uuidgen)",
            "%s",
            "%(key)s",
            "%IDEMPOTENCY_KEY%",
            "example",
            "Idempotency-Key",
            "[object Object]",
        ] {
            assert_eq!(key(value.as_bytes()), Err(InvalidIdempotencyKey::Placeholder), "{value}");
        }
        for value in
            ["strings", "order<1>", "a{b}", "nullable", "examples", "yours", "$1", "%s-7", "100%", "us$"]
        {
            assert!(key(value.as_bytes()).is_ok(), "{value}");
        }
        // A client that writes its UUIDs in braces has filled the key in.
        let uuid = "{0190163d-8694-739b-aea5-966c26f8ad91}";
        assert_eq!(key(uuid.as_bytes()), Ok(Some(uuid.to_owned())));
    }

    #[test]
    fn two_headers_are_rejected_even_when_equal() {
        let mut headers = HeaderMap::new();
        headers.append(IDEMPOTENCY_KEY, HeaderValue::from_static("a"));
        headers.append(IDEMPOTENCY_KEY, HeaderValue::from_static("a"));
        assert_eq!(IdempotencyKey::from_headers(&headers), Err(InvalidIdempotencyKey::Malformed));
    }
}
