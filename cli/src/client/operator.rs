//! Requests to the operators' listener: pause, resume and throttle a business.

use domain::ids::BusinessId;
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::error::ClientError;
use super::{Client, send};

/// A client of the operators' listener of one API.
#[derive(Debug, Clone)]
pub struct Operator(Client);

impl Operator {
    /// Creates a client of the operators' listener at `base`. Sends nothing yet.
    ///
    /// # Errors
    /// If `base` is not a URL, the token cannot be sent, or TLS cannot be set up.
    pub fn new(base: &str, token: SecretString) -> Result<Self, ClientError> {
        Client::new(base, token).map(Self)
    }

    /// Returns whether the API is ready.
    pub async fn is_ready(&self) -> bool {
        send(self.0.get("readyz")).await.is_ok()
    }

    /// Limits `business` to `per_second` allocations per second. `None` removes its limit.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn throttle(&self, business: BusinessId, per_second: Option<i64>) -> Result<(), ClientError> {
        match per_second {
            None => {
                let path = format!("admin/throttles?scope=business&business_id={business}");
                self.send(Method::DELETE, &path, None).await
            }
            Some(rate) => {
                let body = json!({ "scope": "business", "business_id": business, "max_per_second": rate });
                self.send(Method::PUT, "admin/throttles", Some(&body)).await
            }
        }
    }

    /// Pauses `business`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn pause(&self, business: BusinessId) -> Result<(), ClientError> {
        let of = json!({ "scope": "business", "business_id": business });
        self.send(Method::POST, "admin/pause", Some(&of)).await
    }

    /// Resumes `business`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn resume(&self, business: BusinessId) -> Result<(), ClientError> {
        let of = json!({ "scope": "business", "business_id": business });
        self.send(Method::POST, "admin/resume", Some(&of)).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<(), ClientError> {
        self.0.ask(method, path, body).await.map(|_| ())
    }
}
