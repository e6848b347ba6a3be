//! Measures overload: an open loop, which does not wait for responses, at three times what the service can handle,
//! and then a calm.
//!
//! Closed loops with more and more connections first measure what the service can handle. An accepted request counts
//! when it is paid: a rate covers the time until nothing waits any more. The clients and the service have cores of
//! their own ([`super::cores`]).
//!
//! The open loop sends a request when it is due, on a free or a new connection, however many are in flight. The
//! latency counts from when the request was due. The first fifth of the time, in which thousands of connections are
//! opened, does not count.
//!
//! A response is good if it is 201, 202 or 200, as requested. Every other response must be 429 or 503.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::clock::Clock;
use domain::platform::db::{self, Role};
use domain::queue;
use futures::future::try_join_all;
use hdrhistogram::Histogram;
use hyper::StatusCode;
use sqlx::PgConnection;
use tokio_util::task::TaskTracker;

use super::Bench;
use super::cores;
use super::sender::{Answer, Sender};
use crate::error::CliError;
use crate::local::merchant::{self, Funds};
use crate::local::processes::{Process, Programs};
use crate::measure::singles::{histogram, micros, milliseconds};
use crate::output;

/// The load relative to what the service can handle.
const TIMES: f64 = 3.0;

/// The numbers of connections of the closed loops, which run one after the other.
const CLOSED: [usize; 3] = [32, 128, 512];

/// How long each load lasts at scale 1, in seconds.
const SECONDS: u32 = 10;

/// The most connections of the open loop. A request that is due when all are in use counts as unanswered.
const MOST_CONNECTIONS: usize = 8_000;

/// The businesses that send requests in turn.
const MERCHANTS: usize = 8;

/// Items of a batch.
const ITEMS: usize = 1_000;

/// The load in the calm: one in this many of what the service can handle.
const CALM: f64 = 4.0;

/// How long the calm is, in seconds. The service has recovered when all requests of one second get good responses.
const CALM_SECONDS: u64 = 10;

/// The part of an open loop's time that does not count: one in this many.
const NOT_COUNTED: u32 = 5;

/// How often due requests are sent.
const TICK: Duration = Duration::from_millis(1);

/// Money that never runs out.
const FUNDS: Funds = Funds { balance: 0, payout_balance: 1_000_000_000_000 };

/// The requests of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// `/payout/create`, which responds when the allocation is paid.
    Singles,
    /// The same, which responds when the allocation is recorded.
    Async,
    /// Batches of 1,000 items as NDJSON.
    Batches,
    /// `/payout/balance`.
    Hash,
}

/// The measurements of one load.
#[derive(Debug, Clone, Copy)]
pub struct Overload {
    /// Good responses per second, at best.
    pub peak: f64,
    /// Good responses per second at three times the load.
    pub goodput: f64,
    /// The p99 latency of rejections, in milliseconds.
    pub refused_p99_ms: f64,
    /// The time from the last request of the overload until all requests of one second get good responses, in
    /// seconds.
    pub recovery_s: f64,
    /// How many requests got another response than a good one, 429 or 503, or none.
    pub others: u64,
    /// The longest `Retry-After`, in seconds.
    pub longest_retry_after_s: u64,
}

impl fmt::Display for Overload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { peak, goodput, refused_p99_ms, recovery_s, others, longest_retry_after_s } = self;
        let (goodput, peak) = (output::grouped(goodput.round() as i64), output::grouped(peak.round() as i64));
        write!(f, "{goodput}/s of {peak}/s at its best; rejected within {refused_p99_ms:.2} ms (p99), ")?;
        write!(f, "Retry-After at most {longest_retry_after_s} s; ")?;
        write!(f, "{others} with another response or none; ")?;
        if recovery_s.is_finite() {
            write!(f, "recovered after {recovery_s:.2} s")
        } else {
            write!(f, "not recovered within {CALM_SECONDS} s")
        }
    }
}

/// The responses, counted as they arrive.
#[derive(Debug)]
struct Answers {
    good: u64,
    refused: Histogram<u64>,
    others: u64,
    longest_retry_after_s: u64,
}

