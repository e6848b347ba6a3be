//! `payout status`: shows the queue, pauses, throttles, the leader, and whether a restore is held.

use std::process::ExitCode;

use api::routes::admin::queue::get::Queue;
use domain::clock;
use domain::platform::lease::{self, LEADER};
use domain::{outgoing, queue, restore};
use serde_json::json;

use super::{pauses, throttle};
use crate::error::CliError;
use crate::local::cells::CellRef;
use crate::local::database::DatabaseArgs;
use crate::output::{self, Printing, Shown};

/// Show the queue, pauses, throttles, the leader, and whether a restore is held.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    /// Print one JSON object: {"queue","pauses","throttles","leader","restore_held","restore_held_since"}. The first
    /// three are as in `payout queue`, `payout pauses` and `payout throttle list`. `leader` is null if no worker
    /// runs. `restore_held_since` is null if no restore is held, or no process has noticed it.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// If the database cannot be read.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    args.database.cells()?.each(args.json, async |at| tell(at, args.json).await).await
}

async fn tell(at: CellRef<'_>, as_json: bool) -> Result<ExitCode, CliError> {
    let mut conn = at.connect().await?;
    let now = clock::read(&mut conn).await?.now();
    let queue = queue::status(&mut conn, now).await?;
    let pauses = pauses::read(&mut conn).await?;
    let throttles = throttle::read(&mut conn).await?;
    let leader = lease::holder(&mut conn, LEADER).await?;
    // A restore that no process has noticed yet is also held, since an unknown time.
    let held = outgoing::is_held(&mut conn).await?;
    let since = restore::state(&mut conn).await?.and_then(|state| state.held).map(|held| held.since);
    let (pauses, queue) = (pauses::as_shown(pauses)?, output::object(&Queue::from(queue))?);
    if as_json {
        let object = json!({
            "queue": queue,
            "pauses": pauses,
            "throttles": throttles,
            "leader": leader.map(|(holder, _)| holder),
            "restore_held": held,
            "restore_held_since": since,
        });
        output::line(output::of_cell(object, at.number()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let count = |place| Shown::Count(place).of(&queue);
    output::line(format!(
        "queue: {} ready, {} deferred, {} parked; {} businesses wait, the oldest job for {:.0} s",
        count("/ready"),
        count("/deferred"),
        count("/dead"),
        count("/businesses_waiting"),
        queue["oldest_ready_age_seconds"].as_f64().unwrap_or_default()
    ))?;
    output::line(match leader {
        Some((holder, _)) => format!("workers: led by {holder}"),
        None => "workers: no leader; is a worker running?".to_owned(),
    })?;
    if held {
        let since = since.map_or_else(String::new, |since| format!(" since {}", output::time(since)));
        output::line(format!(
            "restore: withdrawals and webhooks are held{since}: run `payout restore reconcile{}`",
            at.named()
        ))?;
    }
    for (what, columns, rows) in
        [("pauses", &pauses::COLUMNS[..], &pauses), ("throttles", &throttle::COLUMNS[..], &throttles)]
    {
        if rows.is_empty() {
            output::line(format!("{what}: none"))?;
        } else {
            Printing::TABLE.rows(columns, rows)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
