//! `payout doctor`: named checks of what payout depends on. Each says what to do about its findings.
//!
//! A check is a function and a line in [`CHECKS`].
//!
//! Behind a pooler, the settings of a session come with its database role, and a URL names one role. So only the
//! sessions of that role's process are checked. Those of the other processes cannot be opened with that URL.

mod cells;
mod finding;
mod kept;

use std::process::ExitCode;

use chrono::TimeDelta;
use domain::cell::{self, Number};
use domain::clock::{self, Clock};
use domain::member::mails;
use domain::outgoing;
use domain::platform::db::{self, Role};
use domain::platform::health;
use domain::platform::lease::{self as leader, LEADER};
use domain::secrets::fingerprint::OwnSecrets;
use domain::withdrawal::methods::{MethodSettings, Methods};
use domain::withdrawal::{MANUAL, SANDBOX, lease};
use futures::FutureExt;
use futures::future::BoxFuture;
use secrecy::SecretString;
use sqlx::PgConnection;

use self::finding::{Finding, MIGRATE, Verdict, print};
use self::kept::ProcessSecrets;
use crate::error::CliError;
use crate::local::cells::CellRef;
use crate::local::database::DatabaseArgs;

/// Check what payout depends on: database, schema, settings, clock.
///
/// Also checks workers, indexes, long-held snapshots, replication, restores and mails. Given the processes' secrets, it
/// checks that they are the ones in use. Given the workers' PAYOUT_METHODS, it checks that they have the providers of
/// all open withdrawals.
///
/// Each check is ok, a warning or a failure, and says what to do. A check that cannot be made on this connection is
/// unchecked. Exits with 1 on any failure. Behind a pooler, run it with the DATABASE_URL of the API, and again with
/// that of the worker.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    methods: MethodSettings,

    #[command(flatten)]
    secrets: ProcessSecrets,

    /// Print one JSON object per check: {"check","verdict","says","cure"?}.
    #[arg(long)]
    json: bool,
}

/// How long a mail may wait before it is reported.
const LATE_MAIL: TimeDelta = TimeDelta::minutes(10);

/// The database that is checked.
struct CheckedDatabase {
    url: SecretString,
    conn: PgConnection,
    /// The kind of process whose session `conn` is.
    kind: Role,
    /// The workers' PAYOUT_METHODS, if it was given.
    methods: Methods,
    /// The processes' secrets that were given.
    secrets: Vec<OwnSecrets>,
    /// The flag that makes a command act on this database, if there are several cells.
    named: String,
}

type Check = for<'p> fn(&'p mut CheckedDatabase) -> BoxFuture<'p, Result<Finding, sqlx::Error>>;

/// The checks that run once the database is reached, by name, in order.
const CHECKS: [(&str, Check); 13] = [
    ("writes", |patient| writes(patient).boxed()),
    ("schema", |patient| schema(patient).boxed()),
    ("secrets", |patient| kept::secrets(&mut patient.conn, std::mem::take(&mut patient.secrets)).boxed()),
    ("restore", |patient| restored(patient).boxed()),
    ("workers", |patient| workers(patient).boxed()),
    ("providers", |patient| providers(patient).boxed()),
    ("mails", |patient| mailed(patient).boxed()),
    ("indexes", |patient| kept::indexes(&mut patient.conn).boxed()),
    ("snapshots", |patient| kept::snapshots(&mut patient.conn).boxed()),
    ("replication", |patient| replication(patient).boxed()),
    ("api sessions", |patient| sessions(patient, "an API", &[Role::Api, Role::ApiSide]).boxed()),
    ("worker sessions", |patient| sessions(patient, "a worker", &[Role::Worker]).boxed()),
    ("clock", |patient| clock(patient).boxed()),
];

/// Runs the command.
///
/// # Errors
/// If no database is given, or standard output is closed.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let methods = args.methods.read().map_err(CliError::Usage)?;
    let given = args.secrets;
    let examine = async |at: CellRef<'_>| examine(at, (methods.clone(), given.read()?), args.json).await;
    let cells = args.database.cells()?;
    let examined = cells.each(args.json, examine).await;
    let together = cells::together(&cells, args.json).await?;
    Ok(if together { examined? } else { examined.map(|_| ExitCode::FAILURE)? })
}

