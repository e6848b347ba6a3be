//! POST /v1/webhooks/{id}/redeliver: sends one event again, or all events since a time.

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use chrono::{DateTime, Utc};
use domain::idempotency::Caller;
use domain::ids::{BusinessId, EventId, WebhookId};
use domain::webhook::{self, Redelivered};
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{WebhookRefused, enabled};
use crate::app::App;
use crate::app::once::{Keyed, Outcome, replayed};
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path, Time};
use crate::http::problem::Problem;

/// What to send again: exactly one of these fields.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Redeliver)]
pub struct Request {
    /// This event, even if the endpoint does not select its type.
    #[schema(value_type = Option<String>)]
    event_id: Option<EventId>,
    /// All events that the endpoint selects and that happened at this time or later, at most 10,000.
    #[schema(value_type = Option<DateTime<Utc>>)]
    since: Option<Time>,
    /// The same as `since`, for the events after this one: `last` of the previous response.
    #[schema(value_type = Option<String>)]
    after: Option<EventId>,
}

/// The events that are sent again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Redelivering)]
pub struct Answer {
    /// The number of events. It includes deliveries that are in progress, which are not sent twice.
    redelivered: i64,
    /// The last of these events if there may be more: send it as `after`. Null otherwise.
    #[schema(value_type = Option<String>)]
    last: Option<EventId>,
}

#[derive(Debug, Clone, Copy)]
enum Selection {
    One(EventId),
    Since(Result<DateTime<Utc>, EventId>),
}

/// Sends events again, under their original ids.
///
/// Send one event by its `event_id`, all events `since` a time that has passed, or the next events `after` the `last`
/// of the previous response. Only events that are still kept can be sent again.
#[utoipa::path(
    post, path = "/v1/webhooks/{id}/redeliver", tag = "webhooks", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`whk_…`"), Keyed), request_body = Request,
    responses(
        (status = 202, body = Answer),
        (status = 404, description = "No such endpoint or event", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The endpoint is disabled", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn redeliver(
    State(app): State<App>,
    Merchant(caller): Merchant,
    keyed: Keyed,
    Path(id): Path<WebhookId>,
    Json(request): Json<Request>,
) -> Result<Response<Body>, Problem> {
    let again = redelivered(&app, caller.business_id, keyed, id, &request).await?;
    Ok(again.answer(StatusCode::ACCEPTED, |again| Answer { redelivered: again.count, last: again.last }))
}

/// Sends the requested events to the endpoint `id` again, once under an idempotency key.
///
/// # Errors
/// Why nothing was sent.
pub async fn redelivered(
    app: &App,
    business: BusinessId,
    keyed: Keyed,
    id: WebhookId,
    request: &Request,
) -> Result<Outcome<Redelivered>, Problem> {
    let which = request.which()?;
    let now = app.clock.now();
    if matches!(which, Selection::Since(Ok(since)) if since > now) {
        let message = "since must not be in the future: events from this time on are sent again.";
        return Err(Problem::field("since", "too_large", message));
    }
    let asked = keyed.asked(Caller::Business(business), &(id, request))?;
    let again = app
        .once(
            asked,
            None,
            move |conn| {
                async move {
                    let endpoint = enabled(conn, business, id).await?;
                    match which {
                        Selection::Since(since) => {
                            Ok(webhook::redeliver_since(conn, business, &endpoint, since, now).await?)
                        }
                        Selection::One(event) => {
                            let found = webhook::redeliver_one(conn, business, &endpoint, event, now).await?;
                            if found {
                                Ok(Redelivered { count: 1, last: None })
                            } else {
                                Err(WebhookRefused::NotFound)
                            }
                        }
                    }
                }
                .boxed()
            },
            |redelivered| *redelivered,
            replayed,
        )
        .await?;
    Ok(again)
}

impl Request {
    fn which(&self) -> Result<Selection, Problem> {
        match (self.event_id, self.since, self.after) {
            (Some(event), None, None) => Ok(Selection::One(event)),
            (None, Some(Time(since)), None) => Ok(Selection::Since(Ok(since))),
            (None, None, Some(after)) => Ok(Selection::Since(Err(after))),
            _ => Err(Problem::field("since", "required", "Send exactly one of event_id, since or after.")),
        }
    }
}
