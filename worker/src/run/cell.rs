//! All that works for one cell: its apalis workers, its hints and the leader.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use domain::cell::standing::{LOOKED_AT_AGAIN_AFTER, Standing};
use domain::cell::{Cell, Number};
use domain::clock::{self, Clock};
use domain::platform::db::{self, Role};
use domain::platform::hints::{self, Hinted, Hints};
use domain::platform::pool_metrics;
use domain::queue::{OUTCOME_CHANNEL, WORK_CHANNEL};
use domain::restore;
use domain::secrets::fingerprint::{self, OwnSecrets};
use domain::secrets::keyring::Keyring;
use domain::watch::{self, Database, Watch};
use domain::withdrawal::methods::Methods;
use futures::future::BoxFuture;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::apalis_workers::{monitor, with_appliers, with_desks, with_mailer, with_relay, with_sign_ins};
use super::error::RunError;
use crate::allocations::apply::Applier;
use crate::config::WorkerConfig;
use crate::leader::{Leading, lead};
use crate::mails::{Mailer, SmtpServer};
use crate::ops::ShownCell;
use crate::sign_ins::{self, SignIns, discovery};
use crate::webhooks::{Caller, Relay, system_lookup};
use crate::withdrawals::desk::{self, Desk};
use crate::withdrawals::unserved;

/// How many connections the shared tasks have: hints in each direction, the server's time, and the readiness check.
const SHARED_CONNECTIONS: u32 = 4;

/// How many connections the relay has: enough to record results while it takes more deliveries.
const RELAY_CONNECTIONS: u32 = 4;

/// The workers of one cell, prepared and not yet running.
pub(super) struct Workers {
    number: Option<Number>,
    others: Vec<Cell>,
    standing: Standing,
    config: WorkerConfig,
    clock: Clock,
    hash_keys: Keyring,
    methods: Methods,
    desks: Vec<Desk>,
    sign_ins: Option<SignIns>,
    relay: Arc<Relay>,
    relay_hinted: Hinted,
    mailer: Option<Arc<Mailer>>,
    pool: PgPool,
    database: Database,
    watch: Watch,
}

impl Workers {
    /// Reads the settings of the cell `number`, and sets its metrics to 0. Call it on the threads of that cell, because
    /// metrics are labelled by thread. `others` are the other cells.
    ///
    /// # Errors
    /// Returns [`RunError::Config`] when a setting is wrong.
    pub(super) fn prepare(
        config: WorkerConfig,
        clock: Clock,
        number: Option<Number>,
        others: Vec<Cell>,
    ) -> Result<Self, RunError> {
        let hash_keys = config.hash_keys().map_err(RunError::Config)?;
        let methods = config.methods.read().map_err(RunError::Config)?;
        let desks = desk::desks(&config, &clock).map_err(RunError::Config)?;
        let sign_ins = sign_ins::sign_ins(&config, &clock).map_err(RunError::Config)?;
        let (relay, relay_hinted) = relay(&config, &clock)?;
        let mailer = mailer(&config, &relay, &hash_keys)?;
        let pool = db::pool(&config.database_url, Role::Worker, SHARED_CONNECTIONS).map_err(no_url)?;
        let pools = pools(&pool, &relay, &desks, sign_ins.as_ref());
        let watched = pools.into_iter().map(|(_, pool)| (pool, Role::Worker)).collect();
        let (database, watch) = watch::watch(&config.database_url, Role::Worker, watched).map_err(no_url)?;
        crate::metrics::start();
        crate::metrics::withdrawals::start();
        crate::metrics::mails::start();
        crate::metrics::relocations::start();
        Standing::start();
        Ok(Self {
            number,
            others,
            standing: Standing::default(),
            config,
            clock,
            hash_keys,
            methods,
            desks,
            sign_ins,
            relay,
            relay_hinted,
            mailer,
            pool,
            database,
            watch,
        })
    }

    /// Returns what the listener for operators reports about this cell.
    pub(super) fn shown(&self) -> ShownCell {
        ShownCell { number: self.number, database: self.database.clone(), standing: self.standing.clone() }
    }

