//! A small run of `payout scenario`: a batch beside single requests, throttled, with changed rates, paused and resumed;
//! a worker is killed, and a second batch cancelled. The command checks the counts and the books itself. A full run has
//! a million items.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use tests::process::Process;
use tests::world::world;

/// The number of checks that the run makes of itself.
const CHECKS: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn counts_and_books_are_right_despite_commands_and_crashes() {
    world(async |w| {
        let (right, printed) = Process::payout(w, &["scenario", "--items", "20000", "--workers", "2"]).await;
        assert!(right, "{printed}");
        assert_eq!(printed.lines().filter(|line| line.starts_with("ok     ")).count(), CHECKS, "{printed}");
        for phase in
            ["A throttled", "A paused", "a worker killed, another started", "A cancels a second batch"]
        {
            assert!(printed.contains(phase), "{phase}: {printed}");
        }
    })
    .await;
}

/// The line of a scenario in which a rate was not reached again in time.
const AS_FAST: &str = "WRONG  A is paid as fast as before again";

/// On a private Postgres, the server is restarted as well, and the rates after each fault are printed.
#[tokio::test(flavor = "multi_thread")]
async fn a_private_postgres_is_restarted_during_the_scenario() {
    let home = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
    let (_, printed) =
        Process::payout_on_private_postgres(home.path(), &["scenario", "--items", "20000", "--workers", "2"])
            .await;
    // How fast the rate recovers is meaningful only on a machine that does nothing else.
    let ok = |line: &&str| line.starts_with("ok     ") || line.starts_with(AS_FAST);
    assert_eq!(printed.lines().filter(ok).count(), CHECKS, "{printed}");
    for fault in ["a worker killed, another started", "the server restarted"] {
        assert!(printed.contains(&format!("Recovery     {fault}: ")), "{fault}: {printed}");
    }
}
