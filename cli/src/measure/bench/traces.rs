//! Measures the cost of traces: how much more CPU time the API and the worker take for a payment.
//!
//! Three services run side by side, each on a database of its own: without traces, with the default share of them,
//! and with all. They are called in turn, several hundred requests at a time, so that other load on the machine affects
//! all three alike. CPU time is compared, not latency: one per cent of a latency is less than its noise. CPU time
//! counts from the first turn to the last, so it includes sending the spans, which happens later. While another
//! service has its turn, a service still sends its spans every few seconds, so the cost is higher than in a service
//! that is always busy.
//!
//! The collector is in this process. It reads what arrives and returns 200.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Bytes;
use domain::platform::db::{self, Role};
use futures::future::try_join_all;
use hyper::StatusCode;
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

use super::sender::Sender;
use super::{Bench, Scratch};
use crate::error::CliError;
use crate::local::merchant::{self, Funds};
use crate::local::processes::{ApiProcess, Process, Programs, Traces};

/// The shares of requests that are traced.
const SHARES: [f64; 3] = [0.0, 0.1, 1.0];

/// Payments per service at scale 1.
const PAYMENTS: u32 = 40_000;

/// The connections that send one request after the other.
const CONNECTIONS: u32 = 16;

/// Payments in one turn of a service.
const IN_A_TURN: u32 = 800;

/// Money that never runs out.
const FUNDS: Funds = Funds { balance: 0, payout_balance: 1_000_000_000_000 };

/// The CPU time of the API and the worker for 10,000 payments, in seconds, by the share that is traced.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    seconds: [f64; SHARES.len()],
}

/// A service with its own database.
#[derive(Debug)]
struct Service {
    scratch: Scratch,
    api: ApiProcess,
    worker: Process,
    sender: Sender,
    turns: u32,
}

/// The collector, and how many bytes have arrived.
#[derive(Debug)]
struct Collector {
    url: String,
    bytes: Arc<AtomicU64>,
    _serving: AbortOnDropHandle<()>,
}

impl Cost {
    /// Returns by how many per cent a payment takes more CPU time if the default share of requests is traced.
    pub fn percent(&self) -> f64 {
        self.over_none(1)
    }

    fn over_none(&self, share: usize) -> f64 {
        (self.seconds[share] / self.seconds[0] - 1.0) * 100.0
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} s of CPU for 10,000 payments without traces", self.seconds[0])?;
        for (n, share) in SHARES.iter().enumerate().skip(1) {
            write!(f, ", {:+.2} % with a share of {share}", self.over_none(n))?;
        }
        Ok(())
    }
}

/// Measures the cost of a payment without traces, with the default share of them, and with all.
///
/// # Errors
/// If a step fails, no span arrives, or the books do not balance.
pub async fn cost(bench: &Bench) -> Result<Cost, CliError> {
    let collector = Collector::start().await?;
    let mut services = Vec::new();
    for share in SHARES {
        services.push(Service::start(bench, &collector.url, share).await?);
    }
    // Prepare statements and fill caches before CPU time counts.
    for service in &mut services {
        service.turn().await?;
    }
    let before: Vec<f64> = services.iter().map(Service::cpu_seconds).collect::<Result<_, _>>()?;
    let turns = bench.scaled(PAYMENTS, 5 * IN_A_TURN) / IN_A_TURN;
    for _ in 0..turns {
        for service in &mut services {
            service.turn().await?;
        }
    }
    let mut seconds = [0.0; SHARES.len()];
    for ((service, before), seconds) in services.iter().zip(before).zip(&mut seconds) {
        *seconds = (service.cpu_seconds()? - before) / f64::from(turns * IN_A_TURN) * 10_000.0;
    }
    for service in services {
        service.stop().await?;
    }
    if collector.bytes.load(Ordering::Relaxed) == 0 {
        return Err(CliError::Failed("no span has arrived at the collector".into()));
    }
    Ok(Cost { seconds })
}

impl Service {
    async fn start(bench: &Bench, collector: &str, share: f64) -> Result<Self, CliError> {
        let scratch = bench.scratch().await?;
        let mut conn = db::connect(&scratch.url, Role::Operator).await?;
        let merchant = merchant::create(&mut conn, &bench.secrets.key_pepper, "Bench", FUNDS).await?;
        let traces = Traces { collector: (share > 0.0).then(|| collector.to_owned()), share };
        let programs = Programs::on(&scratch.url, &bench.secrets)?.with_traces(traces);
        let api = programs.api().await?;
        let worker = programs.worker(None)?;
        let address = api.url.trim_start_matches("http://").parse();
        let address = address.map_err(|_| CliError::Failed("the API has no address".into()))?;
        let sender = Sender::connect(address, &merchant.api_key).await?;
        Ok(Self { scratch, api, worker, sender, turns: 0 })
    }

    /// Sends the payments of one turn, and waits until all are paid. It opens new connections, because the API closes
    /// those that are idle during the other services' turns.
    async fn turn(&mut self) -> Result<(), CliError> {
        self.turns += 1;
        let (turn, connect) = (self.turns, &self.sender);
        let clients = (0..CONNECTIONS).map(async |client| {
            let mut sender = connect.again().await?;
            for n in 0..IN_A_TURN / CONNECTIONS {
                let key = format!("{turn}-{client}-{n}");
                let status = sender.create(&format!("{key}@example.com"), 1, &key, false).await?;
                if status != StatusCode::CREATED {
                    return Err(CliError::Failed(format!("/payout/create answered {status}, not 201")));
                }
            }
            Ok(())
        });
        try_join_all(clients).await.map(drop)
    }

    fn cpu_seconds(&self) -> Result<f64, CliError> {
        Ok(self.api.process.cpu_seconds()? + self.worker.cpu_seconds()?)
    }

    async fn stop(self) -> Result<(), CliError> {
        drop(self.sender);
        self.worker.stop().await?;
        self.api.process.stop().await?;
        self.scratch.verify_and_drop().await
    }
}

impl Collector {
    async fn start() -> Result<Self, CliError> {
        let failed = |error: std::io::Error| CliError::Failed(format!("the collector: {error}"));
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
        let url = format!("http://{}", listener.local_addr().map_err(failed)?);
        let bytes = Arc::new(AtomicU64::new(0));
        let arrived = Arc::clone(&bytes);
        let routes = Router::new().fallback(move |body: Bytes| async move {
            arrived.fetch_add(body.len() as u64, Ordering::Relaxed);
        });
        let serving = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, routes).await {
                tracing::error!(%error, "the collector ended");
            }
        });
        Ok(Self { url, bytes, _serving: AbortOnDropHandle::new(serving) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_is_a_percentage_of_the_time_without_traces() {
        let cost = Cost { seconds: [4.0, 4.04, 4.4] };
        assert!((cost.percent() - 1.0).abs() < 1e-9);
        assert_eq!(
            cost.to_string(),
            "4.000 s of CPU for 10,000 payments without traces, +1.00 % with a share of 0.1, \
             +10.00 % with a share of 1"
        );
    }
}
