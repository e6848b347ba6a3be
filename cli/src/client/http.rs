//! The HTTP client: for the API, and for the program to which `payout listen` passes webhooks on.

use std::time::Duration;

use reqwest::Url;

use super::error::ClientError;

/// How long opening a connection may take. A program that needs longer is not there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// An HTTP client for `address`, and the address. No silence may be longer than `silence`.
///
/// # Errors
/// When `address` is none, or TLS cannot be prepared.
pub fn http(address: &str, silence: Duration) -> Result<(reqwest::Client, Url), ClientError> {
    // A second call in this process finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let no_address = || ClientError::Address(address.into());
    let url: Url = address.parse().map_err(|_| no_address())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(no_address());
    }
    let mut builder = reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(silence)
        .redirect(reqwest::redirect::Policy::none())
        .tcp_nodelay(true);
    if url.scheme() == "http" {
        // No certificate is needed, so a machine without any will do.
        builder = builder.tls_certs_only([]);
    }
    if url.host_str().is_some_and(|host| host == "localhost" || host.starts_with("127.")) {
        builder = builder.no_proxy();
    }
    Ok((builder.build().map_err(ClientError::Setup)?, url))
}
