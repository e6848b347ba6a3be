//! Large batches are recorded by COPY. They are recorded as exactly as small ones, with the same responses when
//! references were used before.

use domain::allocation;
use serde_json::{Value, json};
use tests::{RunningApi, eventually, world};

const NDJSON: &str = "application/x-ndjson";

/// More items than an INSERT records, and more than a page has.
const ITEMS: usize = 450;

/// Returns the `n`th item: with or without a reference and metadata, and with letters of two and four bytes.
fn item(n: usize) -> Value {
    let mut item = json!({ "email": format!("zoë{n}@example.com"), "amount": n + 1 });
    if n.is_multiple_of(2) {
        item["reference"] = json!(format!("ref {n} ~!\"\\"));
    }
    if n.is_multiple_of(3) {
        item["metadata"] = json!({ "n": n, "text": "tab\t \"quoted\" \\ 𝄞", "deep": [1, { "a": null }] });
    }
    item
}

fn ndjson(items: impl Iterator<Item = Value>) -> String {
    items.map(|item| format!("{item}\n")).collect()
}

/// Reads all pages of `list`.
async fn list_all(api: &RunningApi, key: &str, list: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = api.get(&format!("{list}limit=100{cursor}"), key).await.json();
        all.extend(page["data"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_batch_is_recorded_exactly_as_sent_and_paid() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let answer = api.batch(&key, "large", NDJSON, ndjson((0..ITEMS).map(item))).await;
        assert_eq!(answer.status, 202, "{}", answer.body);
        let id = answer.json()["id"].as_str().unwrap().to_owned();
        let mut recorded =
            list_all(&api, &key, &format!("/v1/allocations?batch_id={id}&status=pending&")).await;
        recorded.reverse();
        assert_eq!(recorded.len(), ITEMS);
        for (n, recorded) in recorded.iter().enumerate() {
            let sent = item(n);
            for field in ["email", "amount", "reference", "metadata"] {
                assert_eq!(recorded[field], sent[field], "{field} of {recorded}");
            }
            assert_eq!(recorded["batch_id"], json!(id));
        }
        let worker = w.worker();
        eventually("the batch has finished", async || {
            let batch = api.get(&format!("/v1/batches/{id}"), &key).await.json();
            (batch["counts"]["succeeded"] == ITEMS).then_some(())
        })
        .await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// One of many references was used before. If the reward is the same, the item is a duplicate and the others are paid;
/// if it differs, the batch is refused and nothing of it is left. A reference that the batch itself repeats is reported
/// as well.
#[tokio::test(flavor = "multi_thread")]
async fn a_used_reference_in_a_large_batch_is_a_duplicate_or_a_conflict() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let fresh = |n: usize| json!({ "email": format!("u{n}@example.com"), "amount": 10, "reference": format!("r{n}") });
        let first = api.batch(&key, "one", NDJSON, ndjson([fresh(ITEMS - 1)].into_iter())).await;
        assert_eq!(first.status, 202, "{}", first.body);
        let before = w.recorded().await;

        let mut other: Vec<Value> = (0..ITEMS).map(fresh).collect();
        other[ITEMS - 1]["amount"] = json!(11);
        let refused = api.batch(&key, "other", NDJSON, ndjson(other.into_iter())).await;
        assert_eq!((refused.status, &refused.json()["errors"][0]["index"]), (409, &json!(ITEMS - 1)), "{}", refused.body);
        let mut twice: Vec<Value> = (0..ITEMS - 1).map(fresh).collect();
        twice[300] = json!({ "email": "else@example.com", "amount": 10, "reference": "r7" });
        let refused = api.batch(&key, "twice", NDJSON, ndjson(twice.into_iter())).await;
        assert_eq!(refused.json()["errors"][0]["index"], 300, "{}", refused.body);
        assert_eq!(w.recorded().await, before);

        let same = api.batch(&key, "same", NDJSON, ndjson((0..ITEMS).map(fresh))).await;
        assert_eq!((same.status, &same.json()["counts"]["duplicate"]), (202, &json!(1)), "{}", same.body);
        let again = api.batch(&key, "again", NDJSON, ndjson((0..ITEMS).map(fresh))).await;
        assert_eq!((again.status, &again.json()["counts"]["duplicate"]), (202, &json!(ITEMS)), "{}", again.body);
        let worker = w.worker();
        w.drained().await;
        assert_eq!(w.paid(business).await, i64::try_from(ITEMS).unwrap());
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// A process that is frozen while it records a batch keeps a snapshot and its locks, and no time-out of the server ends
/// that. Another process ends it.
#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_copy_is_ended_by_another_process() {
    world(async |w| {
        let mut frozen = w.pool.acquire().await.unwrap();
        let statement =
            "copy allocations (business_id, id, email, amount, request_id) from stdin (format binary)";
        let mut copy = frozen.copy_in_raw(statement).await.unwrap();
        copy.send(&b"PGCOPY\n\xff\r\n\0"[..]).await.unwrap();
        let waits = async || {
            let waits = "select pid from pg_stat_activity where datname = current_database()
                 and state = 'active' and wait_event = 'ClientRead' and query like 'copy%'";
            sqlx::query_scalar::<_, i32>(waits).fetch_optional(&w.pool).await.unwrap()
        };
        eventually("the server waits for more data", waits).await;
        let mut conn = w.pool.acquire().await.unwrap();
        assert_eq!(
            allocation::end_frozen_copies(&mut conn).await.unwrap(),
            0,
            "a copy that waits only for a moment is not ended"
        );
        let api = w.api().await;
        eventually("the copy is ended", async || waits().await.is_none().then_some(())).await;
        assert!(copy.finish().await.is_err(), "when it continues, it finds its connection closed");
        frozen.close_on_drop();
        api.stop().await;
    })
    .await;
}
