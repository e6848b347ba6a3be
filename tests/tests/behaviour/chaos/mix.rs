//! What else goes on meanwhile, at low rates: batches of both modes, orders that hold everything, the business or a batch up
//! for a moment, and withdrawals through the sandbox. What it adds to the books is checked by their laws.

use std::net::SocketAddr;
use std::time::Duration;

use domain::ids::{BatchId, BusinessId};
use domain::steering::{Credential, Order, Target};
use domain::throttle::Rates;
use serde_json::{Value, json};
use tests::random::Random;
use tests::service::{Merchant, Request};
use tests::steer::{given, of};
use tests::{World, eventually};
use tokio_util::sync::CancellationToken;

/// How long it is quiet between two of them, and how long something is held up, at most, in milliseconds.
const QUIET_MS: u64 = 120;
const HELD_MS: u64 = 80;

/// Items of a batch, of a cent each.
const ITEMS: usize = 25;

/// Allocations per second under a throttle: fewer than the clients send.
const THROTTLED: i64 = 100;

/// What was done.
#[derive(Debug, Default)]
pub struct Mixed {
    /// Batches that were accepted.
    pub batches: Vec<BatchId>,
    /// Pauses and throttles.
    pub orders: usize,
    /// Withdrawals that were granted.
    pub withdrawals: usize,
}

/// Goes on until `enough`, at least once each.
pub async fn mix(
    w: &World,
    (business, merchant): (BusinessId, &Merchant),
    apis: &[SocketAddr],
    mut random: Random,
    enough: &CancellationToken,
) -> Mixed {
    let mut done = Mixed::default();
    for n in 0.. {
        if n >= 6 && enough.is_cancelled() {
            break;
        }
        let api = apis[n % apis.len()];
        match n % 3 {
            0 => done.batches.extend(batch(merchant, api, n).await),
            1 => {
                let target = match (n / 3 % 3, done.batches.last()) {
                    (0, Some(id)) => Target::Batch(of(*id)),
                    (1, _) => Target::Business(business),
                    _ => Target::All,
                };
                hold_up(w, target, n / 3 % 2 == 0, random.below(HELD_MS)).await;
                done.orders += 1;
            }
            _ => done.withdrawals += usize::from(withdrawal(merchant, api, n).await),
        }
        tokio::time::sleep(Duration::from_millis(random.below(QUIET_MS))).await;
    }
    done
}

/// One of both modes in turn: its id, if the client heard of it.
async fn batch(merchant: &Merchant, api: SocketAddr, n: usize) -> Option<BatchId> {
    let mode = if n.is_multiple_of(2) { "all_or_nothing" } else { "best_effort" };
    let items: Vec<Value> =
        (0..ITEMS).map(|item| json!({"email": format!("u{item}@example.com"), "amount": 1})).collect();
    let key = format!("batch-{n}");
    let headers = [("idempotency-key", key.as_str())];
    let path = format!("/v1/batches?mode={mode}");
    let (status, body) = merchant.post(api, &path, &headers, &json!({ "items": items })).await.ok()?;
    assert!(matches!(status, 202 | 503), "{status}: {body}");
    (status == 202).then(|| body["id"].as_str().unwrap().parse().unwrap())
}

/// Holds `target` up for a moment. What has ended is not held up; what is held up is let go.
async fn hold_up(w: &World, target: Target, pause: bool, ms: u64) {
    let (begin, end) = if pause {
        (Order::Pause(target), Order::Resume(target))
    } else {
        (Order::Throttle(target, Rates::new(Some(THROTTLED), None).unwrap()), Order::Unthrottle(target))
    };
    if given(w, begin, Credential::Operator, false).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(ms)).await;
        eventually("it is let go", async || given(w, end.clone(), Credential::Operator, false).await.ok())
            .await;
    }
}

/// Pays somebody, who takes some of it out. The sandbox does what the last two digits say. Whether it was granted.
async fn withdrawal(merchant: &Merchant, api: SocketAddr, n: usize) -> bool {
    let request = Request { amount: 1_000, ..Request::of("payee@example.com", format!("pay-{n}")) };
    let Ok((paid, _)) = merchant.send(api, &request).await else { return false };
    let Some(hash) = serde_json::from_str::<Value>(&paid.body).unwrap()["hash"].as_str().map(str::to_owned)
    else {
        return false;
    };
    let order = json!({
        "amount": 200 + n % 100, "provider": "paypal", "destination": {"email": "payee@paypal.example"}
    });
    let headers = [("x-payout-hash", hash.as_str())];
    merchant.post(api, "/payout/withdraw", &headers, &order).await.is_ok_and(|(status, _)| status == 201)
}
