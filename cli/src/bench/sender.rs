//! One connection that sends single requests to `/payout/create`, one after the other.
//!
//! It shares the machine with what it measures, so it does the least that HTTP asks for: a general client costs as much
//! time for a request as the service does.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;

use crate::error::CliError;

/// An open connection, and who sends.
#[derive(Debug)]
pub struct Sender {
    requests: SendRequest<Full<Bytes>>,
    host: HeaderValue,
    authorization: HeaderValue,
}

impl Sender {
    /// Connects to the API at `address`.
    ///
    /// # Errors
    /// When it does not answer, or `key` cannot be sent.
    pub async fn connect(address: SocketAddr, key: &SecretString) -> Result<Self, CliError> {
        let stream = TcpStream::connect(address).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        let (requests, connection) = handshake(TokioIo::new(stream)).await.map_err(failed)?;
        // It ends with the sender; what goes wrong before is told to whoever waits for an answer.
        tokio::spawn(connection);
        Ok(Self {
            requests,
            host: HeaderValue::from_str(&address.to_string()).map_err(failed)?,
            authorization: HeaderValue::from_str(&format!("Bearer {}", key.expose_secret()))
                .map_err(failed)?,
        })
    }

    /// One allocation: answered when it is paid, or (`respond_async`) when it is recorded. The whole answer is read.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn create(
        &mut self,
        email: &str,
        amount_cents: i64,
        idempotency_key: &str,
        respond_async: bool,
    ) -> Result<StatusCode, CliError> {
        let body = serde_json::json!({ "email": email, "amount": amount_cents }).to_string();
        let mut request = Request::post("/payout/create")
            .header(HOST, &self.host)
            .header(AUTHORIZATION, &self.authorization)
            .header(CONTENT_TYPE, "application/json")
            .header("Idempotency-Key", idempotency_key);
        if respond_async {
            request = request.header("Prefer", "respond-async");
        }
        let request = request.body(Full::from(body)).map_err(failed)?;
        let answer = self.requests.send_request(request).await.map_err(failed)?;
        let status = answer.status();
        answer.into_body().collect().await.map_err(failed)?;
        Ok(status)
    }
}

fn failed(error: impl std::fmt::Display) -> CliError {
    CliError::Failed(format!("a request failed: {error}"))
}
