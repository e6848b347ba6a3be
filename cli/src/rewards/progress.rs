//! How far a submission is, on standard error: on a terminal bars that are redrawn, elsewhere plain lines for those who asked.
//!
//! A bar is drawn by the clock, not by what arrives: of many changes in one moment the last are not drawn, so a bar without a
//! tick stands at some half while the server works, and never shows its end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::client::Batch;
use crate::output;

/// How often a bar is redrawn.
const REDRAW: Duration = Duration::from_millis(100);

/// How often there is a line where there is no terminal, beside those for what begins and ends.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Whoever looks at a terminal.
    OnTerminals,
    /// Logs as well, by lines.
    Everywhere,
}

/// An upload. Clones tell of the same one.
#[derive(Debug, Clone)]
pub struct Upload {
    bytes: u64,
    sending: ProgressBar,
    /// What the server does when it has everything.
    then: &'static str,
    working: ProgressBar,
    lines: Option<Lines>,
}

/// The payment of a batch.
#[derive(Debug)]
pub struct Payment {
    bar: ProgressBar,
    lines: Option<Lines>,
}

/// Plain lines, not too many.
#[derive(Debug, Clone)]
struct Lines(Arc<Mutex<Instant>>);

impl Upload {
    /// Begins one of so many bytes; `then` is what the server does with them.
    pub fn begin(told: Told, bytes: u64, then: &'static str) -> Self {
        let template = "uploading  {bar:20} {percent:>3} %  {binary_bytes}/{binary_total_bytes}";
        let sending = ProgressBar::new(bytes).with_style(style(template));
        sending.enable_steady_tick(REDRAW);
        let working = ProgressBar::new_spinner().with_style(style("{spinner} {msg}, {elapsed}"));
        let lines = Lines::of(told, &sending);
        Self { bytes, sending, then, working, lines }
    }

    /// So many bytes more were handed over. At the last of them the bar ends, and the server's work begins.
    pub fn sent(&self, bytes: u64) {
        self.sending.inc(bytes);
        let sent = self.sending.position();
        if sent < self.bytes {
            if let Some(lines) = &self.lines {
                let percent = u128::from(sent) * 100 / u128::from(self.bytes);
                lines.now_and_then(|| format!("uploading: {percent} %"));
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

    /// The server has answered, or nothing is sent any more.
    pub fn end(&self) {
        self.working.finish_and_clear();
        if !self.sending.is_finished() {
            self.sending.finish_and_clear();
        }
    }
}

impl Payment {
    /// Begins.
    pub fn begin(told: Told) -> Self {
        let template = "paying     {bar:20} {percent:>3} %  {pos}/{len}  {wide_msg}";
        let bar = ProgressBar::new(0).with_style(style(template));
        let lines = Lines::of(told, &bar);
        Self { bar, lines }
    }

    /// The batch is so far.
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
            lines.now_and_then(line);
        }
    }

    /// The API does not answer at the moment.
    pub fn silent(&self) {
        self.bar.set_message("no answer");
        if let Some(lines) = &self.lines {
            lines.now_and_then(|| "paying: no answer from the API".to_owned());
        }
    }

    /// Every item has ended.
    pub fn end(&self) {
        self.bar.finish();
    }
}

impl Lines {
    /// Lines where `bar` is not drawn, if they are wanted. The first is due at once.
    fn of(told: Told, bar: &ProgressBar) -> Option<Self> {
        let wanted = told == Told::Everywhere && bar.is_hidden();
        let due = Instant::now();
        wanted.then(|| Self(Arc::new(Mutex::new(due))))
    }

    fn now_and_then(&self, line: impl FnOnce() -> String) {
        let mut due = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *due <= Instant::now() {
            *due = Instant::now() + LINE_EVERY;
            output::note(line());
        }
    }
}

/// `12 345/s, 80 s left, 3 failed`, or what holds it.
fn pace(batch: &Batch) -> String {
    let mut text = match batch.held_by.as_deref() {
        Some("business_disabled") => "held: the business's payouts are switched off".to_owned(),
        Some(what) if batch.cancelled_at.is_some() => format!("cancelled, and ends when its {what} does"),
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
