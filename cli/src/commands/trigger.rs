//! `payout trigger`: sends sample events.

use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use domain::event::EventType;
use serde_json::json;

use crate::access::ApiArgs;
use crate::client::KnownWebhook;
use crate::error::CliError;
use crate::output::Printing;

/// Send a sample of an event to the business's own webhook endpoints.
///
/// The endpoints that selected the event receive it. The sample goes through the outbox like a real event: it is
/// signed, logged with the endpoint's deliveries, and retried until it arrives. Its data contain "test_mode": true,
/// because nothing has happened. `payout listen` is such an endpoint while it runs.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The type of the event.
    #[arg(value_parser = PossibleValuesParser::new(EventType::SELECTABLE.map(EventType::as_str)))]
    event: String,

    #[command(flatten)]
    api: ApiArgs,

    #[command(flatten)]
    printing: Printing,
}

/// Runs the command.
///
/// # Errors
/// If no endpoint has selected the event, or the API fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let (event, client) = (args.event, args.api.client()?);
    let mut endpoints = client.webhooks().await?;
    endpoints.extend(client.payout_webhook().await?);
    let wants = |endpoint: &&KnownWebhook| endpoint.enabled && endpoint.events.contains(&event);
    let wanting: Vec<&KnownWebhook> = endpoints.iter().filter(wants).collect();
    if wanting.is_empty() {
        return Err(CliError::Failed(format!(
            "no enabled endpoint has selected {event}, so nothing was sent: start `payout listen`, or create an \
             endpoint with POST /v1/webhooks"
        )));
    }
    for KnownWebhook { id, url, .. } in wanting {
        let event_id = client.test_webhook(id, &event).await?;
        let sent = json!({ "event_id": event_id, "webhook_id": id, "url": url });
        args.printing.done(&sent, format!("{event_id} is sent to {id}, {url}"))?;
    }
    Ok(ExitCode::SUCCESS)
}
