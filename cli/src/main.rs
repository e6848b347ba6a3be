//! `payout`: the operator's and the newcomer's command. Everything is in the library.

use std::process::ExitCode;

/// A request is a hundred small allocations, from many threads: with the C library's allocator, a sixth of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main(cli::parsed())
}
