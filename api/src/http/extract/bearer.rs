//! The header `Authorization: Bearer …`.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use secrecy::SecretString;

use crate::http::refusal::Refusal;

/// The token in a request's only `Authorization` header. The scheme is case-insensitive (RFC 9110, 11.1).
#[derive(Clone, Debug)]
pub struct Bearer(pub SecretString);

impl Bearer {
    /// Returns the token. Returns `None` if there is no header or more than one, if it has another scheme, or if
    /// nothing follows the scheme.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let (value, None) = (values.next()?, values.next()) else { return None };
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        let token = token.trim_matches(' ');
        let usable = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty();
        usable.then(|| Self(token.into()))
    }
}

impl<S: Sync> FromRequestParts<S> for Bearer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        Self::from_headers(&parts.headers).ok_or(Refusal::Unauthorized)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    fn token(values: &[&'static str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, value.parse().unwrap());
        }
        Bearer::from_headers(&headers).map(|bearer| bearer.0.expose_secret().to_owned())
    }

    #[test]
    fn the_scheme_is_accepted_in_any_case() {
        assert_eq!(token(&["Bearer sk_live_1"]).as_deref(), Some("sk_live_1"));
        assert_eq!(token(&["bEARER  sk_live_1"]).as_deref(), Some("sk_live_1"));
    }

    #[test]
    fn missing_malformed_and_repeated_headers_have_no_token() {
        for values in
            [&[][..], &["Bearer"], &["Bearer "], &["Basic abc"], &["sk_live_1"], &["Bearer a", "Bearer a"]]
        {
            assert_eq!(token(values), None, "{values:?}");
        }
    }
}
