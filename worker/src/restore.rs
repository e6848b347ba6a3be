//! After a restore: asking the providers for what they know, booking what is missing, and letting go what is held.
//!
//! `payout restore reconcile` does this for an operator ([`reconcile`]). The leader does a part of it on its own, if a
//! setting says so ([`Asking`]): when the server has a new timeline, or a provider was not asked, it asks, books
//! nothing, and lets go only if nothing is missing. A setting has to say so, because nothing in a database tells a
//! promoted standby from a copy.
//!
//! Whoever asks and may let go asks under the new generation. From then on providers refuse orders of an earlier
//! history, such as those of a worker that was frozen with an order in its hand. It waits first until no lease from
//! before lasts ([`desk::lease`]), for the sake of providers that do not look at generations.
//!
//! Each order is booked in a transaction of its own, which also records the finding. So a run that was interrupted goes
//! on where it was, and its report is complete.

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

/// How long a call takes at most, on top of its time-out, to arrive.
const ARRIVED_WITHIN: Duration = Duration::from_millis(500);

/// What reconciling needs.
#[derive(Debug, Clone)]
pub struct Reconciling {
    /// The URL of the database.
    pub database_url: SecretString,
    /// The providers, as the workers have them.
    pub methods: Methods,
    /// The clock.
    pub clock: Clock,
    /// The ids that somebody was told, from logs and receivers.
    pub acknowledged: Vec<Acknowledged>,
    /// What the providers are asked for.
    pub purpose: Purpose,
    /// The other cells of the installation, as far as they are known. Providers list the orders of all of them.
    pub others: Vec<Cell>,
}

/// What the providers are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To look: nothing is booked or let go, and providers do not learn of the generation.
    DryRun,
    /// To see whether something is missing: nothing is booked, but the caller may let go.
    Compare,
    /// To book what is missing, and to let go when nothing is left for a person to decide.
    Book,
    /// To book what is missing, and to let go whatever is left.
    AcceptDifferences,
}

impl Purpose {
    const fn books(self) -> bool {
        matches!(self, Self::Book | Self::AcceptDifferences)
    }
}

/// What a provider answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It listed so many orders.
    Listed(usize),
    /// It was not, or could not be, asked for all it knows. The text says why.
    Not(String),
}

/// The result of reconciling.
#[derive(Debug, Clone)]
pub struct Report {
    /// The number of the history that the data belongs to ([`restore::State::generation`]).
    pub generation: i64,
    /// The hold that was in force when it began, if there was one.
    pub held: Option<Held>,
    /// The providers, by name, and what they answered.
    pub providers: BTreeMap<String, Answer>,
    /// The findings of all runs in this generation.
    pub findings: Vec<Finding>,
    /// Orders that a person carries out, and therefore has to look up.
    pub by_hand: Vec<WithdrawalId>,
    /// Orders that are owed beside an open order of the same payout user that may be of the same money.
    pub disputed: Vec<WithdrawalId>,
    /// Ids that somebody was told, and that are not in the database.
    pub vanished: Vec<Acknowledged>,
    /// How many orders were listed that are of businesses of other cells, by cell.
    pub elsewhere: BTreeMap<Number, usize>,
    /// Whether withdrawals and webhooks were let go.
    pub let_go: bool,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// Calls to this provider cannot be prepared.
    #[error("the provider {0} cannot be called")]
    Provider(String, #[source] reqwest::Error),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

impl Report {
    /// Whether there is a provider, and each has listed all it knows. If none is known, perhaps only the data from
    /// before the restore knew one.
    pub fn is_answered(&self) -> bool {
        let listed = |answer| matches!(answer, &Answer::Listed(_));
        !self.providers.is_empty() && self.providers.values().all(listed)
    }

    fn asked(&self) -> Vec<&str> {
        self.providers.keys().map(String::as_str).collect()
    }

    /// Whether a person has to do something.
    pub fn wants_a_person(&self) -> bool {
        let held = self.held.is_some() && !self.let_go;
        held || !self.vanished.is_empty() || self.findings.iter().any(|found| found.outcome.wants_a_person())
    }

    /// Whether nothing is left that a person has to decide first. An order that is owed can wait, because its money
    /// cannot be withdrawn; but not if another open order may already be of that money.
    fn is_clear(&self) -> bool {
        let open = |found: &Finding| matches!(found.outcome, Outcome::Contradicts | Outcome::Unattributed);
        self.is_answered() && self.disputed.is_empty() && !self.findings.iter().any(open)
    }
}

/// Asks the providers, books, reports, and lets go if all is answered. It can be interrupted, and run again.
///
/// # Errors
/// [`ReconcileError`]. Orders that were booked before stay booked.
pub async fn reconcile(of: &Reconciling) -> Result<Report, ReconcileError> {
    let mut conn = db::connect(&of.database_url, Role::Operator).await?;
    let mut work = conn.begin().await?;
    let state = restore::notice(&mut work, of.clock.id()).await?;
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
        lists.whole_from = held.whole_from();
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
        let_go: false,
    };
    let accepts = of.purpose == Purpose::AcceptDifferences;
    if state.held.is_some() && of.purpose.books() && (report.is_clear() || accepts) {
        report.let_go = let_go(of, &mut conn, state.generation, &report.asked(), Credential::Cli).await?;
        if !report.let_go {
            // Another run at the same time may have let it go.
            report.held = restore::state(&mut conn).await?.and_then(|state| state.held);
        }
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

/// Waits until no worker from before has an order or a webhook to send, and no call of theirs can still arrive. After
/// that a provider's list is complete.
async fn calls_have_arrived(of: &Reconciling, held: Held) {
    let longest = of.methods.connectors().map(|connector| desk::lease(connector.timeout)).max();
    let longest = longest.unwrap_or_default().max(webhook::LEASE_MARGIN);
    let passed = (of.clock.now() - held.since).to_std().unwrap_or_default();
    tokio::time::sleep((longest + ARRIVED_WITHIN).saturating_sub(passed)).await;
}

/// The providers' answers, and the orders that they listed.
type Answers = (BTreeMap<String, Answer>, Vec<(String, Listed)>);

async fn ask_all(
    of: &Reconciling,
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
        providers.insert(MANUAL.to_owned(), Answer::Not("a person knows".to_owned()));
    }
    for name in restore::providers(conn).await? {
        providers.entry(name).or_insert_with(|| Answer::Not("it is not in PAYOUT_METHODS".to_owned()));
    }
    Ok((providers, listed))
}

/// Asks for single orders: those that are owed, and those that somebody was told of and that may be with a provider
/// which cannot list.
async fn look_up(
    of: &Reconciling,
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
    asked: &[&str],
    by: Credential,
) -> Result<bool, sqlx::Error> {
    let mut work = conn.begin().await?;
    let ended = restore::end(&mut work, generation, asked, by, of.clock.id()).await?;
    work.commit().await?;
    Ok(ended)
}
