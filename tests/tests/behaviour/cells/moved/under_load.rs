//! Clients pay while their business moves. Each client repeats refused requests under the same key. Each key is paid
//! once, whenever the move happens, and clients of other businesses notice nothing.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures::future::join_all;
use tests::{RunningApi, cells};

use super::{count_rows, move_to_end, mover};

const CLIENTS: usize = 6;

/// Pays under key after key until `stop`. Returns how many were paid, and how often the client was asked to come back
/// later.
async fn pay_until(api: &RunningApi, key: &str, client: usize, stop: &AtomicBool) -> (usize, usize) {
    let (mut paid, mut refused) = (0, 0);
    while !stop.load(Ordering::Relaxed) {
        let reference = format!("{client}-{paid}");
        loop {
            let email = format!("{client}-{}@example.com", paid % 50);
            let answer = api.pay(key, &[("idempotency-key", &reference)], &email, 1).await;
            match answer.status {
                201 => break,
                202 | 503 => {
                    refused += 1;
                    assert!(
                        !answer.header("retry-after").is_empty() || answer.status == 202,
                        "{}",
                        answer.body
                    );
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                other => panic!("{other}: {}", answer.body),
            }
        }
        paid += 1;
    }
    (paid, refused)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_key_is_paid_once_and_another_business_is_not_delayed() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let workers = [cells.first().worker(), cells.last().worker()];
        let business = cells.first().business(10_000_000).await;
        let key = cells.first().key(business).await;
        let neighbour = cells.first().key(cells.first().business(1_000_000).await).await;
        let (stop, batches) = (AtomicBool::new(false), AtomicUsize::new(0));
        let clients = join_all((0..CLIENTS).map(|client| pay_until(&api, &key, client, &stop)));
        let neighbours = pay_until(&api, &neighbour, 0, &stop);
        let uploads = async {
            while !stop.load(Ordering::Relaxed) {
                let n = batches.load(Ordering::Relaxed);
                let lines: String = (0..1_000).map(|i| format!("b{i}@example.com,1,{n}-b{i}\n")).collect();
                let answer = api
                    .batch(&key, &n.to_string(), "text/csv", format!("email,amount,reference\n{lines}"))
                    .await;
                match answer.status {
                    202 | 200 => {
                        batches.fetch_add(1, Ordering::Relaxed);
                    }
                    503 | 429 => {}
                    other => panic!("{other}: {}", answer.body),
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        let moving = async {
            tokio::time::sleep(Duration::from_secs(2)).await;
            let held = move_to_end(mover(cells, business).await).await;
            tokio::time::sleep(Duration::from_secs(2)).await;
            stop.store(true, Ordering::Relaxed);
            held
        };
        let (clients, (of_neighbour, refused_neighbour), (), held) =
            tokio::join!(clients, neighbours, uploads, moving);
        let paid: usize = clients.iter().map(|(paid, _)| paid).sum();
        let refused: usize = clients.iter().map(|(_, refused)| refused).sum();
        assert!(refused > 0, "no client was refused, so the test shows nothing");
        assert!(of_neighbour > 10, "{of_neighbour}");
        assert_eq!(refused_neighbour, 0, "another business was refused");
        assert!(held < Duration::from_secs(20), "{held:?}");
        cells.last().drained().await;
        let expected = i64::try_from(paid + 1_000 * batches.load(Ordering::Relaxed)).unwrap();
        assert_eq!(cells.last().payout_balance(business).await, 10_000_000 - expected);
        // The first transfer is the funding.
        assert_eq!(count_rows(cells.last(), "transfers", business).await, expected + 1);
        assert_eq!(count_rows(cells.last(), "allocations", business).await, expected);
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}
