//! The job that handles an order of a withdrawal.
//!
//! The order's lease is already committed ([`crate::withdrawals::orders`]). The job asks the order's provider about the
//! order, or sends it, and then records the answer in one transaction: the end of the order and what becomes of its
//! money, or when to ask again. Wherever the job breaks off, the order is `processing` and marked as being called. The
//! worker that takes it next asks the provider before it sends anything.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::Clock;
use domain::platform::db::{self, Role};
use domain::platform::in_cell::{CELLS, PerCell};
use domain::platform::pace::Pace;
use domain::withdrawal::ending::{EndedBy, Ending};
use domain::withdrawal::lease::{self, Answer, Leased};
use domain::withdrawal::settle::{self, SettleError};
use domain::withdrawal::{MANUAL, SANDBOX, count};
use sqlx::{Connection, PgConnection, PgPool};
use tokio::time::Instant;

use crate::config::WorkerConfig;
use crate::elsewhere;
use crate::metrics;
use crate::retry::{DatabaseBackoff, provider_delay};
use crate::session::with_silence_limit;
use crate::withdrawals::providers::http::Http;
use crate::withdrawals::providers::manual::Manual;
use crate::withdrawals::providers::sandbox::Sandbox;
use crate::withdrawals::providers::{Provider, Reply};

/// How long recording an answer may take, after the calls. The lease includes this time, so that two workers do not ask
/// at the same time. Two that do are harmless: they only burden the provider.
const RECORDED_WITHIN: Duration = Duration::from_secs(5);

/// How many calls the job makes for one order, at most: a question, and then the order if the provider does not know
/// it.
const MOST_CALLS: u32 = 2;

/// How many orders of the sandbox, or of a person, are handled at a time. They need time only for the database.
const LOCAL_CONCURRENCY: usize = 2;

/// How long a local provider takes at most.
const LOCAL_TIMEOUT: Duration = Duration::from_secs(1);

/// How many connections all desks of a process share, at most. More would only wait for Postgres.
const MOST_CONNECTIONS: u32 = 8;

/// A provider, and what handling its orders needs. Clones share it.
#[derive(Clone)]
pub struct Desk {
    /// The provider's name, as stored in rows.
    pub name: String,
    /// How many of its orders one process handles at a time.
    pub concurrency: usize,
    /// The time.
    pub clock: Clock,
    /// The connections to the database.
    pub pool: PgPool,
    provider: Arc<dyn Provider>,
    timeout: Duration,
}

/// Limits the rate of the log line that a provider was not reached.
static UNREACHED: PerCell<Pace> = PerCell([const { Pace::new() }; CELLS]);

