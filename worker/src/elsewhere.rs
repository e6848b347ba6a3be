//! Work of a business that is being moved to another cell. This cell no longer records the results of such work. The
//! other cell finds it as if nobody had begun it, and does it.

use domain::ids::BusinessId;
use domain::platform::in_cell::{CELLS, PerCell};
use domain::platform::pace::Pace;

/// Limits the log line's rate: many deliveries may end during the seconds of a move.
static MOVES: PerCell<Pace> = PerCell([const { Pace::new() }; CELLS]);

/// Logs that `what` (such as "a claim") of `business` is left to the other cell.
pub(crate) fn log_left_to_other_cell(business: BusinessId, what: &'static str) {
    if let Some(suppressed) = MOVES.current().due() {
        tracing::info!(%business, suppressed, "{what} is left to another cell: its business is being moved there");
    }
}
