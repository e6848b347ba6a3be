//! A small client of the HTTP API. `payout submit`, the demo and the benchmark send their requests with it.

mod dry_run;
mod error;
mod http;
mod objects;
mod operator;
mod problem;
mod steering;
mod upload;
mod webhooks;

pub use dry_run::DryRun;
pub use error::ClientError;
pub use http::http;
pub use operator::Operator;
pub use problem::{Fault, Problem};
pub use upload::{Format, Mode, Submission};

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use futures::TryStreamExt;
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use reqwest::{RequestBuilder, Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::io::AsyncWrite;

pub use self::webhooks::{KnownWebhook, NewWebhook};

/// How long the API may be silent. A batch of a million items takes some tens of seconds to record before its one
/// response comes.
const SILENCE: Duration = Duration::from_secs(300);

/// The number of items, or the sum of their cents, by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Tally {
    /// All items.
    pub total: i64,
    /// Those that have not ended yet.
    pub pending: i64,
    /// Those that were paid.
    pub succeeded: i64,
    /// Those that failed.
    pub failed: i64,
    /// Those that were cancelled.
    pub cancelled: i64,
    /// Those whose reference was known before. They are not paid again.
    pub duplicate: i64,
}

/// The rate of a batch, and when it is expected to end.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct Progress {
    /// Items that ended per second, recently.
    pub rate_per_second: f64,
    /// Seconds until the last item ends, if it can be estimated.
    pub eta_seconds: Option<i64>,
}

/// A batch as the API shows it.
#[derive(Debug, Clone, Deserialize)]
pub struct Batch {
    /// Its id.
    pub id: String,
    /// Its status.
    pub status: String,
    /// What keeps its pending items from being paid.
    #[serde(default)]
    pub held_by: Option<String>,
    /// The number of items by status.
    pub counts: Tally,
    /// Their amounts, in cents.
    pub amounts: Tally,
    /// The rate, and when the batch is expected to end.
    #[serde(default)]
    pub progress: Progress,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
    /// When its items become ready. `None` means at once.
    #[serde(default)]
    pub scheduled_at: Option<DateTime<Utc>>,
    /// When it was cancelled.
    #[serde(default)]
    pub cancelled_at: Option<DateTime<Utc>>,
    /// When its last item ended.
    #[serde(default)]
    pub finished_at: Option<DateTime<Utc>>,
}

/// An item of a batch and its outcome.
#[derive(Debug, Clone, Deserialize)]
pub struct Item {
    /// Its status.
    pub status: String,
    /// Why it failed.
    #[serde(default)]
    pub code: Option<String>,
    /// The allocation that it repeats, if it is a duplicate.
    #[serde(default)]
    pub duplicate_of: Option<String>,
    /// The status of that allocation.
    #[serde(default)]
    pub duplicate_status: Option<String>,
}

/// A page of the items of a batch.
#[derive(Debug, Deserialize)]
pub struct Items {
    /// The items.
    pub data: Vec<Item>,
    /// The cursor of the next page, if there is one.
    pub next_cursor: Option<String>,
}

/// An accepted upload.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The batch.
    pub batch_id: String,
    /// Whether an earlier upload with the same key was accepted. If so, this upload recorded nothing.
    pub replayed: bool,
}

/// A client of one API with the key of one business. Clones share connections.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
    key: SecretString,
}

impl Client {
    /// Creates a client of the API at `base` with an API key. Sends nothing yet.
    ///
    /// # Errors
    /// If `base` is not a URL, the key cannot be a key, or TLS cannot be set up.
    pub fn new(base: &str, key: SecretString) -> Result<Self, ClientError> {
        let (http, mut base) = http(base, SILENCE)?;
        if key.expose_secret().is_empty() || !key.expose_secret().bytes().all(|byte| byte.is_ascii_graphic())
        {
            return Err(ClientError::Key);
        }
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        Ok(Self { http, base, key })
    }

    /// Returns the address of the API.
    pub fn address(&self) -> &Url {
        &self.base
    }

    /// Uploads `body` as the batch that `submission` describes. The same content with the same key is recorded once.
    ///
    /// # Errors
    /// [`ClientError`]. After [`ClientError::NoAnswer`] it is unknown whether the batch was recorded.
    pub async fn submit(
        &self,
        submission: &Submission<'_>,
        body: reqwest::Body,
    ) -> Result<Accepted, ClientError> {
        let Submission { format, mode, scheduled_at, idempotency_key, .. } = *submission;
        let given = |name, rate: Option<i64>| rate.map_or_else(String::new, |rate| format!("&{name}={rate}"));
        let rates = submission.rates.map_or_else(String::new, |rates| {
            given("max_per_second", rates.max_per_second)
                + &given("max_cents_per_second", rates.max_cents_per_second)
        });
        let at = scheduled_at.map_or_else(String::new, |at| {
            format!("&scheduled_at={}", at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
        });
        let request = self
            .post(&format!("v1/batches?mode={}{rates}{at}", mode.as_str()))
            .header("Idempotency-Key", idempotency_key);
        let response = send(request.header(CONTENT_TYPE, format.media_type()).body(body)).await?;
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let replayed = header("Idempotent-Replayed") == Some("true");
        let status = response.status();
        let located = header(LOCATION.as_str()).and_then(|path| path.rsplit('/').next()).map(str::to_owned);
        let batch_id = located.ok_or(ClientError::Unexpected(status))?;
        Ok(Accepted { batch_id, replayed })
    }

    /// Returns the batch `id` with its progress.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn batch(&self, id: &str) -> Result<Batch, ClientError> {
        read(send(self.get(&format!("v1/batches/{id}"))).await?).await
    }

