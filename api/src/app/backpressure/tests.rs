use super::*;
use domain::queue::BusinessBacklog;
use uuid::Uuid;

fn business(n: u128) -> BusinessId {
    Uuid::from_u128(n).into()
}

/// Jobs of a business that is neither paused nor throttled, with weight 1.
fn ready(ready: f64) -> BusinessBacklog {
    BusinessBacklog { ready, later: 0.0, weight: 1.0, at_most: f64::INFINITY }
}

fn sampled(backlogs: &[(u128, f64)]) -> (Backpressure, Instant) {
    let backlogs: Vec<_> = backlogs.iter().map(|(n, jobs)| (*n, ready(*jobs))).collect();
    sampled_with(&backlogs)
}

/// Limits of 1000 for all and 500 for each, a fifth of them kept for single requests. Two samples a second apart, 10
/// jobs gone between.
fn sampled_with(backlogs: &[(u128, BusinessBacklog)]) -> (Backpressure, Instant) {
    let limits =
        BacklogLimits { backlog_max: 1_000, backlog_max_per_business: 500, backlog_interactive_percent: 20 };
    let backpressure = Backpressure::new(limits);
    let businesses = backlogs.iter().map(|(n, waits)| (business(*n), *waits)).collect();
    let sum = |of: fn(&BusinessBacklog) -> f64| backlogs.iter().map(|(_, waits)| of(waits)).sum();
    let backlog = Backlog {
        ready: sum(|waits| waits.ready),
        interactive: 0.0,
        later: sum(|waits| waits.later),
        businesses,
    };
    let start = Instant::now();
    backpressure.update(backlog.clone(), 100, start);
    backpressure.update(backlog, 110, start + Duration::from_secs(1));
    (backpressure, start + Duration::from_secs(1))
}

#[test]
fn all_are_admitted_below_the_limits_or_without_a_fresh_sample() {
    let (backpressure, now) = sampled(&[(1, 399.0)]);
    assert_eq!(backpressure.admit(business(1), Work::Batch, now), Ok(()));
    let unsampled = Backpressure::new(BacklogLimits::default());
    assert_eq!(unsampled.admit(business(1), Work::Batch, now), Ok(()));
    let (backpressure, now) = sampled(&[(1, 5_000.0)]);
    let later = now + STALE_AFTER + Duration::from_secs(1);
    assert_eq!(backpressure.admit(business(1), Work::Batch, later), Ok(()));
}

#[test]
fn batches_are_rejected_first_and_only_of_the_business_over_its_limit() {
    let (backpressure, now) = sampled(&[(1, 450.0)]);
    let refused = Err(Refusal::RateLimited { retry_after_s: 5 });
    assert_eq!(backpressure.admit(business(1), Work::Batch, now), refused);
    assert_eq!(backpressure.admit(business(1), Work::Single, now), Ok(()));
    assert_eq!(backpressure.admit(business(2), Work::Batch, now), Ok(()));
    let (backpressure, now) = sampled(&[(1, 600.0), (2, 1.0)]);
    // Its share is half of ten a second, so 100 above the limit are gone in 20 s.
    let refused = Err(Refusal::RateLimited { retry_after_s: 20 });
    assert_eq!(backpressure.admit(business(1), Work::Single, now), refused);
    assert_eq!(backpressure.admit(business(2), Work::Single, now), Ok(()));
}

#[test]
fn retry_after_depends_on_the_business_s_drain() {
    let retry_after_of = |own: BusinessBacklog| {
        let (backpressure, now) = sampled_with(&[(1, own), (2, ready(1.0))]);
        backpressure.admit(business(1), Work::Single, now)
    };
    let rejected_for = |retry_after_s| Err(Refusal::RateLimited { retry_after_s });
    // 100 above the limit, ten a second in all.
    let own = ready(600.0);
    assert_eq!(
        retry_after_of(BusinessBacklog { weight: 4.0, ..own }),
        rejected_for(13),
        "the business has four turns of five"
    );
    assert_eq!(
        retry_after_of(BusinessBacklog { at_most: 2.0, ..own }),
        rejected_for(50),
        "the throttle limits the drain"
    );
    assert_eq!(
        retry_after_of(BusinessBacklog { at_most: 20.0, ..own }),
        rejected_for(20),
        "a throttle above the drain changes nothing"
    );
    assert_eq!(
        retry_after_of(BusinessBacklog { weight: 0.0, ..own }),
        rejected_for(RETRY_AFTER_UNKNOWN_S),
        "a paused business has no drain"
    );
}

#[test]
fn scheduled_work_keeps_out_only_more_scheduled_work() {
    let scheduled = |later| BusinessBacklog { later, ..ready(10.0) };
    let (backpressure, now) = sampled_with(&[(1, scheduled(390.0)), (2, scheduled(389.0))]);
    let refused = Err(Refusal::RateLimited { retry_after_s: RETRY_AFTER_UNKNOWN_S });
    assert_eq!(backpressure.admit(business(1), Work::Scheduled, now), refused);
    assert_eq!(backpressure.admit(business(1), Work::Batch, now), Ok(()));
    assert_eq!(backpressure.admit(business(2), Work::Scheduled, now), Ok(()));
    let (backpressure, now) =
        sampled_with(&[(1, scheduled(250.0)), (2, scheduled(250.0)), (3, scheduled(270.0))]);
    let refused = Err(Refusal::Overloaded { retry_after_s: RETRY_AFTER_UNKNOWN_S });
    assert_eq!(backpressure.admit(business(9), Work::Scheduled, now), refused);
    assert_eq!(backpressure.admit(business(9), Work::Batch, now), Ok(()));
}

#[test]
fn above_the_limit_for_all_batches_of_every_business_are_rejected() {
    let (backpressure, now) = sampled(&[(1, 300.0), (2, 300.0), (3, 300.0)]);
    let refused = Err(Refusal::Overloaded { retry_after_s: 10 });
    assert_eq!(backpressure.admit(business(9), Work::Batch, now), refused);
    assert_eq!(backpressure.admit(business(9), Work::Single, now), Ok(()));
    // When everything is paused, the drain of a moment ago is meaningless.
    let paused = BusinessBacklog { weight: 0.0, ..ready(450.0) };
    let (backpressure, now) = sampled_with(&[(1, paused), (2, paused)]);
    let refused = Err(Refusal::Overloaded { retry_after_s: RETRY_AFTER_UNKNOWN_S });
    assert_eq!(backpressure.admit(business(9), Work::Batch, now), refused);
}

#[test]
fn retry_after_is_bounded() {
    assert_eq!(retry_after_s(0.0, 1.0), 1);
    assert_eq!(retry_after_s(1e9, 1.0), 3_600);
    assert_eq!(retry_after_s(1.0, 0.0), RETRY_AFTER_UNKNOWN_S);
}