/// The service and its senders. Clones share everything.
#[derive(Debug, Clone)]
struct Target {
    load: Load,
    senders: Arc<Vec<Sender>>,
    batch: bytes::Bytes,
    idle: Arc<Mutex<Vec<(usize, Sender)>>>,
}

/// Sends three times the load that the service can handle.
///
/// # Errors
/// If a step fails, or the books do not balance.
pub async fn measure(bench: &Bench, load: Load) -> Result<Overload, CliError> {
    let scratch = bench.scratch().await?;
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let programs = Programs::on(&scratch.url, &bench.secrets)?;
    let api = programs.api().await?;
    let worker = programs.worker(None)?;
    let address = api.url.trim_start_matches("http://").parse().map_err(|_| failed("no address"))?;
    let mut senders = Vec::new();
    for _ in 0..MERCHANTS {
        let merchant = merchant::create(&mut conn, &bench.secrets.key_pepper, "Bench", FUNDS).await?;
        let mut sender = Sender::connect(address, &merchant.api_key).await?;
        sender.learn_hash().await?;
        senders.push(sender);
    }
    let line = "{\"email\":\"item@example.com\",\"amount\":1}\n";
    let target =
        Target { load, senders: Arc::new(senders), batch: line.repeat(ITEMS).into(), idle: Arc::default() };
    let ids: Vec<u32> = [&api.process, &worker].into_iter().filter_map(Process::id).collect();
    let apart = cores::split_cores(&mut conn, &ids).await?;
    let seconds = Duration::from_secs(bench.scaled(SECONDS, 2).into());
    let mut peak = 0.0_f64;
    for connections in CLOSED {
        let begun = Instant::now();
        let good = target.closed(connections, seconds / 2).await?;
        until_paid(&mut conn).await?;
        peak = peak.max(good as f64 / begun.elapsed().as_secs_f64());
    }
    let begun = Instant::now();
    let answers = target.open(peak * TIMES, seconds).await?;
    until_paid(&mut conn).await?;
    let goodput = answers.good as f64 / (begun.elapsed() - seconds / NOT_COUNTED).as_secs_f64();
    // Overload once more, because the calm must follow at once, and the wait above has drained the queue.
    let ended = Instant::now() + seconds / 2;
    target.open(peak * TIMES, seconds / 2).await?;
    let mut recovery_s = f64::INFINITY;
    for _ in 0..CALM_SECONDS {
        let begun = ended.elapsed();
        let calm = target.open((peak / CALM).max(1.0), Duration::from_secs(1)).await?;
        if calm.refused.is_empty() && calm.others == 0 {
            recovery_s = begun.as_secs_f64();
            break;
        }
    }
    drop(apart);
    worker.stop().await?;
    api.process.stop().await?;
    scratch.verify_and_drop().await?;
    Ok(Overload {
        peak,
        goodput,
        refused_p99_ms: milliseconds(&answers.refused, 0.99),
        recovery_s,
        others: answers.others,
        longest_retry_after_s: answers.longest_retry_after_s,
    })
}

/// Waits until nothing is queued.
async fn until_paid(conn: &mut PgConnection) -> Result<(), CliError> {
    while queue::status(conn, Clock::System.now()).await?.ready > 0 {
        tokio::time::sleep(TICK * 10).await;
    }
    Ok(())
}

impl Target {
    /// Returns the good responses to `connections` clients that send one request after the other.
    async fn closed(&self, connections: usize, lasts: Duration) -> Result<u64, CliError> {
        let mut clients = Vec::new();
        for n in 0..connections {
            clients.push((n % MERCHANTS, self.senders[n % MERCHANTS].again().await?));
        }
        let begun = Instant::now();
        let clients = clients.into_iter().map(async |(merchant, mut sender)| {
            let mut good = 0_u64;
            while begun.elapsed() < lasts {
                let answer = self.ask(merchant, &mut sender).await?;
                good += u64::from(answer.status.is_success());
                if !answer.status.is_success() {
                    // A rejected client that retries at once would turn the closed loop from a load into a storm.
                    tokio::time::sleep(TICK * 10).await;
                }
            }
            Ok::<_, CliError>(good)
        });
        Ok(try_join_all(clients).await?.into_iter().sum())
    }

