//! Steering commands for a merchant's own batch. Each is a route of the API.

use domain::ids::BatchId;
use domain::steering::{Command, Target};
use reqwest::Method;
use serde_json::{Value, json};

use super::Client;
use super::error::ClientError;

/// A command's route below `/v1/batches/{id}/`.
struct Route {
    method: Method,
    batch: BatchId,
    name: &'static str,
    body: Option<Value>,
}

impl Client {
    /// Sends `command`, or previews it. Returns the affected items, or `None` for a command that is not about a
    /// batch, because merchants have no such command.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn steer(&self, command: &Command, dry_run: bool) -> Result<Option<Value>, ClientError> {
        let Some(Route { method, batch, name, body }) = route(command) else { return Ok(None) };
        let preview = if dry_run { "?dry_run=true" } else { "" };
        self.ask(method, &format!("v1/batches/{batch}/{name}{preview}"), body.as_ref()).await.map(Some)
    }
}

fn route(command: &Command) -> Option<Route> {
    let post = |batch, name| Some(Route { method: Method::POST, batch, name, body: None });
    match command {
        Command::Pause(Target::Batch(of)) => post(of.id, "pause"),
        Command::Resume(Target::Batch(of)) => post(of.id, "resume"),
        Command::Cancel(of) => post(of.id, "cancel"),
        Command::Retry(of) => post(of.id, "retry"),
        Command::Throttle(Target::Batch(of), rates) => Some(Route {
            method: Method::PUT,
            batch: of.id,
            name: "throttle",
            body: Some(json!({
                "max_per_second": rates.max_per_second,
                "max_cents_per_second": rates.max_cents_per_second,
            })),
        }),
        Command::Unthrottle(Target::Batch(of)) => {
            Some(Route { method: Method::DELETE, batch: of.id, name: "throttle", body: None })
        }
        Command::Pause(_)
        | Command::Resume(_)
        | Command::Throttle(..)
        | Command::Unthrottle(_)
        | Command::PauseOutgoing(_)
        | Command::ResumeOutgoing(_) => None,
    }
}
