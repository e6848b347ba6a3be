//! A database, businesses with money, workers, and a check of the books at the end.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use domain::allocation::{self, Acceptance, Lane, NewAllocation, Recorded};
use domain::business::{self, Account, Mode};
use domain::clock::Clock;
use domain::ids::{AllocationId, BusinessId};
use domain::money::Cents;
use domain::platform::db::{self, Role};
use domain::queue;
use domain::ring;
use domain::withdrawal::methods::MethodSettings;
use metrics_exporter_prometheus::PrometheusBuilder;
use secrecy::SecretString;
use sqlx::{Connection, PgPool};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use worker::config::{Required, WebhookConfig, WorkerConfig};

use crate::steer::accept_rewards;
use crate::{database, eventually};

/// The secret of payout hashes in tests.
pub const HASH_SECRET: &str = "7f3e9a04c1d85b62e06d2f8b914ac735";

/// The secret that webhook endpoints' secrets are derived from in tests.
pub const WEBHOOK_SECRET: &str = "d40c7e92a51f4b836c0e9d27f8b1a364";

/// A test's database and its connections.
pub struct World {
    /// The database's URL.
    pub url: SecretString,
    /// The test's own connections.
    pub pool: PgPool,
    /// The source of times and of new ids.
    pub clock: Clock,
    references: AtomicU32,
}

/// A worker in this process.
pub struct RunningWorker {
    stop: CancellationToken,
    running: JoinHandle<Result<(), worker::run::RunError>>,
}

/// Runs `test` in a world of its own, then checks the books.
///
/// # Panics
/// If the test panics, or if a law of the books is broken.
pub async fn world(test: impl AsyncFnOnce(&World)) {
    world_at(Clock::System, test).await;
}

/// Like [`world`], with a clock that the test sets.
///
/// # Panics
/// As [`world`].
pub async fn world_at(clock: Clock, test: impl AsyncFnOnce(&World)) {
    let (name, url) = database::create().await;
    let world = World::on(url, clock);
    test(&world).await;
    world.check_books().await;
    world.pool.close().await;
    database::remove(&name).await;
}

/// A time to set clocks to.
pub fn noon() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

impl World {
    /// Makes a world on a migrated database that the test has made. Its pool is the product's, but tests each
    /// connection before use, because a test that restarts its server looks at the result at once.
    pub fn on(url: SecretString, clock: Clock) -> Self {
        let product = db::pool(&url, Role::Operator, 16).unwrap();
        let asking = product
            .options()
            .clone()
            .before_acquire(|connection, _| Box::pin(async move { Ok(connection.ping().await.is_ok()) }));
        let pool = asking.connect_lazy_with((*product.connect_options()).clone());
        Self { url, pool, clock, references: AtomicU32::new(1) }
    }

    /// Creates a test business with `payout_balance` cents in its payout balance.
    pub async fn business(&self, payout_balance: i64) -> BusinessId {
        self.business_of(Mode::Test, payout_balance).await
    }

    /// Creates a business of `mode` with `payout_balance` cents in its payout balance.
    pub async fn business_of(&self, mode: Mode, payout_balance: i64) -> BusinessId {
        let id = BusinessId::from(self.clock.id());
        let now = self.clock.now();
        let mut tx = self.pool.begin().await.unwrap();
        business::create(&mut tx, id, "Acme", mode, true, now).await.unwrap();
        tx.commit().await.unwrap();
        if payout_balance != 0 {
            self.fund(id, payout_balance).await;
        }
        id
    }

    /// Funds the payout balance of `business`.
    pub async fn fund(&self, business: BusinessId, amount: i64) {
        self.fund_account(business, Account::PayoutBalance, amount).await;
    }

