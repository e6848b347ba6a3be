//! Work of a business that is on its way to another cell. What became of it is not recorded here: it is there as if nobody had
//! begun it, and that cell goes on.

use domain::ids::BusinessId;
use domain::platform::in_cell::{CELLS, PerCell};
use domain::platform::pace::Pace;

/// The pace of the log line. Many deliveries may end in the seconds of a move.
static MOVES: PerCell<Pace> = PerCell([const { Pace::new() }; CELLS]);

/// Logs that `what` of `business` is left to the other cell.
pub(crate) fn told(business: BusinessId, what: &'static str) {
    if let Some(more) = MOVES.here().due() {
        tracing::info!(%business, more, "{what} is left to another cell: its business is being moved there");
    }
}
