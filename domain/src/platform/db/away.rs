//! Whether the database of this process is away, so that it is said once and not by everybody who meets it.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::platform::pace::Pace;

/// Whether a watch of this process has found its database away, and said so.
static AWAY: AtomicBool = AtomicBool::new(false);

/// Says whether the database is away.
pub(crate) fn say(is_away: bool) {
    AWAY.store(is_away, Ordering::Relaxed);
}

/// How many lines `pace` has kept back, when one is due on what the database did not do: what fails while it is away, a watch says
/// for all.
pub fn due_unless_away(pace: &Pace) -> Option<u64> {
    if AWAY.load(Ordering::Relaxed) { None } else { pace.due() }
}
