//! Spans in OpenTelemetry's form, and the queue to the collector.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use opentelemetry::trace::{Link, SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_otlp::{ExporterBuildError, Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, SpanData, SpanEvents, SpanLinks, SpanProcessor,
};
use url::Url;
use uuid::Uuid;

use super::span::{Role, Span};

/// How many spans may wait for the collector. When the queue is full, further spans are dropped, and that is logged.
const QUEUED: usize = 8_192;

/// How many spans are sent at once, and how long the first of them waits for others. A request to the collector costs a
/// process as much CPU time as about twenty spans, so a service with little to do sends few requests.
const SENT_AT_ONCE: usize = 512;
const SENT_EVERY: Duration = Duration::from_secs(5);

/// How long the end of the process waits for the last spans to be sent.
const FLUSHED_WITHIN: Duration = Duration::from_secs(2);

/// Why traces cannot be sent.
#[derive(Debug, thiserror::Error)]
#[error("traces cannot be sent")]
pub struct NotStarted(#[from] ExporterBuildError);

/// The queue to the collector.
#[derive(Debug)]
pub(super) struct Exporter {
    processor: BatchSpanProcessor,
    scope: InstrumentationScope,
}

impl Exporter {
    /// Creates a queue to the collector at `endpoint`, from the process `service`.
    pub(super) fn to(endpoint: &Url, service: &'static str) -> Result<Self, NotStarted> {
        // It may be installed already, if something else in this process uses TLS.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}/v1/traces", endpoint.as_str().trim_end_matches('/')))
            .build()?;
        let batches = BatchConfigBuilder::default()
            .with_max_queue_size(QUEUED)
            .with_max_export_batch_size(SENT_AT_ONCE)
            .with_scheduled_delay(SENT_EVERY)
            .build();
        let mut processor = BatchSpanProcessor::builder(exporter).with_batch_config(batches).build();
        processor.set_resource(
            &Resource::builder()
                .with_service_name(service)
                .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
                .build(),
        );
        Ok(Self { processor, scope: InstrumentationScope::builder("payout").build() })
    }

    /// Sends the remaining spans, at the end of the process.
    pub(super) fn flush(&self) {
        if let Err(error) = self.processor.shutdown_with_timeout(FLUSHED_WITHIN) {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }

    pub(super) fn request(
        &self,
        id: Uuid,
        (method, route, status): (&'static str, &str, Option<u16>),
        times: (DateTime<Utc>, DateTime<Utc>),
        caller: Option<&SpanContext>,
    ) {
        let mut attributes = vec![
            KeyValue::new("http.request.method", method),
            KeyValue::new("http.route", route.to_owned()),
            KeyValue::new("payout.request_id", id.to_string()),
        ];
        attributes.extend(status.map(|status| KeyValue::new("http.response.status_code", i64::from(status))));
        let failed = status.is_none_or(|status| status >= 500);
        let mut span = self.span(first(id), format!("{method} {route}").into(), SpanKind::Server, times);
        span.attributes = attributes;
        span.status = status_of(failed);
        if let Some(caller) = caller {
            if caller.is_sampled() {
                let mut twin = span.clone();
                twin.span_context = context(caller.trace_id(), second_half(id));
                twin.parent_span_id = caller.span_id();
                twin.parent_span_is_remote = true;
                twin.links.links.push(link(first(id)));
                self.processor.on_end(twin);
            }
            span.links.links.push(link(caller.clone()));
        }
        self.processor.on_end(span);
    }

    pub(super) fn later(&self, request: Uuid, id: Uuid, said: Span, times: (DateTime<Utc>, DateTime<Utc>)) {
        let kind = match said.role {
            Role::Consumes => SpanKind::Consumer,
            Role::Calls => SpanKind::Client,
        };
        let mut span = self.span(context(trace_of(request), second_half(id)), said.name.into(), kind, times);
        span.parent_span_id = second_half(request);
        span.parent_span_is_remote = true;
        span.attributes = said.texts.into_iter().map(|(name, text)| KeyValue::new(name, text)).collect();
        span.attributes.extend(said.numbers.into_iter().map(|(name, number)| KeyValue::new(name, number)));
        span.status = status_of(said.failed);
        self.processor.on_end(span);
    }

    fn span(
        &self,
        span_context: SpanContext,
        name: Cow<'static, str>,
        span_kind: SpanKind,
        (begun, ended): (DateTime<Utc>, DateTime<Utc>),
    ) -> SpanData {
        SpanData {
            span_context,
            parent_span_id: SpanId::INVALID,
            parent_span_is_remote: false,
            span_kind,
            name,
            start_time: SystemTime::from(begun),
            // The estimate of the server's time may have moved back meanwhile.
            end_time: SystemTime::from(ended.max(begun)),
            attributes: Vec::new(),
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            status: Status::Unset,
            instrumentation_scope: self.scope.clone(),
        }
    }
}

fn trace_of(request: Uuid) -> TraceId {
    TraceId::from_bytes(request.into_bytes())
}

/// Returns the second half of `id`. It is never zero, which is no valid span id: its first bit is fixed in every UUID.
fn second_half(id: Uuid) -> SpanId {
    let (_, half) = id.as_u64_pair();
    SpanId::from_bytes(half.to_be_bytes())
}

/// Returns the first span of a request's trace.
fn first(request: Uuid) -> SpanContext {
    context(trace_of(request), second_half(request))
}

fn context(trace: TraceId, span: SpanId) -> SpanContext {
    SpanContext::new(trace, span, TraceFlags::SAMPLED, false, TraceState::NONE)
}

fn link(to: SpanContext) -> Link {
    Link::new(to, Vec::new(), 0)
}

fn status_of(failed: bool) -> Status {
    if failed { Status::error("") } else { Status::Unset }
}
