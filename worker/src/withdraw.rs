//! The job: seeing to an order.
//!
//! Its lease is committed ([`crate::orders`]). Ask its provider, or tell it; then record what it said in one transaction:
//! an end with its money, or when to ask again. Wherever this breaks off, the order is `processing` and marked as being
//! called, and whoever takes it next asks before it tells anybody anything.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::Clock;
use domain::db::{self, Role};
use domain::withdrawal::ending::{By, Ending};
use domain::withdrawal::lease::{self, Heard, Leased};
use domain::withdrawal::settle::{self, SettleError};
use domain::withdrawal::{MANUAL, SANDBOX, count};
use sqlx::{Connection, PgConnection, PgPool};
use tokio::time::Instant;

use crate::config::WorkerConfig;
use crate::providers::http::Http;
use crate::providers::manual::Manual;
use crate::providers::sandbox::Sandbox;
use crate::providers::{Provider, Said};
use crate::retry::{DatabaseBackoff, provider_delay};
use crate::session::SILENCE;
use crate::withdraw_metrics;

/// What recording an answer may take, on top of the calls: the lease lasts as long, so that two workers do not ask at
/// the same time. (They may: nothing rests on it but the provider's patience.)
const RECORDED_WITHIN: Duration = Duration::from_secs(5);

/// The calls of one order: a question, and then the order if the provider has never heard of it.
const MOST_CALLS: u32 = 2;

/// Orders of the sandbox and of people that are worked on at a time: they take no time but the database's.
const LOCAL_CONCURRENCY: usize = 2;

/// How long a local provider takes at most.
const LOCAL_TIMEOUT: Duration = Duration::from_secs(1);

/// The connections of all desks of a process: more would only wait for Postgres.
const MOST_CONNECTIONS: u32 = 8;

/// A provider, and what seeing to its orders needs. Clones share it.
#[derive(Clone)]
pub struct Desk {
    /// Its name, as in rows.
    pub name: String,
    /// How many of its orders one process works on at a time.
    pub concurrency: usize,
    /// The time.
    pub clock: Clock,
    /// Connections.
    pub pool: PgPool,
    provider: Arc<dyn Provider>,
    timeout: Duration,
}

/// An answer could not be recorded: it is asked for again when the lease is over.
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
        .map_err(|error| format!("DATABASE_URL is not a Postgres URL: {error}"))?;
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
    /// How long an order is one worker's.
    pub fn lease(&self) -> Duration {
        self.timeout * MOST_CALLS + RECORDED_WITHIN
    }
}

/// Asks or tells the order's provider, and records what it says.
///
/// # Errors
/// [`NotRecorded`]; the order is taken again when its lease is over.
pub async fn see_to(order: Leased, desk: Desk) -> Result<(), NotRecorded> {
    let started = Instant::now();
    let said = tokio::time::timeout(desk.timeout * MOST_CALLS, call(&order, desk.provider.as_ref())).await;
    let said = said.unwrap_or(Said::Unknown("no answer in time"));
    withdraw_metrics::called(order.withdrawal.method, started.elapsed());
    if let Said::Unknown(why) = &said {
        tracing::warn!(
            id = %order.withdrawal.id, provider = desk.name, attempts = order.attempts, why,
            "the outcome of a withdrawal is unknown; it is asked about"
        );
    }
    let mut trouble = DatabaseBackoff::new();
    loop {
        match record(&order, &said, &desk).await {
            Ok(()) => return Ok(()),
            // While the lease lasts, the answer is worth another try.
            Err(error) if started.elapsed() < desk.lease() => {
                let wait = trouble.next();
                tracing::warn!(%error, ?wait, "a provider's answer was not recorded; trying again");
                tokio::time::sleep(wait).await;
            }
            Err(error) => return Err(NotRecorded(error)),
        }
    }
}

/// What may have been sent is asked about; it is sent when the provider has never heard of it, and neither a pause
/// nor a restore holds it.
async fn call(order: &Leased, provider: &dyn Provider) -> Said {
    if order.sent_before {
        match provider.ask(order).await {
            Said::NotKnown if order.may_be_sent => {}
            // It is asked about again, and sent when the restore is over.
            Said::NotKnown if order.restoring => return Said::Unreached,
            said => return said,
        }
    }
    match provider.send(order).await {
        Said::NotKnown => Said::Unknown("it says that it does not know what it was just told"),
        said => said,
    }
}

async fn record(order: &Leased, said: &Said, desk: &Desk) -> Result<(), sqlx::Error> {
    let mut conn = desk.pool.acquire().await?;
    let recorded = tokio::time::timeout(SILENCE, in_transaction(&mut conn, order, said, desk)).await;
    let recorded = recorded.unwrap_or(Err(sqlx::Error::PoolTimedOut));
    if recorded.is_err() {
        conn.close_on_drop();
    }
    recorded
}

async fn in_transaction(
    conn: &mut PgConnection,
    order: &Leased,
    said: &Said,
    desk: &Desk,
) -> Result<(), sqlx::Error> {
    let now = desk.clock.now();
    let ending = match said {
        Said::Succeeded { reference } => Ending::Succeeded { reference: reference.clone() },
        Said::Failed { code, reason } => Ending::Failed { code: code.clone(), reason: reason.clone() },
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
            tracing::info!(id = %of.id, status = ending.status().as_str(), "a withdrawal ended");
            Ok(())
        }
        Err(SettleError::Database(error)) => Err(error),
        Err(SettleError::NotPermitted(status)) if status == ending.status() => transaction.rollback().await,
        Err(refused) => {
            transaction.rollback().await?;
            count::contradicted(of.method);
            tracing::error!(
                id = %of.id, provider = desk.name, stated = ending.status().as_str(), %refused,
                "a provider states another end than the one that was recorded"
            );
            Ok(())
        }
    }
}

/// Says when the provider is asked again.
async fn leave(
    conn: &mut PgConnection,
    order: &Leased,
    said: &Said,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let heard = match said {
        Said::ByHand => return lease::hand_over(conn, order).await,
        Said::Pending { reference } => Heard::Pending { reference: reference.clone() },
        // Nobody is told it but a provider that was asked while a pause held the order.
        Said::NotKnown => Heard::NotSent,
        Said::Unreached => Heard::Unreached,
        _ => Heard::Unknown,
    };
    let wait = TimeDelta::from_std(provider_delay(order.attempts)).unwrap_or(TimeDelta::minutes(5));
    lease::postpone(conn, order, &heard, now, now + wait).await
}
