//! HTTP calls to the OpenID Connect provider: without a proxy, without redirects, limited in time and in size.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, StatusCode};

/// How long connecting may take, including TLS.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);

/// How long a call may take.
const CALL_WITHIN: Duration = Duration::from_secs(5);

/// The longest answer that is accepted. A discovery document has about 10 kB.
const MAX_ANSWER_BYTES: usize = 128 * 1024;

/// Calls a provider.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) http: Client,
}

/// A complete answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
}

impl Caller {
    /// Returns a client for calls to the provider.
    ///
    /// # Errors
    /// Returns an error when this machine has no TLS.
    pub(super) fn new() -> Result<Self, reqwest::Error> {
        // Another user of TLS in this process may have installed it already.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .user_agent(concat!("payout/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .connect_timeout(CONNECT_WITHIN)
            .timeout(CALL_WITHIN)
            .build()?;
        Ok(Self { http })
    }
}

/// Sends a request, and reads the answer.
///
/// # Errors
/// Returns why there is no answer, for operators. The text contains nothing that was sent.
pub(super) async fn answer(request: RequestBuilder) -> Result<Answer, &'static str> {
    let why = |error: &reqwest::Error| match () {
        () if error.is_timeout() => "no answer in time",
        () if error.is_connect() => "no connection, or its certificate is not trusted",
        () => "the connection broke",
    };
    let mut response = request.send().await.map_err(|error| why(&error))?;
    let (status, mut body) = (response.status(), Vec::new());
    while let Some(chunk) = response.chunk().await.map_err(|error| why(&error))? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err("an answer that is too long");
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body })
}
