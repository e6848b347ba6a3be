//! `/v1/webhooks`: the endpoints that receive the events of a business, in the format of Standard Webhooks 1.0.

pub mod create;
pub mod delete;
pub mod deliveries;
pub mod get;
pub mod list;
pub mod redeliver;
pub mod rotate_secret;
pub mod test;
pub mod update;

use std::collections::BTreeSet;

use chrono::{DateTime, SecondsFormat, Utc};
use domain::event::EventType;
use domain::held::HeldBy;
use domain::ids::{BusinessId, WebhookId};
use domain::secrets::fingerprint::Unproven;
use domain::secrets::server_secret::{self, ServerSecret};
use domain::webhook::{self, Endpoint, Kind, RotateSecretError, WebhookUrl};
use futures::FutureExt;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

use crate::app::App;
use crate::app::once::OnceError;
use crate::app::secrets::unproven_secret;
use crate::http::extract::UnknownName;
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::work::transact::{TransactError, Witness, WorkError};

/// A webhook endpoint.
#[derive(Debug, Serialize, ToSchema)]
pub struct Webhook {
    /// The endpoint's id, `whk_…`.
    #[schema(value_type = String)]
    id: WebhookId,
    /// `standard`, or `payout` for the payout webhook.
    kind: &'static str,
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
    /// Why the endpoint was disabled: `gone` (it answered 410) or `failing` (it failed for five days). Absent
    /// otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_because: Option<&'static str>,
    /// Since when every attempt has failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    failing_since: Option<DateTime<Utc>>,
    /// Until when deliveries are also signed with the secret before the last rotation.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_secret_until: Option<DateTime<Utc>>,
    /// When the endpoint was created.
    created_at: DateTime<Utc>,
}

/// A webhook endpoint with its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookWithSecret {
    #[serde(flatten)]
    webhook: Webhook,
    /// The secret, `whsec_…`. It is returned only once.
    secret: String,
}

impl From<Endpoint> for Webhook {
    fn from(of: Endpoint) -> Self {
        let kind = match of.kind {
            Kind::Standard => "standard",
            Kind::Payout => "payout",
        };
        Self {
            id: of.id,
            kind,
            url: of.url,
            events: of.events,
            enabled: of.enabled,
            held_by: None,
            disabled_because: of.disabled_because.map(webhook::Disabled::as_str),
            failing_since: of.failing_since,
            previous_secret_until: of.previous_secret_until,
            created_at: of.created_at,
        }
    }
}

impl Webhook {
    /// Returns the endpoint with what holds its deliveries.
    fn shown(of: Endpoint, held: Option<HeldBy>) -> Self {
        Self { held_by: held.map(HeldBy::as_str), ..Self::from(of) }
    }
}

impl WebhookWithSecret {
    /// Returns the endpoint with its present secret.
    pub fn of(app: &App, business: BusinessId, endpoint: Endpoint) -> Self {
        let secret =
            webhook::secret(&app.webhook_key, business, endpoint.id, endpoint.kind, endpoint.secret_version);
        Self { secret: secret.standard().expose_secret().to_owned(), webhook: endpoint.into() }
    }
}

/// Why a request about an endpoint took no effect.
#[derive(Debug, thiserror::Error)]
pub enum WebhookRefused {
    /// The business has the maximum number of endpoints.
    #[error("the business has too many endpoints")]
    TooMany,
    /// There is no such endpoint or event.
    #[error("there is no such endpoint or event")]
    NotFound,
    /// The secret was rotated as often as the overlaps of earlier secrets permit.
    #[error("the secret was rotated too often recently")]
    RotatedTooOften {
        /// When it can be rotated again.
        until: DateTime<Utc>,
    },
    /// The endpoint is disabled, so nothing would be sent.
    #[error("the endpoint is switched off")]
    Disabled,
    /// The endpoint is the payout webhook, which has a route of its own.
    #[error("the endpoint is the payout webhook")]
    PayoutWebhook,
    /// Events of this type are not sent to the endpoint.
    #[error("no event of this type is sent to the endpoint")]
    UnknownType(UnknownName),
    /// Endpoints were given secrets that this process cannot derive.
    #[error(transparent)]
    Secret(Unproven),
    /// The database failed.
    #[error("the endpoint could not be used")]
    Database(#[from] sqlx::Error),
}

impl From<Unproven> for WebhookRefused {
    fn from(unproven: Unproven) -> Self {
        match unproven {
            Unproven::Database(error) => Self::Database(error),
            unproven => Self::Secret(unproven),
        }
    }
}

impl From<RotateSecretError> for WebhookRefused {
    fn from(error: RotateSecretError) -> Self {
        match error {
            RotateSecretError::NoSuchEndpoint => Self::NotFound,
            RotateSecretError::TooOften { until } => Self::RotatedTooOften { until },
            RotateSecretError::Database(error) => Self::Database(error),
        }
    }
}

impl WorkError for WebhookRefused {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Database(error) => Err(error),
            refusal => Ok(refusal),
        }
    }
}

