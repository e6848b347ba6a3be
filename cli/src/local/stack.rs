//! Runs an API and a worker in this process, on loopback, for the demo, `payout dev`, the benchmark and tests.
//!
//! It calls the same `run` functions as `payout-api` and `payout-worker`, with real sockets between them and their
//! clients. Only the separate processes are missing.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use api::config::ApiConfig;
use api::run::RunError;
use domain::clock::Clock;
use domain::platform::telemetry;
use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::SecretString;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use worker::config::{WebhookConfig, WorkerConfig};

use crate::error::CliError;
use crate::local::secrets::Secrets;

/// The metrics of this process. They start once, however many stacks it runs.
static METRICS: Mutex<Option<PrometheusHandle>> = Mutex::new(None);

/// The options of a stack.
#[derive(Debug, Clone)]
pub struct StackOptions {
    /// The API's port on 127.0.0.1; 0 picks a free one.
    pub port: u16,
    /// The operators' port on 127.0.0.1; 0 picks a free one.
    pub ops_port: u16,
    /// Whether a worker runs beside the API.
    pub worker: bool,
    /// How often the worker's leader checks the books, in seconds. 0 means never.
    pub verify_interval_seconds: u64,
}

/// A running API, with a worker if the options ask for one.
#[derive(Debug)]
pub struct Stack {
    api_address: SocketAddr,
    ops_address: SocketAddr,
    stop: CancellationToken,
    running: JoinSet<Result<(), CliError>>,
}

impl Default for StackOptions {
    fn default() -> Self {
        Self { port: 0, ops_port: 0, worker: true, verify_interval_seconds: 0 }
    }
}

impl Stack {
    /// Starts a stack on the migrated database at `url`. Returns when the API's sockets accept connections.
    ///
    /// # Errors
    /// If a port is taken or a secret is weak.
    pub async fn start(
        url: &SecretString,
        secrets: &Secrets,
        options: &StackOptions,
    ) -> Result<Self, CliError> {
        let stop = CancellationToken::new();
        let mut running = JoinSet::new();
        let (ready, addresses) = oneshot::channel();
        let api = api::run::run(
            api_config(url, secrets, options),
            Clock::of_server(),
            metrics()?,
            stop.clone(),
            move |api, ops| {
                // If the receiver is gone, this stack is being dropped too.
                let _ = ready.send((api, ops));
            },
        );
        running.spawn(async move { api.await.map_err(|error| api_ended(&error)) });
        let Ok((api_address, ops_address)) = addresses.await else {
            let ended = running.join_next().await;
            return Err(
                failure(ended).unwrap_or_else(|| CliError::Failed("the API ended at its start".into()))
            );
        };
        if options.worker {
            running.spawn(run_worker(worker_config(url, secrets, options), metrics()?, stop.clone()));
        }
        Ok(Self { api_address, ops_address, stop, running })
    }

    /// Returns the address on which the API listens.
    pub fn api_address(&self) -> SocketAddr {
        self.api_address
    }

    /// Returns the URL for clients: `http://127.0.0.1:<port>`.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.api_address)
    }

    /// Returns the URL for operators: `http://127.0.0.1:<port>`.
    pub fn ops_url(&self) -> String {
        format!("http://{}", self.ops_address)
    }

    /// Waits until the API or the worker ends by itself, which is an error.
    pub async fn ended(&mut self) -> CliError {
        let ended = self.running.join_next().await;
        failure(ended).unwrap_or_else(|| CliError::Failed("the API or the worker ended by itself".into()))
    }

    /// Finishes the work in flight (10 s at most) and stops.
    ///
    /// # Errors
    /// If the API or the worker had failed.
    pub async fn stop(mut self) -> Result<(), CliError> {
        self.stop.cancel();
        let mut result = Ok(());
        while let Some(ended) = self.running.join_next().await {
            if let Some(error) = failure(Some(ended)) {
                result = Err(error);
            }
        }
        result
    }
}

/// Runs a worker on the database at `url` until `stop`.
///
/// # Errors
/// If a secret is weak, or no worker is left.
pub async fn run_worker(
    config: WorkerConfig,
    metrics: PrometheusHandle,
    stop: CancellationToken,
) -> Result<(), CliError> {
    worker::run::run(config, Clock::of_server(), metrics, stop)
        .await
        .map_err(|error| ended("the worker", &error))
}

/// Returns the settings of the stack's worker: the defaults, with a free operators' port. Private addresses are
/// allowed, because everything here, including the receivers of webhooks, is on this machine.
pub fn worker_config(url: &SecretString, secrets: &Secrets, options: &StackOptions) -> WorkerConfig {
    let product = WorkerConfig::new(worker::config::Required {
        database_url: url.clone(),
        hash_secret: secrets.hash_secret.clone(),
        webhook_secret: secrets.webhook_secret.clone(),
    });
    WorkerConfig {
        ops_listen: loopback(0),
        verify_interval_seconds: options.verify_interval_seconds,
        webhooks: WebhookConfig { webhooks_allow_private: true, ..product.webhooks },
        ..product
    }
}

/// Returns the metrics of this process. The first call starts them.
///
/// # Errors
/// If something else in this process has installed a metrics recorder.
pub fn metrics() -> Result<PrometheusHandle, CliError> {
    let mut handle = METRICS.lock().unwrap_or_else(PoisonError::into_inner);
    match &*handle {
        Some(handle) => Ok(handle.clone()),
        None => {
            let begun =
                telemetry::start_metrics().map_err(|error| CliError::Failed(format!("metrics: {error}")))?;
            Ok(handle.insert(begun).clone())
        }
    }
}

fn api_config(url: &SecretString, secrets: &Secrets, options: &StackOptions) -> ApiConfig {
    ApiConfig {
        listen: loopback(options.port),
        ops_listen: loopback(options.ops_port),
        webhooks_allow_private: true,
        ..ApiConfig::new(api::config::Required {
            database_url: url.clone(),
            hash_secret: secrets.hash_secret.clone(),
            key_pepper: secrets.key_pepper.clone(),
            operator_token: secrets.operator_token.clone(),
            webhook_secret: secrets.webhook_secret.clone(),
        })
    }
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// Returns the error of an API that ended. If a port is taken, the error names the option that chose it, because no
/// setting did.
fn api_ended(error: &RunError) -> CliError {
    match error {
        RunError::Listen { address, source, .. } => CliError::Failed(format!(
            "cannot listen on {address}: {source}: choose other ports (--port and --ops-port; 0 takes a free one)"
        )),
        other => ended("the API", other),
    }
}

fn ended(what: &str, error: &dyn std::error::Error) -> CliError {
    let cause = error.source().map_or_else(String::new, |source| format!(": {source}"));
    CliError::Failed(format!("{what} ended: {error}{cause}"))
}

fn failure(joined: Option<Result<Result<(), CliError>, tokio::task::JoinError>>) -> Option<CliError> {
    match joined? {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error),
        Err(error) => Some(CliError::Failed(format!("the API or the worker crashed: {error}"))),
    }
}
