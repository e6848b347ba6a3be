//! Orders to a batch of one's own: each is a route of the API.

use domain::ids::BatchId;
use domain::steering::{Order, Target};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Client, ClientError};

/// An order's route below `/v1/batches/{id}/`.
struct Route {
    method: Method,
    batch: BatchId,
    name: &'static str,
    body: Option<Value>,
}

impl Client {
    /// Gives `order`, or previews it: the items that it is about. `None` when it is not about a batch: then it is not a
    /// merchant's to give.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn steer(&self, order: &Order, dry_run: bool) -> Result<Option<Value>, ClientError> {
        let Some(Route { method, batch, name, body }) = route(order) else { return Ok(None) };
        let preview = if dry_run { "?dry_run=true" } else { "" };
        self.ask(method, &format!("v1/batches/{batch}/{name}{preview}"), body.as_ref()).await.map(Some)
    }
}

fn route(order: &Order) -> Option<Route> {
    let post = |batch, name| Some(Route { method: Method::POST, batch, name, body: None });
    match order {
        Order::Pause(Target::Batch(of)) => post(of.id, "pause"),
        Order::Resume(Target::Batch(of)) => post(of.id, "resume"),
        Order::Cancel(of) => post(of.id, "cancel"),
        Order::Retry(of) => post(of.id, "retry"),
        Order::Throttle(Target::Batch(of), rates) => Some(Route {
            method: Method::PUT,
            batch: of.id,
            name: "throttle",
            body: Some(json!({
                "max_per_second": rates.max_per_second,
                "max_cents_per_second": rates.max_cents_per_second,
            })),
        }),
        Order::Unthrottle(Target::Batch(of)) => {
            Some(Route { method: Method::DELETE, batch: of.id, name: "throttle", body: None })
        }
        Order::Pause(_)
        | Order::Resume(_)
        | Order::Throttle(..)
        | Order::Unthrottle(_)
        | Order::Hold(_)
        | Order::LetGo(_) => None,
    }
}
