//! Steering over HTTP by a merchant: its batches and their rates; how commands are rejected, take effect, are shown and
//! are audited. Responses match the database, whatever happens to the COMMIT.
//!
//! `commands` and `queue::throttles` test the effect of commands on claims.

use api::config::ApiConfig;
use domain::queue;
use domain::throttle::UNLIMITED;
use serde_json::{Value, json};
use tests::proxy::{Cut, Proxy};
use tests::{Answer, RunningApi, eventually, world};

/// The number of items of a batch, 10 cents each.
pub(super) const ITEMS: usize = 20;

/// Sends POST /v1/batches with `query`.
async fn upload(api: &RunningApi, key: &str, name: &str, query: &str) -> Answer {
    let mut csv = String::from("email,amount\n");
    for n in 0..ITEMS {
        csv += &format!("u{n}@example.com,10\n");
    }
    let headers = [("idempotency-key", name), ("content-type", "text/csv")];
    api.post(&format!("/v1/batches{query}"), key, &headers, csv).await
}

/// Uploads a batch that must be accepted, and returns its id.
pub(super) async fn create_batch(api: &RunningApi, key: &str, name: &str, query: &str) -> String {
    let accepted = upload(api, key, name, query).await;
    assert_eq!(accepted.status, 202, "{}", accepted.body);
    accepted.json()["id"].as_str().unwrap().to_owned()
}

pub(super) async fn get_batch(api: &RunningApi, key: &str, id: &str) -> Value {
    api.get(&format!("/v1/batches/{id}"), key).await.json()
}

pub(super) async fn wait_for_status(api: &RunningApi, key: &str, id: &str, status: &str) -> Value {
    eventually(&format!("the batch is {status}"), async || {
        Some(get_batch(api, key, id).await).filter(|batch| batch["status"] == status)
    })
    .await
}

/// Asserts that a command affected this many items of 10 cents.
#[track_caller]
pub(super) fn assert_affected(answer: &Answer, items: usize) {
    let about = json!({"items": items, "amount": items * 10, "changed": items > 0});
    assert_eq!((answer.status, answer.json()), (200, about));
}

/// Asserts a 400 that names `field`.
#[track_caller]
pub(super) fn assert_invalid_field(answer: &Answer, field: &str) {
    assert_eq!(answer.status, 400, "{}", answer.body);
    assert_eq!(
        (&answer.json()["code"], &answer.json()["errors"][0]["field"]),
        (&json!("invalid_request"), &json!(field))
    );
}

