//! `payout man`: writes the manual pages.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Command;
use domain::secrets::setting_files;

use crate::error::CliError;
use crate::output;

/// Write the manual pages of payout, payout-api and payout-worker to a directory.
///
/// There is a page for each command, with the text of --help. To make `man` find them: payout man
/// /usr/local/share/man/man1.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The directory. It is created if it does not exist.
    #[arg(value_name = "DIRECTORY")]
    into: PathBuf,
}

/// Runs the command for these `programs`.
///
/// # Errors
/// If the directory or a file in it cannot be written.
pub fn run(args: &Args, programs: impl IntoIterator<Item = Command>) -> Result<ExitCode, CliError> {
    let failed = |source| CliError::File { action: "write", path: args.into.clone(), source };
    std::fs::create_dir_all(&args.into).map_err(failed)?;
    for program in programs {
        clap_mangen::generate_to(setting_files::described(program), &args.into).map_err(failed)?;
    }
    output::line(format!("the manual is in {}", args.into.display()))?;
    Ok(ExitCode::SUCCESS)
}
