//! The participants, and the requests that the scenario repeats.

use std::time::Duration;

use domain::platform::db::{self, Role};
use secrecy::SecretString;
use sqlx::PgConnection;
use tokio::time::Instant;

use super::recovery::Fault;
use super::report::Phase;
use crate::client::{Batch, Client, Format, Mode, Submission};
use crate::error::CliError;
use crate::local::merchant::{self, Funds, Merchant};
use crate::local::processes::{ApiProcess, Process, Programs};
use crate::measure::bench::Bench;
use crate::measure::singles::Singles;
use crate::output;
use crate::rewards::submission;

/// B's single requests per second.
const SINGLES_PER_SECOND: u32 = 20;

/// B's money, in cents: more than it can spend.
const B_FUNDS: Funds = Funds { balance: 0, payout_balance: 1_000_000_000 };

/// How often the batch is polled.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// How long the batch may make no progress before the run fails.
const STALLED: Duration = Duration::from_secs(60);

/// The participants.
pub(super) struct Participants {
    pub(super) url: SecretString,
    pub(super) conn: PgConnection,
    pub(super) programs: Programs,
    pub(super) api: ApiProcess,
    pub(super) workers: Vec<Process>,
    pub(super) a: Merchant,
    pub(super) a_client: Client,
    pub(super) b: Merchant,
    pub(super) singles: Singles,
    pub(super) phases: Vec<Phase>,
    pub(super) faults: Vec<Fault>,
}

/// The beginning of a phase.
pub(super) struct PhaseStart {
    pub(super) at: Instant,
    pub(super) paid: i64,
}

impl Participants {
    /// Starts the participants on the database at `url`: an API, `workers`, A with this many cents, and B, whose
    /// requests begin.
    pub(super) async fn on(
        url: &SecretString,
        bench: &Bench,
        cents: i64,
        workers: u16,
    ) -> Result<Self, CliError> {
        let mut conn = db::connect(url, Role::Operator).await?;
        let pepper = &bench.secrets.key_pepper;
        let funds = Funds { balance: 0, payout_balance: cents };
        let a = merchant::create(&mut conn, pepper, "A", funds).await?;
        let b = merchant::create(&mut conn, pepper, "B", B_FUNDS).await?;
        let programs = Programs::on(url, &bench.secrets)?;
        let api = programs.api().await?;
        let started: Result<Vec<Process>, CliError> = (0..workers).map(|_| programs.worker(None)).collect();
        let singles = Singles::start(Client::new(&api.url, b.api_key.clone())?, SINGLES_PER_SECOND, "b")?;
        Ok(Self {
            url: url.clone(),
            conn,
            programs,
            a_client: Client::new(&api.url, a.api_key.clone())?,
            api,
            workers: started?,
            a,
            b,
            singles,
            phases: Vec::new(),
            faults: Vec::new(),
        })
    }

    pub(super) async fn upload(&self, path: &std::path::Path, key: &str) -> Result<String, CliError> {
        let mode = Mode::BestEffort;
        let submission = Submission {
            path,
            format: Format::Ndjson,
            mode,
            idempotency_key: key,
            rates: None,
            scheduled_at: None,
        };
        Ok(submission::upload(&self.a_client, &submission).await?.0.batch_id)
    }

    pub(super) async fn paid(&self, batch: &str) -> Result<i64, CliError> {
        Ok(self.a_client.batch(batch).await?.counts.succeeded)
    }

    pub(super) async fn until(
        &self,
        batch: &str,
        reached: impl Fn(&Batch) -> bool,
    ) -> Result<Batch, CliError> {
        let (mut pending, mut moved) = (i64::MAX, Instant::now());
        loop {
            // While the server restarts, the API rejects requests.
            if let Ok(now) = self.a_client.batch(batch).await {
                if reached(&now) {
                    return Ok(now);
                }
                if now.counts.pending != pending {
                    (pending, moved) = (now.counts.pending, Instant::now());
                }
            }
            if moved.elapsed() > STALLED {
                return Err(CliError::Failed(format!("the batch {batch} makes no progress")));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    pub(super) async fn begin_phase(&self, batch: &str) -> Result<PhaseStart, CliError> {
        Ok(PhaseStart { paid: self.paid(batch).await?, at: Instant::now() })
    }

    /// Ends the phase `name`. `paid` items of A's batch are paid by now.
    pub(super) fn end_phase(
        &mut self,
        name: &'static str,
        begun: &PhaseStart,
        paid: i64,
    ) -> Result<(), CliError> {
        let singles = self.singles.cut();
        output::note(format!("{name}: {:.1} s", begun.at.elapsed().as_secs_f64()));
        self.phases.push(Phase { name, took: begun.at.elapsed(), a_paid: paid - begun.paid, singles });
        Ok(())
    }
}
