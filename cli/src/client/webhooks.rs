//! Webhook endpoints, for `payout listen` and `payout trigger`.

use reqwest::{Method, StatusCode};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::error::ClientError;
use super::{Client, read, send};

/// An endpoint that was just created.
#[derive(Debug, Deserialize)]
pub struct NewWebhook {
    /// Its id.
    pub id: String,
    /// The secret that signs its deliveries: `whsec_…`
    #[serde(deserialize_with = "secret")]
    pub secret: SecretString,
}

/// An endpoint that exists.
#[derive(Debug, Deserialize)]
pub struct KnownWebhook {
    /// Its id.
    pub id: String,
    /// Its URL.
    pub url: String,
    /// The types of events that it selects.
    pub events: Vec<String>,
    /// Whether events are sent to it.
    pub enabled: bool,
}

#[derive(Deserialize)]
struct Listed {
    data: Vec<KnownWebhook>,
}

impl Client {
    /// Returns the business's endpoints.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn webhooks(&self) -> Result<Vec<KnownWebhook>, ClientError> {
        let listed: Listed = read(send(self.get("v1/webhooks")).await?).await?;
        Ok(listed.data)
    }

    /// Returns the business's payout webhook, if it has one.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn payout_webhook(&self) -> Result<Option<KnownWebhook>, ClientError> {
        match send(self.get("v1/payout-webhook")).await {
            Ok(response) => read(response).await.map(Some),
            Err(ClientError::Refused(problem)) if problem.status == StatusCode::NOT_FOUND => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sends an endpoint a sample of the event `kind`. Returns the event's id.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn test_webhook(&self, id: &str, kind: &str) -> Result<String, ClientError> {
        #[derive(Deserialize)]
        struct Sent {
            event_id: String,
        }
        let body = json!({ "type": kind });
        let sent = self.ask(Method::POST, &format!("v1/webhooks/{id}/test"), Some(&body)).await?;
        Sent::deserialize(&sent)
            .map(|sent| sent.event_id)
            .map_err(|_| ClientError::Unexpected(StatusCode::ACCEPTED))
    }

    /// Creates an endpoint at `url` for `events`.
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