    /// Runs until `stop`. Then claims in flight have [`DRAIN`](super::DRAIN) to finish.
    ///
    /// # Errors
    /// Returns an error when a secret or the cell's number differs from what the database knows, or when no worker is
    /// left. If there are several cells and one is wrong at the start, that one is left out until it is right.
    pub(super) fn run(self, stop: CancellationToken) -> BoxFuture<'static, Result<(), RunError>> {
        Box::pin(self.run_until(stop))
    }

    async fn run_until(self, stop: CancellationToken) -> Result<(), RunError> {
        let Self { number, standing, config, clock, hash_keys, methods, pool, .. } = self;
        let Self { others, desks, sign_ins, relay, relay_hinted, mailer, watch, .. } = self;
        let secrets = OwnSecrets { hash_keys: Some(hash_keys.clone()), others: vec![relay.key.clone()] };
        let tasks = TaskTracker::new();
        // The side tasks end with the workers, whatever happens.
        let helpers = stop.child_token();
        let (work, hinted) = Hints::new();
        let (outcomes, outcomes_hinted) = Hints::new();
        let pools = pools(&pool, &relay, &desks, sign_ins.as_ref());
        tasks.spawn(helpers.clone().run_until_cancelled_owned(watch.run()));
        tasks.spawn(hints::send(pool.clone(), OUTCOME_CHANNEL, outcomes_hinted, helpers.clone()));
        if !config.poll_only {
            tasks.spawn(hints::receive(pool.clone(), WORK_CHANNEL, work.clone(), helpers.clone()));
        }
        let prove = async {
            loop {
                let Err(wrong) = proven(&config, &pool, &clock, &methods, secrets.clone()).await else {
                    standing.mark_own();
                    return Ok(());
                };
                if number.is_none() {
                    return Err(wrong);
                }
                standing.leave_out(&wrong);
                tokio::time::sleep(LOOKED_AT_AGAIN_AFTER).await;
            }
        };
        let proof = stop.run_until_cancelled(prove).await;
        let Some(Ok(())) = proof else {
            // Without a proof nothing is claimed, not even between a stop signal and the moment it is noticed.
            helpers.cancel();
            finish(tasks, &pools).await;
            return proof.unwrap_or(Ok(())).map_err(RunError::Config);
        };
        if let Some(desk) = desks.first() {
            let known = desks.iter().map(|desk| desk.name.clone()).collect();
            tasks.spawn(unserved::watch(desk.pool.clone(), known, helpers.clone()));
        }
        tasks.spawn(discovery::follow(sign_ins.clone(), helpers.clone()));
        tasks.spawn(clock::follow(pool.clone(), clock.clone(), helpers.clone()));
        let leading = Leading { others, ..leading(&config, clock.clone(), work, methods) };
        tasks.spawn(lead(leading, helpers.clone()));
        tasks.spawn(crate::metrics::watch_busy(helpers.clone()));

        let contradicted = fingerprint::contradicted(pool.clone(), secrets);
        let applier = Arc::new(Applier { clock: clock.clone(), hash_keys, outcomes });
        tasks.spawn(pool_metrics::watch(pools.clone(), helpers.clone()));
        let monitor = with_appliers(monitor(), &config, clock, applier, hinted);
        let monitor = with_relay(monitor, config.webhooks.webhook_concurrency, relay, relay_hinted);
        let monitor = with_sign_ins(with_desks(monitor, desks), sign_ins);
        let monitor = with_mailer(monitor, mailer);
        crate::metrics::workers(config.concurrency);
        tracing::info!("the worker has started");
        let mut wrong = None;
        let ended = monitor.run_with_signal(async {
            tokio::select! {
                () = stop.cancelled() => {}
                unproven = contradicted => {
                    standing.leave_out(&unproven.to_string());
                    wrong = Some(RunError::Config(unproven.to_string()));
                }
            }
            Ok(())
        });
        let result = ended.await;
        helpers.cancel();
        finish(tasks, &pools).await;
        wrong.map_or(result.map_err(RunError::from), Err)
    }
}