/// Runs all checks of a cell.
async fn examine(
    at: CellRef<'_>,
    given: (Methods, Vec<OwnSecrets>),
    as_json: bool,
) -> Result<ExitCode, CliError> {
    let mut healthy = true;
    let mut report = |name: &str, finding: Finding| {
        healthy &= finding.verdict != Verdict::Failure;
        print(name, &finding, as_json.then_some(at.number()))
    };
    match CheckedDatabase::reached(at, given).await {
        Ok(mut patient) => {
            report("database", Finding::ok("it can be reached"))?;
            if let Some(number) = at.number() {
                let found = cell::of(&mut patient.conn).await;
                report(
                    "cell",
                    found.map_or_else(|error| Finding::of(&error), |found| check_cell_number(found, number)),
                )?;
            }
            for (name, check) in CHECKS {
                let found = check(&mut patient).await;
                report(name, found.unwrap_or_else(|error| Finding::of(&error)))?;
            }
        }
        Err(error) if db::wrong_url(&error).is_some() => return Err(error.into()),
        Err(error) => {
            let found = match db::Unfit::of(&error) {
                Some(_) => Finding::of(&error),
                None => Finding::failure(
                    db::NotReady::of(&error).to_string(),
                    "is DATABASE_URL correct, does it name every host that may be the primary, and is one started? Nothing else was checked",
                ),
            };
            report("database", found)?;
        }
    }
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl CheckedDatabase {
    /// Opens a session as the kind of process that the URL's role is for, or as any kind that works. Without a pooler
    /// every kind works, so for any other role the session is an operator's.
    async fn reached(
        at: CellRef<'_>,
        (methods, secrets): (Methods, Vec<OwnSecrets>),
    ) -> Result<Self, sqlx::Error> {
        let (url, named) = (at.url().clone(), at.named());
        let servers = db::Servers::read(&url, Role::Operator)?;
        let own = db::process_role_of(servers.first().options.get_username());
        let mut refused = None;
        for kind in own.into_iter().chain([Role::Operator, Role::Api, Role::Worker]) {
            match db::connect(&url, kind).await {
                Ok(conn) => return Ok(Self { url, conn, kind, methods, secrets, named }),
                Err(error) if matches!(db::Unfit::of(&error), Some(db::Unfit::Settings(_))) => {
                    refused.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(refused.unwrap_or(sqlx::Error::PoolClosed))
    }
}

/// Checks that the database is the cell that it is named as.
fn check_cell_number(found: Number, named: Number) -> Finding {
    if found == named {
        return Finding::ok(format!("it is cell {named}"));
    }
    Finding::failure(
        format!("it is cell {found}, but is named as cell {named}"),
        "correct PAYOUT_CELLS and DATABASE_URL: no worker serves it",
    )
}

/// Checks that a commit succeeds and is confirmed.
async fn writes(patient: &mut CheckedDatabase) -> Result<Finding, sqlx::Error> {
    match tokio::time::timeout(db::ACQUIRE_TIMEOUT * 2, db::attest(&mut patient.conn)).await {
        Ok(written) => written.map(|()| Finding::ok("a commit is confirmed")),
        Err(_) => {
            // The connection is in the middle of the commit.
            patient.conn = db::connect(&patient.url, patient.kind).await?;
            Ok(Finding::failure(
                "a commit is not confirmed",
                "is a synchronous standby away (synchronous_standby_names), or the disk full?",
            ))
        }
    }
}

async fn schema(patient: &mut CheckedDatabase) -> Result<Finding, sqlx::Error> {
    Ok(match db::check_ready(&mut patient.conn).await? {
        Ok(()) => Finding::ok("it matches this program"),
        Err(why @ db::NotReady::Unmigrated) => Finding::failure(why.to_string(), MIGRATE),
        Err(why) => Finding::failure(why.to_string(), "use the programs of the version that migrated it"),
    })
}

/// Checks that no restore is held.
async fn restored(patient: &mut CheckedDatabase) -> Result<Finding, sqlx::Error> {
    if outgoing::is_held(&mut patient.conn).await? {
        return Ok(Finding::failure(
            "a restore is held: no withdrawal and no webhook is sent",
            format!("run `payout restore reconcile{}`: see docs/operate.md, Restore a backup", patient.named),
        ));
    }
    Ok(Finding::ok("no restore is held"))
}

/// Checks that no invitation waits for a worker that has an SMTP server.
async fn mailed(patient: &mut CheckedDatabase) -> Result<Finding, sqlx::Error> {
    let now = clock::read(&mut patient.conn).await?.now();
    let age = TimeDelta::seconds(mails::oldest_waiting_age(&mut patient.conn, now).await? as i64);
    Ok(if age < LATE_MAIL {
        Finding::ok("no invitation waits for long")
    } else {
        Finding::warning(
            format!("an invitation has waited for its mail for {} minutes", age.num_minutes()),
            "give the workers PAYOUT_SMTP_URL; their log says why a mail is not sent (docs/operate.md, How invitations are mailed)",
        )
    })
}

/// Checks that a worker leads. Without one, nothing is paid.
async fn workers(patient: &mut CheckedDatabase) -> Result<Finding, sqlx::Error> {
    Ok(match leader::holder(&mut patient.conn, LEADER).await? {
        Some(_) => Finding::ok("a worker leads"),
        None => Finding::warning(
            "no worker leads, so perhaps none runs",
            "start payout-worker; after one has crashed, another leads within seconds",
        ),
    })
}

/// Checks that no open withdrawal waits for a provider that the workers do not have.
async fn providers(patient: &mut CheckedDatabase) -> Result<Finding, sqlx::Error> {
    let configured = patient.methods.connectors().map(|connector| connector.name.clone());
    let known: Vec<String> = configured.chain([SANDBOX, MANUAL].map(str::to_owned)).collect();
    let unserved = lease::unserved(&mut patient.conn, &known).await?;
    let each = unserved.iter().map(|(name, waiting)| format!("{name} ({waiting})"));
    let named = each.collect::<Vec<_>>().join(", ");
    Ok(if unserved.is_empty() {
        Finding::ok("no withdrawal waits for a provider that is not configured")
    } else if patient.methods.connectors().next().is_none() {
        Finding::unchecked(
            format!(
                "withdrawals wait for {named}, and without PAYOUT_METHODS this command cannot tell whether the workers have it"
            ),
            "run payout doctor with the workers' PAYOUT_METHODS",
        )
    } else {
        Finding::failure(
            format!(
                "withdrawals wait for {named}, which is not in PAYOUT_METHODS: no worker with this setting handles them"
            ),
            "put the provider back into the workers' PAYOUT_METHODS until its withdrawals have ended",
        )
    })
}

/// Checks whether a failover would lose data.
async fn replication(patient: &mut CheckedDatabase) -> Result<Finding, sqlx::Error> {
    let replication = health::replication(&mut patient.conn).await?;
    let health::Replication { standbys, synchronous, unseen, .. } = replication;
    Ok(match replication.risk() {
        Some(risk) => Finding::warning(risk, "see docs/reliability.md, Failover and replication"),
        None if unseen > 0 => Finding::unchecked(
            format!("{standbys} standbys, and this user may not see whether they are synchronous"),
            "run payout doctor as payout_operator or payout_worker, or grant pg_read_all_stats to it",
        ),
        None if standbys == 0 => Finding::ok("no standby: acknowledged data is on one disk only"),
        None => Finding::ok(format!("{standbys} standbys, {synchronous} of them synchronous")),
    })
}

/// Checks how far this machine's clock and the server's differ. Nothing uses this machine's, but one of them is
/// wrong.
async fn clock(patient: &mut CheckedDatabase) -> Result<Finding, sqlx::Error> {
    let server = clock::read(&mut patient.conn).await?;
    let ahead = (Clock::System.now() - server.now()).as_seconds_f64();
    if ahead.abs() < clock::LOG_THRESHOLD.as_seconds_f64() {
        return Ok(Finding::ok("the server's clock agrees with this machine's"));
    }
    Ok(Finding::warning(
        format!("this machine's clock is {ahead:.1} s ahead of the server's"),
        "find out which is right (NTP): payout uses the server's time",
    ))
}

/// Checks that sessions have the settings that the guarantees rest on, and whether there is a pooler. The settings
/// are read back from a session of each kind that `process` has.
async fn sessions(
    patient: &mut CheckedDatabase,
    process: &str,
    kinds: &[Role],
) -> Result<Finding, sqlx::Error> {
    let mut pooled = false;
    for kind in kinds {
        match db::is_pooled(&patient.url, *kind).await {
            Ok(one) => pooled |= one,
            // Without a pooler a session has the settings it was opened with, whatever its role, and a session of
            // another kind was opened.
            Err(error) => match db::Unfit::of(&error) {
                Some(db::Unfit::Settings(_)) if !kinds.contains(&patient.kind) => {
                    return Ok(Finding::unchecked(
                        format!(
                            "there is a pooler, and this user's sessions do not have the settings of {process}"
                        ),
                        format!("run payout doctor with the DATABASE_URL of {process} as well"),
                    ));
                }
                _ => return Err(error),
            },
        }
    }
    Ok(Finding::ok(if pooled {
        format!(
            "there is a pooler in transaction mode, and its sessions have what {process} needs: start it with --poll-only"
        )
    } else {
        format!("they have what {process} needs")
    }))
}
