//! Whether a process of several cells works for one of them. It does if the cell's database has the expected number,
//! and the secrets are those that were used there before. Otherwise the process leaves the cell out, without holding up
//! the others.

use std::sync::Arc;
use std::time::Duration;

use futures::future::select_all;
use metrics::{describe_gauge, gauge};
use tokio::sync::watch;

use super::Number;

/// The gauge that is 1 while a cell is left out.
const LEFT_OUT: &str = "payout_cell_left_out";

/// How long to wait before checking a left-out cell again. A person has to correct it.
pub const LOOKED_AT_AGAIN_AFTER: Duration = Duration::from_secs(5);

/// What a process knows of one cell. Clones share the state.
#[derive(Debug, Clone)]
pub struct Standing(Arc<watch::Sender<Known>>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    /// Nothing is known yet.
    Nothing,
    /// The process works for the cell.
    Own,
    /// The process leaves the cell out, for this reason.
    LeftOut(String),
}

impl Default for Standing {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(Known::Nothing)))
    }
}

impl Standing {
    /// Starts the metric for the cell that the caller works for.
    pub fn start() {
        describe_gauge!(
            LEFT_OUT,
            "1 while this process does not serve the cell, because its database is another cell's or has used other secrets."
        );
        gauge!(LEFT_OUT).set(0);
    }

    /// Records that the process works for the cell.
    pub fn mark_own(&self) {
        gauge!(LEFT_OUT).set(0);
        if matches!(self.0.send_replace(Known::Own), Known::LeftOut(_)) {
            tracing::info!("the cell's database is correct again, and the cell is served");
        }
    }

    /// Leaves the cell out. Each cause is logged once.
    pub fn leave_out(&self, why: &str) {
        gauge!(LEFT_OUT).set(1);
        let left_out = Known::LeftOut(why.to_owned());
        let changed = self.0.send_if_modified(|known| {
            let changed = *known != left_out;
            *known = left_out;
            changed
        });
        if changed {
            tracing::error!("the cell is not served: {why}");
        }
    }

    /// Returns whether the process works for the cell.
    pub fn is_own(&self) -> bool {
        *self.0.borrow() == Known::Own
    }

    /// Returns why the cell is left out, if it is.
    pub fn left_out_reason(&self) -> Option<String> {
        match &*self.0.borrow() {
            Known::LeftOut(why) => Some(why.clone()),
            Known::Nothing | Known::Own => None,
        }
    }

    /// Returns once the state of the cell is known.
    pub async fn wait_until_known(&self) {
        // `self` holds the sender, so this cannot fail.
        let mut known = self.0.subscribe();
        let _known = known.wait_for(|known| *known != Known::Nothing).await;
    }
}

/// Returns once every cell of a process is left out, so that the process has nothing to do. Returns the reason of the
/// first cell.
pub async fn wait_until_all_left_out(cells: Vec<(Number, Standing)>) -> String {
    let mut changes: Vec<_> = cells.iter().map(|(_, standing)| standing.0.subscribe()).collect();
    loop {
        let wrong = cells
            .iter()
            .map(|(number, standing)| Some(format!("cell {number}: {}", standing.left_out_reason()?)));
        let wrong: Option<Vec<String>> = wrong.collect();
        if let Some(first) = wrong.and_then(|wrong| wrong.into_iter().next()) {
            return first;
        }
        // The caller holds the senders, so this cannot fail.
        let _changed = select_all(changes.iter_mut().map(|one| Box::pin(one.changed()))).await;
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_process_ends_only_when_all_its_cells_are_left_out() {
        let cells = [(Number::FIRST, Standing::default()), (Number(7), Standing::default())];
        let mut ended = Box::pin(wait_until_all_left_out(cells.to_vec()));
        cells[1].1.leave_out("its secret");
        assert_eq!((&mut ended).now_or_never(), None);
        cells[0].1.mark_own();
        assert_eq!((&mut ended).now_or_never(), None);
        cells[0].1.leave_out("its number");
        assert_eq!(ended.await, "cell 0: its number");
        cells[1].1.mark_own();
        assert!(cells[1].1.is_own() && cells[1].1.left_out_reason().is_none());
        cells[1].1.wait_until_known().await;
    }
}
