//! `payout status`.

use std::process::ExitCode;

use domain::clock;
use domain::lease::{self, LEADER};
use domain::queue::{self, QueueStatus};
use domain::restore;
use domain::throttle::{self, Throttled};
use serde_json::json;

use super::pauses;
use crate::database::DatabaseArgs;
use crate::error::CliError;
use crate::output;

/// The most throttles that are shown.
const MOST_THROTTLES: i64 = 200;

/// Say how it stands: the queue, what is paused and throttled, whether a worker leads, and whether a restore is held.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    /// Print one JSON object: {"queue","pauses","throttles","leader","restore_held_since"}; `leader` is null when no worker
    /// works, the last one when no restore is held.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// When the database cannot be read.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let mut conn = args.database.connect().await?;
    let now = clock::read(&mut conn).await?.now();
    let queue = queue::status(&mut conn, now).await?;
    let pauses = pauses::read(&mut conn).await?;
    let throttles = throttle::list(&mut conn, None, MOST_THROTTLES).await?;
    let leader = lease::holder(&mut conn, LEADER).await?;
    let restore = restore::state(&mut conn).await?.and_then(|state| state.held).map(|held| held.since);
    if args.json {
        output::line(json!({
            "queue": queue_json(&queue),
            "pauses": pauses.iter().map(pauses::as_json).collect::<Vec<_>>(),
            "throttles": throttles.iter().map(throttle_json).collect::<Vec<_>>(),
            "leader": leader.map(|(holder, _)| holder),
            "restore_held_since": restore,
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    output::line(format!(
        "queue: {} ready, {} later, {} parked; {} businesses wait, the oldest for {:.0} s",
        output::grouped(queue.ready),
        output::grouped(queue.deferred),
        output::grouped(queue.dead),
        output::grouped(queue.businesses_waiting),
        queue.oldest_ready_age_seconds
    ))?;
    output::line(match leader {
        Some((holder, _)) => format!("workers: one leads ({holder})"),
        None => "workers: none leads; is any running?".to_owned(),
    })?;
    if let Some(since) = restore {
        output::line(format!(
            "restore: held since {}, withdrawals and webhooks wait: see `payout restore`",
            since.format("%Y-%m-%d %H:%M:%SZ")
        ))?;
    }
    if pauses.is_empty() {
        output::line("pauses: none")?;
    } else {
        output::line(pauses::table(&pauses))?;
    }
    for throttled in &throttles {
        output::line(format!("throttled: {}", throttle_json(throttled)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn queue_json(queue: &QueueStatus) -> serde_json::Value {
    json!({
        "ready": queue.ready,
        "deferred": queue.deferred,
        "dead": queue.dead,
        "businesses_waiting": queue.businesses_waiting,
        "oldest_ready_age_seconds": queue.oldest_ready_age_seconds,
    })
}

fn throttle_json(of: &Throttled) -> serde_json::Value {
    json!({
        "business_id": of.business_id,
        "batch_id": of.batch_id,
        "max_per_second": of.rates.max_per_second,
        "max_cents_per_second": of.rates.max_cents_per_second,
        "since": of.changed_at,
    })
}