impl From<TransactError<WebhookRefused>> for Problem {
    fn from(not_done: TransactError<WebhookRefused>) -> Self {
        let conflict = |detail: &str| Self::new(Code::Conflict, detail);
        match not_done.from_work_error() {
            Ok(WebhookRefused::TooMany) => Self::new(
                Code::Conflict,
                format!("The business has {} endpoints: delete one first.", webhook::MAX_ENDPOINTS),
            ),
            Ok(WebhookRefused::RotatedTooOften { until }) => {
                let until = until.to_rfc3339_opts(SecondsFormat::AutoSi, true);
                conflict(&format!(
                    "{} earlier secrets are still in use, each for 24 hours after it was replaced: rotate again after {until}.",
                    webhook::MAX_OVERLAPS
                ))
            }
            Ok(WebhookRefused::Disabled) => conflict("The endpoint is switched off: enable it first."),
            Ok(WebhookRefused::PayoutWebhook) => {
                conflict("This is the payout webhook: change it with PUT /v1/payout-webhook.")
            }
            Ok(WebhookRefused::UnknownType(unknown)) => unknown.problem(),
            Ok(WebhookRefused::NotFound) => Refusal::NotFound.problem(),
            Ok(WebhookRefused::Secret(unproven)) => unproven_secret(&unproven).problem(),
            Ok(WebhookRefused::Database(_)) => Refusal::Internal.problem(),
            Err(refusal) => refusal.problem(),
        }
    }
}

/// Returns a witness that checks whether an endpoint of `business` is stored as written, if the reply to the COMMIT was
/// lost. If a response contained a secret that is not in use, its owner would reject every delivery. An endpoint that
/// was changed again since counts as not written.
pub fn witness(business: BusinessId) -> Witness<Endpoint> {
    Box::new(move |written, conn| {
        let written = written.clone();
        async move {
            let stored = webhook::get(conn, business, written.id).await?;
            Ok(stored.is_some_and(|stored| {
                stored.secret_version == written.secret_version
                    && (stored.url, stored.events, stored.enabled)
                        == (written.url, written.events, written.enabled)
            }))
        }
        .boxed()
    })
}

/// What is kept about an endpoint whose secret was shown, to answer the same request again.
#[derive(Debug, Serialize, Deserialize)]
pub struct Shown {
    id: WebhookId,
    secret_version: i32,
}

impl Shown {
    /// Returns what is kept about `endpoint`.
    pub fn of(endpoint: &Endpoint) -> Self {
        Self { id: endpoint.id, secret_version: endpoint.secret_version }
    }

    /// Returns the endpoint with the secret that was shown.
    ///
    /// # Errors
    /// [`OnceError::Gone`] when the endpoint was deleted or has another secret now.
    async fn again(
        self,
        conn: &mut PgConnection,
        key: &ServerSecret,
        business: BusinessId,
    ) -> Result<Endpoint, OnceError<WebhookRefused>> {
        server_secret::compare(conn, key).await.map_err(|unproven| OnceError::Work(unproven.into()))?;
        let stored = webhook::get(conn, business, self.id).await.map_err(OnceError::database)?;
        let gone = |what| OnceError::Gone(format!("{what}. Repeat the request with a new Idempotency-Key."));
        let stored = stored.ok_or_else(|| gone(format!("The endpoint {} was deleted", self.id)))?;
        if stored.secret_version == self.secret_version {
            return Ok(stored);
        }
        Err(gone(format!("The secret of {} that this Idempotency-Key returned was rotated", self.id)))
    }
}

/// Returns the endpoint `id`, if it is enabled.
async fn enabled(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WebhookId,
) -> Result<Endpoint, WebhookRefused> {
    let endpoint = webhook::get(conn, business, id).await?.ok_or(WebhookRefused::NotFound)?;
    if endpoint.enabled { Ok(endpoint) } else { Err(WebhookRefused::Disabled) }
}

/// Reads the URL of an endpoint.
///
/// # Errors
/// Why an endpoint cannot have this URL.
pub fn read_url(app: &App, text: &str) -> Result<WebhookUrl, Problem> {
    WebhookUrl::parse(text, app.webhook_reach)
        .map_err(|why| Problem::field("url", "invalid", why.to_string()))
}

/// Reads a selection: names of event types, or `group.*` for all types that the group has now.
///
/// # Errors
/// An unknown name, or an empty selection.
pub fn read_events(
    names: &[String],
    among: impl Fn(EventType) -> bool,
) -> Result<BTreeSet<EventType>, Problem> {
    let mut selected = BTreeSet::new();
    for name in names {
        let matches = |kind: &EventType| match name.strip_suffix('*') {
            Some(group) => group.ends_with('.') && kind.as_str().starts_with(group),
            None => kind.as_str() == name,
        };
        let known: Vec<EventType> =
            EventType::SELECTABLE.into_iter().filter(|kind| among(*kind) && matches(kind)).collect();
        if known.is_empty() {
            let one_by_one = EventType::SELECTABLE.into_iter().filter(|kind| among(*kind));
            let all: Vec<&str> = one_by_one.map(EventType::as_str).collect();
            return Err(UnknownName::value("events", name, &all).problem());
        }
        selected.extend(known);
    }
    if selected.is_empty() {
        Err(Problem::field("events", "invalid", "events is empty: select at least one, such as payout.*."))
    } else {
        Ok(selected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &[&str]) -> Result<Vec<&'static str>, Problem> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Ok(read_events(&names, |_| true)?.into_iter().map(EventType::as_str).collect())
    }

    #[test]
    fn a_selection_contains_only_known_event_types() {
        assert_eq!(read(&["balance.low", "allocation.*"]).unwrap().len(), 3);
        assert_eq!(read(&["payout.*", "payout.failed"]).unwrap().len(), 5);
        for wrong in [&[][..], &["*"], &["payout*"], &["nothing.*"], &["webhook.test"], &["balance.low", "x"]]
        {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
