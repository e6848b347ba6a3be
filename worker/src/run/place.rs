//! The threads that a cell's workers run on.

use domain::cell::Number;
use domain::platform::in_cell;
use tokio::runtime::{Builder, Runtime};

use super::error::RunError;

/// Where the workers of a cell run: on the threads of the process, or, if it has several cells, on threads of their own. So
/// none waits for a thread that another cell keeps busy, and what a thread counts and logs is labelled with its cell.
pub(super) struct Place(Option<Runtime>);

impl Place {
    /// A place for the cell.
    ///
    /// # Errors
    /// When the operating system gives no threads.
    pub(super) fn of(cell: Option<Number>) -> Result<Self, RunError> {
        let Some(number) = cell else { return Ok(Self(None)) };
        let runtime = Builder::new_multi_thread()
            .enable_all()
            .thread_name(format!("cell-{number}"))
            .on_thread_start(move || in_cell::keep_thread(number.get()))
            .build();
        runtime.map(|runtime| Self(Some(runtime))).map_err(RunError::Threads)
    }

    /// Runs `work` there to its end.
    ///
    /// # Errors
    /// When it broke off.
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

impl Drop for Place {
    fn drop(&mut self) {
        // What has not ended by now (a look-up of a name, say) is not waited for: it ends with the process.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
