//! Shows the progress of a submission on standard error: as bars on a terminal, and elsewhere as plain lines if they
//! were requested.
//!
//! A bar is redrawn by a timer, not by events, and the last of many changes in one moment is not drawn. Without the
//! timer, a bar would stand halfway while the server works, and never show its end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::client::Batch;
use crate::output;

/// How often a bar is redrawn.
const REDRAW: Duration = Duration::from_millis(100);

/// How often a line is printed if there is no terminal, besides those at the beginning and the end.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Where progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgressOutput {
    /// On terminals only.
    OnTerminals,
    /// In logs too, as lines.
    Everywhere,
}

/// The progress of an upload. Clones show the same one.
#[derive(Debug, Clone)]
pub struct Upload {
    bytes: u64,
    sending: ProgressBar,
    /// What the server does once it has received everything.
    then: &'static str,
    working: ProgressBar,
    lines: Option<Lines>,
}

/// The progress of paying a batch.
#[derive(Debug)]
pub struct Payment {
    bar: ProgressBar,
    lines: Option<Lines>,
}

/// Plain lines, with a pause between them.
#[derive(Debug, Clone)]
struct Lines(Arc<Mutex<Instant>>);

impl Upload {
    /// Starts the upload of this many bytes. `then` says what the server does with them afterwards.
    pub fn begin(told: ProgressOutput, bytes: u64, then: &'static str) -> Self {
        let template = "uploading  {bar:20} {percent:>3} %  {binary_bytes}/{binary_total_bytes}";
        let sending = ProgressBar::new(bytes).with_style(style(template));
        sending.enable_steady_tick(REDRAW);
        let working = ProgressBar::new_spinner().with_style(style("{spinner} {msg}, {elapsed}"));
        let lines = Lines::of(told, &sending);
        Self { bytes, sending, then, working, lines }
    }

    /// Adds bytes that were handed over. The last of them ends the bar, and the server's work begins.
    pub fn sent(&self, bytes: u64) {
        self.sending.inc(bytes);
        let sent = self.sending.position();
        if sent < self.bytes {
            if let Some(lines) = &self.lines {
                let percent = u128::from(sent) * 100 / u128::from(self.bytes);
                lines.print_occasionally(|| format!("uploading: {percent} %"));
            }
        } else if !self.sending.is_finished() {
            self.sending.finish();
            self.working.reset_elapsed();
            self.working.set_message(self.then);
            self.working.enable_steady_tick(REDRAW);
            if self.lines.is_some() {
                output::note(format!("uploading: 100 %\n{}", self.then));
            }
        }
    }

    /// Ends the progress: the server has responded, or nothing is sent any more.
    pub fn end(&self) {
        self.working.finish_and_clear();
        if !self.sending.is_finished() {
            self.sending.finish_and_clear();
        }
    }
}

impl Payment {
    /// Starts to show the payment of a batch.
    pub fn begin(told: ProgressOutput) -> Self {
        let template = "paying     {bar:20} {percent:>3} %  {pos}/{len}  {wide_msg}";
        let bar = ProgressBar::new(0).with_style(style(template));
        let lines = Lines::of(told, &bar);
        Self { bar, lines }
    }

    /// Shows the progress of the batch.
    pub fn at(&self, batch: &Batch) {
        let counts = batch.counts;
        let ended = counts.total - counts.pending;
        self.bar.set_position(ended.unsigned_abs());
        self.bar.set_message(pace(batch));
        if self.bar.length() != Some(counts.total.unsigned_abs()) {
            self.bar.set_length(counts.total.unsigned_abs());
            self.bar.enable_steady_tick(REDRAW);
        }
        let Some(lines) = &self.lines else { return };
        let line = || {
            let (ended, total) = (output::grouped(ended), output::grouped(counts.total));
            format!("paying: {ended} of {total}, {}", pace(batch))
        };
        if counts.pending == 0 {
            output::note(line());
        } else {
            lines.print_occasionally(line);
        }
    }

    /// Shows that the API does not respond at the moment.
    pub fn silent(&self) {
        self.bar.set_message("no response");
        if let Some(lines) = &self.lines {
            lines.print_occasionally(|| "paying: no response from the API".to_owned());
        }
    }

    /// Ends the progress: every item has ended.
    pub fn end(&self) {
        self.bar.finish();
    }
}

impl Lines {
    /// Returns lines in place of `bar`, if it is not drawn and lines are wanted. The first is due at once.
    fn of(told: ProgressOutput, bar: &ProgressBar) -> Option<Self> {
        let wanted = told == ProgressOutput::Everywhere && bar.is_hidden();
        let due = Instant::now();
        wanted.then(|| Self(Arc::new(Mutex::new(due))))
    }

    fn print_occasionally(&self, line: impl FnOnce() -> String) {
        let mut due = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *due <= Instant::now() {
            *due = Instant::now() + LINE_EVERY;
            output::note(line());
        }
    }
}

/// Returns the pace of a batch, such as `12 345/s, 80 s left, 3 failed`, or what holds it.
fn pace(batch: &Batch) -> String {
    let mut text = match batch.held_by.as_deref() {
        Some("business_disabled") => "held: the business's payouts are disabled".to_owned(),
        Some(what) if batch.cancelled_at.is_some() => format!("cancelled, and ends when its {what} does"),
        Some("schedule") => match batch.scheduled_at {
            Some(at) => {
                format!("held by its schedule until {} (Ctrl-C stops only the waiting)", output::time(at))
            }
            None => "held by its schedule".to_owned(),
        },
        Some(what) => format!("held by a {what}"),
        None => format!("{}/s", output::grouped(batch.progress.rate_per_second.round() as i64)),
    };
    if let Some(seconds) = batch.progress.eta_seconds {
        text += &format!(", {} s left", output::grouped(seconds));
    }
    if batch.counts.failed > 0 {
        text += &format!(", {} failed", output::grouped(batch.counts.failed));
    }
    text
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_batch_that_its_schedule_holds_is_shown_with_the_time() {
        let none =
            json!({"total": 1, "pending": 1, "succeeded": 0, "failed": 0, "cancelled": 0, "duplicate": 0});
        let batch = json!({
            "id": "bat_1", "status": "accepted", "held_by": "schedule", "counts": none, "amounts": none,
            "created_at": "2026-12-01T00:00:00Z", "scheduled_at": "2026-12-24T18:00:00Z"
        });
        let shown = pace(&serde_json::from_value(batch).unwrap());
        assert_eq!(shown, "held by its schedule until 2026-12-24 18:00:00Z (Ctrl-C stops only the waiting)");
    }
}
