//! GET /v1/events: lets a business catch up on events that it has missed.

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::event::{self, EventType, Filter};
use domain::ids::EventId;
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Query, choice, interval};
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;

/// An event.
#[derive(Debug, Serialize, ToSchema)]
pub struct Event {
    /// The event's id, `evt_…`: the `webhook-id` of its deliveries.
    #[schema(value_type = String)]
    id: EventId,
    /// The event type.
    #[serde(rename = "type")]
    kind: String,
    /// Increases with each event of the same object. Compare sequences, do not count them.
    sequence: i64,
    /// The object as it was at the time of the event.
    #[schema(value_type = Object)]
    data: Option<Box<RawValue>>,
    /// When the event happened.
    created_at: DateTime<Utc>,
}

/// The filter.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// Only events of this type.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Only events that happened at this time or later (RFC 3339).
    from: Option<String>,
    /// Only events that happened before this time (RFC 3339).
    to: Option<String>,
}

/// Lists events, oldest first.
///
/// An event appears a few seconds after it happened, so that none appears before a cursor that was already returned. An
/// event is only recorded if a webhook had selected its type when it happened. Events are kept for 30 days, unless the
/// operator configures another time.
#[utoipa::path(
    get, path = "/v1/events", tag = "webhooks", security(("secret_key" = [])), params(Restriction, PageQuery),
    responses((status = 200, body = List<Event>), Problems)
)]
pub async fn list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    page: Page<EventId>,
    Query(restriction): Query<Restriction>,
) -> Result<ListAnswer<Event>, Refusal> {
    let kind: Option<EventType> = choice("type", restriction.kind, &EventType::ALL, EventType::as_str)?;
    let (from, to) = interval(restriction.from, restriction.to)?;
    let filter = Filter { kind, from, to };
    let (after, fetch, now) = (page.after, page.fetch(), app.clock.now());
    let rows = app
        .read(move |conn| event::list(conn, caller.business_id, filter, after, fetch, now).boxed())
        .await?;
    Ok(page.answer(rows, |row| row.id, Event::from))
}

impl From<event::Event> for Event {
    fn from(of: event::Event) -> Self {
        // Postgres has checked that the data is JSON.
        let data = RawValue::from_string(of.data).ok();
        Self { id: of.id, kind: of.kind, sequence: of.sequence, data, created_at: of.created_at }
    }
}
