//! Sends single requests at a steady rate, regardless of the responses: an open loop, as a merchant's customers are.
//! A latency counts from when the request was due, so a service that stalls does not hide its delays.

use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hdrhistogram::Histogram;
use reqwest::StatusCode;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::client::Client;
use crate::error::CliError;

/// Cents of each request.
pub const AMOUNT: i64 = 100;

/// How many different people are paid.
const USERS: u64 = 1_000;

/// The longest latency that is measured, in microseconds: a minute.
const LONGEST_MICROS: u64 = 60_000_000;

/// The results of some requests.
#[derive(Debug, Clone)]
pub struct Results {
    /// Latencies of those that returned 201, in microseconds from when each was due.
    pub latencies: Histogram<u64>,
    /// How many got another response, or none.
    pub others: u64,
}

/// Requests that are being sent.
#[derive(Debug)]
pub struct Singles {
    results: Arc<Mutex<Results>>,
    stop: CancellationToken,
    sending: JoinHandle<()>,
}

/// Returns an empty histogram of microseconds. Three digits are more than such measurements mean.
///
/// # Errors
/// Never with these bounds.
pub fn histogram() -> Result<Histogram<u64>, CliError> {
    Histogram::new_with_max(LONGEST_MICROS, 3).map_err(|error| CliError::Failed(error.to_string()))
}

/// Converts a duration to microseconds.
pub fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(LONGEST_MICROS).min(LONGEST_MICROS)
}

/// Returns the latency at `quantile`, in milliseconds.
pub fn milliseconds(latencies: &Histogram<u64>, quantile: f64) -> f64 {
    latencies.value_at_quantile(quantile) as f64 / 1_000.0
}

impl Singles {
    /// Starts to send `per_second` requests to `/payout/create`. Keys and addresses begin with `prefix`.
    ///
    /// # Errors
    /// Never with the histogram's bounds.
    pub fn start(client: Client, per_second: u32, prefix: &str) -> Result<Self, CliError> {
        let empty = Results { latencies: histogram()?, others: 0 };
        let (results, stop) = (Arc::new(Mutex::new(empty)), CancellationToken::new());
        let sending = send(client, per_second, prefix.to_owned(), Arc::clone(&results), stop.clone());
        Ok(Self { results, stop, sending: tokio::spawn(sending) })
    }

    /// Returns the results of the requests that ended since the last call.
    pub fn cut(&self) -> Results {
        take(&self.results)
    }

    /// Stops sending and waits for the requests in flight. Returns the results since the last [`Singles::cut`].
    ///
    /// # Errors
    /// If the sending task crashed.
    pub async fn stop(self) -> Result<Results, CliError> {
        self.stop.cancel();
        self.sending.await.map_err(|error| CliError::Failed(format!("a client crashed: {error}")))?;
        Ok(take(&self.results))
    }
}

impl Results {
    /// Adds the results of `other`.
    ///
    /// # Errors
    /// Never between histograms of the same bounds.
    pub fn add(&mut self, other: &Self) -> Result<(), CliError> {
        self.others += other.others;
        self.latencies.add(&other.latencies).map_err(|error| CliError::Failed(error.to_string()))
    }
}

fn take(results: &Mutex<Results>) -> Results {
    let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
    let mut latencies = results.latencies.clone();
    latencies.reset();
    mem::replace(&mut *results, Results { latencies, others: 0 })
}

async fn send(
    client: Client,
    per_second: u32,
    prefix: String,
    results: Arc<Mutex<Results>>,
    stop: CancellationToken,
) {
    let mut due = tokio::time::interval(Duration::from_secs(1) / per_second.max(1));
    due.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let under_way = TaskTracker::new();
    for n in 0_u64.. {
        let Some(due_at) = stop.run_until_cancelled(due.tick()).await else { break };
        let (email, key) = (format!("{prefix}-{}@example.com", n % USERS), format!("{prefix}-{n}"));
        under_way.spawn(one(client.clone(), email, key, due_at, Arc::clone(&results)));
    }
    under_way.close();
    under_way.wait().await;
}

async fn one(client: Client, email: String, key: String, due_at: Instant, results: Arc<Mutex<Results>>) {
    let answer = client.create(&email, AMOUNT, &key, false).await;
    let latency = micros(due_at.elapsed());
    let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
    if matches!(answer, Ok(StatusCode::CREATED)) {
        results.latencies.saturating_record(latency);
    } else {
        results.others += 1;
    }
}