    /// Returns the first page of a batch's items that have this status.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn items(&self, id: &str, status: &str) -> Result<Vec<Item>, ClientError> {
        Ok(self.items_after(id, status, None).await?.data)
    }

    /// Returns a page of a batch's items that have this status: the first page, or the one at `cursor`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn items_after(
        &self,
        id: &str,
        status: &str,
        cursor: Option<&str>,
    ) -> Result<Items, ClientError> {
        // A cursor contains only characters that need no escaping in a URL.
        let cursor = cursor.map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
        read(send(self.get(&format!("v1/batches/{id}/items?status={status}&limit=200{cursor}"))).await?).await
    }

    /// Cancels the pending items of a batch, for good.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn cancel(&self, id: &str) -> Result<(), ClientError> {
        send(self.post(&format!("v1/batches/{id}/cancel"))).await.map(|_| ())
    }

    /// Writes the outcome of every item of a batch to `to`, as CSV.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn results(&self, id: &str, to: &mut (impl AsyncWrite + Unpin)) -> Result<(), ClientError> {
        let response = send(self.get(&format!("v1/batches/{id}/results.csv"))).await?;
        let mut chunks = response.bytes_stream();
        while let Some(chunk) = chunks.try_next().await.map_err(ClientError::NoAnswer)? {
            tokio::io::AsyncWriteExt::write_all(to, &chunk).await.map_err(ClientError::Write)?;
        }
        tokio::io::AsyncWriteExt::flush(to).await.map_err(ClientError::Write)
    }

    /// Sends one allocation to `/payout/create`. The API responds when it is paid or, with `respond_async`, when it
    /// is recorded.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn create(
        &self,
        email: &str,
        amount_cents: i64,
        idempotency_key: &str,
        respond_async: bool,
    ) -> Result<StatusCode, ClientError> {
        let body = serde_json::json!({ "email": email, "amount": amount_cents });
        let mut request = self.post("payout/create").header("Idempotency-Key", idempotency_key).json(&body);
        if respond_async {
            request = request.header("Prefer", "respond-async");
        }
        let response = send(request).await?;
        let status = response.status();
        // Read the body to its end, so that the connection can be reused.
        response.bytes().await.map_err(ClientError::NoAnswer)?;
        Ok(status)
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.authorized(self.http.get(format!("{}{path}", self.base)))
    }

    fn post(&self, path: &str) -> RequestBuilder {
        self.authorized(self.http.post(format!("{}{path}", self.base)))
    }

    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        request
            .bearer_auth(self.key.expose_secret())
            .header(ACCEPT, "application/json, text/csv;q=0.9, */*;q=0.1")
    }
}

/// Sends a request. Every response that is not a success becomes an error.
async fn send(request: RequestBuilder) -> Result<Response, ClientError> {
    let response = request.send().await.map_err(ClientError::NoAnswer)?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let body = response.bytes().await.map_err(ClientError::NoAnswer)?;
    match serde_json::from_slice::<Problem>(&body) {
        Ok(problem) => Err(ClientError::Refused(Problem { retry_after, ..problem })),
        Err(_) => Err(plain_refusal(status, &body, retry_after)),
    }
}

/// Returns the error in a response of the `/payout` endpoints, which is `{"error": …}`.
fn plain_refusal(status: StatusCode, body: &[u8], retry_after: Option<u64>) -> ClientError {
    #[derive(Deserialize)]
    struct PlainError {
        error: String,
    }
    match serde_json::from_slice::<PlainError>(body) {
        Ok(plain) => ClientError::Refused(Problem {
            status: status.as_u16(),
            code: status.canonical_reason().unwrap_or("error").to_ascii_lowercase().replace(' ', "_"),
            detail: plain.error,
            errors: Vec::new(),
            errors_truncated: false,
            retry_after,
        }),
        Err(_) => ClientError::Unexpected(status),
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, ClientError> {
    let status = response.status();
    let body = response.bytes().await.map_err(ClientError::NoAnswer)?;
    serde_json::from_slice(&body).map_err(|_| ClientError::Unexpected(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_addresses_are_accepted() {
        for wrong in ["", "x", "ftp://x/", "file:///x"] {
            assert!(Client::new(wrong, "k".into()).is_err(), "{wrong}");
        }
        assert!(Client::new("http://127.0.0.1:8080", "k".into()).is_ok());
    }
}
