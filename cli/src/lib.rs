//! `payout`, the command-line program for operators and newcomers, as a library that its binary and the tests share.

pub mod access;
pub mod books;
pub mod client;
pub mod cluster;
pub mod commands;
pub mod error;
pub mod local;
pub mod measure;
pub mod output;
pub mod relocation;
pub mod rewards;
pub mod steering;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use domain::platform::command_line;
use domain::platform::setting_names;
use domain::platform::telemetry::{self, LogFormat};
use domain::secrets::setting_files;

use crate::commands::{
    audit, batch, bench as bench_command, business, cancel, cell, completions, dead, demo, dev, doctor, fund,
    key, listen, man, member, migrate, pause, pauses, queue, restore, resume, retry, roles,
    scenario as scenario_command, status, submit, throttle, trigger, verify, withdrawals,
};
use crate::error::{CliError, EXIT_USAGE};

/// Accept rewards over HTTP, apply each exactly once, and prove it.
///
/// Start with `payout demo`. It needs only this program and a PostgreSQL, which it finds or downloads.
///
/// Merchants read and steer their own batches with an API key (PAYOUT_API_URL, PAYOUT_API_KEY). Operators set
/// DATABASE_URL.
///
/// Exit codes: 0 on success, 1 on failure, 2 if the command line or a setting is wrong. `submit` exits with 3 if the
/// file had been accepted before. With --json the output is for programs and stays the same from version to version.
#[derive(Debug, Parser)]
#[command(name = "payout", version)]
pub struct Payout {
    #[command(subcommand)]
    command: Command,

    /// Log filter for standard error: `info`, `api=debug`, … [default: `info` for `dev`, otherwise warnings only]
    #[arg(long, env = "RUST_LOG", global = true, value_name = "FILTER", value_parser = telemetry::filter)]
    log: Option<String>,

    /// Format of the log lines.
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
    Cell(cell::Args),
    Fund(fund::Args),
    Key(key::Args),
    Member(member::Args),
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
    Completions(completions::Args),
    Man(man::Args),
}

/// The default log filter. It leaves slow statements out, because the benchmark's own seeding is one.
const QUIET: &str = "warn,sqlx::query=error";

/// The default log filter of `dev`.
const TALKATIVE: &str = "info";

/// Parses the command line. If it is wrong, prints why to standard error, with numbers in plain words, and exits.
pub fn parsed() -> Payout {
    setting_files::parse::<Payout>().unwrap_or_else(|error| {
        let (said, plain) = (error.to_string(), command_line::plain(&error.to_string()));
        if plain == said {
            error.exit();
        }
        output::note(plain.trim_end());
        std::process::exit(i32::from(EXIT_USAGE))
    })
}

/// Runs the command. Prints a failure as one line to standard error.
pub fn main(payout: Payout) -> ExitCode {
    setting_names::unknown().iter().for_each(output::note);
    let filter = if matches!(payout.command, Command::Dev(_)) { TALKATIVE } else { QUIET };
    telemetry::start_logging(payout.log_format, payout.log.as_deref().unwrap_or(filter));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output::note(format!("payout: the operating system could not create threads: {error}"));
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
        Command::Cell(args) => cell::run(args).await,
        Command::Fund(args) => fund::run(args).await,
        Command::Key(args) => key::run(args).await,
        Command::Member(args) => member::run(args).await,
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
        Command::Completions(args) => completions::run(&args, Payout::command()),
        Command::Man(args) => man::run(&args, programs()),
    }
}

/// The command lines of the three programs.
fn programs() -> [clap::Command; 3] {
    [Payout::command(), api::config::Arguments::command(), worker::config::Arguments::command()]
}

#[cfg(test)]
mod tests {
    use std::any::TypeId;
    use std::collections::BTreeSet;

    use super::*;
    use chrono::{DateTime, Utc};

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

    #[test]
    fn the_known_settings_are_those_that_the_programs_read() {
        let mut read: BTreeSet<String> = programs().iter().flat_map(setting_names::of_command).collect();
        read.insert(setting_names::CONFIG.to_owned());
        let read: Vec<&str> = read.iter().map(String::as_str).collect();
        let known: Vec<&str> = setting_names::known().collect();
        assert_eq!(known, read, "domain/src/platform/setting_names.txt must have:\n{}\n", read.join("\n"));
    }

    #[test]
    fn every_option_that_takes_a_time_explains_its_format() {
        fn times(command: &clap::Command, found: &mut Vec<clap::Arg>) {
            let is_time =
                |arg: &&clap::Arg| arg.get_value_parser().type_id() == TypeId::of::<DateTime<Utc>>();
            found.extend(command.get_arguments().filter(is_time).cloned());
            command.get_subcommands().for_each(|sub| times(sub, found));
        }
        let mut found = Vec::new();
        times(&Payout::command(), &mut found);
        assert!(found.len() >= 2, "{found:?}");
        for option in found {
            let typed = format!("--{}=yesterday", option.get_long().unwrap());
            let refused = clap::Command::new("payout").arg(option).try_get_matches_from(["payout", &typed]);
            let message = refused.unwrap_err().to_string();
            assert!(message.contains("must be a time with its zone, like 2026-12-24T18:00:00Z"), "{message}");
        }
    }
}
