//! An API process: its two listeners, and the hints between it and the workers.
//!
//! The order to stop closes the public listener at once; requests in flight are finished within the drain. The
//! operators' listener stays open until then and says that the process is not ready, so that whoever watches sees why.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use domain::clock::{self, Clock};
use domain::platform::db::{self, Role};
use domain::platform::hints::{self, Hints};
use domain::platform::pool_metrics;
use domain::queue::{OUTCOME_CHANNEL, WORK_CHANNEL};
use domain::restore;
use domain::secrets::fingerprint::{self, OwnSecrets};
use domain::watch::{self, Watch};
use domain::webhook::Reach;
use futures::future::BoxFuture;
use metrics_exporter_prometheus::PrometheusHandle;
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::admission::Admission;
use crate::app::backpressure::Backpressure;
use crate::app::failures::Failures;
use crate::app::group_commit::GroupCommit;
use crate::app::key_cache::KeyCache;
use crate::app::outcomes::Outcomes;
use crate::app::transactions::Transactions;
use crate::app::upload_slots::UploadSlots;
use crate::app::usage::{self, Usage};
use crate::app::watched::Watching;
use crate::app::{App, Shared};
use crate::config::ApiConfig;
use crate::http::serve::{self, ServeLimits, serve};
use crate::openapi::DESCRIPTION;
use crate::work::unit_of_work::UnitsOfWork;

/// The connections besides those of requests: for hints each way, asking for outcomes, sampling the backlog, and the
/// server's time.
const SIDE_CONNECTIONS: u32 = 5;

/// How long closing the connections may take. One whose server is silent would hold up the end.
const CLOSED_WITHIN: Duration = Duration::from_secs(1);

/// How long the start waits for the time, and for the check of its secrets. A database that is away holds it up no
/// longer; it is asked again meanwhile.
const PROVEN_WITHIN: Duration = Duration::from_secs(1);

/// Why an API process did not start, or ended on its own.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A setting is wrong; the text says which.
    #[error("{0}")]
    Config(String),
    /// A listener cannot be opened.
    #[error("cannot listen on {address} ({setting})")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The setting that gives the address.
        setting: &'static str,
        /// Why it cannot be opened.
        #[source]
        source: io::Error,
    },
}

/// Runs until `stop`; requests in flight are then finished within 10 s. `on_ready` gets the addresses of the public
/// and of the operators' listener, once both are open. A database that is away does not stop it.
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
    in_box(config, clock, metrics, stop, Box::new(on_ready))
}

/// What hears where the listeners are.
type OnReady = Box<dyn FnOnce(SocketAddr, SocketAddr) + Send>;

/// In a box that is made here: the future's code is this crate's, and not written again in each crate that runs it.
#[inline(never)]
fn in_box(
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
    let serve_limits = config.limits.serve;
    let (process, watch) = Process::new(&config, clock, stop.clone())?;
    let (public, public_address) = listen(config.listen, "PAYOUT_LISTEN")?;
    let (ops, ops_address) = listen(config.ops_listen, "PAYOUT_OPS_LISTEN")?;
    let _with_it = background.clone().drop_guard();
    tokio::spawn(background.clone().run_until_cancelled_owned(watch.run()));
    let mut proving = Box::pin(process.proven(&config));
    let proven = tokio::time::timeout(PROVEN_WITHIN, &mut proving).await;
    let proven = proven.map_or(Ok(None), |proven| proven.map(Some))?;
    let wrong = async {
        if proven.is_none() {
            proving.await?;
        }
        Err::<Infallible, _>(process.contradicted().await)
    };
    crate::http::metrics::requests::start();
    crate::http::metrics::groups::start();
    usage::start();
    domain::withdrawal::count::start();
    let tasks = process.start_tasks(config.poll_only, &background);
    on_ready(public_address, ops_address);

    let app = process.app.clone();
    let public_service = crate::service::public_service(app.clone());
    let ops_router = crate::service::ops_router(app.clone(), metrics);
    tasks.spawn(logged(serve(
        ops,
        ops_router,
        UnitsOfWork::new(),
        ServeLimits::default(),
        background.clone(),
    )));
    let serving =
        logged(serve(public, public_service, app.transactions.units.clone(), serve_limits, stop.clone()));
    let mut serving = std::pin::pin!(serving);
    let ended = tokio::select! {
        () = &mut serving => Ok(()),
        Err(wrong) = wrong => {
            stop.cancel();
            serving.await;
            Err(wrong)
        }
    };
    background.cancel();
    tasks.close();
    tasks.wait().await;
    let closed = futures::future::join(process.app.transactions.pool.close(), process.side_pool.close());
    if tokio::time::timeout(CLOSED_WITHIN, closed).await.is_err() {
        tracing::warn!("the connections to the database were not closed in time; they end with the process");
    }
    ended
}

