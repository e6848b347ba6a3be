//! The next attempt at an unpaid allocation. A reference names one payment. While its allocation has ended unpaid, a
//! new request for the same payment is the next attempt. `next_attempt_races` has concurrent requests and retries.

use domain::ids::BusinessId;
use serde_json::{Value, json};
use tests::{RunningApi, World, eventually, world};

/// Uploads a CSV of (e-mail, amount, reference), and returns the batch.
pub(super) async fn upload(api: &RunningApi, key: &str, name: &str, rows: &str) -> Value {
    let answer = api.batch(key, name, "text/csv", format!("email,amount,reference\n{rows}")).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    answer.json()
}

/// Waits until all items of the batch have ended, and returns it.
pub(super) async fn wait_until_ended(api: &RunningApi, key: &str, batch: &Value) -> Value {
    let path = format!("/v1/batches/{}", batch["id"].as_str().unwrap());
    eventually("a batch has ended", async || {
        Some(api.get(&path, key).await.json()).filter(|seen| seen["counts"]["pending"] == 0)
    })
    .await
}

async fn list_items(api: &RunningApi, key: &str, batch: &Value) -> Vec<Value> {
    let path = format!("/v1/batches/{}/items", batch["id"].as_str().unwrap());
    api.get(&path, key).await.json()["data"].as_array().unwrap().clone()
}

