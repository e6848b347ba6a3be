//! `payout`: the operator's and the newcomer's command. Everything is in the library.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    cli::main(cli::Payout::parse())
}
