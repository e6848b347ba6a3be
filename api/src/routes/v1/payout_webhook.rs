//! `/v1/payout-webhook`: the only endpoint of a business that hears of withdrawals in the flat form, with `Signature`.
//!
//! It has an id like any endpoint. Under that id (`/v1/webhooks/{id}/…`) are its log, tests, sending again, and a new
//! token.

pub mod get;
pub mod put;

use domain::ids::{BusinessId, WebhookId};
use domain::webhook::{self, Endpoint};
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;

/// The payout webhook.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayoutWebhook {
    /// `whk_…`
    #[schema(value_type = String)]
    id: WebhookId,
    /// Where it is.
    url: String,
    /// The types of events it is told of.
    events: Vec<String>,
    /// Whether it is told.
    enabled: bool,
    /// What keeps it from being told for now: `pause` (an operator paused webhooks), or `restore` (the database was restored, and the
    /// operator has yet to ask the providers what they did). What is pending is delivered after that.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<&'static str>,
    /// What `Signature` is made with: lower-case hexadecimal HMAC-SHA256 of the raw body.
    token: String,
    /// The same token as Standard Webhooks writes secrets, for `webhook-signature`: `whsec_…`
    secret: String,
    /// Why it was switched off: `gone` (it answered 410) or `failing` (for five days); absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_because: Option<&'static str>,
}

impl PayoutWebhook {
    fn of(app: &App, business: BusinessId, endpoint: Endpoint) -> Self {
        let secret =
            webhook::secret(&app.webhook_key, business, endpoint.id, endpoint.kind, endpoint.secret_version);
        Self {
            id: endpoint.id,
            url: endpoint.url,
            events: endpoint.events,
            enabled: endpoint.enabled,
            held_by: None,
            token: secret.token().expose_secret().to_owned(),
            secret: secret.standard().expose_secret().to_owned(),
            disabled_because: endpoint.disabled_because.map(webhook::Disabled::as_str),
        }
    }
}
