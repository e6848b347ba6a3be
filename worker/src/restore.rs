//! After a restore: the providers are asked for what they know, what is missing is booked, and what is held is let go.
//!
//! `payout restore reconcile` does that for an operator ([`reconcile`]). After a new timeline, which a promoted standby has
//! too, the leader asks by itself ([`Asking`]), books nothing, and lets go only when nothing is missing.
//!
//! Each order is booked in a transaction of its own, and what was found is a row of it: a run that was interrupted goes on
//! where it was, and its report is whole.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::clock::Clock;
use domain::db::{self, Role};
use domain::ids::WithdrawalId;
use domain::restore::{self, Acknowledged, Booked, Cause, Finding, Held, Lists, Outcome};
use domain::steering::Credential;
use domain::withdrawal::methods::Methods;
use domain::withdrawal::report::Listed;
use domain::withdrawal::{MANUAL, SANDBOX};
use secrecy::SecretString;
use sqlx::{Connection, PgConnection};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::providers::http::{Http, NotListed};

/// How often the leader asks by itself.
const ASK_EVERY: Duration = Duration::from_secs(10);

/// What a call takes on top of its time-out, until it has arrived or never will.
const ARRIVED_WITHIN: Duration = Duration::from_millis(500);

/// What reconciling needs.
#[derive(Debug, Clone)]
pub struct Reconciling {
    /// The database.
    pub database_url: SecretString,
    /// The workers' providers.
    pub methods: Methods,
    /// The time.
    pub clock: Clock,
    /// What somebody was told, from logs and receivers.
    pub acknowledged: Vec<Acknowledged>,
    /// Let go whatever is missing.
    pub accept_differences: bool,
    /// Book nothing, let nothing go.
    pub dry_run: bool,
}

