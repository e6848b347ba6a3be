//! `payout completions`.

use std::process::ExitCode;

use clap::Command;
use clap_complete::Shell;

use crate::error::CliError;
use crate::output;

/// Print what a shell completes the commands and options of `payout` with.
///
/// For bash: payout completions bash >/etc/bash_completion.d/payout. For zsh into a file `_payout` in a directory of $fpath, for
/// fish into ~/.config/fish/completions/payout.fish.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose.
    shell: Shell,
}

/// Runs the command. `payout` is the whole command line.
///
/// # Errors
/// When standard output cannot be written to.
pub fn run(args: &Args, mut payout: Command) -> Result<ExitCode, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut payout, "payout", &mut script);
    output::line(String::from_utf8_lossy(&script).trim_end())?;
    Ok(ExitCode::SUCCESS)
}
