//! `/v1/payout-webhook`: the one webhook of a business that receives withdrawal events in the flat format, with
//! `Signature`.
//!
//! It has an id like any webhook. Its log, its tests, redelivery and a new token are under that id
//! (`/v1/webhooks/{id}/…`).

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
    /// The webhook's id, `whk_…`.
    #[schema(value_type = String)]
    id: WebhookId,
    /// The URL that events are sent to.
    url: String,
    /// The event types that it receives.
    events: Vec<String>,
    /// Whether events are sent to it.
    enabled: bool,
    /// What keeps events from being sent for now: `pause` (an operator paused webhooks), or `restore` (the database was
    /// restored, and the operator has not yet asked the providers what they did). Pending events are delivered after
    /// that.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<&'static str>,
    /// The key of `Signature`, which is the lower-case hexadecimal HMAC-SHA256 of the raw body.
    token: String,
    /// The same key in the format of Standard Webhooks, for `webhook-signature`: `whsec_…`.
    secret: String,
    /// Why the webhook was disabled: `gone` (it answered 410) or `failing` (it failed for five days). Absent otherwise.
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
