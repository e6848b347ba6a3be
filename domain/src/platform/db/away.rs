//! Whether the database of this process is unreachable. With this state the failure is logged once, and not by every
//! task that meets it.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::platform::in_cell::{CELLS, PerCell};
use crate::platform::pace::Pace;

/// Whether the watch of a cell has found the cell's database unreachable, and logged it.
static AWAY: PerCell<AtomicBool> = PerCell([const { AtomicBool::new(false) }; CELLS]);

/// Records whether the database is unreachable.
pub(crate) fn set(is_away: bool) {
    AWAY.current().store(is_away, Ordering::Relaxed);
}

/// Returns how many log lines `pace` has suppressed, if a line about a database failure is due. No line is due while
/// the database is unreachable: the watch logs that failure once.
pub fn due_unless_away(pace: &Pace) -> Option<u64> {
    if AWAY.current().load(Ordering::Relaxed) { None } else { pace.due() }
}
