//! Creating, changing and deleting endpoints.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::WebhookUrl;
use super::read::{Endpoint, Kind, Row, get_payout_webhook};
use super::turn::wake;
use crate::event::EventType;
use crate::ids::{BusinessId, WebhookId};

/// The most endpoints of one business, besides its payout webhook. Each event has a delivery for each endpoint that
/// selects it.
pub const MAX_ENDPOINTS: i64 = 16;

/// How long after a rotation the old secret signs deliveries as well. It is the time to deploy the new secret
/// everywhere.
pub const ROTATION_OVERLAP: TimeDelta = TimeDelta::hours(24);

/// The most earlier secrets that sign as well. A delivery has a signature for each. Further rotations within a day are
/// rejected.
pub const MAX_OVERLAPS: usize = 4;

/// An endpoint to create.
#[derive(Debug)]
pub struct NewEndpoint<'a> {
    /// The id that a new endpoint gets.
    pub id: WebhookId,
    /// The endpoint's URL.
    pub url: &'a WebhookUrl,
    /// The types of events that the endpoint selects.
    pub events: &'a BTreeSet<EventType>,
    /// Whether events are sent to the endpoint.
    pub enabled: bool,
}

/// The changes to an endpoint. A field that is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// The new URL.
    pub url: Option<WebhookUrl>,
    /// The types of events that the endpoint selects.
    pub events: Option<BTreeSet<EventType>>,
    /// Whether events are sent to the endpoint. Setting this, or a new URL, also clears the time since which the
    /// endpoint has failed.
    pub enabled: Option<bool>,
}

/// Why an endpoint was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The business has [`MAX_ENDPOINTS`] endpoints.
    #[error("the business has 16 endpoints: delete one first")]
    TooMany,
    /// The database failed.
    #[error("the endpoint could not be stored")]
    Database(#[from] sqlx::Error),
}