/// Returns the cell's connection pools by their purpose. The workers that apply claims have connections of their own.
fn pools(
    shared: &PgPool,
    relay: &Relay,
    desks: &[Desk],
    sign_ins: Option<&SignIns>,
) -> Vec<(&'static str, PgPool)> {
    // All desks share one pool.
    let desks = desks.first().map(|desk| ("withdrawals", desk.pool.clone()));
    let sign_ins = sign_ins.map(|one| ("sign_ins", one.pool.clone()));
    let always = [("shared", shared.clone()), ("relay", relay.pool.clone())];
    always.into_iter().chain(desks).chain(sign_ins).collect()
}

/// Returns once claiming is safe: sessions have the settings they need, the database belongs to this cell, the server's
/// time is known, and the secrets are those that the database knows. The error says what is wrong.
async fn proven(
    config: &WorkerConfig,
    pool: &PgPool,
    clock: &Clock,
    methods: &Methods,
    secrets: OwnSecrets,
) -> Result<(), String> {
    let sessions = db::sessions_proven(config.database_url.clone(), Role::Worker, config.poll_only);
    sessions.await.map_err(|unfit| unfit.to_string())?;
    clock::wait_until_known(pool, clock).await;
    restore::introduced(pool, methods).await;
    fingerprint::proven(pool.clone(), secrets).await.map_err(|wrong| wrong.to_string())
}

fn leading(config: &WorkerConfig, clock: Clock, work: Hints, methods: Methods) -> Leading {
    Leading {
        database_url: config.database_url.clone(),
        clock,
        work,
        asks: config.reconcile_after_failover.then_some(methods),
        others: Vec::new(),
        keep_events_for: TimeDelta::days(config.webhooks.event_retention_days.into()),
        verify_every: (config.verify_interval_seconds > 0)
            .then(|| Duration::from_secs(config.verify_interval_seconds)),
    }
}

/// Returns the mailer, if an SMTP server is set. It shares the relay's connections, and uses each only briefly.
fn mailer(config: &WorkerConfig, relay: &Relay, keys: &Keyring) -> Result<Option<Arc<Mailer>>, RunError> {
    let Some(url) = &config.smtp_url else { return Ok(None) };
    let server = SmtpServer::read(url).map_err(RunError::Config)?;
    Ok(Some(Arc::new(Mailer::new(relay.pool.clone(), relay.clock.clone(), keys.clone(), server))))
}

/// Returns the relay, and the receiver of its hints that a delivery has ended.
fn relay(config: &WorkerConfig, clock: &Clock) -> Result<(Arc<Relay>, Hinted), RunError> {
    let pool = db::pool(&config.database_url, Role::Worker, RELAY_CONNECTIONS).map_err(no_url)?;
    let key = config.webhooks.key().map_err(RunError::Config)?;
    let caller = Caller::new(config.webhooks.reach(), system_lookup())
        .map_err(|error| RunError::Config(format!("TLS for webhooks cannot be prepared: {error}")))?;
    let (ended, hinted) = Hints::new();
    Ok((Arc::new(Relay { pool, clock: clock.clone(), key, caller, ended }), hinted))
}

fn no_url(error: sqlx::Error) -> RunError {
    RunError::Config(db::wrong_url(&error).unwrap_or_else(|| error.to_string()))
}

async fn finish(tasks: TaskTracker, pools: &[(&'static str, PgPool)]) {
    tasks.close();
    if tokio::time::timeout(Duration::from_secs(2), tasks.wait()).await.is_err() {
        tracing::warn!("some of the worker's side tasks did not end in time");
    }
    let closed = futures::future::join_all(pools.iter().map(|(_, pool)| pool.close()));
    if tokio::time::timeout(Duration::from_secs(1), closed).await.is_err() {
        tracing::warn!("the connections to the database were not closed in time; they end with the process");
    }
    tracing::info!("the worker has stopped");
}
