//! `payout doctor`: named checks of what payout stands on, each with what to do about it.
//!
//! A check is a function and a line in [`CHECKS`].

use std::process::ExitCode;

use domain::clock::{self, Clock};
use domain::db::{self, Role};
use domain::{health, restore};
use futures::FutureExt;
use futures::future::BoxFuture;
use secrecy::SecretString;
use serde_json::json;
use sqlx::PgConnection;

use crate::database::DatabaseArgs;
use crate::error::CliError;
use crate::output;

/// Check what payout stands on: the database, its schema, its replication, the settings of sessions, its clock.
///
/// Each check is ok, a warning or a failure, and says what to do. Exits with 1 on any failure.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    /// Print one JSON object a line and check: {"check","verdict","says","cure"?}.
    #[arg(long)]
    json: bool,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Ok,
    Warning,
    Failure,
}

impl Verdict {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failure => "failure",
        }
    }
}

/// What a check found.
struct Finding {
    verdict: Verdict,
    says: String,
    cure: Option<String>,
}

impl Finding {
    fn ok(says: impl Into<String>) -> Self {
        Self { verdict: Verdict::Ok, says: says.into(), cure: None }
    }

    fn warning(says: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { verdict: Verdict::Warning, says: says.into(), cure: Some(cure.into()) }
    }

    fn failure(says: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { verdict: Verdict::Failure, says: says.into(), cure: Some(cure.into()) }
    }
}

/// What the checks look at.
struct Patient {
    url: SecretString,
    conn: PgConnection,
}

type Check = for<'p> fn(&'p mut Patient) -> BoxFuture<'p, Result<Finding, sqlx::Error>>;

/// What is checked once the database is reached, by name, in this order.
const CHECKS: [(&str, Check); 6] = [
    ("writes", |patient| writes(patient).boxed()),
    ("schema", |patient| schema(patient).boxed()),
    ("restore", |patient| restored(patient).boxed()),
    ("replication", |patient| replication(patient).boxed()),
    ("settings", |patient| settings(patient).boxed()),
    ("clock", |patient| clock(patient).boxed()),
];

/// Runs the command.
///
/// # Errors
/// When no database is named, or nobody reads what is printed.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let mut healthy = true;
    let mut report = |name: &str, finding: Finding| {
        healthy &= finding.verdict != Verdict::Failure;
        print(name, &finding, args.json)
    };
    let url = args.database.url()?.clone();
    match db::connect(&url, Role::Operator).await {
        Ok(conn) => {
            report("database", Finding::ok("it can be reached"))?;
            let mut patient = Patient { url, conn };
            for (name, check) in CHECKS {
                let found = check(&mut patient).await;
                let failed = |error: sqlx::Error| {
                    Finding::failure(error.to_string(), "look into the database's own log")
                };
                report(name, found.unwrap_or_else(failed))?;
            }
        }
        Err(error) => {
            let cure = "is DATABASE_URL right, does it name every host that may be the primary, and is one started? Nothing else was checked";
            report("database", Finding::failure(db::NotReady::of(&error).to_string(), cure))?;
        }
    }
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(name: &str, finding: &Finding, as_json: bool) -> Result<(), CliError> {
    let Finding { verdict, says, cure } = finding;
    if as_json {
        let mut line = json!({"check": name, "verdict": verdict.as_str(), "says": says});
        if let Some(cure) = cure {
            line["cure"] = json!(cure);
        }
        return output::line(line);
    }
    output::line(format!("{:8} {name}: {says}", verdict.as_str()))?;
    cure.as_ref().map_or(Ok(()), |cure| output::line(format!("{:8} {cure}", "")))
}

/// A commit is made and confirmed.
async fn writes(patient: &mut Patient) -> Result<Finding, sqlx::Error> {
    match tokio::time::timeout(db::ACQUIRE_TIMEOUT * 2, db::attest(&mut patient.conn)).await {
        Ok(written) => written.map(|()| Finding::ok("a commit is confirmed")),
        Err(_) => {
            // It is in the middle of that.
            patient.conn = db::connect(&patient.url, Role::Operator).await?;
            Ok(Finding::failure(
                "a commit is not confirmed",
                "is a synchronous standby away (synchronous_standby_names), or the disk full?",
            ))
        }
    }
}

async fn schema(patient: &mut Patient) -> Result<Finding, sqlx::Error> {
    Ok(match db::check_ready(&mut patient.conn).await? {
        Ok(()) => Finding::ok("it is this program's"),
        Err(why @ db::NotReady::Unmigrated) => Finding::failure(why.to_string(), "run `payout migrate`"),
        Err(why) => Finding::failure(why.to_string(), "use the programs of the version that migrated it"),
    })
}

/// Whether a restore is held.
async fn restored(patient: &mut Patient) -> Result<Finding, sqlx::Error> {
    if restore::is_held(&mut patient.conn).await? {
        return Ok(Finding::failure(
            "a restore is held: nothing is paid out, and no webhook is sent",
            "run `payout restore reconcile`: see docs/operate.md, Restore a backup",
        ));
    }
    Ok(Finding::ok("the data is where it was"))
}

/// What a failover would lose.
async fn replication(patient: &mut Patient) -> Result<Finding, sqlx::Error> {
    let replication = health::replication(&mut patient.conn).await?;
    let health::Replication { standbys, synchronous, unseen, .. } = replication;
    Ok(match replication.risk() {
        Some(risk) => Finding::warning(risk, "see docs/reliability.md, Failover and replication"),
        None if unseen > 0 => Finding::warning(
            format!("{standbys} standbys, and this user may not see whether they are synchronous"),
            "grant pg_read_all_stats to it",
        ),
        None if standbys == 0 => Finding::ok("no standby: what is acknowledged is on one disk"),
        None => Finding::ok(format!("{standbys} standbys, {synchronous} of them synchronous")),
    })
}

/// How far this machine's clock and the server's differ: nothing goes by this machine's, so one of them is to be looked at.
async fn clock(patient: &mut Patient) -> Result<Finding, sqlx::Error> {
    let server = clock::read(&mut patient.conn).await?;
    let ahead = (Clock::System.now() - server.now()).as_seconds_f64();
    if ahead.abs() < clock::TOLD_PAST.as_seconds_f64() {
        return Ok(Finding::ok("the server's agrees with this machine's"));
    }
    Ok(Finding::warning(
        format!("this machine's is {ahead:.1} s ahead of the server's"),
        "see which is right (NTP): times are the server's",
    ))
}

/// The settings that the promises rest on, read back from a session of each kind, and what is between.
async fn settings(patient: &mut Patient) -> Result<Finding, sqlx::Error> {
    let mut pooled = false;
    for role in [Role::Api, Role::ApiSide, Role::Worker] {
        match db::is_pooled(&patient.url, role).await {
            Ok(one) => pooled |= one,
            Err(error) => {
                let unfit = db::Unfit::of(&error).ok_or(error)?;
                return Ok(Finding::failure(
                    unfit.to_string(),
                    "see docs/reliability.md, Behind a pooler; there, give payout doctor a connection without the pooler",
                ));
            }
        }
    }
    Ok(if pooled {
        Finding::ok(
            "a pooler in transaction mode is in between, and sessions have what they need: start with --poll-only",
        )
    } else {
        Finding::ok("sessions have those that were asked for")
    })
}
