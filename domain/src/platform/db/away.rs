//! Whether the database of this process is away. So that is logged once, and not by every task that meets it.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::platform::pace::Pace;

/// Whether a watch of this process has found its database away, and logged it.
static AWAY: AtomicBool = AtomicBool::new(false);

/// Notes whether the database is away.
pub(crate) fn say(is_away: bool) {
    AWAY.store(is_away, Ordering::Relaxed);
}

/// How many log lines `pace` has kept back, if a line about a failure of the database is due. None is due while the
/// database is away: the watch logs that for all.
pub fn due_unless_away(pace: &Pace) -> Option<u64> {
    if AWAY.load(Ordering::Relaxed) { None } else { pace.due() }
}