    /// Funds a balance of `business`.
    pub async fn fund_account(&self, business: BusinessId, account: Account, amount: i64) {
        let reference = format!("fund-{}", self.references.fetch_add(1, Ordering::SeqCst));
        let mut tx = self.pool.begin().await.unwrap();
        let id = self.clock.id().into();
        let now = self.clock.now();
        business::fund(&mut tx, business, id, account, Cents::new(amount), &reference, now).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Waits until no worker has a session on the database. From then on, the server's statistics include all their
    /// reads.
    pub async fn worker_sessions_ended(&self) {
        eventually("the workers' sessions have ended", async || {
            let sessions: i64 = sqlx::query_scalar(
                "select count(*) from pg_stat_activity
                 where application_name = 'payout-worker' and datname = current_database()",
            )
            .fetch_one(&self.pool)
            .await
            .unwrap();
            (sessions == 0).then_some(())
        })
        .await;
    }

    /// Queues an allocation for each (e-mail, amount), in one acceptance: as single requests in the interactive lane,
    /// or as the items of a batch in the bulk lane.
    pub async fn queue(&self, business: BusinessId, lane: Lane, items: &[(&str, i64)]) -> Vec<AllocationId> {
        if lane == Lane::Bulk {
            return accept_rewards(self, business, items, None).await.1;
        }
        let new: Vec<NewAllocation> = items
            .iter()
            .map(|(email, amount)| NewAllocation {
                id: self.clock.id().into(),
                email: email.parse().unwrap(),
                amount: Cents::new(*amount),
                reference: None,
                metadata: None,
                item_index: None,
            })
            .collect();
        let acceptance = Acceptance {
            business_id: business,
            lane,
            promised: true,
            batch_id: None,
            request_id: self.clock.id(),
            again: false,
        };
        let mut tx = self.pool.begin().await.unwrap();
        let recorded = allocation::record(&mut tx, &acceptance, &new).await.unwrap();
        assert!(recorded.iter().all(|one| *one == Recorded::New));
        ring::announce(&mut tx, business, self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        new.into_iter().map(|item| item.id).collect()
    }

    /// Starts a worker on this world's database and clock.
    pub fn worker(&self) -> RunningWorker {
        self.worker_through(&self.url)
    }

    /// Starts a worker that reaches this world's database by another URL.
    pub fn worker_through(&self, url: &SecretString) -> RunningWorker {
        self.worker_on(WorkerConfig { database_url: url.clone(), ..self.worker_config() })
    }

    /// Like [`World::worker`], with the payout methods `methods` for live businesses.
    pub fn worker_with_methods(&self, methods: &str) -> RunningWorker {
        let methods = MethodSettings { document: methods.into() };
        self.worker_on(WorkerConfig { methods, ..self.worker_config() })
    }

    /// Starts a worker that sends webhooks to public addresses only.
    pub fn worker_with_public_webhooks_only(&self) -> RunningWorker {
        let config = self.worker_config();
        let webhooks = WebhookConfig { webhooks_allow_private: false, ..config.webhooks.clone() };
        self.worker_on(WorkerConfig { webhooks, ..config })
    }

    /// Starts a worker with settings that the test has changed.
    pub fn worker_on(&self, config: WorkerConfig) -> RunningWorker {
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        let stop = CancellationToken::new();
        let running = tokio::spawn(worker::run::run(config, self.clock.clone(), metrics, stop.clone()));
        RunningWorker { stop, running }
    }

    /// Returns the settings of [`World::worker`]: the product's defaults, on a free port, with webhooks to this
    /// machine, and without checks of the books, which the test makes itself.
    pub fn worker_config(&self) -> WorkerConfig {
        let product = WorkerConfig::new(Required {
            database_url: self.url.clone(),
            hash_secret: HASH_SECRET.into(),
            webhook_secret: WEBHOOK_SECRET.into(),
        });
        WorkerConfig {
            ops_listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            verify_interval_seconds: 0,
            webhooks: WebhookConfig { webhooks_allow_private: true, ..product.webhooks },
            ..product
        }
    }

    /// Waits until no job is ready or deferred.
    pub async fn drained(&self) {
        eventually("the queue is drained", async || {
            let status = self.queue_status().await;
            (status.ready == 0 && status.deferred == 0).then_some(())
        })
        .await;
    }

    /// Returns the state of the queue.
    pub async fn queue_status(&self) -> queue::QueueStatus {
        let mut conn = self.pool.acquire().await.unwrap();
        queue::status(&mut conn, self.clock.now()).await.unwrap()
    }

    /// Returns the payout balance of `business`, in cents.
    pub async fn payout_balance(&self, business: BusinessId) -> i64 {
        let mut conn = self.pool.acquire().await.unwrap();
        business::balances(&mut conn, business).await.unwrap().unwrap().payout_balance.get()
    }

    /// Returns every payout user of `business` with its balance, sorted by e-mail.
    pub async fn users(&self, business: BusinessId) -> Vec<(String, i64)> {
        let mut conn = self.pool.acquire().await.unwrap();
        let users = domain::payout_user::list(&mut conn, business, None, None, 10_000).await.unwrap();
        let mut users: Vec<_> =
            users.iter().map(|u| (u.email.as_str().to_owned(), u.balance.get())).collect();
        users.sort();
        users
    }

    /// Returns the status and code of an allocation.
    pub async fn state(&self, business: BusinessId, id: AllocationId) -> (&'static str, Option<String>) {
        let mut conn = self.pool.acquire().await.unwrap();
        let found = allocation::get(&mut conn, business, id).await.unwrap().unwrap();
        (found.status.as_str(), found.code)
    }

    /// Runs a statement of the test's own, to break something or to look at something.
    pub async fn execute(&self, statement: &'static str) {
        sqlx::raw_sql(statement).execute(&self.pool).await.unwrap();
    }

    /// Returns whom the audit names for a command of the CLI: the database user that it connects as.
    pub async fn cli_credential(&self) -> String {
        sqlx::query_scalar("select 'cli:' || session_user").fetch_one(&self.pool).await.unwrap()
    }

    /// Checks every law of the books.
    pub async fn check_books(&self) {
        for finding in worker::leader::checks::verify(&self.url).await.unwrap() {
            assert_eq!(finding.breaches, 0, "broken: {}: {finding:?}", finding.law.as_str());
        }
    }
}

impl RunningWorker {
    /// Waits until the worker ends by itself.
    ///
    /// # Errors
    /// Returns the error that ended it.
    pub async fn ended(self) -> Result<(), worker::run::RunError> {
        self.running.await.unwrap()
    }

    /// Stops the worker as SIGTERM does, and waits for its end.
    pub async fn stop(self) {
        self.stop.cancel();
        self.running.await.unwrap().unwrap();
    }
}
