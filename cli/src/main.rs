//! The `payout` program, for operators and newcomers. Everything is in the library.

use std::process::ExitCode;

/// A request makes a hundred small allocations from many threads. This allocator handles them far faster than the C
/// library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main(cli::parsed())
}
