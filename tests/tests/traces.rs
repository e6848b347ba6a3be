//! Traces as a collector receives them. One trace holds a request, its claim and its webhook, a caller's trace holds
//! the request as well, and no trace holds a secret. The test is a process of its own, because the exporter is global.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking, its helpers too")]

use domain::clock::Clock;
use domain::traces::{self, Settings};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use serde_json::json;
use tests::api::{KEY_PEPPER, OPERATOR_TOKEN};
use tests::world::{HASH_SECRET, WEBHOOK_SECRET};
use tests::{Receiver, eventually, world};
use uuid::Uuid;

/// A text in every e-mail, name and note that is sent.
const CANARY: &str = "canary7f3a";

/// A caller's trace and span, in the format of W3C Trace Context.
const CALLERS_TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLERS_SPAN: &str = "00f067aa0ba902b7";

/// Returns what the collector has received: all of it as text, and the spans.
fn received_spans(collector: &Receiver) -> (String, Vec<Span>) {
    let mut text = String::new();
    let mut spans = Vec::new();
    for request in collector.received() {
        assert_eq!(request.header("content-type"), "application/x-protobuf");
        text.push_str(&String::from_utf8_lossy(&request.body));
        let request = ExportTraceServiceRequest::decode(request.body.as_slice()).unwrap();
        for resource in request.resource_spans {
            spans.extend(resource.scope_spans.into_iter().flat_map(|scope| scope.spans));
        }
    }
    (text, spans)
}

fn spans_of_trace<'a>(spans: &'a [Span], trace: &[u8]) -> Vec<&'a Span> {
    spans.iter().filter(|span| span.trace_id == trace).collect()
}

fn attribute(span: &Span, name: &str) -> String {
    let found = span.attributes.iter().find(|attribute| attribute.key == name);
    format!("{:?}", found.map(|attribute| &attribute.value))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_holds_the_request_its_claim_and_its_webhook() {
    let collector = Receiver::start().await;
    let endpoint = collector.url.trim_end_matches("/hook").parse().unwrap();
    let settings = Settings { endpoint: Some(endpoint), ratio: 1.0 };
    let flush = traces::start(&settings, "payout-tests", Clock::System).unwrap();
    let mut secrets: Vec<String> =
        [CANARY, KEY_PEPPER, OPERATOR_TOKEN, HASH_SECRET, WEBHOOK_SECRET].map(str::to_owned).into();
    let mut requests: Vec<Uuid> = Vec::new();
    world(async |w| {
        let business = w.business(10_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let receiver = Receiver::start().await;
        let url = format!("{}?token={CANARY}", receiver.url);
        let events = json!({"url": url, "events": ["allocation.*", "payout.*"]}).to_string();
        let endpoint = api.post("/v1/webhooks", &key, &[], events).await;
        assert_eq!(endpoint.status, 201, "{}", endpoint.body);
        secrets.push(endpoint.json()["secret"].as_str().unwrap().trim_start_matches("whsec_").to_owned());

        let email = format!("{CANARY}@example.com");
        let traceparent = format!("00-{CALLERS_TRACE}-{CALLERS_SPAN}-01");
        let paid = api.pay(&key, &[("traceparent", &traceparent)], &email, 1_000).await;
        assert_eq!(paid.status, 201, "{}", paid.body);
        let hash = paid.json()["hash"].as_str().unwrap().to_owned();
        let order = json!({"amount": 200, "provider": "paypal", "destination": {"email": email}}).to_string();
        let ordered = api.as_user("POST", "/payout/withdraw", &hash, &[], order).await;
        assert_eq!(ordered.status, 201, "{}", ordered.body);
        let balance =
            api.send("GET", &format!("/payout/balance?payout_hash={hash}"), &[] as &[(&str, &str)], "").await;
        assert_eq!(balance.status, 200, "{}", balance.body);
        requests.extend(
            [&paid, &ordered, &balance].map(|answer| answer.header("request-id").parse::<Uuid>().unwrap()),
        );
        secrets.extend([hash, key]);
        eventually("the webhooks of both are in their traces", async || {
            let (_, spans) = received_spans(&collector);
            let delivered = |request: &Uuid| {
                spans_of_trace(&spans, request.as_bytes()).iter().any(|span| span.name == "webhook")
            };
            requests[..2].iter().all(delivered).then_some(())
        })
        .await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
    drop(flush);
    let (sent, spans) = received_spans(&collector);
    assert_payment_trace(&spans, requests[0]);
    assert_callers_trace(&spans, requests[0]);
    assert_eq!(spans_of_trace(&spans, requests[2].as_bytes()).len(), 1);
    for secret in &secrets {
        assert!(!sent.contains(secret.as_str()), "{secret} was sent");
    }
}

/// Checks that the request and everything that it caused are spans in order, below the request.
fn assert_payment_trace(spans: &[Span], request: Uuid) {
    let mut of_payment = spans_of_trace(spans, request.as_bytes());
    of_payment.sort_by_key(|span| span.start_time_unix_nano);
    let names: Vec<&str> = of_payment.iter().map(|span| span.name.as_str()).collect();
    assert_eq!(names, ["POST /payout/create", "claim", "webhook"]);
    let [accepted, claimed, delivered] = of_payment[..] else { unreachable!() };
    assert_eq!(accepted.parent_span_id, b"");
    assert_eq!(accepted.span_id, request.as_bytes()[8..]);
    for (span, name, value) in [
        (accepted, "http.response.status_code", "201"),
        (accepted, "http.route", "/payout/create"),
        (accepted, "payout.request_id", &request.to_string()),
        (claimed, "payout.outcome", "paid"),
        (claimed, "payout.lane", "interactive"),
        (delivered, "payout.event", "allocation.succeeded"),
        (delivered, "payout.outcome", "delivered"),
        (delivered, "payout.attempt", "1"),
    ] {
        assert!(attribute(span, name).contains(value), "{name} of {span:?}");
    }
    for later in [claimed, delivered] {
        assert_eq!(later.parent_span_id, accepted.span_id);
        assert_ne!(later.span_id, accepted.span_id);
    }
    assert!(of_payment.iter().all(|span| span.start_time_unix_nano <= span.end_time_unix_nano));
}

/// Checks that the request is in the caller's trace, below the span that the caller named, and that each trace links to
/// the other.
fn assert_callers_trace(spans: &[Span], request: Uuid) {
    let callers = u128::from_str_radix(CALLERS_TRACE, 16).unwrap().to_be_bytes();
    let span = u64::from_str_radix(CALLERS_SPAN, 16).unwrap().to_be_bytes();
    let of_caller = spans_of_trace(spans, &callers);
    assert_eq!(of_caller.len(), 1, "{of_caller:?}");
    let copy = of_caller[0];
    assert_eq!(
        (copy.name.as_str(), copy.parent_span_id.as_slice()),
        ("POST /payout/create", span.as_slice())
    );
    assert_eq!(copy.links[0].trace_id, request.as_bytes());
    let ours = spans_of_trace(spans, request.as_bytes());
    let accepted = ours.iter().find(|span| span.name == copy.name).unwrap();
    assert_eq!(
        (accepted.links[0].trace_id.as_slice(), accepted.links[0].span_id.as_slice()),
        (callers.as_slice(), span.as_slice())
    );
}
