//! Runs an API process: its two listeners, and a [`Process`] for each cell that it serves.
//!
//! Graceful shutdown: when told to stop, the process closes the public listener at once and finishes requests in flight
//! within the drain. The operators' listener stays open until then and reports that the process is not ready, so that
//! monitoring sees why.
//!
//! With one cell, the listeners serve that cell's services. With several, they serve the [`Front`], which finds the
//! cell of each request.

mod process;
mod run_error;

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use domain::cell::Number;
use domain::cell::standing::{Standing, wait_until_all_left_out};
use domain::clock::Clock;
use domain::watch::Watch;
use futures::FutureExt;
use futures::future::{BoxFuture, join_all, select, select_all};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::process::Process;
pub use self::run_error::RunError;
use crate::config::ApiConfig;
use crate::front::Front;
use crate::http::serve::{self, ServeLimits, serve};
use crate::work::unit_of_work::UnitsOfWork;

/// How long closing the connections may take. A silent server must not hold up the shutdown.
const CLOSED_WITHIN: Duration = Duration::from_secs(1);

/// How long the start waits for the server's time and for the check of the secrets. If the database is away, the
/// process starts without them and keeps asking.
const PROVEN_WITHIN: Duration = Duration::from_secs(3);

/// Runs until `stop`, then finishes requests in flight within 10 s. `on_ready` gets the addresses of the public and of
/// the operators' listener once both are open. The process starts even if the database is away.
///
/// # Errors
/// [`RunError`].
pub fn run(
    config: ApiConfig,
    clock: Clock,
    metrics: PrometheusHandle,
    stop: CancellationToken,
    on_ready: impl FnOnce(SocketAddr, SocketAddr) + Send + 'static,
) -> BoxFuture<'static, Result<(), RunError>> {
    boxed_run(config, clock, metrics, stop, Box::new(on_ready))
}

/// Receives the addresses of the listeners.
type OnReady = Box<dyn FnOnce(SocketAddr, SocketAddr) + Send>;

/// Boxes the future in this crate, so that its code is compiled here and not again in each crate that runs it.
#[inline(never)]
fn boxed_run(
    config: ApiConfig,
    clock: Clock,
    metrics: PrometheusHandle,
    stop: CancellationToken,
    on_ready: OnReady,
) -> BoxFuture<'static, Result<(), RunError>> {
    Box::pin(run_until(config, clock, metrics, stop, on_ready))
}

async fn run_until(
    config: ApiConfig,
    clock: Clock,
    metrics: PrometheusHandle,
    stop: CancellationToken,
    on_ready: OnReady,
) -> Result<(), RunError> {
    let background = CancellationToken::new();
    let units = UnitsOfWork::new();
    let (processes, watches): (Vec<Process>, Vec<Watch>) =
        processes(&config, &clock, &units, &stop)?.into_iter().unzip();
    let (public, public_address) = listen(config.listen, "PAYOUT_LISTEN")?;
    let (ops, ops_address) = listen(config.ops_listen, "PAYOUT_OPS_LISTEN")?;
    let _with_it = background.clone().drop_guard();
    for (process, watch) in processes.iter().zip(watches) {
        tokio::spawn(process.labelled(background.clone().run_until_cancelled_owned(watch.run())));
    }
    let mut wrong = found_wrong(&processes, config.poll_only);
    let known = join_all(processes.iter().map(|process| process.standing.wait_until_known()));
    tokio::select! {
        // `wrong` comes first: if all cells are known to be wrong, nothing is served, not even for a moment.
        biased;
        wrong = &mut wrong => return Err(wrong),
        () = stop.cancelled() => {}
        _known = tokio::time::timeout(PROVEN_WITHIN, known) => {}
    }
    let tasks = TaskTracker::new();
    for process in &processes {
        process.start_tasks(&tasks, config.poll_only, &background).await;
    }
    on_ready(public_address, ops_address);

    let (listeners, stops) = ((public, ops), (stop.clone(), background.clone()));
    let mut serving = served(&processes, listeners, (config.limits.serve, units), metrics, stops, &tasks);
    let ended = tokio::select! {
        () = &mut serving => Ok(()),
        wrong = wrong => {
            stop.cancel();
            serving.await;
            Err(wrong)
        }
    };
    background.cancel();
    tasks.close();
    tasks.wait().await;
    let closed = join_all(processes.iter().map(Process::closed));
    if tokio::time::timeout(CLOSED_WITHIN, closed).await.is_err() {
        tracing::warn!("the connections to the database were not closed in time; they end with the process");
    }
    ended
}

