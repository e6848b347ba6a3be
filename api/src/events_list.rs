//! GET /v1/events: to catch up on what was not heard.

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::event::{self, EventType};
use domain::ids::EventId;
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use crate::auth::Merchant;
use crate::extract::{Query, choice};
use crate::openapi::Problems;
use crate::page::{List, ListAnswer, Page, PageQuery};
use crate::refusal::Refusal;
use crate::state::App;

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct Event {
    /// `evt_…`: the `webhook-id` of its deliveries.
    #[schema(value_type = String)]
    id: EventId,
    /// What happened.
    #[serde(rename = "type")]
    kind: String,
    /// Rises with the events of one object; to be compared, not counted.
    sequence: i64,
    /// The object as it was then.
    #[schema(value_type = Object)]
    data: Option<Box<RawValue>>,
    /// When it happened.
    created_at: DateTime<Utc>,
}

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// Of this type.
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Events, oldest first, a few seconds after they happened: none appears behind a cursor. Only what some endpoint had
/// selected when it happened is written down, and it is kept for 30 days (unless the operator says otherwise).
#[utoipa::path(
    get, path = "/v1/events", tag = "webhooks", security(("secret_key" = [])), params(Restriction, PageQuery),
    responses((status = 200, body = List<Event>), Problems)
)]
pub async fn events_list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    page: Page<EventId>,
    Query(restriction): Query<Restriction>,
) -> Result<ListAnswer<Event>, Refusal> {
    let kind: Option<EventType> = choice("type", restriction.kind, &EventType::ALL, EventType::as_str)?;
    let (after, fetch, now) = (page.after, page.fetch(), app.clock.now());
    let rows =
        app.read(move |conn| event::list(conn, caller.business_id, kind, after, fetch, now).boxed()).await?;
    Ok(page.answer(rows, |row| row.id, Event::from))
}

impl From<event::Event> for Event {
    fn from(of: event::Event) -> Self {
        // Postgres has checked that it is JSON.
        let data = RawValue::from_string(of.data).ok();
        Self { id: of.id, kind: of.kind, sequence: of.sequence, data, created_at: of.created_at }
    }
}
