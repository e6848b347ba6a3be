//! The common part of `pause`, `resume`, `cancel`, `retry` and `throttle`. A command runs on the database, or, for a
//! merchant's own batch, through the API.

use std::process::ExitCode;
use std::str::FromStr;

use api::routes::steering::TouchedItems;
use domain::clock;
use domain::ids::{BatchId, BusinessId};
use domain::restore;
use domain::steering::{
    self, Affected, BatchOf, Command, Credential, Instruction, Outgoing, SteerError, Target,
};
use domain::withdrawal::{MANUAL, Method, SANDBOX};
use serde_json::Value;
use sqlx::{Connection, PgConnection};

use crate::access::{Access, AccessArgs};
use crate::error::CliError;
use crate::local::cells::{CellRef, Subject};
use crate::output::{self, Printing, Shown};

/// A target of steering, as it is typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedTarget(pub Target);

/// A target of `pause` and `resume`, as it is typed. It may also be withdrawals or webhooks.
#[derive(Debug, Clone)]
pub enum TypedPause {
    /// Payments.
    Paid(Target),
    /// Withdrawals or webhooks.
    Outgoing(Outgoing),
}

/// The arguments of every steering command.
#[derive(Debug, clap::Args)]
pub struct CommandArgs {
    #[command(flatten)]
    access: AccessArgs,

    /// Only show how many items the command would affect. Changes nothing.
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    printing: Printing,
}

impl FromStr for TypedTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self(Target::All));
        }
        if let Ok(id) = text.parse::<BatchId>() {
            return Ok(Self(Target::Batch(batch_of_any_business(id))));
        }
        let business = text.parse::<BusinessId>().map(|id| Self(Target::Business(id)));
        business.map_err(|_| "must be `all`, a business (biz_…) or a batch (bat_…)".to_owned())
    }
}

impl FromStr for TypedPause {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "webhooks" => Ok(Self::Outgoing(Outgoing::Webhooks)),
            Some(("method", name)) => match Method::named(name) {
                Some(method) => Ok(Self::Outgoing(Outgoing::Method(method))),
                None => {
                    Err(format!("the method must be one of {}", Method::ALL.map(Method::as_str).join(", ")))
                }
            },
            Some(("provider", name)) if !name.is_empty() => {
                Ok(Self::Outgoing(Outgoing::Provider(name.to_owned())))
            }
            _ => text.parse().map(|TypedTarget(target)| Self::Paid(target)).map_err(|_| {
                "must be `all`, a business (biz_…), a batch (bat_…), method:NAME, provider:NAME or `webhooks`"
                    .to_owned()
            }),
        }
    }
}

/// Returns the batch `id` of any business. If the caller may steer only its own batches, the API rejects it.
pub fn batch_of_any_business(id: BatchId) -> BatchOf {
    BatchOf { id, business: None }
}

/// Runs `command` and prints how much it affected.
///
/// # Errors
/// If the command is rejected, or the database or the API fails.
pub async fn run(args: CommandArgs, command: Command) -> Result<ExitCode, CliError> {
    let CommandArgs { access, dry_run, printing } = args;
    let (action, what) = (command.action(), noun(&command));
    let tell = |printing: Printing, affected: &Value, by_key: bool| {
        let said = sentences(affected, action, what, dry_run, by_key);
        printing.done(affected, said).map(|()| ExitCode::SUCCESS)
    };
    match access.open()? {
        Access::Operator(cells) => match thing(&command) {
            Some(thing) => {
                let (cell, mut conn) = cells.having(thing).await?;
                tell(printing.of(cell), &touched(&mut conn, command, dry_run).await?, false)
            }
            None => {
                let steer = async |at: CellRef<'_>| {
                    let affected = touched(&mut at.connect().await?, command.clone(), dry_run).await?;
                    tell(printing.of(at.number()), &affected, false)
                };
                cells.each(printing.json, steer).await
            }
        },
        Access::Merchant(client) => {
            let affected = client.steer(&command, dry_run).await?.ok_or_else(|| {
                CliError::Usage(format!(
                    "an API key steers its own batches only (bat_…): to {action} anything else, set DATABASE_URL and unset PAYOUT_API_KEY"
                ))
            })?;
            tell(printing, &affected, true)
        }
    }
}

/// Returns the object that `command` names and one cell has. `None` if the command goes to every cell.
fn thing(command: &Command) -> Option<Subject> {
    let of = |target: &Target| match *target {
        Target::All => None,
        Target::Business(id) => Some(Subject::Business(id)),
        Target::Batch(batch) => Some(Subject::Batch(batch.id)),
    };
    match command {
        Command::Pause(target)
        | Command::Resume(target)
        | Command::Throttle(target, _)
        | Command::Unthrottle(target) => of(target),
        Command::Cancel(batch) | Command::Retry(batch) => Some(Subject::Batch(batch.id)),
        Command::PauseOutgoing(_) | Command::ResumeOutgoing(_) => None,
    }
}

