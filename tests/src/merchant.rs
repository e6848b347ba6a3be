//! A merchant that pays, on connections that stay open.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use domain::ids::BusinessId;
use serde_json::Value;

use crate::world::World;

/// A merchant with a secret key.
#[derive(Clone)]
pub struct Merchant {
    http: reqwest::Client,
    key: String,
}

/// One POST /payout/create.
#[derive(Debug, Clone)]
pub struct Request {
    /// The payee's address.
    pub email: String,
    /// Cents.
    pub amount: i64,
    /// `Idempotency-Key`
    pub key: Option<String>,
    /// `Prefer`
    pub prefer: Option<&'static str>,
}

/// The answer to a [`Request`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
    /// `Allocation-Id`
    pub allocation: Option<String>,
    /// `Retry-After`
    pub retry_after: Option<String>,
}

impl Merchant {
    /// Returns the merchant of `business`, with a new key.
    pub async fn of(w: &World, business: BusinessId) -> Self {
        // Another test may have installed it already.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let key = w.key(business).await;
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(60))
            .tls_certs_only([])
            .no_proxy()
            .build()
            .unwrap();
        Self { http, key }
    }

    /// Sends `request`. Returns the answer, and how long it took.
    ///
    /// # Errors
    /// If the connection breaks before the answer has arrived.
    pub async fn send(
        &self,
        address: SocketAddr,
        request: &Request,
    ) -> Result<(Answer, Duration), reqwest::Error> {
        let started = Instant::now();
        let mut post = self
            .http
            .post(format!("http://{address}/payout/create"))
            .bearer_auth(&self.key)
            .json(&serde_json::json!({"email": request.email, "amount": request.amount}));
        if let Some(key) = &request.key {
            post = post.header("idempotency-key", key);
        }
        if let Some(prefer) = request.prefer {
            post = post.header("prefer", prefer);
        }
        let response = post.send().await?;
        let header =
            |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (allocation, retry_after) = (header("allocation-id"), header("retry-after"));
        let status = response.status().as_u16();
        let answer = Answer { status, body: response.text().await?, allocation, retry_after };
        Ok((answer, started.elapsed()))
    }

    /// Sends a POST of JSON with `headers`. Returns the status and the body.
    ///
    /// # Errors
    /// If the connection breaks before the answer has arrived.
    pub async fn post(
        &self,
        address: SocketAddr,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Result<(u16, Value), reqwest::Error> {
        let mut post = self.http.post(format!("http://{address}{path}")).json(body);
        for (name, value) in headers {
            post = post.header(*name, *value);
        }
        // A payout user sends its hash instead of a key.
        if !headers.iter().any(|(name, _)| *name == "x-payout-hash") {
            post = post.bearer_auth(&self.key);
        }
        let response = post.send().await?;
        Ok((response.status().as_u16(), response.json().await?))
    }

    /// Sends a GET as the merchant or, with `hash`, as a payout user. Returns the status and the body.
    ///
    /// # Errors
    /// If the connection breaks before the answer has arrived.
    pub async fn get(
        &self,
        address: SocketAddr,
        path: &str,
        hash: Option<&str>,
    ) -> Result<(u16, Value), reqwest::Error> {
        let get = self.http.get(format!("http://{address}{path}"));
        let get = match hash {
            Some(hash) => get.header("x-payout-hash", hash),
            None => get.bearer_auth(&self.key),
        };
        let response = get.send().await?;
        Ok((response.status().as_u16(), response.json().await?))
    }

    /// Returns the bytes of `request`, for clients that do not wait for the answer.
    pub fn bytes(&self, request: &Request) -> Vec<u8> {
        let body = serde_json::json!({"email": request.email, "amount": request.amount}).to_string();
        let (key, length) = (&self.key, body.len());
        format!(
            "POST /payout/create HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

impl Request {
    /// Returns a payment of ten cents to `email` under the key `key`.
    pub fn of(email: impl Into<String>, key: impl Into<String>) -> Self {
        Self { email: email.into(), amount: 10, key: Some(key.into()), prefer: None }
    }

    /// Sets `Prefer`.
    pub fn prefer(self, prefer: &'static str) -> Self {
        Self { prefer: Some(prefer), ..self }
    }
}