/// The error that an answer was not recorded. The provider is asked again when the lease has ended.
#[derive(Debug, thiserror::Error)]
#[error("a provider's answer was not recorded")]
pub struct NotRecorded(#[source] sqlx::Error);

/// Returns the desks of a process: the sandbox, the person, and the configured connectors.
///
/// # Errors
/// Returns one line that says which setting is wrong.
pub fn desks(config: &WorkerConfig, clock: &Clock) -> Result<Vec<Desk>, String> {
    let methods = config.methods.read()?;
    let local = [
        (SANDBOX, Arc::new(Sandbox::new(clock.clone())) as Arc<dyn Provider>),
        (MANUAL, Arc::new(Manual) as Arc<dyn Provider>),
    ];
    let pool = db::pool(&config.database_url, Role::Worker, MOST_CONNECTIONS)
        .map_err(|error| db::wrong_url(&error).unwrap_or_else(|| error.to_string()))?;
    let desk = |name: &str, concurrency, timeout, provider| Desk {
        name: name.to_owned(),
        concurrency,
        clock: clock.clone(),
        pool: pool.clone(),
        provider,
        timeout,
    };
    let mut desks: Vec<Desk> = local
        .into_iter()
        .map(|(name, provider)| desk(name, LOCAL_CONCURRENCY, LOCAL_TIMEOUT, provider))
        .collect();
    for connector in methods.connectors() {
        let http = Http::new(connector.clone(), clock.clone())
            .map_err(|error| format!("the provider {} cannot be called: {error}", connector.name))?;
        desks.push(desk(&connector.name, connector.concurrency, connector.timeout, Arc::new(http)));
    }
    Ok(desks)
}

impl Desk {
    /// Returns how long a lease of this provider's orders lasts.
    pub fn lease(&self) -> Duration {
        lease(self.timeout)
    }
}

/// Returns how long the lease of an order lasts, for a provider whose calls take `timeout` at most.
pub(crate) fn lease(timeout: Duration) -> Duration {
    timeout * MOST_CALLS + RECORDED_WITHIN
}

/// An order under this process's lease.
#[derive(Debug, Clone)]
pub struct LeasedOrder {
    /// The order.
    pub order: Leased,
    /// When the lease ends. The order is not sent if the call could outlast the lease: when a frozen process wakes,
    /// another worker may have the order, or it may have ended, been paused, or been undone by a restore. Asking is not
    /// limited, because it changes nothing.
    pub until: Instant,
}

/// Asks the order's provider about it, or sends it, and records the answer.
///
/// # Errors
/// Returns [`NotRecorded`]. Then the order is taken again when its lease has ended.
pub async fn handle_order(LeasedOrder { order, until }: LeasedOrder, desk: Desk) -> Result<(), NotRecorded> {
    let started = Instant::now();
    let reply = tokio::time::timeout(desk.timeout * MOST_CALLS, call(&order, &desk, until)).await;
    let reply = reply.unwrap_or(Reply::Unknown("no answer in time".into()));
    metrics::withdrawals::called(order.withdrawal.method, started.elapsed());
    if let Reply::Unknown(why) = &reply {
        tracing::warn!(
            id = %order.withdrawal.id, told_as = %order.withdrawal.told_as, provider = desk.name, attempts = order.attempts, %why,
            "the outcome of a withdrawal is unknown; its provider is asked again"
        );
    }
    if let Reply::Unreached(why) = &reply
        && let Some(suppressed) = UNREACHED.current().due()
    {
        tracing::warn!(provider = desk.name, %why, suppressed, "a provider could not be reached for a withdrawal; trying again");
    }
    let mut trouble = DatabaseBackoff::new();
    loop {
        match record(&order, &reply, &desk).await {
            Ok(()) => return Ok(()),
            // The cell that has the business then asks the provider again.
            Err(error) if db::is_elsewhere(&error) => {
                elsewhere::log_left_to_other_cell(order.withdrawal.business_id, "a provider's answer");
                return Ok(());
            }
            // While the lease lasts, recording the answer is worth another attempt.
            Err(error) if Instant::now() < until => {
                let wait = trouble.next();
                tracing::warn!(%error, ?wait, "a provider's answer was not recorded; trying again");
                tokio::time::sleep(wait).await;
            }
            Err(error) => return Err(NotRecorded(error)),
        }
    }
}

/// Asks the provider about an order that may have been sent before. Sends the order if the provider does not know it,
/// and neither a pause nor a restore holds it.
async fn call(order: &Leased, desk: &Desk, until: Instant) -> Reply {
    let provider = desk.provider.as_ref();
    let ends_in_time = || Instant::now() + desk.timeout <= until;
    if order.sent_before {
        match provider.ask(order).await {
            Reply::NotKnown if order.may_be_sent => {}
            // The provider does not know this order, but something holds it. It is asked about again, and sent when
            // nothing holds it any more.
            reply => return reply,
        }
    }
    if !ends_in_time() {
        return Reply::Unreached("its lease has ended".into());
    }
    match provider.send(order).await {
        Reply::NotKnown => {
            Reply::Unknown("it says that it does not know the order that it was just sent".into())
        }
        reply => reply,
    }
}

async fn record(order: &Leased, reply: &Reply, desk: &Desk) -> Result<(), sqlx::Error> {
    let mut conn = desk.pool.acquire().await?;
    let recorded = with_silence_limit(in_transaction(&mut conn, order, reply, desk)).await;
    if recorded.is_err() {
        conn.close_on_drop();
    }
    recorded
}

async fn in_transaction(
    conn: &mut PgConnection,
    order: &Leased,
    reply: &Reply,
    desk: &Desk,
) -> Result<(), sqlx::Error> {
    let now = desk.clock.now();
    let ending = match reply {
        Reply::Succeeded { reference } => Ending::Succeeded { reference: reference.clone() },
        Reply::Failed { code, reason } => Ending::Failed { code: code.clone(), reason: reason.clone() },
        other => {
            let mut transaction = conn.begin().await?;
            leave(&mut transaction, order, other, now).await?;
            return transaction.commit().await;
        }
    };
    let of = &order.withdrawal;
    let by = EndedBy::Provider(desk.name.clone());
    let mut transaction = conn.begin().await?;
    match settle::end(&mut transaction, of.business_id, of.id, &by, &ending, now).await {
        Ok(_) => {
            transaction.commit().await?;
            count::finished(of.method, ending.status());
            tracing::info!(id = %of.id, told_as = %of.told_as, status = ending.status().as_str(), "a withdrawal ended");
            Ok(())
        }
        Err(SettleError::Database(error)) => Err(error),
        Err(SettleError::NotPermitted(status)) if status == ending.status() => transaction.rollback().await,
        Err(refused) => {
            transaction.rollback().await?;
            count::contradicted(of.method);
            tracing::error!(
                id = %of.id, told_as = %of.told_as, provider = desk.name, stated = ending.status().as_str(), %refused,
                "a provider reports another outcome than the one that was recorded"
            );
            Ok(())
        }
    }
}

/// Records an answer that does not end the order, and when to ask the provider again.
async fn leave(
    conn: &mut PgConnection,
    order: &Leased,
    reply: &Reply,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let answer = match reply {
        Reply::ByHand => return lease::hand_over(conn, order).await,
        Reply::Pending { reference } => Answer::Pending { reference: reference.clone() },
        // This answer remains only if a pause or a restore holds the order. Otherwise the order was sent.
        Reply::NotKnown => Answer::NotSent,
        Reply::Unreached(_) => Answer::Unreached,
        _ => Answer::Unknown,
    };
    let wait = TimeDelta::from_std(provider_delay(order.attempts)).unwrap_or(TimeDelta::minutes(5));
    lease::postpone(conn, order, &answer, now, now + wait).await
}
