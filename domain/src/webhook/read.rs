//! Endpoints as they are stored and shown.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::held::HeldBy;
use crate::ids::{BusinessId, WebhookId};

/// The kind of an endpoint, which decides the form of its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An endpoint of Standard Webhooks, which gets an envelope.
    Standard,
    /// The payout webhook, which gets a flat body and an additional signature of its own.
    Payout,
}

/// Why the relay disabled an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disabled {
    /// The endpoint replied 410.
    Gone,
    /// All attempts failed for days ([`super::DISABLED_AFTER`]).
    Failing,
}

/// A webhook endpoint, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The endpoint's id.
    pub id: WebhookId,
    /// The endpoint's kind.
    pub kind: Kind,
    /// The endpoint's URL.
    pub url: String,
    /// The types of events that the endpoint selects.
    pub events: Vec<String>,
    /// Whether events are sent to the endpoint.
    pub enabled: bool,
    /// Why the relay disabled the endpoint, if it did.
    pub disabled_because: Option<Disabled>,
    /// The time since which every attempt has failed.
    pub failing_since: Option<DateTime<Utc>>,
    /// The version of the endpoint's secret.
    pub secret_version: i32,
    /// Until when the previous secret signs as well.
    pub previous_secret_until: Option<DateTime<Utc>>,
    /// When the endpoint was created.
    pub created_at: DateTime<Utc>,
}

impl Kind {
    pub(super) fn from_stored(text: &str) -> Self {
        if text == "payout" { Self::Payout } else { Self::Standard }
    }
}

impl Disabled {
    /// Returns the name that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }

    pub(super) fn from_stored(text: &str) -> Self {
        if text == "gone" { Self::Gone } else { Self::Failing }
    }
}

pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) url: String,
    pub(super) events: Vec<String>,
    pub(super) enabled: bool,
    pub(super) disabled_because: Option<String>,
    pub(super) failing_since: Option<DateTime<Utc>>,
    pub(super) secret_version: i32,
    pub(super) previous_secret_until: Option<DateTime<Utc>>,
    pub(super) created_at: DateTime<Utc>,
}

impl From<Row> for Endpoint {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            kind: Kind::from_stored(&row.kind),
            url: row.url,
            events: row.events,
            enabled: row.enabled,
            disabled_because: row.disabled_because.as_deref().map(Disabled::from_stored),
            failing_since: row.failing_since,
            secret_version: row.secret_version,
            previous_secret_until: row.previous_secret_until,
            created_at: row.created_at,
        }
    }
}

/// Returns the payout webhook of a business, if it has one.
///
/// # Errors
/// If the database fails.
pub async fn get_payout_webhook(
    conn: &mut PgConnection,
    business: BusinessId,
) -> Result<Option<Endpoint>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select id, kind, url, events, enabled, disabled_because, failing_since, secret_version,
             previous_secret_until, created_at
         from webhook_endpoints where business_id = $1 and kind = 'payout'",
        business.uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Endpoint::from))
}

/// Returns the endpoint `id` of a business, of either kind.
///
/// # Errors
/// If the database fails.
pub async fn get(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WebhookId,
) -> Result<Option<Endpoint>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select id, kind, url, events, enabled, disabled_because, failing_since, secret_version,
             previous_secret_until, created_at
         from webhook_endpoints where business_id = $1 and id = $2",
        business.uuid(),
        id.uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Endpoint::from))
}

/// Lists up to `limit` endpoints with ids below `before`, newest first. Leaves out the payout webhook.
///
/// # Errors
/// If the database fails.
pub async fn list(
    conn: &mut PgConnection,
    business: BusinessId,
    before: Option<WebhookId>,
    limit: i64,
) -> Result<Vec<Endpoint>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "select id, kind, url, events, enabled, disabled_because, failing_since, secret_version,
             previous_secret_until, created_at
         from webhook_endpoints
         where business_id = $1 and kind = 'standard' and ($2::uuid is null or id < $2) order by id desc limit $3",
        business.uuid(),
        before.map(WebhookId::uuid),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Endpoint::from).collect())
}

/// Returns what keeps all deliveries from being sent, by the rules of [`super::take`].
///
/// # Errors
/// If the database fails.
pub async fn held(conn: &mut PgConnection) -> Result<Option<HeldBy>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select exists (select from outgoing_pauses where scope = 'webhooks') as "paused!",
               coalesce((select held from restore_fence), false) as "restoring!""#
    )
    .fetch_one(conn)
    .await?;
    Ok(HeldBy::first([(HeldBy::Pause, row.paused), (HeldBy::Restore, row.restoring)]))
}
