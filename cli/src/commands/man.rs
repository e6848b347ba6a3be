//! `payout man`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Command;
use domain::secrets::setting_files;

use crate::error::CliError;
use crate::output;

/// Write the manual pages of payout, payout-api and payout-worker, and of each command, into a directory.
///
/// They say what --help says. For `man` to find them: payout man /usr/local/share/man/man1.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where; it is made where it does not exist.
    #[arg(value_name = "DIRECTORY")]
    into: PathBuf,
}

/// Runs the command for these `programs`.
///
/// # Errors
/// When the directory or a file in it cannot be written.
pub fn run(args: &Args, programs: impl IntoIterator<Item = Command>) -> Result<ExitCode, CliError> {
    let failed = |source| CliError::File { action: "write", path: args.into.clone(), source };
    std::fs::create_dir_all(&args.into).map_err(failed)?;
    for program in programs {
        clap_mangen::generate_to(setting_files::described(program), &args.into).map_err(failed)?;
    }
    output::line(format!("the manual is in {}", args.into.display()))?;
    Ok(ExitCode::SUCCESS)
}
