//! What a process holds for one cell: connection pools, side tasks, and the state that its requests share. The cells of
//! a process share nothing, so a cell whose database is away or full takes no capacity from another.

use domain::cell::standing::{LOOKED_AT_AGAIN_AFTER, Standing};
use domain::cell::{Cell, Number};
use domain::clock::{self, Clock};
use domain::platform::db::{self, Role};
use domain::platform::hints::{self, Hints};
use domain::platform::in_cell::in_cell;
use domain::platform::pool_metrics;
use domain::queue::{OUTCOME_CHANNEL, WORK_CHANNEL};
use domain::restore;
use domain::secrets::fingerprint::{self, OwnSecrets};
use domain::watch::{self, Watch};
use domain::webhook::AddressPolicy;
use futures::future::join;
use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::SecretString;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::run_error::RunError;
use crate::app::admission::Admission;
use crate::app::backpressure::Backpressure;
use crate::app::failures::Failures;
use crate::app::group_commit::GroupCommit;
use crate::app::key_cache::KeyCache;
use crate::app::outcomes::Outcomes;
use crate::app::transactions::Transactions;
use crate::app::upload_slots::UploadSlots;
use crate::app::usage::{self, Usage};
use crate::app::watched::WatchedCache;
use crate::app::{App, Shared};
use crate::config::ApiConfig;
use crate::front;
use crate::http::metrics::{groups, requests};
use crate::openapi::DESCRIPTION;
use crate::service;
use crate::work::unit_of_work::UnitsOfWork;

/// The number of connections that do not serve requests: hints in each direction, polling for outcomes, sampling the
/// backlog, and the server's time.
const SIDE_CONNECTIONS: u32 = 5;

/// The part of a process that serves one cell.
#[derive(Debug)]
pub(super) struct Process {
    /// The state that the cell's requests share.
    pub(super) app: App,
    url: SecretString,
    side_pool: PgPool,
    work_hinted: hints::Hinted,
    /// Whether the database is the configured cell's, and the secrets match.
    pub(super) standing: Standing,
}

impl Process {
    /// Creates the process of `cell`, which is one of `cells` if there are several. `units` are shared by all cells,
    /// because the drain waits for all of them.
    pub(super) fn new(
        config: &ApiConfig,
        (cell, cells): (&Cell, &[Number]),
        clock: Clock,
        units: UnitsOfWork,
        stopping: CancellationToken,
    ) -> Result<(Self, Watch), RunError> {
        let secrets = config.secrets().map_err(RunError::Config)?;
        config.check_mail_links().map_err(RunError::Config)?;
        let no_url = |error| RunError::Config(db::wrong_url(&error).unwrap_or_else(|| error.to_string()));
        let url = cell.guarded_url();
        let pool = |role, connections| db::pool(&url, role, connections).map_err(no_url);
        let (work, work_hinted) = Hints::new();
        let requests = pool(Role::Api, config.connections)?;
        let side_pool = pool(Role::ApiSide, SIDE_CONNECTIONS)?;
        let pools = vec![(requests.clone(), Role::Api), (side_pool.clone(), Role::ApiSide)];
        let (database, watch) = watch::watch(&url, Role::ApiSide, pools).map_err(no_url)?;
        let transactions = Transactions { pool: requests, database, units };
        let app = App::new(Shared {
            group_commit: GroupCommit::new(transactions.clone(), clock.clone(), work.clone()),
            transactions,
            clock,
            key_pepper: secrets.key_pepper,
            hash_keys: secrets.hash_keys,
            methods: config.methods.read().map_err(RunError::Config)?,
            webhook_key: secrets.webhook_key,
            webhook_reach: if config.webhooks_allow_private {
                AddressPolicy::Anywhere
            } else {
                AddressPolicy::Public
            },
            public_url: config.public_url.clone(),
            mail_from: config.mail_from.clone(),
            operator_token: secrets.operator_token,
            proxies: config.proxies,
            oidc: config.oidc.read(config.public_url.as_deref()).map_err(RunError::Config)?,
            failures: Failures::default(),
            watching: WatchedCache::default(),
            settings: config.shown(),
            work,
            outcomes: Outcomes::default(),
            key_cache: KeyCache::default(),
            backpressure: Backpressure::new(config.backlog),
            admission: Admission::new(config.limits.admission),
            upload_slots: UploadSlots::new(config.spool_dir.clone(), config.limits.receiving),
            usage: Usage::new(DESCRIPTION),
            description: DESCRIPTION,
            cell: cell.number,
            cells: cells.to_vec(),
            stopping,
        });
        let process = Self { app, url, side_pool, work_hinted, standing: Standing::default() };
        Ok((process, watch))
    }

