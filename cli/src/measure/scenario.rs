//! The scenario that the product is built for: one merchant's million at noon, everybody else at the same time, and
//! operators at work.
//!
//! A's uploads, B's single requests and the operators' commands go over HTTP to separate processes. The counts are
//! read from the API and checked against the ledger at the end.

mod cast;
mod recovery;
mod report;

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::bench as limits;
use domain::clock::Clock;
use domain::platform::db::{self, Role};
use tempfile::TempDir;
use tokio::time::Instant;

use crate::books;
use crate::client::{Batch, Format};
use crate::cluster::Cluster;
use crate::error::{CliError, file};
use crate::measure::bench::Bench;
use crate::measure::bench::throttle::error_of;
use crate::output;
use crate::rewards;
use cast::{Participants, PhaseStart};
use recovery::{Fault, Recovery};
use report::{Check, Throttled};

/// A's throttle per second, as a part of its batch. Ten seconds at this rate and three at twice the rate leave most
/// of the batch.
const THROTTLE_PART: u32 = 100;

/// A's second batch, which is cancelled, as a part of the first.
const SECOND_PART: u32 = 5;

/// How long each of the two throttles is counted.
const COUNTED: Duration = Duration::from_secs(10);
const COUNTED_RETUNED: Duration = Duration::from_secs(3);

/// How long after a command its effect is counted, because claims in flight end first.
const SETTLING: Duration = Duration::from_secs(1);

/// How long A is paused.
const PAUSED: Duration = Duration::from_secs(2);

/// A worker is killed when the first of these percentages of the batch has ended, and the server is restarted at the
/// second.
const KILLED_AT_PERCENT: i64 = 50;
const RESTARTED_AT_PERCENT: i64 = 75;

/// Runs the scenario and prints its results. Returns whether the books balance, every count is right, and A recovered
/// in time from each fault.
///
/// # Errors
/// If a step fails.
pub async fn live(
    bench: &Bench,
    server: Option<&mut Cluster>,
    items: u32,
    workers: u16,
) -> Result<bool, CliError> {
    let directory = TempDir::new().map_err(file("create a directory in", &std::env::temp_dir()))?;
    let (files, cents) = files_of_a(directory.path(), items)?;
    let scratch = bench.scratch().await?;
    let mut cast = Participants::on(&scratch.url, bench, cents, workers).await?;
    tokio::time::sleep(SETTLING).await;
    cast.end_phase("B alone", &PhaseStart { at: Instant::now() - SETTLING, paid: 0 }, 0)?;

    let rate = i64::from(items / THROTTLE_PART);
    let (first, throttles, paid_in_pause) = cast.first_batch(files[0].clone(), rate, server).await?;
    let second = cast.second_batch(files[1].clone(), rate).await?;
    let recoveries = cast.recoveries().await?;
    let answered = cast.singles.stop().await?;
    if let Some(last) = cast.phases.last_mut() {
        last.singles.add(&answered)?;
    }
    report::print_phases(&cast.phases)?;
    report::print_throttles(&throttles)?;
    recoveries.iter().try_for_each(Recovery::print)?;
    report::print_memory(&cast.api.process, &cast.workers)?;
    for worker in cast.workers {
        worker.stop().await?;
    }
    cast.api.process.stop().await?;

    let mut conn = cast.conn;
    let ledger_a = limits::paid(&mut conn, cast.a.business_id).await?;
    let ledger_b = limits::paid(&mut conn, cast.b.business_id).await?;
    let left = limits::payout_balance(&mut conn, cast.a.business_id).await?;
    let (of_1, of_2) = (first.counts, second.counts);
    let b_paid = report::answered(&cast.phases);
    let findings = books::verify(&scratch.url).await?;
    let checks = [
        Check::equal("first batch: every item is paid", of_1.succeeded, i64::from(items)),
        Check::equal(
            "first batch: no item has another outcome",
            of_1.failed + of_1.cancelled + of_1.duplicate,
            0,
        ),
        Check::equal("paid while A was paused", paid_in_pause, 0),
        Check::equal(
            "second batch: each item is paid or cancelled",
            of_2.succeeded + of_2.cancelled,
            i64::from(items / SECOND_PART),
        ),
        Check::is("second batch: some are paid, some cancelled", of_2.succeeded > 0 && of_2.cancelled > 0),
        Check::equal("A's payments in the ledger", ledger_a, of_1.succeeded + of_2.succeeded),
        Check::equal("A still has the cancelled amount, in cents", left.get(), second.amounts.cancelled),
        // A request that did not return 201 may still have been paid.
        Check::within("B's payments in the ledger", ledger_b, b_paid.0, b_paid.0 + b_paid.1),
        Check::is(
            "A is paid as fast as before again, within 5 s of each fault",
            recoveries.iter().all(Recovery::is_soon),
        ),
        Check::is("the books balance", books::balance(&findings)),
    ];
    output::line(books::table(&findings))?;
    let right = report::print_checks(&checks)?;
    if right {
        scratch.drop().await?;
    }
    Ok(right)
}

/// Writes A's two files of rewards to `directory`. Returns them and the cents in both.
fn files_of_a(directory: &Path, items: u32) -> Result<([PathBuf; 2], i64), CliError> {
    let files = ["first", "second"].map(|name| directory.join(name));
    let mut cents = 0;
    for (path, count, prefix) in [(&files[0], items, "first"), (&files[1], items / SECOND_PART, "second")] {
        rewards::generate(path, Format::Ndjson, u64::from(count), prefix)?;
        cents += rewards::sums(path, Format::Ndjson)?.cents;
    }
    Ok((files, cents))
}

