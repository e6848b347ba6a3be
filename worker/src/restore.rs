//! Reconciliation after a restore: asks the providers which orders they know, books the orders that the database lacks,
//! and releases the withdrawals and webhooks that are held.
//!
//! `payout restore reconcile` does this for an operator ([`reconcile`]). If a setting allows it, the leader does a part
//! of it on its own ([`Asking`]): when the server has a new timeline, or a provider was not asked, it asks, books
//! nothing, and releases only if nothing is missing. The setting is needed because nothing in a database distinguishes
//! a promoted standby from a copy.
//!
//! A run that may release asks under the new generation. From then on, providers refuse orders of an earlier
//! generation, such as those of a worker that was frozen while it sent an order. Some providers ignore generations. For
//! their sake the run first waits until every lease from before has ended ([`desk::lease`]).
//!
//! Each order is booked in a transaction of its own, which also records the finding. So a run can be interrupted: the
//! next run continues, and its report is complete.

mod asking;
mod elsewhere;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::cell::{self, Cell, Number};
use domain::clock::Clock;
use domain::ids::WithdrawalId;
use domain::platform::db::{self, Role};
use domain::restore::{self, Acknowledged, Booked, Finding, Held, Lists, Outcome};
use domain::steering::Credential;
use domain::webhook;
use domain::withdrawal::MANUAL;
use domain::withdrawal::lease::History;
use domain::withdrawal::methods::Methods;
use domain::withdrawal::report::Listed;
use secrecy::SecretString;
use sqlx::{Connection, PgConnection};

pub(crate) use self::asking::Asking;
use crate::withdrawals::desk;
use crate::withdrawals::providers::http::{Http, NotListed};

/// How long after its time-out a call may still arrive at the provider.
const ARRIVED_WITHIN: Duration = Duration::from_millis(500);

/// The arguments of [`reconcile`].
#[derive(Debug, Clone)]
pub struct ReconcileArgs {
    /// The URL of the database.
    pub database_url: SecretString,
    /// The providers, with the workers' setting.
    pub methods: Methods,
    /// The time, and a source of new ids.
    pub clock: Clock,
    /// Ids that were acknowledged to somebody, read from logs and from webhook receivers.
    pub acknowledged: Vec<Acknowledged>,
    /// How far the run goes.
    pub purpose: Purpose,
    /// The other known cells of the installation. Providers list the orders of all cells.
    pub others: Vec<Cell>,
}

/// How far a run of [`reconcile`] goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Only reports. Books and releases nothing, and does not announce the generation to the providers.
    DryRun,
    /// Finds out whether something is missing. Books nothing, but the caller may release.
    Compare,
    /// Books what is missing, and releases if nothing is left for a person to decide.
    Book,
    /// Books what is missing, and releases whatever is left.
    AcceptDifferences,
}

impl Purpose {
    const fn books(self) -> bool {
        matches!(self, Self::Book | Self::AcceptDifferences)
    }
}

/// A provider's answer to the request for its orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The provider listed this many orders.
    Listed(usize),
    /// The provider gave no list. The text says why.
    Not(String),
}

/// The result of [`reconcile`].
#[derive(Debug, Clone)]
pub struct Report {
    /// The generation of the data ([`restore::State::generation`]).
    pub generation: i64,
    /// The hold that was in force when the run began, if there was one and no other run has released it meanwhile.
    pub held: Option<Held>,
    /// The answers of the providers, by their names.
    pub providers: BTreeMap<String, Answer>,
    /// The findings of all runs in this generation, or those of this run if it books nothing.
    pub findings: Vec<Finding>,
    /// Open orders that a person carries out. A person has to look up whether they were paid.
    pub by_hand: Vec<WithdrawalId>,
    /// Owed orders whose payout user has another open order that may spend the same money.
    pub disputed: Vec<WithdrawalId>,
    /// Ids that were acknowledged to somebody and are not in the database.
    pub vanished: Vec<Acknowledged>,
    /// How many of the listed orders belong to businesses of another cell, by cell.
    pub elsewhere: BTreeMap<Number, usize>,
    /// Whether this run released withdrawals and webhooks.
    pub released: bool,
}

