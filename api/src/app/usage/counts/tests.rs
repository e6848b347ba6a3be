use std::io::Write;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::*;
use crate::openapi::DESCRIPTION;
use metrics_exporter_prometheus::PrometheusBuilder;
use uuid::Uuid;

const TOOK: Duration = Duration::from_millis(7);

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 29).unwrap()
}

fn business(n: usize) -> BusinessId {
    Uuid::from_u128(n as u128).into()
}

fn counted_rows(usage: &Usage) -> Vec<(String, &'static str, i64)> {
    let mut rows: Vec<_> = usage
        .named(&usage.take())
        .into_iter()
        .map(|row| (row.route, row.outcome.as_str(), row.latencies.requests()))
        .collect();
    rows.sort();
    rows
}

#[test]
fn requests_of_one_kind_are_added_up_and_taken_once() {
    let usage = Usage::new(DESCRIPTION);
    let route_number = |method, pattern| usage.route(&method, pattern).unwrap();
    let (one, list) =
        (route_number(Method::GET, "/v1/batches/{id}"), route_number(Method::HEAD, "/v1/batches"));
    for (route, outcome) in [
        (one, Outcome::Succeeded),
        (one, Outcome::NotFound),
        (list, Outcome::Succeeded),
        (one, Outcome::Succeeded),
    ] {
        usage.add(business(1), day(), route, outcome, &Latencies::of(TOOK));
    }
    let taken = usage.take();
    assert_eq!(usage.take().len(), 0);
    usage.put_back(&taken);
    usage.add(business(1), day(), list, Outcome::Succeeded, &Latencies::of(TOOK));
    let expected = [
        ("GET /v1/batches".to_owned(), "2xx", 2),
        ("GET /v1/batches/{id}".to_owned(), "2xx", 2),
        ("GET /v1/batches/{id}".to_owned(), "404", 1),
    ];
    assert_eq!(counted_rows(&usage), expected);
    assert_eq!(usage.route(&Method::GET, "/dashboard"), None);
    assert_eq!(usage.route(&Method::DELETE, "/v1/batches"), None);
}

/// Beyond the limit the requests of a business are counted without their routes, and beyond the second limit only in
/// the metric.
#[test]
fn the_memory_is_bounded_and_requests_beyond_it_are_still_counted() {
    let recorder = PrometheusBuilder::new().build_recorder();
    metrics::with_local_recorder(&recorder, || {
        let usage = Usage::new(DESCRIPTION);
        let route = usage.route(&Method::GET, "/v1/balance").unwrap();
        let add = |n, outcome| usage.add(business(n), day(), route, outcome, &Latencies::of(TOOK));
        // All businesses fall into one part.
        for n in 0..MOST_KINDS + MOST_OTHERS + 7 {
            add(n * PARTS, Outcome::Succeeded);
        }
        // Known kinds are still counted as before.
        add(0, Outcome::Succeeded);
        add(MOST_KINDS * PARTS, Outcome::Succeeded);
        assert!(futures::FutureExt::now_or_never(usage.is_full()).is_some(), "the fold is woken");
        let taken = usage.take();
        assert_eq!(taken.len(), MOST_KINDS + MOST_OTHERS);
        usage.put_back(&taken);
        let rows = counted_rows(&usage);
        let requests = |of: &str| rows.iter().filter(|row| row.0 == of).map(|row| row.2).sum::<i64>();
        assert_eq!(requests("GET /v1/balance"), MOST_KINDS as i64 + 1);
        assert_eq!(requests("other"), MOST_OTHERS as i64 + 1);
        let page = recorder.handle().render();
        assert!(page.contains(&format!("{UNCOUNTED} 7\n")), "{page}");
    });
}

/// Prints what counting adds to a request: the look-up of the route, the slot for its business, and the addition, with
/// one thread per core, all for the same business.
#[test]
fn the_cost_of_counting_is_printed() {
    const REQUESTS: u32 = 200_000;
    let usage = Arc::new(Usage::new(DESCRIPTION));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let begun = Instant::now();
    let threads: Vec<_> = (0..cores)
        .map(|_| {
            let usage = Arc::clone(&usage);
            thread::spawn(move || {
                for _ in 0..REQUESTS {
                    let route = usage.route(&Method::POST, "/payout/create").unwrap();
                    let (owner, begun) = (crate::app::usage::RequestOwner::default(), Instant::now());
                    let seen = owner.clone();
                    seen.is_of(business(1));
                    let took = Latencies::of(begun.elapsed());
                    usage.add(*owner.0.get().unwrap(), day(), route, Outcome::Succeeded, &took);
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let each = begun.elapsed() / REQUESTS;
    writeln!(std::io::stderr(), "counting takes {each:?} a request on each of {cores} threads").unwrap();
    let rows = usage.take();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].1.requests(), i64::from(REQUESTS) * cores as i64);
}