/// What a provider answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// So many orders.
    Listed(usize),
    /// It was not, or could not be, asked for all it knows. Why.
    Not(String),
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Report {
    /// How often the data was restored, plus one.
    pub generation: i64,
    /// What was held when it began.
    pub held: Option<Held>,
    /// The providers, by name, and what they answered.
    pub providers: BTreeMap<String, Answer>,
    /// What they knew and the database did not; of all runs in this generation.
    pub findings: Vec<Finding>,
    /// Orders that a person has to look up, because a person carries them out.
    pub by_hand: Vec<WithdrawalId>,
    /// What was acknowledged and is not here.
    pub vanished: Vec<Acknowledged>,
    /// Whether withdrawals and webhooks are held no more.
    pub let_go: bool,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// A provider cannot be prepared to be called.
    #[error("the provider {0} cannot be called")]
    Provider(String, #[source] reqwest::Error),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

impl Report {
    /// Whether every provider has said all it knows.
    pub fn is_answered(&self) -> bool {
        self.providers.values().all(|answer| matches!(answer, Answer::Listed(_)))
    }

    /// Whether a person has to do something.
    pub fn wants_a_person(&self) -> bool {
        let held = self.held.is_some() && !self.let_go;
        held || !self.vanished.is_empty() || self.findings.iter().any(|found| found.outcome.wants_a_person())
    }

    /// Whether nothing is left that a person has to decide before it is let go. What is owed is kept from being withdrawn,
    /// so it can wait.
    fn is_clear(&self) -> bool {
        let open = |found: &Finding| matches!(found.outcome, Outcome::Contradicts | Outcome::Unattributed);
        self.is_answered() && !self.findings.iter().any(open)
    }
}

/// Asks, books, reports, and lets go when all is answered. It can be interrupted, and run again.
///
/// # Errors
/// [`ReconcileError`]: what was booked is booked.
pub async fn reconcile(of: &Reconciling) -> Result<Report, ReconcileError> {
    let mut conn = db::connect(&of.database_url, Role::Operator).await?;
    let mut work = conn.begin().await?;
    let state = restore::notice(&mut work, of.clock.id()).await?;
    // A dry run leaves nothing, not even that it was noticed.
    if of.dry_run {
        work.rollback().await?
    } else {
        work.commit().await?
    }
    let connectors = connectors(of)?;
    if let Some(held) = state.held {
        calls_have_arrived(of, held).await;
    }
    let (mut providers, mut listed) = (BTreeMap::new(), Vec::new());
    if let Some(held) = state.held {
        let since = held.known_until - restore::LOOKS_BACK;
        (providers, listed) = ask_all(of, &mut conn, &connectors, since, state.generation).await?;
    }
    let mut lists = Lists::new();
    for (provider, order) in &listed {
        lists.entry(provider.clone()).or_default().insert(order.report.id);
    }
    for (name, answer) in &providers {
        match answer {
            Answer::Listed(_) => drop(lists.entry(name.clone()).or_default()),
            Answer::Not(_) => drop(lists.remove(name)),
        }
    }
    listed.extend(look_up(of, &mut conn, &connectors, &lists).await?);
    let mut found = Vec::new();
    for (provider, order) in &listed {
        let mut work = conn.begin().await?;
        let booked =
            restore::book(&mut work, provider, order, &lists, state.generation, of.clock.now()).await?;
        if of.dry_run {
            work.rollback().await?
        } else {
            work.commit().await?
        }
        if let Booked::Found(findings) = booked {
            found.extend(findings);
        }
    }
    let findings = if of.dry_run { found } else { restore::findings(&mut conn, state.generation).await? };
    let mut report = Report {
        generation: state.generation,
        held: state.held,
        providers,
        findings,
        by_hand: by_hand(of, &mut conn).await?,
        vanished: restore::unknown(&mut conn, &of.acknowledged).await?,
        let_go: false,
    };
    if state.held.is_some() && !of.dry_run && (report.is_clear() || of.accept_differences) {
        report.let_go = let_go(of, &mut conn, state.generation, Credential::Cli).await?;
    }
    conn.close().await?;
    Ok(report)
}

fn connectors(of: &Reconciling) -> Result<BTreeMap<String, Http>, ReconcileError> {
    let prepare = |connector: &domain::withdrawal::methods::Connector| {
        let name = connector.name.clone();
        match Http::new(connector.clone(), of.clock.clone()) {
            Ok(http) => Ok((name, http)),
            Err(error) => Err(ReconcileError::Provider(name, error)),
        }
    };
    of.methods.connectors().map(prepare).collect()
}

/// Waits until no call of before can arrive any more: what is listed then is all.
async fn calls_have_arrived(of: &Reconciling, held: Held) {
    let longest = of.methods.connectors().map(|connector| connector.timeout).max().unwrap_or_default();
    let passed = (of.clock.now() - held.since).to_std().unwrap_or_default();
    tokio::time::sleep((longest * 2 + ARRIVED_WITHIN).saturating_sub(passed)).await;
}

type Asked = (BTreeMap<String, Answer>, Vec<(String, Listed)>);

async fn ask_all(
    of: &Reconciling,
    conn: &mut PgConnection,
    connectors: &BTreeMap<String, Http>,
    since: DateTime<Utc>,
    generation: i64,
) -> Result<Asked, sqlx::Error> {
    let (mut providers, mut listed) = (BTreeMap::new(), Vec::new());
    for (name, http) in connectors {
        let answer = match http.list(since, (!of.dry_run).then_some(generation)).await {
            Ok(orders) => {
                let count = orders.len();
                listed.extend(orders.into_iter().map(|order| (name.clone(), order)));
                Answer::Listed(count)
            }
            Err(not) => Answer::Not(not.to_string()),
        };
        providers.insert(name.clone(), answer);
    }
    if of.methods.by_hand() {
        providers.insert(MANUAL.to_owned(), Answer::Not("a person knows".to_owned()));
    }
    for name in restore::providers_in_use(conn).await? {
        if name != SANDBOX {
            providers.entry(name).or_insert_with(|| Answer::Not("it is not in PAYOUT_METHODS".to_owned()));
        }
    }
    Ok((providers, listed))
}

/// Asks for single orders: those that are owed, and those that somebody was told of and that may be with a provider which
/// cannot list.
async fn look_up(
    of: &Reconciling,
    conn: &mut PgConnection,
    connectors: &BTreeMap<String, Http>,
    lists: &Lists,
) -> Result<Vec<(String, Listed)>, sqlx::Error> {
    let mut wanted = restore::owed(conn).await?;
    for id in restore::unknown(conn, &of.acknowledged).await? {
        let unlisted = connectors.keys().filter(|name| !lists.contains_key(*name));
        wanted.extend(
            id.order().into_iter().flat_map(|order| unlisted.clone().map(move |name| (name.clone(), order))),
        );
    }
    let mut found = Vec::new();
    for (provider, id) in wanted {
        let is_listed = lists.get(&provider).is_some_and(|known| known.contains(&id));
        let Some(http) = connectors.get(&provider).filter(|_| !is_listed) else { continue };
        match http.look_up(id).await {
            Ok(Some(listed)) => found.push((provider, listed)),
            Ok(None) => {}
            Err(NotListed::CannotList) => {}
            Err(NotListed::Failed(why)) => {
                tracing::warn!(provider, order = %id, why, "an order was not looked up")
            }
        }
    }
    Ok(found)
}

async fn by_hand(of: &Reconciling, conn: &mut PgConnection) -> Result<Vec<WithdrawalId>, sqlx::Error> {
    if !of.methods.by_hand() {
        return Ok(Vec::new());
    }
    let open = domain::withdrawal::read::waiting_for_a_person(conn, None, i64::MAX).await?;
    Ok(open.into_iter().map(|order| order.id).collect())
}

async fn let_go(
    of: &Reconciling,
    conn: &mut PgConnection,
    generation: i64,
    by: Credential,
) -> Result<bool, sqlx::Error> {
    let mut work = conn.begin().await?;
    let ended = restore::end(&mut work, generation, by, of.clock.id()).await?;
    work.commit().await?;
    Ok(ended)
}

/// The leader's asking: beside its other work, now and then while a new timeline is held.
#[derive(Debug)]
pub(crate) struct Asking {
    of: Reconciling,
    begun: Option<Instant>,
    running: Option<JoinHandle<()>>,
}

impl Asking {
    pub(crate) fn new(database_url: SecretString, methods: Methods, clock: Clock) -> Self {
        let of = Reconciling {
            database_url,
            methods,
            clock,
            acknowledged: Vec::new(),
            accept_differences: false,
            dry_run: true,
        };
        Self { of, begun: None, running: None }
    }

    /// Begins to ask, when it is time. A copy of a database is no promotion: it waits for a person.
    pub(crate) fn tick(&mut self, held: Option<Held>) {
        let timeline = held.is_some_and(|held| held.cause == Cause::Timeline);
        let rests = self.running.as_ref().is_none_or(JoinHandle::is_finished);
        if timeline && rests && self.begun.is_none_or(|begun| begun.elapsed() >= ASK_EVERY) {
            self.begun = Some(Instant::now());
            self.running = Some(tokio::spawn(let_go_if_nothing_is_missing(self.of.clone())));
        }
    }

    /// Another process asks from now on.
    pub(crate) fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.abort();
        }
    }
}

async fn let_go_if_nothing_is_missing(of: Reconciling) {
    let looked = async {
        let report = reconcile(&of).await?;
        let missing = report.findings.iter().filter(|found| found.outcome.was_missing()).count();
        let answered = report.is_answered();
        if !answered || missing > 0 {
            tracing::warn!(answered, missing, "withdrawals stay held: run `payout restore reconcile`");
            return Ok(());
        }
        let mut conn = db::connect(&of.database_url, Role::Worker).await?;
        if let_go(&of, &mut conn, report.generation, Credential::Worker).await? {
            tracing::warn!("the providers know nothing that is missing here: withdrawals and webhooks go on");
        }
        Ok::<_, ReconcileError>(())
    };
    if let Err(error) = looked.await {
        tracing::warn!(%error, "what the providers know could not be asked; again later");
    }
}
