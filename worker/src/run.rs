//! A worker process: the workers of its cells, and the listener for operators.
//!
//! A process that serves several cells has a complete set of workers for each, on threads of its own ([`place`]). So a
//! database that is unreachable or slow delays neither the other cells nor the start. A cell is left out if its
//! database belongs to another cell, or if a secret differs from the one that the database knows. When every cell is
//! left out, the process ends.

mod apalis_workers;
mod cell;
mod error;
mod place;

use std::time::Duration;

use domain::cell::Number;
use domain::cell::standing::{Standing, wait_until_all_left_out};
use domain::clock::Clock;
use futures::future::{BoxFuture, join_all, pending};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use self::apalis_workers::DRAIN;
pub use self::error::RunError;

use self::cell::Workers;
use self::place::CellRuntime;
use crate::config::WorkerConfig;
use crate::ops::{self, Ops, ShownCell};

/// How long the listener for operators may take to end.
const LISTENER_ENDS_WITHIN: Duration = Duration::from_secs(2);

/// Runs the worker until `stop`. Then claims in flight have [`DRAIN`] to finish.
///
/// # Errors
/// Returns [`RunError`], but never because a database is unreachable.
// The box keeps the future's code in this crate. Otherwise every crate that runs it would compile it again.
#[inline(never)]
pub fn run(
    config: WorkerConfig,
    clock: Clock,
    metrics: PrometheusHandle,
    stop: CancellationToken,
) -> BoxFuture<'static, Result<(), RunError>> {
    Box::pin(run_until(config, clock, metrics, stop))
}

async fn run_until(
    config: WorkerConfig,
    clock: Clock,
    metrics: PrometheusHandle,
    stop: CancellationToken,
) -> Result<(), RunError> {
    let cells = prepared(&config, &clock).await?;
    let listener = TcpListener::bind(config.ops_listen)
        .await
        .map_err(|source| RunError::Listen { address: config.ops_listen, source })?;
    // When the workers of one cell end by themselves, all others end too, unless that cell is left out.
    let stop = stop.child_token();
    let shown: Vec<ShownCell> = cells.iter().map(|(_, workers)| workers.shown()).collect();
    let wrong = all_cells_left_out(shown.clone());
    let listening = tokio::spawn(serve_ops(listener, Ops { metrics, cells: shown }, stop.clone()));
    let several = cells.len() > 1;
    let running = join_all(cells.into_iter().map(async |(place, workers)| {
        let ended = place.run(workers.run(stop.clone())).await.flatten();
        if several && matches!(ended, Err(RunError::Config(_))) {
            return Ok(());
        }
        stop.cancel();
        ended
    }));
    let mut running = std::pin::pin!(running);
    let ended = tokio::select! {
        // This branch comes first: the workers of left-out cells have ended as well, and must not count as a normal
        // end.
        biased;
        wrong = wrong => {
            stop.cancel();
            running.await;
            vec![Err(wrong)]
        }
        ended = &mut running => ended,
    };
    if tokio::time::timeout(LISTENER_ENDS_WITHIN, listening).await.is_err() {
        tracing::warn!("the operators' listener did not end in time");
    }
    ended.into_iter().collect()
}

/// Returns once every one of several cells is left out. With a single cell it never returns: the workers of that cell
/// report themselves what is wrong.
async fn all_cells_left_out(cells: Vec<ShownCell>) -> RunError {
    let numbered = cells.into_iter().map(|cell| Some((cell.number?, cell.standing)));
    match numbered.collect::<Option<Vec<(Number, Standing)>>>() {
        None => pending().await,
        Some(cells) => RunError::Config(wait_until_all_left_out(cells).await),
    }
}

/// Prepares the workers of each cell, and the threads they run on. It does not ask a database anything.
async fn prepared(config: &WorkerConfig, clock: &Clock) -> Result<Vec<(CellRuntime, Workers)>, RunError> {
    let mut all = Vec::new();
    let cells = config.cells.read(&config.database_url).map_err(RunError::Config)?;
    for cell in &cells {
        let (number, mut others) = (cell.number, cells.clone());
        others.retain(|other| other.number != number);
        let config = WorkerConfig { database_url: cell.guarded_url(), ..config.clone() };
        let clock = if all.is_empty() { clock.clone() } else { clock.of_another_server() };
        let place = CellRuntime::of(number)?;
        let workers = place.run(async move { Workers::prepare(config, clock, number, others) }).await??;
        all.push((place, workers));
    }
    Ok(all)
}

async fn serve_ops(listener: TcpListener, ops: Ops, stop: CancellationToken) {
    // The port may have been chosen by the system.
    if let Ok(address) = listener.local_addr() {
        tracing::info!(%address, "listening");
    }
    let served = axum::serve(listener, ops::router(ops)).with_graceful_shutdown(stop.cancelled_owned()).await;
    if let Err(error) = served {
        tracing::error!(%error, "the operators' listener ended");
    }
}
