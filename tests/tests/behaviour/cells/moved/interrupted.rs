//! A mover that dies at any step leaves nothing to repair: the next mover continues, or the move is called off.

use cli::relocation::Step;
use domain::ids::BusinessId;
use domain::relocation;
use tests::{Cells, RunningApi, cells, eventually};

use super::super::found::{balance, unknown_key};
use super::{LONG, count_rows, move_to_end, move_until_complete, mover};
use crate::contract::hash_access::pay_user;

/// The number of steps of a move: announced, expected, two rounds, left, arrived.
const STEPS: usize = 6;

async fn create_business(cells: &Cells, api: &RunningApi) -> (BusinessId, String) {
    let business = cells.first().business(10_000).await;
    let key = cells.first().key(business).await;
    pay_user(api, &key, "before@example.com", 100).await;
    (business, key)
}

#[tokio::test(flavor = "multi_thread")]
async fn another_mover_continues_after_each_step() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let workers = [cells.first().worker(), cells.last().worker()];
        for steps in 0..STEPS {
            let (business, key) = create_business(cells, &api).await;
            let mut first = mover(cells, business).await;
            let mut done = Vec::new();
            for _ in 0..steps {
                done.push(first.step().await.unwrap().unwrap());
            }
            drop(first);
            let has_left = done.iter().any(|step| matches!(step, Step::Left(..)));
            let arrived = done.contains(&Step::Arrived);
            if !has_left {
                pay_user(&api, &key, "between@example.com", 100).await;
            } else if !arrived {
                assert_eq!(
                    api.get("/v1/balance", &key).await.status,
                    503,
                    "neither cell serves the business"
                );
            }
            let mut next = mover(cells, business).await;
            while next.step().await.unwrap().is_some() {}
            pay_user(&api, &key, "after@example.com", 100).await;
            let paid = if has_left { 2 } else { 3 };
            assert_eq!(
                count_rows(cells.last(), "transfers", business).await,
                1 + paid,
                "after {steps} steps: {done:?}"
            );
            assert_eq!(cells.last().payout_balance(business).await, 10_000 - 100 * paid);
        }
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_can_be_called_off_and_repeated_until_the_business_leaves() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let workers = [cells.first().worker(), cells.last().worker()];
        let (business, key) = create_business(cells, &api).await;
        for steps in 0..STEPS - 2 {
            let mut first = mover(cells, business).await;
            for _ in 0..steps {
                first.step().await.unwrap().unwrap();
            }
            drop(first);
            mover(cells, business).await.call_off().await.unwrap();
            for table in ["allocations", "payout_users", "relocations", "pauses"] {
                assert_eq!(count_rows(cells.last(), table, business).await, 0, "{table} after {steps} steps");
            }
            assert_eq!(count_rows(cells.first(), "relocations", business).await, 0);
            pay_user(&api, &key, "more@example.com", 100).await;
        }
        move_to_end(mover(cells, business).await).await;
        assert!(mover(cells, business).await.call_off().await.is_err(), "the business has left");
        pay_user(&api, &key, "after@example.com", 100).await;
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_whose_mover_died_expires_and_the_source_serves_again() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let workers = [cells.first().worker(), cells.last().worker()];
        let (business, key) = create_business(cells, &api).await;
        let mut first = mover(cells, business).await;
        for _ in 0..STEPS - 2 {
            first.step().await.unwrap();
        }
        drop(first);
        let mut conn = cells.first().pool.acquire().await.unwrap();
        let now = cells.first().clock.now();
        let until = now + chrono::TimeDelta::seconds(4);
        relocation::pause_until(&mut conn, business, until, now).await.unwrap();
        relocation::hold(&mut conn, business).await.unwrap();
        let held = api.pay(&key, &[], "held@example.com", 100).await;
        assert_eq!(held.status, 503, "{}", held.body);
        eventually("the business is served again", async || {
            (balance(&api, &key).await.0 == 200).then_some(())
        })
        .await;
        eventually("payments succeed again", async || {
            (api.pay(&key, &[("idempotency-key", "again")], "again@example.com", 100).await.status == 201)
                .then_some(())
        })
        .await;
        let done = domain::steering::AuditContext {
            by: domain::steering::Credential::Cli,
            request_id: None,
            audit_id: cells.first().clock.id(),
            now,
        };
        let to = domain::cell::Number::read("1").unwrap();
        let mut late = cells.first().pool.begin().await.unwrap();
        assert!(
            !relocation::depart(&mut late, business, to, until, done).await.unwrap(),
            "too late to leave"
        );
        late.rollback().await.unwrap();
        assert!(move_to_end(mover(cells, business).await).await < LONG);
        pay_user(&api, &key, "after@example.com", 100).await;
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}

/// Returns the answers to a key and to a hash that do not exist.
async fn statuses_of_unknown_credentials(api: &RunningApi) -> [u16; 2] {
    let hash = "0".repeat(64);
    [
        api.get("/v1/balance", &unknown_key()).await.status,
        api.as_user("GET", "/payout/balance", &hash, &[], "").await.status,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_credentials_get_503_only_while_a_business_is_in_no_cell() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let workers = [cells.first().worker(), cells.last().worker()];
        let (business, key) = create_business(cells, &api).await;
        let mut first = mover(cells, business).await;
        for _ in 0..STEPS - 2 {
            first.step().await.unwrap();
        }
        move_until_complete(cells.last(), first).await;
        assert_eq!(
            statuses_of_unknown_credentials(&api).await,
            [401, 401],
            "the business is held and has not left"
        );
        // The time of the hold is over.
        cells.first().execute("update relocations set held_until = now()").await;
        eventually("the business is served again", async || {
            (balance(&api, &key).await.0 == 200).then_some(())
        })
        .await;
        let still = "select count(*) from relocations where complete_since is not null";
        let still: i64 = sqlx::query_scalar(still).fetch_one(&cells.last().pool).await.unwrap();
        assert_eq!((still, statuses_of_unknown_credentials(&api).await), (1, [401, 401]));

        let mut next = mover(cells, business).await;
        while !matches!(next.step().await.unwrap(), Some(Step::Left(..))) {}
        assert_eq!(
            statuses_of_unknown_credentials(&api).await,
            [503, 503],
            "the credentials may be the business's"
        );
        assert_eq!(next.step().await.unwrap(), Some(Step::Arrived));
        assert_eq!(
            statuses_of_unknown_credentials(&api).await,
            [503, 503],
            "the cells may have been asked a moment before the arrival"
        );
        pay_user(&api, &key, "after@example.com", 100).await;
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}
