//! The other cell has every row of the business, and keeps every promise that was made to it.

use domain::member::Role;
use domain::relocation::tables;
use serde_json::json;
use tests::receiver::Receiver;
use tests::{cells, eventually, world};

use super::super::found::balance;
use super::{count_rows, move_to_end, mover};
use crate::contract::hash_access::pay_user;

#[tokio::test(flavor = "multi_thread")]
async fn every_table_of_a_business_is_listed_for_a_move() {
    world(async |w| {
        let mut conn = w.pool.acquire().await.unwrap();
        let forgotten = tables::unlisted(&mut conn).await.unwrap();
        assert!(forgotten.is_empty(), "domain::relocation::tables lacks {forgotten:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_hashes_schedules_withdrawals_and_webhooks_survive_a_move() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let workers = [cells.first().worker(), cells.last().worker()];
        let receiver = Receiver::start().await;
        let business = cells.first().business(100_000).await;
        let key = cells.first().key(business).await;
        let endpoint = json!({ "url": receiver.url, "events": ["allocation.succeeded"] }).to_string();
        let endpoint = api.post("/v1/webhooks", &key, &[], endpoint).await;
        assert_eq!(endpoint.status, 201, "{}", endpoint.body);
        let secret = endpoint.json()["secret"].as_str().unwrap().to_owned();
        let hash = pay_user(&api, &key, "user@example.com", 1_000).await;
        let once = api.pay(&key, &[("idempotency-key", "once")], "twin@example.com", 500).await;
        assert_eq!(once.status, 201, "{}", once.body);
        let batch = api.batch(&key, "batch", "text/csv", csv("b", 300)).await;
        assert_eq!(batch.status, 202, "{}", batch.body);
        cells.first().drained().await;
        let tomorrow =
            (cells.first().clock.now() + chrono::TimeDelta::days(1)).to_rfc3339().replace('+', "%2B");
        let later = format!("/v1/batches?scheduled_at={tomorrow}");
        let headers = [("idempotency-key", "later"), ("content-type", "text/csv")];
        let scheduled = api.post(&later, &key, &headers, csv("s", 250)).await;
        assert_eq!(scheduled.status, 202, "{}", scheduled.body);
        let withdrawal =
            json!({ "amount": 600, "provider": "paypal", "destination": { "email": "u@example.com" } });
        let order = api.as_user("POST", "/payout/withdraw", &hash, &[], withdrawal.to_string()).await;
        assert_eq!(order.status, 201, "{}", order.body);
        let owner = cells.first().member(business, "owner@example.com", Role::Owner).await;
        assert_eq!(owner.get(&api, "/dashboard").await.status, 200);

        move_to_end(mover(cells, business).await).await;

        assert_eq!(balance(&api, &key).await.0, 200);
        assert_eq!(count_rows(cells.last(), "allocations", business).await, 552);
        assert_eq!(cells.last().payout_balance(business).await, 100_000 - 1_500 - 300);
        let again = api.pay(&key, &[("idempotency-key", "once")], "twin@example.com", 500).await;
        assert_eq!((again.status, again.header("allocation-id")), (201, once.header("allocation-id")));
        let replay = api.batch(&key, "batch", "text/csv", csv("b", 300)).await;
        assert_eq!(replay.json()["id"], batch.json()["id"], "{}", replay.body);
        let shown = api.as_user("GET", "/payout/operations", &hash, &[], "").await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        let id = order.json()["id"].as_str().unwrap().to_owned();
        eventually("the withdrawal ends", async || {
            let order = api.as_user("GET", &format!("/payout/withdrawals/{id}"), &hash, &[], "").await;
            (order.json()["status"] == "succeeded").then_some(())
        })
        .await;
        // The schedule was moved too. Its time comes now.
        cells.last().execute("update allocation_ranges set due_at = now() where due_at is not null").await;
        cells.last().drained().await;
        assert_eq!(cells.last().payout_balance(business).await, 100_000 - 1_500 - 300 - 250);
        eventually("every payment has its webhook", async || {
            let delivered: std::collections::BTreeSet<String> =
                receiver.received().iter().map(|one| one.json()["data"]["id"].to_string()).collect();
            (delivered.len() == 552).then_some(())
        })
        .await;
        assert!(
            receiver.received().iter().all(|one| one.verifies(&secret)),
            "the signing secret is the same"
        );
        let signed_out = owner.get(&api, "/dashboard").await;
        assert_ne!(signed_out.status, 200, "members sign in again");
        assert_eq!(count_rows(cells.last(), "memberships", business).await, 1);
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}

/// Returns a batch of `count` items of a cent each.
fn csv(name: &str, count: usize) -> String {
    let lines = (0..count).map(|n| format!("{name}{n}@example.com,1,{name}-{n}\n"));
    std::iter::once("email,amount,reference\n".to_owned()).chain(lines).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn old_rows_are_dropped_on_command_and_the_business_can_return() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let workers = [cells.first().worker(), cells.last().worker()];
        let business = cells.first().business(1_000).await;
        let key = cells.first().key(business).await;
        let other = cells.first().business(1_000).await;
        let others_key = cells.first().key(other).await;
        pay_user(&api, &key, "a@example.com", 100).await;
        pay_user(&api, &others_key, "a@example.com", 100).await;
        move_to_end(mover(cells, business).await).await;
        pay_user(&api, &key, "b@example.com", 100).await;
        assert_eq!(count_rows(cells.first(), "allocations", business).await, 1, "the old rows are kept");
        let refused = super::mover_between(cells.last(), 1, cells.first(), 0, business).await.step().await;
        assert!(refused.unwrap_err().to_string().contains("still has old rows"));
        let mut conn = cells.first().pool.acquire().await.unwrap();
        let dropped = cli::relocation::drop_rows(&mut conn, business).await.unwrap();
        assert!(dropped > 5, "{dropped}");
        for table in ["allocations", "transfers", "payout_users", "api_keys", "relocations"] {
            assert_eq!(count_rows(cells.first(), table, business).await, 0, "{table}");
        }
        let fences: i64 =
            sqlx::query_scalar("select count(*) from pg_trigger where tgname like 'relocates%'")
                .fetch_one(&cells.first().pool)
                .await
                .unwrap();
        assert_eq!(fences, 0);
        drop(conn);
        move_to_end(super::mover_between(cells.last(), 1, cells.first(), 0, business).await).await;
        pay_user(&api, &key, "c@example.com", 100).await;
        pay_user(&api, &others_key, "c@example.com", 100).await;
        assert_eq!(cells.first().payout_balance(business).await, 700);
        assert_eq!(count_rows(cells.first(), "transfers", business).await, 4);
        for worker in workers {
            worker.stop().await;
        }
        api.stop().await;
    })
    .await;
}
