//! The operator's and the newcomer's command, as a library: what `payout` and the tests share.

pub mod access;
pub mod bench;
pub mod books;
pub mod client;
pub mod cluster;
pub mod commands;
pub mod database;
pub mod error;
pub mod forward;
pub mod merchant;
pub mod output;
pub mod processes;
pub mod progress;
pub mod rewards;
pub mod scenario;
pub mod secrets;
pub mod singles;
pub mod stack;
pub mod steering;
pub mod submission;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use domain::telemetry::{self, LogFormat};

use crate::commands::{
    audit, batch, bench as bench_command, business, cancel, dead, demo, dev, doctor, fund, key, listen,
    migrate, pause, pauses, queue, restore, resume, retry, roles, scenario as scenario_command, status,
    submit, throttle, trigger, verify, withdrawals,
};
use crate::error::CliError;

/// Accepts rewards over HTTP, applies each exactly once, and proves it.
///
/// Begin with `payout demo`: it needs nothing but this program (and a PostgreSQL, which it finds or downloads).
/// Every command exits with 0 when it succeeded, 1 when it failed, 2 when the command line or a setting is wrong; `submit` with 3
/// when the file had been accepted before. With --json what it prints is for programs, and the same from version to version.
///
/// What is your own is read and steered with an API key (PAYOUT_API_URL, PAYOUT_API_KEY); operators name their DATABASE_URL.
#[derive(Debug, Parser)]
#[command(name = "payout", version)]
pub struct Payout {
    #[command(subcommand)]
    command: Command,

    /// What is logged on standard error, as RUST_LOG has it: `info`, `api=debug`, … [default: `info` for `dev`, else warnings only]
    #[arg(long, env = "RUST_LOG", global = true, value_name = "FILTER")]
    log: Option<String>,

    /// How log lines look.
    #[arg(long, env = "PAYOUT_LOG_FORMAT", global = true, value_enum, default_value = "text")]
    log_format: LogFormat,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    Dev(dev::Args),
    Doctor(doctor::Args),
    Roles(roles::Args),
    Migrate(migrate::Args),
    Business(business::Args),
    Fund(fund::Args),
    Key(key::Args),
    Listen(listen::Args),
    Trigger(trigger::Args),
    Submit(submit::Args),
    Batch(batch::Args),
    Withdrawals(withdrawals::Args),
    Status(status::Args),
    Queue(queue::Args),
    Dead(dead::Args),
    Audit(audit::Args),
    Pause(pause::Args),
    Restore(restore::Args),
    Resume(resume::Args),
    Pauses(pauses::Args),
    Cancel(cancel::Args),
    Retry(retry::Args),
    Throttle(throttle::Args),
    Verify(verify::Args),
    Bench(bench_command::Args),
    Scenario(scenario_command::Args),
}

/// What is logged unless something else is asked for. Of slow statements the benchmark's own seeding would be one.
const QUIET: &str = "warn,sqlx::query=error";

/// What `dev` logs.
const TALKATIVE: &str = "info";

/// Runs the command to its end. What failed is one line on standard error.
pub fn main(payout: Payout) -> ExitCode {
    let filter = if matches!(payout.command, Command::Dev(_)) { TALKATIVE } else { QUIET };
    telemetry::start_logging(payout.log_format, payout.log.as_deref().unwrap_or(filter));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output::note(format!("payout: the operating system gave no threads: {error}"));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(payout.command)) {
        Ok(code) => code,
        Err(error) => {
            output::note(format!("payout: {}", error.line()));
            error.exit_code()
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, CliError> {
    match command {
        Command::Demo(args) => demo::run(args).await,
        Command::Dev(args) => dev::run(args).await,
        Command::Doctor(args) => doctor::run(args).await,
        Command::Roles(args) => roles::run(args).await,
        Command::Migrate(args) => migrate::run(args).await,
        Command::Business(args) => business::run(args).await,
        Command::Fund(args) => fund::run(args).await,
        Command::Key(args) => key::run(args).await,
        Command::Listen(args) => listen::run(args).await,
        Command::Trigger(args) => trigger::run(args).await,
        Command::Submit(args) => submit::run(args).await,
        Command::Batch(args) => batch::run(args).await,
        Command::Withdrawals(args) => withdrawals::run(args).await,
        Command::Status(args) => status::run(args).await,
        Command::Queue(args) => queue::run(args).await,
        Command::Dead(args) => dead::run(args).await,
        Command::Audit(args) => audit::run(args).await,
        Command::Pause(args) => pause::run(args).await,
        Command::Restore(args) => restore::run(args).await,
        Command::Resume(args) => resume::run(args).await,
        Command::Pauses(args) => pauses::run(args).await,
        Command::Cancel(args) => cancel::run(args).await,
        Command::Retry(args) => retry::run(args).await,
        Command::Throttle(args) => throttle::run(args).await,
        Command::Verify(args) => verify::run(args).await,
        Command::Bench(args) => bench_command::run(args).await,
        Command::Scenario(args) => scenario_command::run(args).await,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_option_of_every_command_is_documented() {
        fn check(command: &clap::Command) {
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
            }
            assert!(command.get_about().is_some(), "{}", command.get_name());
            command.get_subcommands().for_each(check);
        }
        let command = Payout::command();
        command.clone().debug_assert();
        check(&command);
    }
}