pub(super) async fn audit(api: &RunningApi) -> Vec<Value> {
    api.operate("GET", "/admin/audit").await.json()["data"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_steers_its_own_batches() {
    world(async |w| {
        let api = w.api().await;
        let (business, other) = (w.business(100).await, w.business(100).await);
        let (key, foreign) = (w.key(business).await, w.key(other).await);
        let id = create_batch(&api, &key, "one", "").await;
        let path = |action: &str| format!("/v1/batches/{id}/{action}");
        for action in ["pause", "resume", "cancel", "retry"] {
            let refused = api.post(&path(action), &foreign, &[], "").await;
            assert_eq!((refused.status, &refused.json()["code"]), (404, &json!("not_found")), "{action}");
            let absent = path(action).replace(&id, "bat_01900000-0000-7000-8000-000000000000");
            assert_eq!(api.post(&absent, &foreign, &[], "").await.body, refused.body, "{action}");
            let perhaps = api.post(&path(&format!("{action}?dry_run=perhaps")), &key, &[], "").await;
            assert_eq!((perhaps.status, &perhaps.json()["code"]), (400, &json!("unknown_value")), "{action}");
        }
        assert_affected(&api.post(&path("pause?dry_run=true"), &key, &[], "").await, ITEMS);
        assert_eq!(
            (get_batch(&api, &key, &id).await["status"].clone(), audit(&api).await.len()),
            (json!("accepted"), 0)
        );
        assert_affected(&api.post(&path("pause"), &key, &[], "").await, ITEMS);
        assert_affected(&api.post(&path("pause"), &key, &[], "").await, 0);
        assert_eq!(get_batch(&api, &key, &id).await["status"], "paused");
        let worker = w.worker();
        // A second batch overtakes it. The balance covers half of its items, and the others fail.
        let second = create_batch(&api, &key, "two", "").await;
        let ended = wait_for_status(&api, &key, &second, "completed").await;
        assert_eq!((&ended["counts"]["succeeded"], &ended["counts"]["failed"]), (&json!(10), &json!(10)));
        w.fund(business, 300).await;
        let retry = format!("/v1/batches/{second}/retry");
        assert_affected(&api.post(&format!("{retry}?dry_run=true"), &key, &[], "").await, 10);
        assert_affected(&api.post(&retry, &key, &[], "").await, 10);
        eventually("the failed items are paid", async || {
            (get_batch(&api, &key, &second).await["counts"]["succeeded"] == 20).then_some(())
        })
        .await;
        assert_eq!(get_batch(&api, &key, &id).await["counts"]["pending"], ITEMS, "still paused");
        assert_affected(&api.post(&path("resume?dry_run=true"), &key, &[], "").await, ITEMS);
        assert_eq!(get_batch(&api, &key, &id).await["status"], "paused");
        assert_affected(&api.post(&path("resume"), &key, &[], "").await, ITEMS);
        wait_for_status(&api, &key, &id, "completed").await;
        for action in ["pause", "cancel"] {
            assert_eq!(api.post(&path(action), &key, &[], "").await.status, 409, "{action}: it has ended");
        }
        worker.stop().await;
        let third = create_batch(&api, &key, "three", "").await;
        assert_affected(&api.post(&format!("/v1/batches/{third}/cancel"), &key, &[], "").await, ITEMS);
        assert_affected(&api.post(&format!("/v1/batches/{third}/cancel"), &key, &[], "").await, 0);
        let worker = w.worker();
        assert_eq!(wait_for_status(&api, &key, &third, "cancelled").await["counts"]["cancelled"], ITEMS);
        assert_eq!(api.post(&format!("/v1/batches/{third}/resume"), &key, &[], "").await.status, 200);
        for action in ["pause", "retry"] {
            let refused = api.post(&format!("/v1/batches/{third}/{action}"), &key, &[], "").await;
            assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("conflict")), "{action}");
        }
        worker.stop().await;
        // The audit log has every command that was carried out, newest first, with its key. It has no previews and no
        // rejected commands.
        let mine = api.get("/v1/api-keys", &key).await.json()["data"][0]["id"].clone();
        let audit = audit(&api).await;
        let actions: Vec<&str> = audit.iter().map(|one| one["action"].as_str().unwrap()).collect();
        assert_eq!(actions, ["resume", "cancel", "cancel", "resume", "retry", "pause", "pause"]);
        assert!(audit.iter().all(|one| one["credential"] == mine && one["scope"] == "batch"), "{audit:?}");
        assert!(audit.iter().all(|one| one["request_id"].is_string() && one["batch_id"].is_string()));
        assert_eq!((&audit[3]["items"], &audit[3]["amount"]), (&json!(ITEMS), &json!(ITEMS * 10)));
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_paid_at_the_rate_of_its_upload_and_shows_it() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(10_000).await;
        let key = w.key(business).await;
        let headers = [("idempotency-key", "wrong"), ("content-type", "text/csv")];
        for wrong in ["0", "x", "1000001"] {
            let path = format!("/v1/batches?max_per_second={wrong}");
            assert_invalid_field(
                &api.post(&path, &key, &headers, "email,amount\na@example.com,1\n").await,
                "max_per_second",
            );
        }
        let id = create_batch(&api, &key, "small", "?max_cents_per_second=1000000").await;
        assert_eq!(get_batch(&api, &key, &id).await["max_cents_per_second"], 1_000_000);
        let id = create_batch(&api, &key, "slow", "?max_per_second=10").await;
        assert_eq!(get_batch(&api, &key, &id).await["max_per_second"], 10);
        // With another rate, it is another request.
        for (query, status) in [("?max_per_second=10", 202), ("?max_cents_per_second=10", 422), ("", 422)] {
            assert_eq!(upload(&api, &key, "slow", query).await.status, status, "{query}");
        }
        let unthrottled = create_batch(&api, &key, "fast", "").await;
        assert!(get_batch(&api, &key, &unthrottled).await["max_per_second"].is_null());
        wait_for_status(&api, &key, &id, "completed").await;
        // By the ledger's own times: 20 at 10 a second, of which half a second's worth may be paid at once.
        let took: f64 = sqlx::query_scalar(
            "select extract(epoch from max(t.created_at) - min(t.created_at))::float8
             from transfers t join allocations a on a.business_id = t.business_id and a.id = t.subject_id
             where a.batch_id = $1",
        )
        .bind(id.trim_start_matches("bat_").parse::<uuid::Uuid>().unwrap())
        .fetch_one(&w.pool)
        .await
        .unwrap();
        assert!(took >= 1.3, "{took} s");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// The race: a batch with a rate is accepted while a claim has read the limits of its business but has not taken jobs
/// yet.
#[tokio::test(flavor = "multi_thread")]
async fn a_claim_in_flight_skips_a_batch_whose_rate_it_has_not_read() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(10_000).await;
        let key = w.key(business).await;
        create_batch(&api, &key, "first", "").await;
        let mut claim = w.pool.begin().await.unwrap();
        let owned = queue::own(&mut claim, business).await.unwrap().unwrap();
        assert!(owned.limits.is_none());
        let claiming = async {
            eventually("the acceptance waits for the claim, or is done", async || {
                let seen = "select count(*) from pg_stat_activity
                     where wait_event_type = 'Lock' and datname = current_database()";
                let waits: i64 = sqlx::query_scalar(seen).fetch_one(&w.pool).await.unwrap();
                let batches: i64 =
                    sqlx::query_scalar("select count(*) from batches").fetch_one(&w.pool).await.unwrap();
                (waits > 0 || batches > 1).then_some(())
            })
            .await;
            let taken = queue::take(&mut claim, &owned, UNLIMITED, w.clock.now()).await.unwrap();
            claim.rollback().await.unwrap();
            taken.jobs.len()
        };
        let (taken, slow) = tokio::join!(claiming, upload(&api, &key, "slow", "?max_per_second=10"));
        assert_eq!((taken, slow.status), (ITEMS, 202), "only the first batch was there to take");
        assert_eq!(slow.json()["max_per_second"], 10);
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// The response to a command, a new key or a new endpoint matches the database, whatever happens to the COMMIT.
#[tokio::test(flavor = "multi_thread")]
async fn a_response_matches_the_database_after_a_cut_commit() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        let proxy = Proxy::to(&w.url).await;
        let cut = w.api_on(ApiConfig { database_url: proxy.url(&w.url), ..w.api_config() }).await;
        let id = create_batch(&api, &key, "one", "").await;
        let count = async |table: &'static str| -> i64 {
            let query = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
            sqlx::query_scalar(query).fetch_one(&w.pool).await.unwrap()
        };
        let endpoint = r#"{"url":"http://127.0.0.1:9/","events":["payout.*"]}"#;
        for (n, (path, body, table, made)) in [
            (format!("/v1/batches/{id}/pause"), "", "audit", 200),
            ("/v1/api-keys".to_owned(), r#"{"name":"new"}"#, "api_keys", 201),
            ("/v1/webhooks".to_owned(), endpoint, "webhook_endpoints", 201),
        ]
        .into_iter()
        .enumerate()
        {
            let before = count(table).await;
            proxy.cut_next_commit(Cut::Before);
            let refused = cut.post(&path, &key, &[], body).await;
            assert_eq!((refused.status, count(table).await), (503, before), "{path}: {}", refused.body);
            proxy.cut_next_commit(Cut::After);
            let answer = cut.post(&path, &key, &[], body).await;
            assert_eq!((answer.status, count(table).await), (made, before + 1), "{path}: {}", answer.body);
            assert_eq!(proxy.cuts() as usize, 2 * n + 2, "both COMMITs were cut");
            if let Some(new) = answer.json()["key"].as_str() {
                assert_eq!(api.get("/v1/balance", new).await.status, 200, "the returned key works");
            }
        }
        cut.stop().await;
        let resumed = api.post(&format!("/v1/batches/{id}/resume"), &key, &[], "").await;
        assert_affected(&resumed, ITEMS);
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
