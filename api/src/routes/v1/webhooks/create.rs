//! POST /v1/webhooks

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use domain::event::EventType;
use domain::idempotency::Caller;
use domain::ids::{BusinessId, WebhookId};
use domain::secrets::server_secret;
use domain::webhook::{self, CreateError, Endpoint, NewEndpoint};
use futures::FutureExt;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Shown, WebhookRefused, WebhookWithSecret, read_events, read_url, witness};
use crate::app::App;
use crate::app::once::{Keyed, Outcome};
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::Json;
use crate::http::problem::Problem;

/// A webhook endpoint to create.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookRequest)]
pub struct Request {
    /// An `https` URL of a public host.
    #[schema(max_length = 2_048)]
    url: String,
    /// Event types, or `group.*`.
    #[schema(min_items = 1)]
    events: Vec<String>,
}

/// Creates a webhook endpoint, which from now on receives the events that it selects.
///
/// The response contains its secret (`whsec_…`). Deliveries are signed with it as Standard Webhooks specifies. The URL
/// must be `https` and its host public, unless the operator permits others.
#[utoipa::path(
    post, path = "/v1/webhooks", tag = "webhooks", security(("secret_key" = [])), params(Keyed), request_body = Request,
    responses(
        (status = 201, description = "Created. The secret is returned only once", body = WebhookWithSecret),
        (status = 409, description = "The business has too many endpoints", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn create(
    State(app): State<App>,
    Merchant(caller): Merchant,
    keyed: Keyed,
    Json(request): Json<Request>,
) -> Result<Response<Body>, Problem> {
    let business = caller.business_id;
    let made = created(&app, business, keyed, &request).await?;
    Ok(made.answer(StatusCode::CREATED, |endpoint| WebhookWithSecret::of(&app, business, endpoint)))
}

/// Creates the requested endpoint, once under its idempotency key.
///
/// # Errors
/// Why no endpoint was created.
pub async fn created(
    app: &App,
    business: BusinessId,
    keyed: Keyed,
    request: &Request,
) -> Result<Outcome<Endpoint>, Problem> {
    let url = read_url(app, &request.url)?;
    let events = read_events(&request.events, |_: EventType| true)?;
    let (id, now) = (WebhookId::from(app.clock.id()), app.clock.now());
    let selected: Vec<&str> = events.iter().map(|event| event.as_str()).collect();
    let asked = keyed.asked(Caller::Business(business), &(url.as_str(), selected))?;
    let (key, same_key) = (app.webhook_key.clone(), app.webhook_key.clone());
    let made = app
        .once(
            asked,
            Some(witness(business)),
            move |conn| {
                async move {
                    let new = NewEndpoint { id, url: &url, events: &events, enabled: true };
                    let made =
                        webhook::create(conn, business, &new, now).await.map_err(
                            |refused| match refused {
                                CreateError::TooMany => WebhookRefused::TooMany,
                                CreateError::Database(error) => WebhookRefused::Database(error),
                            },
                        )?;
                    server_secret::claim(conn, &key, now).await?;
                    Ok(made)
                }
                .boxed()
            },
            Shown::of,
            move |conn, shown| async move { shown.again(conn, &same_key, business).await }.boxed(),
        )
        .await?;
    Ok(made)
}