    /// Labels the metrics and log lines of `work` with the cell, if the process has several.
    pub(super) fn labelled<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        in_cell(self.app.cell.map(Number::get), work)
    }

    /// Returns what is wrong, once it is found: at the start, or later when another process first uses a secret and its
    /// value differs from this process's. If there are several cells, this one is left out until it is right, and this
    /// function never returns.
    pub(super) fn found_wrong(&self, poll_only: bool) -> impl Future<Output = RunError> + use<> {
        let (url, pool, app) = (self.url.clone(), self.side_pool.clone(), self.app.clone());
        let standing = self.standing.clone();
        self.labelled(async move {
            Standing::start();
            loop {
                let wrong = match proving(url.clone(), pool.clone(), &app, poll_only).await {
                    Ok(()) => {
                        standing.mark_own();
                        fingerprint::contradicted(pool.clone(), own_secrets(&app)).await.to_string()
                    }
                    Err(wrong) => wrong,
                };
                if app.cell.is_none() {
                    return RunError::Config(wrong);
                }
                standing.leave_out(&wrong);
                tokio::time::sleep(LOOKED_AT_AGAIN_AFTER).await;
            }
        })
    }

    /// Starts the cell's metrics, and the tasks that run beside its requests until `stop`.
    pub(super) async fn start_tasks(&self, tasks: &TaskTracker, poll_only: bool, stop: &CancellationToken) {
        self.labelled(async {
            requests::start();
            groups::start();
            usage::start();
            domain::withdrawal::count::start();
        })
        .await;
        let (outcomes, outcomes_hinted) = Hints::new();
        let pool = || self.side_pool.clone();
        let app = &self.app;
        tasks.spawn(self.labelled(hints::send(pool(), WORK_CHANNEL, self.work_hinted.clone(), stop.clone())));
        tasks.spawn(self.labelled(app.outcomes.clone().watch(pool(), outcomes_hinted, stop.clone())));
        tasks.spawn(self.labelled(clock::follow(pool(), app.clock.clone(), stop.clone())));
        tasks.spawn(self.labelled(app.backpressure.clone().watch(pool(), app.clock.clone(), stop.clone())));
        tasks.spawn(self.labelled(usage::fold(app.clone(), stop.clone())));
        let pools = vec![("requests", app.transactions.pool.clone()), ("side", pool())];
        tasks.spawn(self.labelled(pool_metrics::watch(pools, stop.clone())));
        if poll_only {
            // The watcher only polls. Without a source of hints, its wait is a plain pause.
            drop(outcomes);
        } else {
            tasks.spawn(self.labelled(hints::receive(pool(), OUTCOME_CHANNEL, outcomes, stop.clone())));
        }
    }

    /// Returns the cell's services for the front.
    pub(super) fn behind_the_front(&self, metrics: &PrometheusHandle) -> front::Cell {
        front::Cell::new(
            self.app.clone(),
            service::public_service(self.app.clone()),
            service::ops_router(self.app.clone(), metrics.clone()),
            self.standing.clone(),
        )
    }

    /// Closes the cell's connections.
    pub(super) async fn closed(&self) {
        join(self.app.transactions.pool.close(), self.side_pool.close()).await;
    }
}

/// Returns once all of these are known: sessions have the settings they asked for, the database belongs to the cell,
/// the server's time, and the secrets match those used before. The error says what is wrong.
async fn proving(url: SecretString, pool: PgPool, app: &App, poll_only: bool) -> Result<(), String> {
    db::sessions_proven(url, Role::Api, poll_only).await.map_err(|unfit| unfit.to_string())?;
    clock::wait_until_known(&pool, &app.clock).await;
    restore::introduced(&pool, &app.methods).await;
    fingerprint::proven(pool, own_secrets(app)).await.map_err(|wrong| wrong.to_string())
}

fn own_secrets(app: &App) -> OwnSecrets {
    let others = vec![app.key_pepper.clone(), app.webhook_key.clone()];
    OwnSecrets { hash_keys: Some(app.hash_keys.clone()), others }
}