/// Runs `command` and returns what it affected, as the API shows it.
async fn touched(conn: &mut PgConnection, command: Command, dry_run: bool) -> Result<Value, CliError> {
    output::object(&TouchedItems::from(carry_out(conn, command, dry_run).await?))
}

/// The noun for what most commands affect.
const ITEMS: &str = "items";

/// Returns the noun for what `command` affects.
fn noun(command: &Command) -> &'static str {
    match command {
        Command::PauseOutgoing(Outgoing::Webhooks) | Command::ResumeOutgoing(Outgoing::Webhooks) => {
            "deliveries"
        }
        Command::PauseOutgoing(_) | Command::ResumeOutgoing(_) => "withdrawals",
        _ => ITEMS,
    }
}

/// Returns `count` and the noun, as in `1 item` or `2 deliveries`. `several` is the noun's plural.
fn counted(count: i64, several: &str) -> String {
    let noun = match several {
        "deliveries" if count == 1 => "delivery",
        _ if count == 1 => several.trim_end_matches('s'),
        _ => several,
    };
    format!("{} {noun}", output::grouped(count))
}

/// Returns how much a command affected, in words. With an API key (`by_key`), they name only commands that accept one.
fn sentences(affected: &Value, action: &str, what: &str, dry_run: bool, by_key: bool) -> String {
    let about = if dry_run { "would affect" } else { "affects" };
    let items = counted(affected["items"].as_i64().unwrap_or_default(), what);
    let mut text = format!("{action} {about}: {items}, {}", Shown::Money("/amount").of(affected));
    let withdrawals = |of: &str| affected["withdrawals"][of].as_i64().filter(|count| *count > 0);
    if let Some(held) = withdrawals("held").filter(|_| what == ITEMS) {
        let amount = Shown::Money("/withdrawals/amount").of(affected);
        text += &format!("\nand unsent withdrawals: {}, {amount}", output::grouped(held));
    }
    let nothing = affected["items"] == 0 && withdrawals("held").is_none();
    if action == "resume" && (nothing || affected["changed"] == false) && !dry_run {
        let why = if affected["changed"] == false {
            "It was not paused"
        } else {
            "The pause has ended. Nothing waited for this pause alone"
        };
        let held = if by_key { "`payout batch show`" } else { "`payout pauses` and `payout status`" };
        text += &format!("\n{why}: see {held} for what else is held");
    }
    if action == "pause" && affected["changed"] == false && !dry_run {
        text += "\nIt was paused already";
    }
    if action == "cancel" && affected["changed"] == false {
        text += "\nIt was cancelled already: see `payout batch show`";
    }
    if action == "unthrottle" && affected["changed"] == false && !dry_run {
        text += "\nIt had no throttle";
        text += if by_key { "" } else { ": see `payout throttle list`" };
    }
    if let Some(sent) = withdrawals("under_way") {
        let sent = output::grouped(sent);
        text += &format!(
            "\nWithdrawals that may have been sent, or wait for a person, and go on to their end: {sent}"
        );
    }
    text
}

/// Runs `command`, or only reports how much it would affect.
///
/// # Errors
/// If the command is rejected, or the database fails.
pub async fn carry_out(
    conn: &mut PgConnection,
    command: Command,
    dry_run: bool,
) -> Result<Affected, CliError> {
    let instruction = Instruction { command, by: Credential::Cli, request_id: None, dry_run };
    if let Command::PauseOutgoing(Outgoing::Provider(name)) = &instruction.command {
        is_known(conn, name).await?;
    }
    let clock = clock::read(conn).await?;
    let mut work = conn.begin().await?;
    let affected = match steering::steer(&mut work, instruction, clock.id(), clock.now()).await {
        Ok(affected) => affected,
        Err(SteerError::Database(error)) => return Err(error.into()),
        Err(refused) => return Err(CliError::Failed(refused.to_string())),
    };
    work.commit().await?;
    Ok(affected)
}

/// Rejects a provider that no process knows. Pausing it would hold nothing, but look as if it did.
async fn is_known(conn: &mut PgConnection, name: &str) -> Result<(), CliError> {
    let mut known = restore::providers(conn).await?;
    known.extend([SANDBOX, MANUAL].map(str::to_owned));
    if known.iter().any(|one| one == name) {
        return Ok(());
    }
    known.sort_unstable();
    known.dedup();
    Err(CliError::Usage(format!(
        "no process has ever been configured with a provider {name:?}; known providers: {}",
        known.join(", ")
    )))
}