impl Participants {
    /// Runs A's million: uploaded, throttled, retuned, paused and resumed, with a worker killed in the middle and
    /// `server` restarted. Returns the finished batch, the error of the throttles, and how many items were paid
    /// during the pause.
    async fn first_batch(
        &mut self,
        path: PathBuf,
        rate: i64,
        server: Option<&mut Cluster>,
    ) -> Result<(Batch, Vec<Throttled>, i64), CliError> {
        let business = self.a.business_id;
        self.api.operator.throttle(business, Some(rate)).await?;
        let begun = PhaseStart { at: Instant::now(), paid: 0 };
        let batch = self.upload(&path, "first").await?;
        self.end_phase("A uploads", &begun, self.paid(&batch).await?)?;

        let mut throttles = Vec::new();
        for (name, rate, counted) in
            [("A throttled", rate, COUNTED), ("A retuned to twice that", 2 * rate, COUNTED_RETUNED)]
        {
            let begun = self.begin_phase(&batch).await?;
            self.api.operator.throttle(business, Some(rate)).await?;
            throttles.push(self.count_throttled(rate, counted).await?);
            self.end_phase(name, &begun, self.paid(&batch).await?)?;
        }

        let begun = self.begin_phase(&batch).await?;
        self.api.operator.pause(business).await?;
        tokio::time::sleep(SETTLING).await;
        let before = self.paid(&batch).await?;
        tokio::time::sleep(PAUSED).await;
        let paid_in_pause = self.paid(&batch).await? - before;
        self.end_phase("A paused", &begun, self.paid(&batch).await?)?;

        let begun = self.begin_phase(&batch).await?;
        self.api.operator.throttle(business, None).await?;
        self.api.operator.resume(business).await?;
        let from = Clock::System.now();
        let half = self.until(&batch, |now| ended_percent(now) >= KILLED_AT_PERCENT).await?;
        self.end_phase("A as fast as it goes", &begun, half.counts.succeeded)?;

        let done = self.with_faults(&batch, from, server).await?;
        Ok((done, throttles, paid_in_pause))
    }

    /// Pays the rest of the batch as fast as possible from `from` on. Kills a worker, and restarts the server if it
    /// is private.
    async fn with_faults(
        &mut self,
        batch: &str,
        from: DateTime<Utc>,
        server: Option<&mut Cluster>,
    ) -> Result<Batch, CliError> {
        let begun = self.begin_phase(batch).await?;
        let at = Clock::System.now();
        self.workers.swap_remove(0).kill().await?;
        self.workers.push(self.programs.worker(None)?);
        let paid_until = if server.is_some() { RESTARTED_AT_PERCENT } else { 100 };
        let mut done = self.until(batch, |now| ended_percent(now) >= paid_until).await?;
        let name = "a worker killed, another started";
        self.end_phase(name, &begun, done.counts.succeeded)?;
        self.faults.push(Fault { name, from, at, over: at, until: Clock::System.now() });
        if let Some(server) = server {
            let begun = self.begin_phase(batch).await?;
            let at = Clock::System.now();
            server.restart().await?;
            let over = Clock::System.now();
            done = self.until(batch, |now| now.counts.pending == 0).await?;
            let name = "the server restarted";
            self.end_phase(name, &begun, done.counts.succeeded)?;
            self.faults.push(Fault { name, from, at, over, until: Clock::System.now() });
            self.conn = db::connect(&self.url, Role::Operator).await?;
        }
        Ok(done)
    }

    /// Measures how soon A was paid as fast as before after each fault.
    async fn recoveries(&mut self) -> Result<Vec<Recovery>, CliError> {
        let mut recoveries = Vec::new();
        for fault in &self.faults {
            recoveries.push(Recovery::of(&mut self.conn, self.a.business_id, fault).await?);
        }
        Ok(recoveries)
    }

    /// Uploads A's second batch, and cancels it when some of it is paid.
    async fn second_batch(&mut self, path: PathBuf, rate: i64) -> Result<Batch, CliError> {
        let business = self.a.business_id;
        let begun = PhaseStart { at: Instant::now(), paid: 0 };
        // Slow enough that something is left to cancel.
        self.api.operator.throttle(business, Some(rate)).await?;
        let batch = self.upload(&path, "second").await?;
        self.until(&batch, |now| now.counts.succeeded > 0).await?;
        self.a_client.cancel(&batch).await?;
        self.api.operator.throttle(business, None).await?;
        let done = self.until(&batch, |now| now.counts.pending == 0).await?;
        self.end_phase("A cancels a second batch", &begun, done.counts.succeeded)?;
        Ok(done)
    }

    /// Counts in the ledger what A is paid while its throttle is in force.
    async fn count_throttled(&mut self, rate: i64, counted: Duration) -> Result<Throttled, CliError> {
        tokio::time::sleep(SETTLING).await;
        let from = Clock::System.now();
        tokio::time::sleep(counted).await;
        let to = Clock::System.now();
        // A claim that began before `to` is in the ledger a moment later.
        tokio::time::sleep(SETTLING).await;
        let paid = limits::paid_between(&mut self.conn, Some(self.a.business_id), from, to).await?;
        let seconds = (to - from).as_seconds_f64();
        Ok(Throttled { rate, seconds, paid, error_percent: error_of(paid, rate, to - from) })
    }
}

fn ended_percent(batch: &Batch) -> i64 {
    let counts = batch.counts;
    (counts.total - counts.pending) * 100 / counts.total.max(1)
}
