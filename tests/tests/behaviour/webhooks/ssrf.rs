//! Webhooks cannot reach internal addresses: whatever form an address has, no connection is made.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::clock::Clock;
use domain::event::EventType;
use domain::webhook::AddressPolicy;
use futures::FutureExt;
use reqwest::header::HeaderMap;
use serde_json::json;
use tests::{Receiver, eventually, world};
use worker::webhooks::{CallFailed, Caller, Lookup, Sending};

use crate::webhooks::outbox::{endpoint, record_events};

/// Internal addresses in the URL, in every form that some parser accepts.
const LITERALS: [&str; 52] = [
    "127.0.0.1",
    "127.0.0.2",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0x7f.0x0.0x0.0x1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "%31%32%37.0.0.1",
    "１２７.0.0.1",
    "127。0。0。1",
    "0.0.0.0",
    "0",
    "0x0",
    "10.0.0.1",
    "10.255.255.255",
    "0xa.1",
    "167772161",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "0xc0a80001",
    "3232235521",
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "169.254.43518",
    "100.64.0.1",
    "100.127.255.254",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "168.63.129.16",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:53aa:64c:0:0:80ff:fffe]",
    "[fe80::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
];

/// Names that are never public, and strings that are not an https URL of a host.
const OTHERS: [&str; 18] = [
    "https://localhost:PORT/",
    "https://LOCALHOST:PORT/",
    "https://localhost.:PORT/",
    "https://a.localhost:PORT/",
    "https://metadata.google.internal/",
    "https://printer.local/",
    "https://intranet:PORT/",
    "http://example.com/",
    "https://user@127.0.0.1:PORT/",
    "https://example.com@127.0.0.1:PORT/",
    "https://127.0.0.1:PORT\\@example.com/",
    "ftp://127.0.0.1:PORT/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:PORT/",
    "unix:///run/postgresql",
    "//127.0.0.1:PORT/",
    "https:///127.0.0.1:PORT/",
    "javascript:alert(1)",
];

/// What a name may resolve to.
const ANSWERS: [&str; 16] = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.20.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
    "fe80::1",
    "fd00::1",
];

fn internal_urls(port: &str) -> Vec<String> {
    let literals = LITERALS.iter().map(|host| format!("https://{host}:{port}/"));
    literals.chain(OTHERS.iter().map(|url| url.replace("PORT", port))).collect()
}

fn sending(url: String) -> Sending {
    Sending { url, headers: HeaderMap::new(), body: "{}".into(), timeout: Duration::from_secs(5) }
}

fn fixed_lookup(addresses: Vec<IpAddr>, lookups: Arc<AtomicUsize>) -> Lookup {
    Arc::new(move |_| {
        lookups.fetch_add(1, Ordering::SeqCst);
        let addresses = addresses.clone();
        async move { Ok(addresses) }.boxed()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn internal_addresses_are_rejected_and_never_called_in_any_form() {
    world(async |w| {
        let target = Receiver::start().await;
        let port = target.url.rsplit(':').next().unwrap().trim_end_matches("/hook").to_owned();
        let api = w.api_with_public_webhooks_only().await;
        let key = w.key(w.business(0).await).await;
        let lookups = Arc::new(AtomicUsize::new(0));
        let caller =
            Caller::new(AddressPolicy::Public, fixed_lookup(vec!["127.0.0.1".parse().unwrap()], lookups))
                .unwrap();
        let forms = internal_urls(&port);
        assert!(forms.len() >= 60);
        for url in forms {
            let body = json!({ "url": url, "events": ["balance.low"] }).to_string();
            let refused = api.post("/v1/webhooks", &key, &[], body).await;
            assert_eq!(
                (refused.status, &refused.json()["errors"][0]["field"]),
                (400, &json!("url")),
                "{url}"
            );
            // The address is checked again before each call, however it came into the table.
            let called = caller.call(sending(url.clone()), Clock::System.now()).await;
            assert_eq!(called, Err(CallFailed::Blocked), "{url}");
        }
        assert_eq!(target.connections(), 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_call_resolves_its_name_once_and_blocks_internal_addresses() {
    let target = Receiver::start().await;
    let port = target.url.rsplit(':').next().unwrap().trim_end_matches("/hook").to_owned();
    for answer in ANSWERS {
        let lookups = Arc::new(AtomicUsize::new(0));
        // One internal address among public ones is enough, in any position.
        let internal: IpAddr = answer.parse().unwrap();
        let lookup = fixed_lookup(vec!["1.1.1.1".parse().unwrap(), internal], lookups.clone());
        let caller = Caller::new(AddressPolicy::Public, lookup).unwrap();
        for calls in 1..=3 {
            let called =
                caller.call(sending(format!("https://rebinding.example:{port}/")), Clock::System.now()).await;
            assert_eq!(called, Err(CallFailed::Blocked), "{answer}");
            assert_eq!(lookups.load(Ordering::SeqCst), calls, "one look-up for each call, without a cache");
        }
    }
    assert_eq!(target.connections(), 0);
}

/// A name resolves to an allowed address at first, and to another one from then on. Each call connects to the
/// address that it looked up. Every address is allowed, so that the first call has a destination on this machine.
#[tokio::test(flavor = "multi_thread")]
async fn each_call_connects_to_the_address_it_looked_up() {
    let target = Receiver::start().await;
    let port = target.url.rsplit(':').next().unwrap().trim_end_matches("/hook").to_owned();
    let lookups = Arc::new(AtomicUsize::new(0));
    let counter = lookups.clone();
    let lookup: Lookup = Arc::new(move |_| {
        let first = counter.fetch_add(1, Ordering::SeqCst) == 0;
        // Nothing listens at the second address.
        let answer: IpAddr = if first { "127.0.0.1" } else { "127.0.0.99" }.parse().unwrap();
        async move { Ok(vec![answer]) }.boxed()
    });
    let caller = Caller::new(AddressPolicy::Anywhere, lookup).unwrap();
    let url = format!("http://rebinding.example:{port}/");
    assert_eq!(caller.call(sending(url.clone()), Clock::System.now()).await.unwrap().status, 204);
    assert_eq!(caller.call(sending(url), Clock::System.now()).await, Err(CallFailed::Unreachable));
    assert_eq!((lookups.load(Ordering::SeqCst), target.connections()), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_for_public_addresses_blocks_a_stored_internal_one() {
    world(async |w| {
        let target = Receiver::start().await;
        let business = w.business(0).await;
        endpoint(w, business, &target.url.replace("http:", "https:"), &[EventType::BalanceLow]).await;
        record_events(w, business, EventType::BalanceLow, 1).await;
        let worker = w.worker_with_public_webhooks_only();
        eventually("the attempt is recorded", async || {
            let outcome: Option<String> = sqlx::query_scalar("select outcome from webhook_attempts")
                .fetch_optional(&w.pool)
                .await
                .unwrap();
            outcome.map(|outcome| assert_eq!(outcome, "blocked"))
        })
        .await;
        assert_eq!(target.connections(), 0);
        worker.stop().await;
    })
    .await;
}