/// Returns when nothing can be served: something is wrong with the only cell, or with each of several.
fn found_wrong(processes: &[Process], poll_only: bool) -> BoxFuture<'static, RunError> {
    let each = select_all(processes.iter().map(|process| process.found_wrong(poll_only).boxed()));
    let each = each.map(|(wrong, ..)| wrong).boxed();
    let numbered = processes.iter().map(|process| Some((process.app.cell?, process.standing.clone())));
    match numbered.collect::<Option<Vec<(Number, Standing)>>>() {
        None => each,
        Some(cells) => {
            let all = wait_until_all_left_out(cells).map(RunError::Config).boxed();
            // `each` comes first, because polling it leaves cells out. The same poll of `all` then notices the last one.
            select(each, all).map(|first| first.factor_first().0).boxed()
        }
    }
}

/// Creates a process for each cell, and the watch over its database.
fn processes(
    config: &ApiConfig,
    clock: &Clock,
    units: &UnitsOfWork,
    stop: &CancellationToken,
) -> Result<Vec<(Process, Watch)>, RunError> {
    let cells = config.cells.read(&config.database_url).map_err(RunError::Config)?;
    let numbers: Vec<Number> = cells.iter().filter_map(|cell| cell.number).collect();
    let mut processes = Vec::with_capacity(cells.len());
    for cell in &cells {
        // The first cell's clock is also the clock of the process's traces.
        let clock = if processes.is_empty() { clock.clone() } else { clock.of_another_server() };
        processes.push(Process::new(config, (cell, &numbers), clock, units.clone(), stop.clone())?);
    }
    Ok(processes)
}

/// Spawns the operators' service on `tasks`, where it runs until they are stopped. Returns the future that serves
/// clients.
fn served(
    processes: &[Process],
    (public, ops): (TcpListener, TcpListener),
    (limits, units): (ServeLimits, UnitsOfWork),
    metrics: PrometheusHandle,
    (stop, background): (CancellationToken, CancellationToken),
    tasks: &TaskTracker,
) -> BoxFuture<'static, ()> {
    let (ops_units, ops_limits) = (UnitsOfWork::new(), ServeLimits::default());
    match processes {
        [one] => {
            let app = one.app.clone();
            let ops_service = crate::service::ops_router(app.clone(), metrics);
            tasks.spawn(logged(serve(ops, ops_service, ops_units, ops_limits, background)));
            let public_service = crate::service::public_service(app);
            logged(serve(public, public_service, units, limits, stop)).boxed()
        }
        several => {
            let front =
                Front::new(several.iter().map(|process| process.behind_the_front(&metrics)).collect());
            tasks.spawn(logged(serve(ops, front.for_operators(), ops_units, ops_limits, background)));
            logged(serve(public, front.for_clients(), units, limits, stop)).boxed()
        }
    }
}

fn listen(address: SocketAddr, setting: &'static str) -> Result<(TcpListener, SocketAddr), RunError> {
    let failed = |source| RunError::Listen { address, setting, source };
    let listener = serve::listen(address).map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

async fn logged(serving: impl Future<Output = io::Result<()>>) {
    if let Err(error) = serving.await {
        tracing::error!(%error, "a listener ended");
    }
}
