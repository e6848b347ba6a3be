//! Measures single requests to `/payout/create`: how many are recorded per second, and the time to a response.

use std::net::SocketAddr;
use std::time::Instant;

use domain::bench as limits;
use domain::clock::Clock;
use domain::ids::BusinessId;
use domain::platform::db::{self, Role};
use futures::future::try_join_all;
use hdrhistogram::Histogram;
use hyper::StatusCode;
use secrecy::SecretString;

use super::sender::Sender;
use super::{Bench, Scratch};
use crate::error::CliError;
use crate::local::merchant::{self, Funds, Merchant};
use crate::local::stack::{Stack, StackOptions};
use crate::measure::singles::{histogram, micros, milliseconds};

/// The connections that send in parallel when throughput is measured.
const CONNECTIONS: u32 = 64;

/// Requests at scale 1 when throughput is measured.
const REQUESTS: u32 = 100_000;

/// The clients that send one request after the other when latency is measured. The service is nearly idle.
const CLIENTS: u32 = 2;

/// Requests at scale 1 when latency is measured.
const TIMED_REQUESTS: u32 = 4_000;

/// Cents of each request.
const AMOUNT: i64 = 100;

/// Money that never runs out.
const FUNDS: Funds = Funds { balance: 0, payout_balance: 1_000_000_000_000 };

/// A measurement and its limit.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// The product's value.
    pub value: f64,
    /// The value of the database alone.
    pub limit: f64,
}

/// Latencies, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Latencies {
    /// The median.
    pub p50: Measured,
    /// The p99 latency.
    pub p99: Measured,
}

/// The target of requests.
#[derive(Debug, Clone)]
enum Target {
    /// `POST /payout/create`, which responds when the allocation is recorded or when it is paid.
    Api { address: SocketAddr, key: SecretString, respond_async: bool },
    /// One INSERT and its commit.
    Insert { url: SecretString, business: BusinessId },
}

/// A client's connection to the target.
enum Connection {
    Api { sender: Sender, respond_async: bool },
    Insert { conn: sqlx::PgConnection, business: BusinessId },
}

/// Returns the requests recorded per second (`Prefer: respond-async`) while no worker runs, and the INSERTs per
/// second.
///
/// # Errors
/// If a step fails, or the books do not balance.
pub async fn accept(bench: &Bench) -> Result<Measured, CliError> {
    let requests = bench.scaled(REQUESTS, CONNECTIONS);
    let rate = |took: f64| f64::from(requests / CONNECTIONS * CONNECTIONS) / took;
    let limit = rate(insert(bench, CONNECTIONS, requests).await?.0);
    let value = rate(send(bench, CONNECTIONS, requests, true).await?.0);
    Ok(Measured { value, limit })
}

/// Returns the time until `/payout/create` returns 201, and that of an INSERT and its commit.
///
/// # Errors
/// If a step fails, or the books do not balance.
pub async fn latencies(bench: &Bench) -> Result<Latencies, CliError> {
    let requests = bench.scaled(TIMED_REQUESTS, 100);
    let (_, limit) = insert(bench, CLIENTS, requests).await?;
    let (_, value) = send(bench, CLIENTS, requests, false).await?;
    let at = |quantile: f64| Measured {
        value: milliseconds(&value, quantile),
        limit: milliseconds(&limit, quantile),
    };
    Ok(Latencies { p50: at(0.5), p99: at(0.99) })
}

async fn send(
    bench: &Bench,
    clients: u32,
    requests: u32,
    respond_async: bool,
) -> Result<(f64, Histogram<u64>), CliError> {
    let (scratch, merchant) = with_merchant(bench).await?;
    let options = StackOptions { worker: !respond_async, ..StackOptions::default() };
    let stack = Stack::start(&scratch.url, &bench.secrets, &options).await?;
    let target = Target::Api { address: stack.api_address(), key: merchant.api_key, respond_async };
    // Open the connections and prepare the statements before the clock starts.
    load(&target, clients, clients * 4, "warm").await?;
    let measured = load(&target, clients, requests, "bench").await?;
    stack.stop().await?;
    scratch.verify_and_drop().await?;
    Ok(measured)
}

async fn insert(bench: &Bench, clients: u32, requests: u32) -> Result<(f64, Histogram<u64>), CliError> {
    let (scratch, merchant) = with_merchant(bench).await?;
    let target = Target::Insert { url: scratch.url.clone(), business: merchant.business_id };
    let measured = load(&target, clients, requests, "bench").await?;
    scratch.drop().await?;
    Ok(measured)
}

async fn with_merchant(bench: &Bench) -> Result<(Scratch, Merchant), CliError> {
    let scratch = bench.scratch().await?;
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let merchant = merchant::create(&mut conn, &bench.secrets.key_pepper, "Bench", FUNDS).await?;
    Ok((scratch, merchant))
}

/// Sends `requests` from this many `clients`, each one after the other. Returns the total seconds, and the latency of
/// each request in microseconds.
async fn load(
    target: &Target,
    clients: u32,
    requests: u32,
    name: &str,
) -> Result<(f64, Histogram<u64>), CliError> {
    let mut connections = Vec::new();
    for _ in 0..clients {
        connections.push(match target {
            Target::Api { address, key, respond_async } => Connection::Api {
                sender: Sender::connect(*address, key).await?,
                respond_async: *respond_async,
            },
            Target::Insert { url, business } => {
                Connection::Insert { conn: db::connect(url, Role::Api).await?, business: *business }
            }
        });
    }
    let started = Instant::now();
    let all = try_join_all(connections.into_iter().enumerate().map(|(client, connection)| {
        let prefix = format!("{name}-{client}");
        async move {
            let sending = tokio::spawn(one_client(connection, prefix, requests / clients));
            sending.await.map_err(|error| CliError::Failed(format!("a client crashed: {error}")))?
        }
    }))
    .await?;
    let took = started.elapsed().as_secs_f64();
    let mut latencies = histogram()?;
    for one in all {
        latencies.add(one).map_err(|error| CliError::Failed(error.to_string()))?;
    }
    Ok((took, latencies))
}

async fn one_client(
    mut connection: Connection,
    prefix: String,
    requests: u32,
) -> Result<Histogram<u64>, CliError> {
    let mut latencies = histogram()?;
    for n in 0..requests {
        let (email, key) = (format!("{prefix}-{n}@example.com"), format!("{prefix}-{n}"));
        let started = Instant::now();
        match &mut connection {
            Connection::Api { sender, respond_async } => {
                let status = sender.create(&email, AMOUNT, &key, *respond_async).await?;
                let expected = if *respond_async { StatusCode::ACCEPTED } else { StatusCode::CREATED };
                if status != expected {
                    return Err(CliError::Failed(format!(
                        "/payout/create answered {status}, not {expected}"
                    )));
                }
            }
            Connection::Insert { conn, business } => {
                let id = Clock::System.id().into();
                limits::insert_one(conn, *business, id, &email, AMOUNT, &key).await?;
            }
        }
        latencies.saturating_record(micros(started.elapsed()));
    }
    Ok(latencies)
}
