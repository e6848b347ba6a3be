//! One HTTP call to a webhook endpoint: https to a public address, without a proxy, without redirects, limited in time
//! and in how much of the answer is read.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::webhook::{AddressPolicy, REPLY_KEPT_BYTES, WebhookUrl};
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use super::resolve::{Lookup, NotPublic, PublicAddresses};

/// How long connecting may take, including TLS.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// How long the beginning of the body may take once the status has arrived. The body is only logged.
const REPLY_WITHIN: Duration = Duration::from_secs(2);

/// Calls endpoints.
#[derive(Debug, Clone)]
pub struct Caller {
    http: Client,
    reach: AddressPolicy,
}

/// A request to an endpoint.
#[derive(Debug)]
pub struct Sending {
    /// The stored URL. It is checked again at each call.
    pub url: String,
    /// The signatures, and the headers that the signatures cover.
    pub headers: HeaderMap,
    /// The signed body.
    pub body: String,
    /// How long the answer may take.
    pub timeout: Duration,
}

/// The answer of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The earliest time at which the endpoint wants to be called again.
    pub retry_after: Option<DateTime<Utc>>,
    /// The first KiB of the body.
    pub reply: String,
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallFailed {
    /// It took too long.
    #[error("no answer in time")]
    TimedOut,
    /// No connection, or it broke.
    #[error("no connection")]
    Unreachable,
    /// The endpoint was not called, because its address is not public.
    #[error("its address is not public")]
    Blocked,
}

impl Caller {
    /// Returns a caller that calls the addresses allowed by `reach`, and resolves names with `lookup`.
    ///
    /// # Errors
    /// Returns an error when TLS cannot be prepared.
    pub fn new(reach: AddressPolicy, lookup: Lookup) -> Result<Self, reqwest::Error> {
        // Another user of TLS in this process may have installed it already.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .user_agent(concat!("payout-webhooks/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Arc::new(PublicAddresses::new(reach, lookup)))
            // Each call opens a connection, so that its address is resolved and checked each time.
            .pool_max_idle_per_host(0)
            .connect_timeout(CONNECT_WITHIN)
            .https_only(reach == AddressPolicy::Public)
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .build()?;
        Ok(Self { http, reach })
    }

    /// Sends the request, and reads the beginning of the answer.
    ///
    /// # Errors
    /// Returns [`CallFailed`] when there is no answer.
    pub async fn call(&self, sending: Sending, now: DateTime<Utc>) -> Result<Answer, CallFailed> {
        let Sending { url, headers, body, timeout } = sending;
        // An IP address in the URL is never resolved, so it is checked here.
        let url = WebhookUrl::parse(&url, self.reach).map_err(|_| CallFailed::Blocked)?;
        let request =
            self.http.post(url.as_str()).header(CONTENT_TYPE, "application/json").headers(headers).body(body);
        let answered = tokio::time::timeout(timeout, request.send()).await;
        let response = answered.map_err(|_| CallFailed::TimedOut)?.map_err(|error| why(&error))?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = retry_after.and_then(|text| read_retry_after(text, now));
        Ok(Answer { status, retry_after, reply: beginning(response).await })
    }
}

fn why(error: &reqwest::Error) -> CallFailed {
    let mut source: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(cause) = source {
        let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if cause.is::<NotPublic>() || inner.is_some_and(|inner| inner.is::<NotPublic>()) {
            return CallFailed::Blocked;
        }
        source = cause.source();
    }
    if error.is_timeout() { CallFailed::TimedOut } else { CallFailed::Unreachable }
}

/// Returns the first KiB of the body, or what arrived in time, as text that Postgres can store.
async fn beginning(mut response: Response) -> String {
    let mut bytes: Vec<u8> = Vec::new();
    let reading = async {
        while bytes.len() < REPLY_KEPT_BYTES {
            match response.chunk().await {
                Ok(Some(chunk)) => bytes.extend(chunk.iter().take(REPLY_KEPT_BYTES - bytes.len())),
                Ok(None) | Err(_) => break,
            }
        }
    };
    // After the time-out, what has arrived is kept.
    let _in_time = tokio::time::timeout(REPLY_WITHIN, reading).await;
    String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}")
}

/// Reads a `Retry-After`: seconds, or a date (RFC 9110, 10.2.3).
fn read_retry_after(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let text = text.trim();
    match text.parse::<u32>() {
        Ok(seconds) => Some(now + TimeDelta::seconds(seconds.into())),
        Err(_) => httpdate::parse_http_date(text).ok().map(DateTime::<Utc>::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = DateTime::from_timestamp(784_111_770, 0).unwrap();
        assert_eq!(read_retry_after("7", now), Some(now + TimeDelta::seconds(7)));
        let date = read_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now).unwrap();
        assert_eq!(date.timestamp(), 784_111_777);
        for nonsense in ["", "-1", "soon", "1.5"] {
            assert_eq!(read_retry_after(nonsense, now), None);
        }
    }
}