/// Why a secret was not rotated.
#[derive(Debug, thiserror::Error)]
pub enum RotateSecretError {
    /// The endpoint does not exist.
    #[error("there is no such endpoint")]
    NoSuchEndpoint,
    /// [`MAX_OVERLAPS`] earlier secrets still sign as well.
    #[error("the secret was rotated too often recently")]
    TooOften {
        /// When the oldest of them stops signing.
        until: DateTime<Utc>,
    },
    /// The database failed.
    #[error("the secret could not be rotated")]
    Database(#[from] sqlx::Error),
}

/// Creates an endpoint.
///
/// # Errors
/// [`CreateError`].
pub async fn create(
    conn: &mut PgConnection,
    business: BusinessId,
    new: &NewEndpoint<'_>,
    now: DateTime<Utc>,
) -> Result<Endpoint, CreateError> {
    lock_business(conn, business).await?;
    let count = sqlx::query_scalar!(
        r#"select count(*) as "n!" from webhook_endpoints where business_id = $1 and kind = 'standard'"#,
        business.uuid()
    )
    .fetch_one(&mut *conn)
    .await?;
    if count >= MAX_ENDPOINTS {
        return Err(CreateError::TooMany);
    }
    Ok(insert(conn, business, new, Kind::Standard, now).await?)
}

/// Creates the payout webhook of a business, or changes the existing one.
///
/// # Errors
/// If the database fails.
pub async fn put_payout_webhook(
    conn: &mut PgConnection,
    business: BusinessId,
    new: &NewEndpoint<'_>,
    now: DateTime<Utc>,
) -> Result<Endpoint, sqlx::Error> {
    lock_business(conn, business).await?;
    if let Some(known) = get_payout_webhook(conn, business).await? {
        let change = Change {
            url: Some(new.url.clone()),
            events: Some(new.events.clone()),
            enabled: Some(new.enabled),
        };
        if let Some(changed) = update(conn, business, known.id, &change, now).await? {
            return Ok(changed);
        }
    }
    insert(conn, business, new, Kind::Payout, now).await
}

/// Changes an endpoint, and returns it as it is afterwards; `None` if it does not exist. Deliveries that are pending
/// while the endpoint is disabled are sent when it is enabled again.
///
/// # Errors
/// If the database fails.
pub async fn update(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WebhookId,
    change: &Change,
    now: DateTime<Utc>,
) -> Result<Option<Endpoint>, sqlx::Error> {
    let events = change.events.as_ref().map(stored);
    let row = sqlx::query_as!(
        Row,
        "update webhook_endpoints set
             url = coalesce($3, url), events = coalesce($4, events), enabled = coalesce($5, enabled),
             disabled_because = case when $5 is null then disabled_because end,
             failing_since = case when $5 is null and $3::text is null then failing_since end
         where business_id = $1 and id = $2
         returning id, kind, url, events, enabled, disabled_because, failing_since, secret_version,
             previous_secret_until, created_at",
        business.uuid(),
        id.uuid(),
        change.url.as_ref().map(WebhookUrl::as_str),
        events.as_deref() as _,
        change.enabled
    )
    .fetch_optional(&mut *conn)
    .await?;
    wake(conn, business, id, now).await?;
    Ok(row.map(Endpoint::from))
}

/// Gives an endpoint a new secret. The old one signs as well for [`ROTATION_OVERLAP`], and each earlier one until its
/// own end.
///
/// # Errors
/// [`RotateSecretError`]
pub async fn rotate_secret(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WebhookId,
    now: DateTime<Utc>,
) -> Result<Endpoint, RotateSecretError> {
    let before = sqlx::query!(
        "select previous_secret_until, older_secrets_until from webhook_endpoints
         where business_id = $1 and id = $2 for no key update",
        business.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or(RotateSecretError::NoSuchEndpoint)?;
    // Newest first.
    let mut overlaps: Vec<DateTime<Utc>> =
        before.previous_secret_until.into_iter().chain(before.older_secrets_until).collect();
    while overlaps.pop_if(|until| *until <= now).is_some() {}
    if let Some(first) = overlaps.last().filter(|_| overlaps.len() >= MAX_OVERLAPS) {
        return Err(RotateSecretError::TooOften { until: *first });
    }
    let row = sqlx::query_as!(
        Row,
        "update webhook_endpoints set secret_version = secret_version + 1, previous_secret_until = $3,
             older_secrets_until = $4
         where business_id = $1 and id = $2
         returning id, kind, url, events, enabled, disabled_because, failing_since, secret_version,
             previous_secret_until, created_at",
        business.uuid(),
        id.uuid(),
        now + ROTATION_OVERLAP,
        &overlaps
    )
    .fetch_one(conn)
    .await?;
    Ok(row.into())
}

/// Deletes an endpoint. Its pending deliveries are no longer sent, and its log is removed with its events. Returns
/// whether the endpoint existed.
///
/// # Errors
/// If the database fails.
pub async fn delete(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WebhookId,
) -> Result<bool, sqlx::Error> {
    let deleted = sqlx::query!(
        "delete from webhook_endpoints where business_id = $1 and id = $2",
        business.uuid(),
        id.uuid()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from webhook_ring where business_id = $1 and endpoint_id = $2",
        business.uuid(),
        id.uuid()
    )
    .execute(conn)
    .await?;
    Ok(deleted.rows_affected() == 1)
}

async fn insert(
    conn: &mut PgConnection,
    business: BusinessId,
    new: &NewEndpoint<'_>,
    kind: Kind,
    now: DateTime<Utc>,
) -> Result<Endpoint, sqlx::Error> {
    let events = stored(new.events);
    let kind = match kind {
        Kind::Standard => "standard",
        Kind::Payout => "payout",
    };
    let row = sqlx::query_as!(
        Row,
        "insert into webhook_endpoints (business_id, id, kind, url, events, enabled, secret_version, created_at)
         values ($1, $2, $3, $4, $5, $6, 1, $7)
         returning id, kind, url, events, enabled, disabled_because, failing_since, secret_version,
             previous_secret_until, created_at",
        business.uuid(),
        new.id.uuid(),
        kind,
        new.url.as_str(),
        &events,
        new.enabled,
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into webhook_ring (business_id, endpoint_id, due_at) values ($1, $2, 'infinity')",
        business.uuid(),
        new.id.uuid()
    )
    .execute(conn)
    .await?;
    Ok(row.into())
}

/// Locks the business, so that counting its endpoints and creating one is one step. The lock does not block foreign
/// keys to the business.
async fn lock_business(conn: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query_scalar!("select id from businesses where id = $1 for no key update", business.uuid())
        .fetch_one(conn)
        .await
        .map(|_| ())
}

fn stored(events: &BTreeSet<EventType>) -> Vec<String> {
    events.iter().map(|kind| kind.as_str().to_owned()).collect()
}
