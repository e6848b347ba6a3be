//! `payout listen`: a receiver of webhooks on this machine that verifies and prints what arrives.

mod forward;

use std::future::IntoFuture;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use domain::platform::telemetry;
use secrecy::{ExposeSecret, SecretString};
use standardwebhooks::Webhook;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use self::forward::Forwarder;
use crate::client::{Client, ClientError, NewWebhook};
use crate::error::CliError;
use crate::output;

/// The URL of this command's receiver, except for its port. A later run recognises it.
const BEFORE_PORT: &str = "http://127.0.0.1:";
const AFTER_PORT: &str = "/payout-listen";

/// How long shutting down may take: for the API's response, and for deliveries that are arriving. The user has
/// pressed Ctrl-C and waits.
const GRACE: Duration = Duration::from_secs(3);

/// Receive webhooks on this machine until Ctrl-C, verify and print them.
///
/// Each webhook is verified with the official Standard Webhooks library. The command creates an endpoint over the API
/// and deletes it at the end. For that the API and the workers must allow private addresses, as `payout dev` does.
/// With --secret it creates none, and receives what you have pointed at its port.
///
/// With --forward-to each verified webhook is forwarded to your own program, whose response is returned to the
/// sender. A webhook that your program rejects is sent again, as in production.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The address of the API.
    #[arg(long, env = "PAYOUT_API_URL", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    api_url: String,

    /// A secret key of the business. Not needed with --secret.
    #[arg(long, env = "PAYOUT_API_KEY", hide_env_values = true, value_name = "KEY")]
    api_key: Option<SecretString>,

    /// The secret of an existing endpoint (whsec_…), instead of creating one. For the payout webhook, its `secret`.
    #[arg(long, env = "PAYOUT_LISTEN_SECRET", hide_env_values = true, value_name = "SECRET")]
    secret: Option<SecretString>,

    /// The events to receive, separated by commas.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "allocation.*,batch.*,balance.*,payout.*,payout_user.*",
        value_name = "EVENTS"
    )]
    events: Vec<String>,

    /// The port on 127.0.0.1; 0 picks a free one.
    #[arg(long, default_value_t = 0, value_name = "PORT")]
    port: u16,

    /// Forward each webhook to this URL, e.g. http://127.0.0.1:3000/webhooks, with the same body and headers.
    #[arg(long, value_name = "URL")]
    forward_to: Option<String>,
}

/// The state of the receiver.
#[derive(Clone)]
struct Receiver {
    verifier: Arc<Webhook>,
    forwarder: Option<Forwarder>,
}

/// Runs the command.
///
/// # Errors
/// If the port is taken, the secret is malformed, or the API rejects the endpoint.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let forwarder = args.forward_to.as_deref().map(Forwarder::to).transpose()?;
    let stop = CancellationToken::new();
    telemetry::stop_on_signals(&stop).map_err(CliError::Signals)?;
    let failed =
        |error| CliError::Failed(format!("cannot listen on 127.0.0.1:{} (--port): {error}", args.port));
    let listener =
        TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port))).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let url = format!("{BEFORE_PORT}{}{AFTER_PORT}", address.port());
    let (secret, registered) = match args.secret {
        Some(secret) => (secret, None),
        None => {
            let key = args.api_key.ok_or_else(|| {
                CliError::Usage("set PAYOUT_API_KEY (or --api-key), or --secret of an endpoint".into())
            })?;
            let client = Client::new(&args.api_url, key)?;
            delete_left_over(&client).await?;
            let made = client.create_webhook(&url, &args.events).await;
            let NewWebhook { id, secret } = made.map_err(not_made)?;
            (secret, Some((client, id)))
        }
    };
    let verifier = Webhook::new(secret.expose_secret()).map_err(|error| {
        CliError::Usage(format!("--secret is not the secret of an endpoint (whsec_…): {error}"))
    })?;
    output::note(format!("Listening at {url}. Press Ctrl-C to stop."));
    let receiver = Receiver { verifier: Arc::new(verifier), forwarder };
    let router = Router::new().fallback(post(receive)).with_state(receiver);
    let done = CancellationToken::new();
    let serving = axum::serve(listener, router).with_graceful_shutdown(done.clone().cancelled_owned());
    let ending = async {
        stop.cancelled().await;
        if let Some((client, id)) = registered {
            delete(&client, &id).await;
        }
        done.cancel();
        // Deliveries that are arriving get a response. A sender that stops talking is not waited for.
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = serving.into_future() => served.map_err(|error| CliError::Failed(format!("receiving ended: {error}")))?,
        () = ending => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// Explains why no endpoint was created. A production server sends nothing to this machine's own addresses.
fn not_made(error: ClientError) -> CliError {
    match &error {
        ClientError::Refused(problem) if problem.errors.iter().any(|fault| fault.field == "url") => CliError::Failed(
            "this server sends no webhooks to addresses of this machine: `payout listen` is for `payout dev`, which \
             allows them. With --secret, it receives the webhooks of an endpoint that you have created yourself"
                .into(),
        ),
        _ => {
            error.faults(0).iter().for_each(output::note);
            error.into()
        }
    }
}

/// Deletes the endpoints that earlier runs could not delete: those with a URL of this form where no program listens.
async fn delete_left_over(client: &Client) -> Result<(), CliError> {
    for known in client.webhooks().await? {
        let port = known.url.strip_prefix(BEFORE_PORT).and_then(|rest| rest.strip_suffix(AFTER_PORT));
        if let Some(port) = port.and_then(|port| port.parse::<u16>().ok())
            && TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err()
        {
            client.delete_webhook(&known.id).await?;
        }
    }
    Ok(())
}

/// Deletes this run's endpoint if the API is still there. It is not an error if the stack was stopped first.
async fn delete(client: &Client, id: &str) {
    let deleted = tokio::time::timeout(GRACE, client.delete_webhook(id)).await;
    if !matches!(deleted, Ok(Ok(()))) {
        output::note(format!("The API did not delete the endpoint {id}: the next `payout listen` will."));
    }
}

/// Receives one delivery. Prints it as a line on standard output if its signature is valid, and otherwise returns
/// 400.
async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let id = headers.get("webhook-id").and_then(|value| value.to_str().ok()).unwrap_or("-").to_owned();
    if let Err(error) = receiver.verifier.verify(&body, &headers) {
        output::note(format!("rejected {id}: {error}"));
        return StatusCode::BAD_REQUEST.into_response();
    }
    if output::line(format!("{id} {}", String::from_utf8_lossy(&body))).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    match receiver.forwarder {
        Some(forwarder) => forwarder.forward(&id, headers, body).await,
        None => StatusCode::NO_CONTENT.into_response(),
    }
}