    /// Sends this many requests per second without waiting for responses. Returns the responses to those after the
    /// first fifth.
    async fn open(&self, per_second: f64, lasts: Duration) -> Result<Answers, CliError> {
        let answers = Arc::new(Mutex::new(Answers::new()?));
        let (under_way, begun) = (TaskTracker::new(), Instant::now());
        let counted_from = begun + lasts / NOT_COUNTED;
        let mut sent = 0_u64;
        while begun.elapsed() < lasts {
            while (sent as f64) < begun.elapsed().as_secs_f64() * per_second {
                let due = begun + Duration::from_secs_f64(sent as f64 / per_second);
                if under_way.len() >= MOST_CONNECTIONS {
                    lock(&answers).others += 1;
                } else {
                    let (target, merchant) = (self.clone(), sent as usize % MERCHANTS);
                    let answers = (due > counted_from).then(|| Arc::clone(&answers));
                    under_way.spawn(async move { target.one(merchant, due, answers).await });
                }
                sent += 1;
            }
            tokio::time::sleep(TICK).await;
        }
        under_way.close();
        under_way.wait().await;
        let answers = Arc::into_inner(answers).ok_or_else(|| failed("a client is left"))?;
        Ok(answers.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Sends one request of the open loop.
    async fn one(&self, merchant: usize, due: Instant, answers: Option<Arc<Mutex<Answers>>>) {
        let idle = lock(&self.idle).pop();
        let asked = async {
            let (merchant, mut sender) = match idle {
                Some(idle) => idle,
                None => (merchant, self.senders[merchant].again().await?),
            };
            let answer = self.ask(merchant, &mut sender).await?;
            lock(&self.idle).push((merchant, sender));
            Ok::<_, CliError>(answer)
        };
        let answer = asked.await;
        if let Some(answers) = answers {
            lock(&answers).count(answer.ok(), due.elapsed());
        }
    }

    async fn ask(&self, merchant: usize, sender: &mut Sender) -> Result<Answer, CliError> {
        let name = Clock::System.id().simple().to_string();
        match self.load {
            Load::Singles => sender.create_answer(&format!("u{merchant}@example.com"), 1, &name, false).await,
            Load::Async => sender.create_answer(&format!("u{merchant}@example.com"), 1, &name, true).await,
            Load::Batches => sender.batch(self.batch.clone(), &name).await,
            Load::Hash => sender.balance().await,
        }
    }
}

impl Answers {
    fn new() -> Result<Self, CliError> {
        Ok(Self { good: 0, refused: histogram()?, others: 0, longest_retry_after_s: 0 })
    }

    fn count(&mut self, answer: Option<Answer>, latency: Duration) {
        match answer {
            Some(answer) if answer.status.is_success() => self.good += 1,
            Some(Answer {
                status: StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE,
                retry_after_s: Some(seconds),
            }) => {
                self.refused.saturating_record(micros(latency));
                self.longest_retry_after_s = self.longest_retry_after_s.max(seconds);
            }
            _ => self.others += 1,
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failed(what: &str) -> CliError {
    CliError::Failed(what.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_is_described_in_words() {
        let overload = Overload {
            peak: 1_234.4,
            goodput: 1_000.6,
            refused_p99_ms: 41.234,
            recovery_s: 0.5,
            others: 0,
            longest_retry_after_s: 3,
        };
        assert_eq!(
            overload.to_string(),
            "1 001/s of 1 234/s at its best; rejected within 41.23 ms (p99), Retry-After at most 3 s; \
             0 with another response or none; recovered after 0.50 s"
        );
        let never = Overload { recovery_s: f64::INFINITY, others: 12, ..overload };
        assert!(never.to_string().ends_with("12 with another response or none; not recovered within 10 s"));
    }
}
