//! The job that sees to an order.
//!
//! The order's lease is committed ([`crate::withdrawals::orders`]). The job asks the order's provider, or tells it of
//! the order, and then records the answer in one transaction: an end with its money, or when to ask again. Wherever
//! this breaks off, the order is `processing` and marked as being called, and whoever takes it next asks before it
//! sends anything.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::Clock;
use domain::platform::db::{self, Role};
use domain::platform::in_cell::{CELLS, PerCell};
use domain::platform::pace::Pace;
use domain::withdrawal::ending::{By, Ending};
use domain::withdrawal::lease::{self, Answer, Leased};
use domain::withdrawal::settle::{self, SettleError};
use domain::withdrawal::{MANUAL, SANDBOX, count};
use sqlx::{Connection, PgConnection, PgPool};
use tokio::time::Instant;

use crate::config::WorkerConfig;
use crate::elsewhere;
use crate::metrics;
use crate::retry::{DatabaseBackoff, provider_delay};
use crate::session::answered;
use crate::withdrawals::providers::http::Http;
use crate::withdrawals::providers::manual::Manual;
use crate::withdrawals::providers::sandbox::Sandbox;
use crate::withdrawals::providers::{Provider, Reply};

/// How long recording an answer may take, on top of the calls. The lease includes it, so that two workers do not ask at
/// the same time. (They may: nothing rests on it but the provider's patience.)
const RECORDED_WITHIN: Duration = Duration::from_secs(5);

/// The most calls for one order: a question, and then the order, if the provider has never heard of it.
const MOST_CALLS: u32 = 2;

/// How many orders of the sandbox, or of a person, are worked on at a time. They take no time but the database's.
const LOCAL_CONCURRENCY: usize = 2;

/// How long a local provider takes at most.
const LOCAL_TIMEOUT: Duration = Duration::from_secs(1);

/// The most connections of all desks of a process. More would only wait for Postgres.
const MOST_CONNECTIONS: u32 = 8;

/// A provider, and what seeing to its orders needs. Clones share it.
#[derive(Clone)]
pub struct Desk {
    /// Its name, as it stands in rows.
    pub name: String,
    /// How many of its orders one process works on at a time.
    pub concurrency: usize,
    /// The clock.
    pub clock: Clock,
    /// The connections to the database.
    pub pool: PgPool,
    provider: Arc<dyn Provider>,
    timeout: Duration,
}

/// The pace of the log line that providers are not reached.
static UNREACHED: PerCell<Pace> = PerCell([const { Pace::new() }; CELLS]);

/// An answer was not recorded. It is asked for again when the lease is over.
#[derive(Debug, thiserror::Error)]
#[error("a provider's answer was not recorded")]
pub struct NotRecorded(#[source] sqlx::Error);

/// The desks of a process: the sandbox, the person, and the configured connectors.
///
/// # Errors
/// One line that says which setting is wrong.
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
    /// How long a lease of its orders lasts.
    pub fn lease(&self) -> Duration {
        lease(self.timeout)
    }
}

/// How long a lease of an order lasts, for a provider whose calls take `timeout` at most.
pub(crate) fn lease(timeout: Duration) -> Duration {
    timeout * MOST_CALLS + RECORDED_WITHIN
}

/// An order under this process's lease.
#[derive(Debug, Clone)]
pub struct InHand {
    /// The order.
    pub order: Leased,
    /// When the lease ends. The order is not sent by a call that could last longer. When a process was frozen with an
    /// order and wakes, the order may be another worker's, or was ended, paused or undone by a restore meanwhile. A
    /// question is not limited: it changes nothing.
    pub until: Instant,
}

/// Asks or tells the order's provider, and records what it says.
///
/// # Errors
/// [`NotRecorded`]; the order is taken again when its lease is over.
pub async fn see_to(InHand { order, until }: InHand, desk: Desk) -> Result<(), NotRecorded> {
    let started = Instant::now();
    let reply = tokio::time::timeout(desk.timeout * MOST_CALLS, call(&order, &desk, until)).await;
    let reply = reply.unwrap_or(Reply::Unknown("no answer in time".into()));
    metrics::withdrawals::called(order.withdrawal.method, started.elapsed());
    if let Reply::Unknown(why) = &reply {
        tracing::warn!(
            id = %order.withdrawal.id, told_as = %order.withdrawal.told_as, provider = desk.name, attempts = order.attempts, %why,
            "the outcome of a withdrawal is unknown; it is asked about"
        );
    }
    if let Reply::Unreached(why) = &reply
        && let Some(more) = UNREACHED.here().due()
    {
        tracing::warn!(provider = desk.name, %why, more, "a provider was not told of a withdrawal; trying again");
    }
    let mut trouble = DatabaseBackoff::new();
    loop {
        match record(&order, &reply, &desk).await {
            Ok(()) => return Ok(()),
            // The provider is asked again by whoever has the business then.
            Err(error) if db::is_elsewhere(&error) => {
                elsewhere::told(order.withdrawal.business_id, "a provider's answer");
                return Ok(());
            }
            // While the lease lasts, the answer is worth another try.
            Err(error) if Instant::now() < until => {
                let wait = trouble.next();
                tracing::warn!(%error, ?wait, "a provider's answer was not recorded; trying again");
                tokio::time::sleep(wait).await;
            }
            Err(error) => return Err(NotRecorded(error)),
        }
    }
}

/// Asks about an order that may have been sent before. Sends it if the provider has never heard of it, and neither a
/// pause nor a restore holds it.
async fn call(order: &Leased, desk: &Desk, until: Instant) -> Reply {
    let provider = desk.provider.as_ref();
    let ends_in_time = || Instant::now() + desk.timeout <= until;
    if order.sent_before {
        match provider.ask(order).await {
            Reply::NotKnown if order.may_be_sent => {}
            // An order that is not known to the provider is asked about again, and sent when nothing holds it.
            reply => return reply,
        }
    }
    if !ends_in_time() {
        return Reply::Unreached("its lease is over".into());
    }
    match provider.send(order).await {
        Reply::NotKnown => Reply::Unknown("it says that it does not know what it was just told".into()),
        reply => reply,
    }
}

async fn record(order: &Leased, reply: &Reply, desk: &Desk) -> Result<(), sqlx::Error> {
    let mut conn = desk.pool.acquire().await?;
    let recorded = answered(in_transaction(&mut conn, order, reply, desk)).await;
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
    let by = By::Provider(desk.name.clone());
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
                "a provider states another end than the one that was recorded"
            );
            Ok(())
        }
    }
}

/// Records an answer that is no end, and when the provider is asked again.
async fn leave(
    conn: &mut PgConnection,
    order: &Leased,
    reply: &Reply,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let answer = match reply {
        Reply::ByHand => return lease::hand_over(conn, order).await,
        Reply::Pending { reference } => Answer::Pending { reference: reference.clone() },
        // This answer is left only if a pause or a restore held the order: otherwise the order was sent.
        Reply::NotKnown => Answer::NotSent,
        Reply::Unreached(_) => Answer::Unreached,
        _ => Answer::Unknown,
    };
    let wait = TimeDelta::from_std(provider_delay(order.attempts)).unwrap_or(TimeDelta::minutes(5));
    lease::postpone(conn, order, &answer, now, now + wait).await
}
