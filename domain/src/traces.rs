//! Traces: where the time of one request goes, from HTTP through its claim to its webhooks, sent over OTLP. Traces are
//! off until an endpoint is set.
//!
//! Only the request's id, which is stored anyway, carries a trace from process to process. The trace id *is* the
//! request's id, the id of the first span is its second half, and its last bits decide whether it is sampled. So no
//! table needs a column for traces, and every process decides the same.
//!
//! Spans consist of names that this program knows (`&'static str`, the route's pattern) and of numbers, not of log
//! lines. So a span cannot contain anything that a client sent. Spans go to a queue that drops what does not fit: a
//! collector that is unreachable holds up nothing. Besides `worker`, this is the only place that calls another service.
//! It calls the operator's own collector, from either process.

mod export;
mod settings;
mod span;

use std::collections::HashMap;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{SpanContext, TraceContextExt};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use uuid::Uuid;

pub use export::NotStarted;
pub use settings::Settings;
pub use span::{Role, Span};

use crate::clock::Clock;
use export::Exporter;

/// The number of values that the last 32 bits of an id can have.
const ALL: f64 = (1_u64 << 32) as f64;

/// The traces of this process; empty while traces are off.
static TRACES: OnceLock<Traces> = OnceLock::new();

#[derive(Debug)]
struct Traces {
    exporter: Exporter,
    clock: Clock,
    /// The bound below which a request is sampled. It is compared with the last 32 bits of the request's id, which are
    /// random.
    sampled_below: u64,
}

/// The trace of a sampled request.
#[derive(Debug, Clone, Copy)]
pub struct Trace {
    request: Uuid,
    of: &'static Traces,
}

/// The client's span, from its header `traceparent`.
#[derive(Debug, Clone)]
pub struct Caller(SpanContext);

/// A guard that sends the remaining spans when it is dropped.
#[derive(Debug)]
pub struct Flush(());

impl Drop for Flush {
    fn drop(&mut self) {
        if let Some(traces) = TRACES.get() {
            traces.exporter.flush();
        }
    }
}

/// Starts sending traces of the process `service`, as `settings` say. A second call in one process does nothing. Drop
/// the result at the end of the process.
///
/// # Errors
/// [`NotStarted`].
pub fn start(settings: &Settings, service: &'static str, clock: Clock) -> Result<Flush, NotStarted> {
    if let Some(endpoint) = &settings.endpoint {
        let exporter = Exporter::to(endpoint, service)?;
        let sampled_below = (settings.ratio * ALL) as u64;
        // Only tests start twice in a process.
        let _started = TRACES.set(Traces { exporter, clock, sampled_below });
    }
    Ok(Flush(()))
}

/// Returns the trace of `request`, if traces are on and the request is sampled.
pub fn of(request: Uuid) -> Option<Trace> {
    let of = TRACES.get()?;
    is_below(of.sampled_below, request).then_some(Trace { request, of })
}

fn is_below(sampled_below: u64, request: Uuid) -> bool {
    u64::from(request.as_u128() as u32) < sampled_below
}

/// Returns whether this process sends traces.
pub fn are_on() -> bool {
    TRACES.get().is_some()
}

impl Caller {
    /// Parses a `traceparent` as W3C Trace Context defines it. Returns `None` for any other text.
    pub fn read(traceparent: &str) -> Option<Self> {
        let header = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
        let context = TraceContextPropagator::new().extract(&header);
        let caller = context.span().span_context().clone();
        caller.is_valid().then_some(Self(caller))
    }
}

impl Trace {
    /// Returns the time at which to begin or end a span. It is the server's time, so that the spans of several machines
    /// are in order.
    pub fn now(self) -> DateTime<Utc> {
        self.of.clock.now()
    }

    /// Sends the span of the request itself, from `begun` to now: `method` on the pattern `route`, with the response's
    /// `status` (`None` if the client left). If the caller's own trace is sampled, the request is a span of that trace
    /// as well, and the two link to each other.
    pub fn request(
        self,
        method: &'static str,
        route: &str,
        status: Option<u16>,
        begun: DateTime<Utc>,
        caller: Option<&Caller>,
    ) {
        self.of.exporter.request(
            self.request,
            (method, route, status),
            (begun, self.now()),
            caller.map(|caller| &caller.0),
        );
    }

    /// Sends a span of later work for the request, from `begun` to now.
    pub fn child_span(self, span: Span, begun: DateTime<Utc>) {
        let id = self.of.clock.id();
        self.of.exporter.later(self.request, id, span, (begun, self.now()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_of_traces_is_sampled_even_within_one_millisecond() {
        let clock = Clock::set_to(DateTime::UNIX_EPOCH + chrono::Duration::days(20_000));
        let ids: Vec<Uuid> = (0..10_000).map(|_| clock.id()).collect();
        for (ratio, expected) in [(0.0, 0..=0), (0.1, 850..=1_150), (1.0, 10_000..=10_000)] {
            let sampled = ids.iter().filter(|id| is_below((ratio * ALL) as u64, **id)).count();
            assert!(expected.contains(&sampled), "{sampled} of 10,000 at {ratio}");
        }
    }

    #[test]
    fn only_a_valid_w3c_traceparent_is_read() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert!(Caller::read(good).is_some());
        for wrong in
            ["", "00", &good.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32)), &good[3..]]
        {
            assert!(Caller::read(wrong).is_none(), "{wrong}");
        }
    }
}