/// Why [`reconcile`] returned no report.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// The HTTP client for this provider could not be made.
    #[error("the provider {0} cannot be called")]
    Provider(String, #[source] reqwest::Error),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

impl Report {
    /// Returns whether every provider has listed its orders, and there is at least one provider. With no provider, the
    /// answer is no: perhaps only the data from before the restore knew of one.
    pub fn is_answered(&self) -> bool {
        let listed = |answer| matches!(answer, &Answer::Listed(_));
        !self.providers.is_empty() && self.providers.values().all(listed)
    }

    fn asked(&self) -> Vec<&str> {
        self.providers.keys().map(String::as_str).collect()
    }

    /// Returns whether a person has to do something.
    pub fn needs_operator(&self) -> bool {
        let held = self.held.is_some() && !self.released;
        held || !self.vanished.is_empty() || self.findings.iter().any(|found| found.outcome.needs_operator())
    }

    /// Returns whether nothing is left that a person has to decide before the release. An owed order can wait, because
    /// its money cannot be withdrawn, unless another open order may already spend that money.
    fn is_clear(&self) -> bool {
        let open = |found: &Finding| matches!(found.outcome, Outcome::Contradicts | Outcome::Unattributed);
        self.is_answered() && self.disputed.is_empty() && !self.findings.iter().any(open)
    }
}

/// Asks the providers, and books what is missing and releases as far as the purpose allows it. Returns the report. The
/// run can be interrupted and repeated.
///
/// # Errors
/// Returns [`ReconcileError`]. Orders booked before the error stay booked.
pub async fn reconcile(of: &ReconcileArgs) -> Result<Report, ReconcileError> {
    let mut conn = db::connect(&of.database_url, Role::Operator).await?;
    let mut work = conn.begin().await?;
    let state = restore::check_history(&mut work, of.clock.id()).await?;
    // A dry run records nothing, not even that the restore was noticed.
    if of.purpose == Purpose::DryRun {
        work.rollback().await?
    } else {
        work.commit().await?
    }
    let history = History { cell: cell::of(&mut conn).await?, generation: state.generation };
    let connectors = connectors(of)?;
    if let Some(held) = state.held {
        calls_have_arrived(of, held).await;
    }
    let (mut providers, mut listed, mut lists) = (BTreeMap::new(), Vec::new(), Lists::default());
    if let Some(held) = state.held {
        (providers, listed) = ask_all(of, &mut conn, &connectors, held.asked_from(), history).await?;
        lists.whole_from = held.complete_from();
    }
    for (name, answer) in &providers {
        if let Answer::Listed(_) = answer {
            let of_it = listed.iter().filter(|(provider, _)| provider == name);
            lists.known.insert(name.clone(), of_it.map(|(_, order)| order.report.id).collect());
        }
    }
    listed.extend(look_up(of, &mut conn, &connectors, &lists).await?);
    lists.elsewhere = elsewhere::businesses(&mut conn, &of.others, &listed).await?;
    let (mut found, mut elsewhere) = (Vec::new(), BTreeMap::new());
    for (provider, order) in &listed {
        let mut work = conn.begin().await?;
        let booked =
            restore::book(&mut work, provider, order, &lists, state.generation, of.clock.now()).await?;
        if of.purpose.books() {
            work.commit().await?
        } else {
            work.rollback().await?
        }
        match booked {
            Booked::Agrees => {}
            Booked::Found(findings) => found.extend(findings),
            Booked::Elsewhere(cell) => *elsewhere.entry(cell).or_default() += 1,
        }
    }
    let disputed = found.iter().filter(|found| found.disputed).map(|found| found.order_id).collect();
    let findings =
        if of.purpose.books() { restore::findings(&mut conn, state.generation).await? } else { found };
    let mut report = Report {
        generation: state.generation,
        held: state.held,
        providers,
        findings,
        by_hand: by_hand(of, &mut conn).await?,
        disputed,
        vanished: restore::unknown(&mut conn, &of.acknowledged).await?,
        elsewhere,
        released: false,
    };
    let accepts = of.purpose == Purpose::AcceptDifferences;
    if state.held.is_some() && of.purpose.books() && (report.is_clear() || accepts) {
        report.released = release(of, &mut conn, state.generation, &report.asked(), Credential::Cli).await?;
        if !report.released {
            // A concurrent run may have released it.
            report.held = restore::state(&mut conn).await?.and_then(|state| state.held);
        }
    }
    conn.close().await?;
    Ok(report)
}

fn connectors(of: &ReconcileArgs) -> Result<BTreeMap<String, Http>, ReconcileError> {
    let prepare = |connector: &domain::withdrawal::methods::Connector| {
        let name = connector.name.clone();
        match Http::new(connector.clone(), of.clock.clone()) {
            Ok(http) => Ok((name, http)),
            Err(error) => Err(ReconcileError::Provider(name, error)),
        }
    };
    of.methods.connectors().map(prepare).collect()
}

/// Waits until no worker can still send an order or a webhook that it took before the hold, and no such call can still
/// arrive. After that, a provider's list is complete.
async fn calls_have_arrived(of: &ReconcileArgs, held: Held) {
    let longest = of.methods.connectors().map(|connector| desk::lease(connector.timeout)).max();
    let longest = longest.unwrap_or_default().max(webhook::LEASE_MARGIN);
    let passed = (of.clock.now() - held.since).to_std().unwrap_or_default();
    tokio::time::sleep((longest + ARRIVED_WITHIN).saturating_sub(passed)).await;
}

/// The answers by provider, and the listed orders, each with its provider.
type Answers = (BTreeMap<String, Answer>, Vec<(String, Listed)>);

async fn ask_all(
    of: &ReconcileArgs,
    conn: &mut PgConnection,
    connectors: &BTreeMap<String, Http>,
    since: DateTime<Utc>,
    history: History,
) -> Result<Answers, sqlx::Error> {
    let (mut providers, mut listed) = (BTreeMap::new(), Vec::new());
    for (name, http) in connectors {
        let announced = (of.purpose != Purpose::DryRun).then_some(history);
        let answer = match http.list(since, announced).await {
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
        providers.insert(MANUAL.to_owned(), Answer::Not("only a person can tell".to_owned()));
    }
    for name in restore::providers(conn).await? {
        providers.entry(name).or_insert_with(|| Answer::Not("it is not in PAYOUT_METHODS".to_owned()));
    }
    Ok((providers, listed))
}

/// Asks about single orders: the owed ones, and the acknowledged ones that a provider without a list may know.
async fn look_up(
    of: &ReconcileArgs,
    conn: &mut PgConnection,
    connectors: &BTreeMap<String, Http>,
    lists: &Lists,
) -> Result<Vec<(String, Listed)>, sqlx::Error> {
    let mut wanted = restore::owed(conn).await?;
    for id in restore::unknown(conn, &of.acknowledged).await? {
        let unlisted = connectors.keys().filter(|name| !lists.known.contains_key(*name));
        wanted.extend(
            id.order().into_iter().flat_map(|order| unlisted.clone().map(move |name| (name.clone(), order))),
        );
    }
    let mut found = Vec::new();
    for (provider, id) in wanted {
        let is_listed = lists.known.get(&provider).is_some_and(|known| known.contains(&id));
        let Some(http) = connectors.get(&provider).filter(|_| !is_listed) else { continue };
        match http.look_up(id).await {
            Ok(Some(listed)) => found.push((provider, listed)),
            Ok(None) => {}
            Err(NotListed::CannotList) => {}
            Err(NotListed::Failed(why)) => {
                tracing::warn!(provider, order = %id, why, "a provider could not be asked about an order")
            }
        }
    }
    Ok(found)
}

async fn by_hand(of: &ReconcileArgs, conn: &mut PgConnection) -> Result<Vec<WithdrawalId>, sqlx::Error> {
    if !of.methods.by_hand() {
        return Ok(Vec::new());
    }
    let open = domain::withdrawal::read::waiting_for_a_person(conn, None, i64::MAX).await?;
    Ok(open.into_iter().map(|order| order.id).collect())
}

async fn release(
    of: &ReconcileArgs,
    conn: &mut PgConnection,
    generation: i64,
    asked: &[&str],
    by: Credential,
) -> Result<bool, sqlx::Error> {
    let mut work = conn.begin().await?;
    let ended = restore::end(&mut work, generation, asked, by, of.clock.id()).await?;
    work.commit().await?;
    Ok(ended)
}
