//! The header `Prefer` (RFC 7240): `respond-async` and `wait=N`. Unknown or malformed preferences are ignored, as the
//! RFC asks.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The name of the request header.
const PREFER: HeaderName = HeaderName::from_static("prefer");
/// The response header that names the preferences which were honoured.
pub const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");
/// The longest wait for an outcome that a client may ask for. Each wait holds a connection.
const MAX_WAIT_S: u8 = 30;

/// The preferences of a client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prefer {
    /// Respond as soon as the request is accepted.
    pub respond_async: bool,
    /// Seconds to wait for the outcome, 0 to 30.
    pub wait_s: Option<u8>,
}

impl Prefer {
    /// Parses all `Prefer` headers. If a preference occurs twice, the first counts.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let mut prefer = Self::default();
        let mut wait_seen = false;
        for value in headers.get_all(PREFER) {
            let Ok(value) = value.to_str() else { continue };
            for preference in split_outside_quotes(value, ',') {
                // Parameters after a semicolon refine a preference. These preferences have none.
                let preference = split_outside_quotes(preference, ';').next().unwrap_or_default();
                let (name, value) = preference.split_once('=').unwrap_or((preference, ""));
                let (name, value) = (name.trim(), value.trim());
                if name.eq_ignore_ascii_case("respond-async") && matches!(value, "" | "\"\"") {
                    prefer.respond_async = true;
                } else if name.eq_ignore_ascii_case("wait") && !wait_seen {
                    wait_seen = true;
                    prefer.wait_s = seconds(value);
                }
            }
        }
        prefer
    }

    /// Returns the wait that the client asked for.
    pub fn wait(self) -> Option<Duration> {
        self.wait_s.map(|seconds| Duration::from_secs(seconds.into()))
    }

    /// Returns the value of `Preference-Applied`, or `None` if the client asked for nothing. All understood preferences
    /// count as honoured.
    pub fn applied(self) -> Option<HeaderValue> {
        let text = match (self.respond_async, self.wait_s) {
            (false, None) => return None,
            (true, None) => "respond-async".to_owned(),
            (false, Some(seconds)) => format!("wait={seconds}"),
            (true, Some(seconds)) => format!("respond-async, wait={seconds}"),
        };
        HeaderValue::from_str(&text).ok()
    }
}

impl<S: Sync> FromRequestParts<S> for Prefer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::from_headers(&parts.headers))
    }
}

/// Parses `10` or `"10"`, at most [`MAX_WAIT_S`].
fn seconds(value: &str) -> Option<u8> {
    let digits = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None; // `parse` would accept a sign
    }
    digits.parse().ok().filter(|seconds| *seconds <= MAX_WAIT_S)
}

/// Splits at `separator` outside quoted strings.
fn split_outside_quotes(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    text.split(move |char| {
        let splits = char == separator && !quoted;
        if escaped {
            escaped = false;
        } else {
            escaped = quoted && char == '\\';
            quoted ^= char == '"';
        }
        splits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefer(values: &[&'static str]) -> (bool, Option<u8>) {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(PREFER, HeaderValue::from_static(value));
        }
        let prefer = Prefer::from_headers(&headers);
        (prefer.respond_async, prefer.wait_s)
    }

    #[test]
    fn preferences_are_read_from_one_or_several_headers() {
        assert_eq!(prefer(&[]), (false, None));
        assert_eq!(prefer(&["respond-async"]), (true, None));
        assert_eq!(prefer(&["Respond-Async , WAIT = 10"]), (true, Some(10)));
        assert_eq!(prefer(&["return=minimal; foo=\"a,wait=3;\\\",\"", "wait=\"5\""]), (false, Some(5)));
        assert_eq!(prefer(&["handling=lenient, wait=0; x=y", "respond-async;q=1"]), (true, Some(0)));
    }

    #[test]
    fn the_first_preference_counts_and_invalid_ones_are_ignored() {
        assert_eq!(prefer(&["wait=3, wait=4", "wait=5"]), (false, Some(3)));
        for value in [
            "wait",
            "wait=",
            "wait=31",
            "wait=-1",
            "wait=+1",
            "wait=1.5",
            "wait=999",
            "respond-async=no",
            ",;=\"",
        ] {
            assert_eq!(prefer(&[value]), (false, None), "{value}");
        }
    }

    #[test]
    fn the_applied_preferences_are_those_that_were_understood() {
        let applied = |respond_async, wait_s| Prefer { respond_async, wait_s }.applied();
        assert_eq!(applied(false, None), None);
        assert_eq!(applied(true, None).unwrap(), "respond-async");
        assert_eq!(applied(false, Some(0)).unwrap(), "wait=0");
        assert_eq!(applied(true, Some(9)).unwrap(), "respond-async, wait=9");
    }
}