/// The state of a process before it serves.
#[derive(Debug)]
struct Process {
    app: App,
    side_pool: PgPool,
    work_hinted: hints::Hinted,
}

impl Process {
    fn new(config: &ApiConfig, clock: Clock, stopping: CancellationToken) -> Result<(Self, Watch), RunError> {
        let secrets = config.secrets().map_err(RunError::Config)?;
        config.mails_have_links().map_err(RunError::Config)?;
        let no_url = |error| RunError::Config(db::wrong_url(&error).unwrap_or_else(|| error.to_string()));
        let pool = |role, connections| db::pool(&config.database_url, role, connections).map_err(no_url);
        let (work, work_hinted) = Hints::new();
        let requests = pool(Role::Api, config.connections)?;
        let side_pool = pool(Role::ApiSide, SIDE_CONNECTIONS)?;
        let pools = vec![(requests.clone(), Role::Api), (side_pool.clone(), Role::ApiSide)];
        let (database, watch) = watch::watch(&config.database_url, Role::ApiSide, pools).map_err(no_url)?;
        let transactions = Transactions { pool: requests, database, units: UnitsOfWork::new() };
        let app = App::new(Shared {
            group_commit: GroupCommit::new(transactions.clone(), clock.clone(), work.clone()),
            transactions,
            clock,
            key_pepper: secrets.key_pepper,
            hash_keys: secrets.hash_keys,
            methods: config.methods.read().map_err(RunError::Config)?,
            webhook_key: secrets.webhook_key,
            webhook_reach: if config.webhooks_allow_private { Reach::Anywhere } else { Reach::Public },
            public_url: config.public_url.clone(),
            mail_from: config.mail_from.clone(),
            operator_token: secrets.operator_token,
            proxies: config.proxies,
            oidc: config.oidc.read(config.public_url.as_deref()).map_err(RunError::Config)?,
            failures: Failures::default(),
            watching: Watching::default(),
            settings: config.shown(),
            work,
            outcomes: Outcomes::default(),
            key_cache: KeyCache::default(),
            backpressure: Backpressure::new(config.backlog),
            admission: Admission::new(config.limits.admission),
            upload_slots: UploadSlots::new(config.spool_dir.clone(), config.limits.receiving),
            usage: Usage::new(DESCRIPTION),
            description: DESCRIPTION,
            stopping,
        });
        Ok((Self { app, side_pool, work_hinted }, watch))
    }

    /// Returns once it is known whether sessions are as they were asked for, what the time is, and whether the secrets
    /// are those that were used before.
    fn proven(&self, config: &ApiConfig) -> impl Future<Output = Result<(), RunError>> + use<> {
        let (pool, app) = (self.side_pool.clone(), self.app.clone());
        let sessions = db::sessions_proven(config.database_url.clone(), Role::Api, config.poll_only);
        async move {
            sessions.await.map_err(|unfit| RunError::Config(unfit.to_string()))?;
            clock::learn(&pool, &app.clock).await;
            restore::introduced(&pool, &app.methods).await;
            let proven = fingerprint::proven(pool, own_secrets(&app));
            proven.await.map_err(|wrong| RunError::Config(wrong.to_string()))
        }
    }

    /// Returns when another process was first to use a secret, with another value than this process has.
    async fn contradicted(&self) -> RunError {
        let contradicted = fingerprint::contradicted(self.side_pool.clone(), own_secrets(&self.app)).await;
        RunError::Config(contradicted.to_string())
    }

    fn start_tasks(&self, poll_only: bool, stop: &CancellationToken) -> TaskTracker {
        let tasks = TaskTracker::new();
        let (outcomes, outcomes_hinted) = Hints::new();
        let pool = || self.side_pool.clone();
        tasks.spawn(hints::send(pool(), WORK_CHANNEL, self.work_hinted.clone(), stop.clone()));
        tasks.spawn(self.app.outcomes.clone().watch(pool(), outcomes_hinted, stop.clone()));
        tasks.spawn(clock::follow(pool(), self.app.clock.clone(), stop.clone()));
        tasks.spawn(self.app.backpressure.clone().watch(pool(), self.app.clock.clone(), stop.clone()));
        tasks.spawn(usage::fold(self.app.clone(), stop.clone()));
        let pools = vec![("requests", self.app.transactions.pool.clone()), ("side", pool())];
        tasks.spawn(pool_metrics::watch(pools, stop.clone()));
        if poll_only {
            // The watcher polls. Without a giver of hints its wait is a plain pause.
            drop(outcomes);
        } else {
            tasks.spawn(hints::receive(pool(), OUTCOME_CHANNEL, outcomes, stop.clone()));
        }
        tasks
    }
}

fn own_secrets(app: &App) -> OwnSecrets {
    let others = vec![app.key_pepper.clone(), app.webhook_key.clone()];
    OwnSecrets { hash_keys: Some(app.hash_keys.clone()), others }
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
