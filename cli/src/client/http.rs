//! The HTTP client: for the API, and for the program to which `payout listen` forwards webhooks.

use std::time::Duration;

use reqwest::Url;

use super::error::ClientError;

/// How long opening a connection may take. A program that needs longer is considered absent.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Returns an HTTP client for `address`, and the parsed address. `silence` is the read timeout.
///
/// # Errors
/// If `address` is not a URL, or TLS cannot be set up.
pub fn http(address: &str, silence: Duration) -> Result<(reqwest::Client, Url), ClientError> {
    // A second call in this process finds the provider installed.
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
        // No certificate is needed, so this works on a machine without any.
        builder = builder.tls_certs_only([]);
    }
    if url.host_str().is_some_and(|host| host == "localhost" || host.starts_with("127.")) {
        builder = builder.no_proxy();
    }
    Ok((builder.build().map_err(ClientError::Setup)?, url))
}