/// Returns how many payments `business` has made, and their sum.
pub(super) async fn payments(w: &World, business: BusinessId) -> (i64, i64) {
    sqlx::query_as(
        "select count(*), coalesce(sum(amount), 0)::bigint from transfers where business_id = $1 and kind = 'allocation'",
    )
    .bind(business.uuid())
    .fetch_one(&w.pool)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_uploaded_again_after_funding_is_paid_once() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(10).await;
        let key = w.key(business).await;
        let first = upload(&api, &key, "one", "d1@x.com,500,f1\n").await;
        assert_eq!(wait_until_ended(&api, &key, &first).await["counts"]["failed"], 1);
        w.fund(business, 1_000).await;
        let dry = api
            .post(
                "/v1/batches?dry_run=true",
                &key,
                &[("content-type", "text/csv")],
                "email,amount,reference\nd1@x.com,500,f1\n",
            )
            .await;
        assert_eq!(
            (&dry.json()["valid"], &dry.json()["counts"]["next_attempt"]),
            (&json!(true), &json!(1)),
            "{}",
            dry.body
        );
        let second = upload(&api, &key, "two", "d1@x.com,500,f1\n").await;
        let counts = wait_until_ended(&api, &key, &second).await["counts"].clone();
        assert_eq!((&counts["succeeded"], &counts["duplicate"]), (&json!(1), &json!(0)));
        // Now the payment is made, and later requests get the allocation that paid it.
        let third = upload(&api, &key, "three", "d1@x.com,500,f1\n").await;
        let (paying, repeated) =
            (list_items(&api, &key, &second).await, list_items(&api, &key, &third).await);
        assert_eq!(
            (&repeated[0]["status"], &repeated[0]["duplicate_status"]),
            (&json!("duplicate"), &json!("succeeded"))
        );
        assert_eq!(repeated[0]["duplicate_of"], paying[0]["allocation_id"]);
        let results =
            api.get(&format!("/v1/batches/{}/results.csv", third["id"].as_str().unwrap()), &key).await.body;
        let (header, row) =
            results.trim().split_once("\r\n").or_else(|| results.trim().split_once('\n')).unwrap();
        assert!(header.ends_with("duplicate_of,duplicate_status"), "{header}");
        assert!(
            row.ends_with(&format!("{},succeeded", paying[0]["allocation_id"].as_str().unwrap())),
            "{row}"
        );
        // The first attempt stays failed, and a retry of its batch pays nothing.
        let retry = format!("/v1/batches/{}/retry", first["id"].as_str().unwrap());
        assert_eq!(api.post(&retry, &key, &[], "").await.json()["items"], 0);
        w.drained().await;
        assert_eq!(list_items(&api, &key, &first).await[0]["status"], "failed");
        assert_eq!(payments(w, business).await, (1, 500));
        let found = api.get("/v1/allocations?reference=f1", &key).await.json()["data"].clone();
        assert_eq!(found.as_array().unwrap().len(), 2, "both attempts are listed");
        // A corrected amount is refused; the error names the existing payment and what to do.
        let corrected =
            api.batch(&key, "four", "text/csv", "email,amount,reference\nd1@x.com,501,f1\n").await;
        assert_eq!(corrected.status, 409, "{}", corrected.body);
        for says in ["500 cents, succeeded", paying[0]["allocation_id"].as_str().unwrap(), "a new reference"]
        {
            assert!(corrected.body.contains(says), "{says}: {}", corrected.body);
        }
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_items_can_be_uploaded_again_at_once() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let rows = "a@x.com,5,c1\nb@x.com,6,c2\n";
        let first = upload(&api, &key, "one", rows).await;
        let cancel = format!("/v1/batches/{}/cancel", first["id"].as_str().unwrap());
        assert_eq!(api.post(&cancel, &key, &[], "").await.json()["items"], 2);
        // No worker has ended the cancelled items yet. They wait only for their end.
        let second = upload(&api, &key, "two", rows).await;
        assert_eq!(second["counts"]["duplicate"], 0);
        let worker = w.worker();
        assert_eq!(wait_until_ended(&api, &key, &second).await["counts"]["succeeded"], 2);
        assert_eq!(wait_until_ended(&api, &key, &first).await["counts"]["cancelled"], 2);
        assert_eq!(payments(w, business).await, (2, 11));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_v1_request_makes_the_next_attempt_and_payout_create_replays_it() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(10).await;
        let key = w.key(business).await;
        let refused = api.pay(&key, &[("idempotency-key", "s1")], "a@x.com", 500).await;
        assert_eq!(refused.status, 400);
        w.fund(business, 1_000).await;
        let again = api.pay(&key, &[("idempotency-key", "s1")], "a@x.com", 500).await;
        assert_eq!((again.status, &again.body), (400, &refused.body), "an outcome is final for its key");
        let body = json!({"email": "a@x.com", "amount": 500, "reference": "s1"}).to_string();
        let attempt = api.post("/v1/allocations", &key, &[("prefer", "wait=10")], body).await;
        assert_eq!(
            (attempt.status, &attempt.json()["status"]),
            (201, &json!("succeeded")),
            "{}",
            attempt.body
        );
        assert_eq!(attempt.header("idempotent-replayed"), "");
        // Both references name one payment, which has been made.
        let told = api.pay(&key, &[("idempotency-key", "s1")], "a@x.com", 500).await;
        assert_eq!(told.status, 201, "{}", told.body);
        let other = json!({"email": "a@x.com", "amount": 501, "reference": "s1"}).to_string();
        let conflict = api.post("/v1/allocations", &key, &[], other).await;
        assert_eq!(conflict.status, 422);
        assert!(conflict.body.contains("500 cents, succeeded"), "{}", conflict.body);
        assert_eq!(payments(w, business).await, (1, 500));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_all_or_nothing_batch_reserves_money_for_next_attempts() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(10).await;
        let key = w.key(business).await;
        let first = upload(&api, &key, "one", "a@x.com,500,w1\nb@x.com,500,w2\n").await;
        assert_eq!(wait_until_ended(&api, &key, &first).await["counts"]["failed"], 2);
        w.fund(business, 500).await;
        let whole = "/v1/batches?mode=all_or_nothing";
        let rows = "email,amount,reference\na@x.com,500,w1\nb@x.com,500,w2\n";
        let headers = [("content-type", "text/csv"), ("idempotency-key", "two")];
        let refused = api.post(whole, &key, &headers, rows).await;
        assert_eq!((refused.status, &refused.json()["missing"]), (400, &json!(490)), "{}", refused.body);
        w.fund(business, 490).await;
        let accepted = api.post(whole, &key, &headers, rows).await;
        assert_eq!(accepted.status, 202, "{}", accepted.body);
        assert_eq!(wait_until_ended(&api, &key, &accepted.json()).await["counts"]["succeeded"], 2);
        assert_eq!(payments(w, business).await, (2, 1_000));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
