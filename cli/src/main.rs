//! `payout`: the operator's and the newcomer's command. Everything is in the library.

use std::process::ExitCode;

/// A request makes a hundred small allocations, from many threads. This allocator takes far less time for them than the
/// C library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main(cli::parsed())
}
