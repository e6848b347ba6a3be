//! Labels metrics and log lines with their cell, in a process of several cells.
//!
//! The label belongs to a thread while the thread works for a cell. For the threads of a cell's own runtime that is
//! always ([`label_thread`]); for other threads, while they poll a future of that cell ([`in_cell`]). A future that such
//! a future spawns keeps the label if it is wrapped in [`inherit`]. A process of one cell sets no label; its scrape
//! configuration may add one.

use std::cell::RefCell;
use std::pin::pin;
use std::task::Poll;

use futures::future::poll_fn;
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Label, Metadata, Recorder, SharedString, Unit};
use tracing::Span;

/// The label's name.
const NAME: &str = "cell";

/// The number of places in a [`PerCell`]. The first place is for a process of one cell.
pub const CELLS: usize = 101;

/// State that a process keeps separately for each of its cells, so that no cell sees the state of another.
#[derive(Debug)]
pub struct PerCell<T>(pub [T; CELLS]);

impl<T> PerCell<T> {
    /// Returns the value for the cell that the thread works for.
    pub fn current(&self) -> &T {
        let place = CELL.with_borrow(|cell| cell.as_ref().map_or(0, |cell| usize::from(cell.number) + 1));
        // A cell's number has two digits, so there is a place for each.
        &self.0[place.min(CELLS - 1)]
    }
}

thread_local! {
    static CELL: RefCell<Option<InCell>> = const { RefCell::new(None) };
}

/// The cell that metrics and log lines are labelled with.
#[derive(Debug, Clone)]
struct InCell {
    number: u8,
    span: Span,
}

impl InCell {
    /// The span has the highest level, so that every log filter shows it.
    fn new(number: u8) -> Self {
        Self { number, span: tracing::error_span!("cell", number) }
    }
}

/// Runs `work` with the cell's label, if the process has several cells.
pub async fn in_cell<F: Future>(number: Option<u8>, work: F) -> F::Output {
    labelled(number.map(InCell::new), work).await
}

/// Runs `work` with the label of the place that calls this function.
pub fn inherit<F: Future>(work: F) -> impl Future<Output = F::Output> {
    labelled(CELL.with_borrow(Clone::clone), work)
}

async fn labelled<F: Future>(cell: Option<InCell>, work: F) -> F::Output {
    let Some(cell) = cell else { return work.await };
    let mut work = pin!(work);
    poll_fn(|context| {
        let _entered = cell.span.enter();
        let before = CELL.replace(Some(cell.clone()));
        let polled: Poll<F::Output> = work.as_mut().poll(context);
        CELL.set(before);
        polled
    })
    .await
}

/// Labels everything that this thread counts and logs from now on with the cell.
pub fn label_thread(number: u8) {
    let cell = InCell::new(number);
    // The span stays entered for as long as the thread lives.
    std::mem::forget(cell.span.clone().entered());
    CELL.set(Some(cell));
}

/// Returns the number of the cell that this thread works for, if the process has several cells.
pub fn number() -> Option<u8> {
    CELL.with_borrow(|cell| cell.as_ref().map(|cell| cell.number))
}

/// A metrics recorder that adds the label of the cell that the thread works for.
pub(super) struct CellLabelRecorder<R>(pub(super) R);

fn with_cell(key: &Key) -> Option<Key> {
    CELL.with_borrow(|cell| {
        let label = Label::new(NAME, cell.as_ref()?.number.to_string());
        Some(key.with_extra_labels(vec![label]))
    })
}

impl<R: Recorder> Recorder for CellLabelRecorder<R> {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe_counter(key, unit, description);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe_gauge(key, unit, description);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe_histogram(key, unit, description);
    }

    fn register_counter(&self, key: &Key, metadata: &Metadata<'_>) -> Counter {
        self.0.register_counter(with_cell(key).as_ref().unwrap_or(key), metadata)
    }

    fn register_gauge(&self, key: &Key, metadata: &Metadata<'_>) -> Gauge {
        self.0.register_gauge(with_cell(key).as_ref().unwrap_or(key), metadata)
    }

    fn register_histogram(&self, key: &Key, metadata: &Metadata<'_>) -> Histogram {
        self.0.register_histogram(with_cell(key).as_ref().unwrap_or(key), metadata)
    }
}

#[cfg(test)]
mod tests {
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;

    #[test]
    fn each_cell_has_a_separate_value() {
        let kept = PerCell([const { std::cell::Cell::new(0) }; CELLS]);
        let replaced_in =
            |number| futures::executor::block_on(in_cell(number, async { kept.current().replace(1) }));
        assert_eq!([None, Some(0), Some(99), Some(99), None, Some(0)].map(replaced_in), [0, 0, 0, 1, 1, 1]);
    }

    #[test]
    fn a_metric_has_the_label_of_the_cell_that_it_is_counted_for() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        let count = |name: &'static str| metrics::counter!(name, "kind" => "a").increment(1);
        metrics::with_local_recorder(&CellLabelRecorder(recorder), || {
            futures::executor::block_on(async {
                count("none");
                in_cell(Some(7), async {
                    count("seven");
                    let inherited = inherit(async { count("inherited") });
                    in_cell(Some(8), async {
                        count("eight");
                        inherited.await;
                    })
                    .await;
                    count("seven");
                })
                .await;
                in_cell(None, async { count("none") }).await;
            });
        });
        let text = handle.render();
        let lines: Vec<&str> =
            text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        for line in [
            r#"none{kind="a"} 2"#,
            r#"seven{kind="a",cell="7"} 2"#,
            r#"eight{kind="a",cell="8"} 1"#,
            r#"inherited{kind="a",cell="7"} 1"#,
        ] {
            assert!(lines.contains(&line), "{lines:?}");
        }
        assert_eq!(lines.len(), 4, "{lines:?}");
    }
}
