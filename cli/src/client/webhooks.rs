//! Endpoints, for `payout listen`.

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

use super::{Client, ClientError, read, send};

/// An endpoint that was just made.
#[derive(Debug, Deserialize)]
pub struct NewWebhook {
    /// Its id.
    pub id: String,
    /// What its deliveries are signed with: `whsec_…`
    #[serde(deserialize_with = "secret")]
    pub secret: SecretString,
}

/// An endpoint that exists.
#[derive(Debug, Deserialize)]
pub struct KnownWebhook {
    /// Its id.
    pub id: String,
    /// Where it is.
    pub url: String,
}

#[derive(Deserialize)]
struct Listed {
    data: Vec<KnownWebhook>,
}

impl Client {
    /// The business's endpoints.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn webhooks(&self) -> Result<Vec<KnownWebhook>, ClientError> {
        let listed: Listed = read(send(self.get("v1/webhooks")).await?).await?;
        Ok(listed.data)
    }

    /// Makes an endpoint at `url` for `events`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn create_webhook(&self, url: &str, events: &[String]) -> Result<NewWebhook, ClientError> {
        let body = serde_json::json!({ "url": url, "events": events });
        read(send(self.post("v1/webhooks").json(&body)).await?).await
    }

    /// Deletes an endpoint.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn delete_webhook(&self, id: &str) -> Result<(), ClientError> {
        let address = format!("{}v1/webhooks/{id}", self.base);
        send(self.authorized(self.http.delete(address))).await.map(|_| ())
    }
}

fn secret<'de, D: Deserializer<'de>>(text: D) -> Result<SecretString, D::Error> {
    String::deserialize(text).map(SecretString::from)
}
