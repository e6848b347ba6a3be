//! The threads that a cell's workers run on.

use domain::cell::Number;
use domain::platform::in_cell;
use tokio::runtime::{Builder, Runtime};

use super::error::RunError;

/// The runtime of a cell's workers. With one cell they run on the threads of the process. With several, each cell has
/// threads of its own: no cell waits for a thread that another keeps busy, and the thread labels metrics and log lines
/// with its cell.
pub(super) struct CellRuntime(Option<Runtime>);

impl CellRuntime {
    /// Returns the runtime for `cell`; `None` means that the process has one cell.
    ///
    /// # Errors
    /// Returns [`RunError::Threads`] when the operating system gives no threads.
    pub(super) fn of(cell: Option<Number>) -> Result<Self, RunError> {
        let Some(number) = cell else { return Ok(Self(None)) };
        let runtime = Builder::new_multi_thread()
            .enable_all()
            .thread_name(format!("cell-{number}"))
            .on_thread_start(move || in_cell::label_thread(number.get()))
            .build();
        runtime.map(|runtime| Self(Some(runtime))).map_err(RunError::Threads)
    }

    /// Runs `work` to its end on the cell's threads.
    ///
    /// # Errors
    /// Returns [`RunError::BrokeOff`] when `work` panics or is aborted.
    pub(super) async fn run<F>(&self, work: F) -> Result<F::Output, RunError>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        match &self.0 {
            None => Ok(work.await),
            Some(runtime) => Ok(runtime.spawn(work).await?),
        }
    }
}

impl Drop for CellRuntime {
    fn drop(&mut self) {
        // Unfinished work, such as a DNS look-up, is not waited for. It ends with the process.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
