//! Whether the database of this process is away. So that is logged once, and not by every task that meets it.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::platform::in_cell::{CELLS, PerCell};
use crate::platform::pace::Pace;

/// Whether the watch of a cell has found its database away, and logged it.
static AWAY: PerCell<AtomicBool> = PerCell([const { AtomicBool::new(false) }; CELLS]);

/// Notes whether the database is away.
pub(crate) fn say(is_away: bool) {
    AWAY.here().store(is_away, Ordering::Relaxed);
}

/// How many log lines `pace` has kept back, if a line about a failure of the database is due. None is due while the
/// database is away: the watch logs that for all.
pub fn due_unless_away(pace: &Pace) -> Option<u64> {
    if AWAY.here().load(Ordering::Relaxed) { None } else { pace.due() }
}
