//! `payout completions`: prints the completion script of a shell.

use std::process::ExitCode;

use clap::Command;
use clap_complete::Shell;

use crate::error::CliError;
use crate::output;

/// Print the completion script for a shell.
///
/// bash: payout completions bash >/etc/bash_completion.d/payout. zsh: write it to a file `_payout` in a directory of
/// $fpath. fish: write it to ~/.config/fish/completions/payout.fish.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell.
    shell: Shell,
}

/// Runs the command. `payout` is the complete command-line definition.
///
/// # Errors
/// If standard output cannot be written.
pub fn run(args: &Args, mut payout: Command) -> Result<ExitCode, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut payout, "payout", &mut script);
    output::line(String::from_utf8_lossy(&script).trim_end())?;
    Ok(ExitCode::SUCCESS)
}
