//! Forwards webhooks for `payout listen --forward-to`: sends the same body and headers, and returns the response.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{
    CONNECTION, CONTENT_LENGTH, HOST, HeaderName, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE,
};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use reqwest::Url;

use crate::client::{self, ClientError};
use crate::output;

/// How long the program may be silent: as long as the payout webhook's sender waits for a response.
const SILENCE: Duration = Duration::from_secs(30);

/// Headers that belong to a connection and not to a message (RFC 9110, 7.6.1), or that follow from the address and
/// the length of the message.
const OF_A_CONNECTION: [HeaderName; 9] = [
    CONNECTION,
    CONTENT_LENGTH,
    HOST,
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// Forwards webhooks to one address.
#[derive(Debug, Clone)]
pub struct Forwarder {
    http: reqwest::Client,
    to: Url,
}

impl Forwarder {
    /// Creates a forwarder to `address`. Sends nothing yet.
    ///
    /// # Errors
    /// If `address` is not a URL, or TLS cannot be set up.
    pub fn to(address: &str) -> Result<Self, ClientError> {
        let (http, to) = client::http(address, SILENCE)?;
        Ok(Self { http, to })
    }

    /// Forwards the webhook `id`, prints the response's status, and returns the response. Returns 502 if there is no
    /// response, so that the webhook is sent again.
    pub async fn forward(&self, id: &str, headers: HeaderMap, body: Bytes) -> Response<Body> {
        let request = self.http.post(self.to.clone()).headers(end_to_end(headers)).body(body);
        match request.send().await {
            Ok(answer) => {
                output::note(format!("{id}: {} from {}", answer.status(), self.to));
                let (status, headers) = (answer.status(), end_to_end(answer.headers().clone()));
                (status, headers, Body::from_stream(answer.bytes_stream())).into_response()
            }
            Err(error) => {
                let why = if error.is_timeout() { "no response in time" } else { "no response" };
                output::note(format!("{id}: {why} from {}; it will be sent again", self.to));
                StatusCode::BAD_GATEWAY.into_response()
            }
        }
    }
}

/// Returns the headers without those that belong to a connection.
fn end_to_end(mut headers: HeaderMap) -> HeaderMap {
    for name in OF_A_CONNECTION {
        headers.remove(name);
    }
    headers
}
