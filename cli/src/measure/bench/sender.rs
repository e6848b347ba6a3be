//! A connection that sends one request after the other, most of them to `/payout/create`.
//!
//! It shares the machine with the service that it measures, so it does the minimum that HTTP requires. A general
//! client takes as much time per request as the service does.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue, RETRY_AFTER};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;

use crate::error::CliError;

/// An open connection, with the key of the sending business.
#[derive(Debug)]
pub struct Sender {
    requests: SendRequest<Full<Bytes>>,
    address: SocketAddr,
    host: HeaderValue,
    authorization: HeaderValue,
    payout_hash: HeaderValue,
}

/// The response to a request.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// `Retry-After`, in seconds.
    pub retry_after_s: Option<u64>,
}

impl Sender {
    /// Connects to the API at `address`.
    ///
    /// # Errors
    /// If it does not respond, or `key` cannot be sent.
    pub async fn connect(address: SocketAddr, key: &SecretString) -> Result<Self, CliError> {
        Ok(Self {
            requests: open(address).await?,
            address,
            payout_hash: HeaderValue::from_static(""),
            host: HeaderValue::from_str(&address.to_string()).map_err(failed)?,
            authorization: HeaderValue::from_str(&format!("Bearer {}", key.expose_secret()))
                .map_err(failed)?,
        })
    }

    /// Sends one allocation. The API responds when it is paid or, with `respond_async`, when it is recorded. Reads
    /// the whole response.
    ///
    /// # Errors
    /// If no response comes.
    pub async fn create(
        &mut self,
        email: &str,
        amount_cents: i64,
        idempotency_key: &str,
        respond_async: bool,
    ) -> Result<StatusCode, CliError> {
        let answered = self.single(email, amount_cents, idempotency_key, respond_async).await?;
        Ok(answered.0.status)
    }

    /// Like [`Sender::create`], but also returns the response's `Retry-After`.
    ///
    /// # Errors
    /// If no response comes.
    pub async fn create_answer(
        &mut self,
        email: &str,
        amount_cents: i64,
        idempotency_key: &str,
        respond_async: bool,
    ) -> Result<Answer, CliError> {
        Ok(self.single(email, amount_cents, idempotency_key, respond_async).await?.0)
    }

    /// Opens another connection of the same sender.
    ///
    /// # Errors
    /// If the API does not respond.
    pub async fn again(&self) -> Result<Self, CliError> {
        let (host, authorization) = (self.host.clone(), self.authorization.clone());
        let (address, payout_hash) = (self.address, self.payout_hash.clone());
        Ok(Self { requests: open(address).await?, address, host, authorization, payout_hash })
    }

    /// Pays a user, whose balance [`Sender::balance`] then reads.
    ///
    /// # Errors
    /// If the user is not paid.
    pub async fn learn_hash(&mut self) -> Result<(), CliError> {
        let (answer, body) = self.single("holder@example.com", 1, "holder", false).await?;
        let body: serde_json::Value = serde_json::from_slice(&body).map_err(failed)?;
        let hash = body["hash"].as_str().ok_or_else(|| failed(answer.status))?;
        self.payout_hash = HeaderValue::from_str(hash).map_err(failed)?;
        Ok(())
    }

    /// Sends a batch as NDJSON.
    ///
    /// # Errors
    /// If no response comes.
    pub async fn batch(&mut self, body: Bytes, idempotency_key: &str) -> Result<Answer, CliError> {
        let request = Request::post("/v1/batches")
            .header(HOST, &self.host)
            .header(AUTHORIZATION, &self.authorization)
            .header(CONTENT_TYPE, "application/x-ndjson")
            .header("Idempotency-Key", idempotency_key);
        Ok(self.send(request.body(Full::from(body)).map_err(failed)?).await?.0)
    }

    /// Reads the balance of the payout user of [`Sender::learn_hash`].
    ///
    /// # Errors
    /// If no response comes.
    pub async fn balance(&mut self) -> Result<Answer, CliError> {
        let request = Request::get("/payout/balance")
            .header(HOST, &self.host)
            .header("X-Payout-Hash", &self.payout_hash)
            .body(Full::default());
        Ok(self.send(request.map_err(failed)?).await?.0)
    }

    async fn single(
        &mut self,
        email: &str,
        amount_cents: i64,
        idempotency_key: &str,
        respond_async: bool,
    ) -> Result<(Answer, Bytes), CliError> {
        let body = serde_json::json!({ "email": email, "amount": amount_cents }).to_string();
        let mut request = Request::post("/payout/create")
            .header(HOST, &self.host)
            .header(AUTHORIZATION, &self.authorization)
            .header(CONTENT_TYPE, "application/json")
            .header("Idempotency-Key", idempotency_key);
        if respond_async {
            request = request.header("Prefer", "respond-async");
        }
        self.send(request.body(Full::from(body)).map_err(failed)?).await
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<(Answer, Bytes), CliError> {
        // The end of the last response may arrive before its connection is free again.
        self.requests.ready().await.map_err(failed)?;
        let answer = self.requests.send_request(request).await.map_err(failed)?;
        let retry_after_s =
            answer.headers().get(RETRY_AFTER).and_then(|seconds| seconds.to_str().ok()?.parse().ok());
        let told = Answer { status: answer.status(), retry_after_s };
        let body = answer.into_body().collect().await.map_err(failed)?.to_bytes();
        Ok((told, body))
    }
}

async fn open(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>, CliError> {
    let stream = TcpStream::connect(address).await.map_err(failed)?;
    stream.set_nodelay(true).map_err(failed)?;
    let (requests, connection) = handshake(TokioIo::new(stream)).await.map_err(failed)?;
    // The task ends with the sender. A sender that waits for a response gets an earlier error too.
    tokio::spawn(connection);
    Ok(requests)
}

fn failed(error: impl std::fmt::Display) -> CliError {
    CliError::Failed(format!("a request failed: {error}"))
}
