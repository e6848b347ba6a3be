//! Steering with the `payout` program, as an operator types it. Each command takes effect and is in the audit log. A
//! preview changes nothing. Uploads may set their time and rate.

use std::io::Write;

use serde_json::json;
use tests::{Process, RunningApi, World, world};

/// Runs `payout` with these arguments, and returns what it printed.
async fn payout(w: &World, words: &[&str]) -> String {
    let (succeeded, printed) = Process::payout(w, words).await;
    assert!(succeeded, "{words:?}: {printed}");
    printed
}

/// Returns the audit, oldest first: action, scope, credential, items.
async fn audit(w: &World) -> Vec<(String, String, String, i64)> {
    sqlx::query_as("select action, scope, credential, items from audit order by id")
        .fetch_all(&w.pool)
        .await
        .unwrap()
}

async fn count(w: &World, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&w.pool).await.unwrap()
}

/// Returns the batch that is named in `printed`.
fn batch_in(printed: &str) -> String {
    printed.split_whitespace().find(|word| word.starts_with("bat_")).unwrap().to_owned()
}

/// Uploads a file of three with `submit`, scheduled for a later day and with a rate. Returns the batch.
async fn upload_for_later(w: &World, api: &RunningApi, key: &str, submit: &[&str]) -> String {
    let previewed = payout(w, &[submit, &["--dry-run"]].concat()).await;
    assert!(previewed.contains("would be accepted"), "{previewed}");
    assert_eq!(w.recorded().await, 0);
    let at = "2126-12-24T18:00:00Z";
    let (succeeded, refused) = Process::payout(w, &[submit, &["--scheduled-at", at]].concat()).await;
    assert!(!succeeded && refused.contains("at most a year ahead"), "{refused}");
    let at = (w.clock.now() + chrono::TimeDelta::days(1)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let upload =
        ["--scheduled-at", &at, "--max-per-second", "500", "--max-cents-per-second", "70", "--key", "one"];
    let printed = payout(w, &[submit, &upload].concat()).await;
    let batch = batch_in(&printed);
    let shown = api.get(&format!("/v1/batches/{batch}"), key).await.json();
    let rates = (&shown["max_per_second"], &shown["max_cents_per_second"]);
    assert_eq!((rates, &shown["counts"]["pending"]), ((&json!(500), &json!(70)), &json!(3)));
    assert_eq!(
        count(w, "select sum(items)::bigint from allocation_ranges where due_at is not null").await,
        3
    );
    // Under the same key, the same file with another time is another request.
    let (succeeded, _) = Process::payout(w, &[submit, &["--key", "one"]].concat()).await;
    assert!(!succeeded);
    let merchant = audit(w).await;
    let both: Vec<_> = merchant.iter().map(|done| (done.0.as_str(), done.1.as_str(), done.3)).collect();
    assert_eq!(both, [("schedule", "batch", 3), ("throttle", "batch", 3)]);
    assert!(merchant.iter().all(|done| done.2.starts_with("key_")), "{merchant:?}");
    let listed = api.operate("GET", "/admin/audit").await.json();
    assert_eq!(listed["data"][1]["scheduled_at"], at, "{listed}");
    batch
}

/// Pauses, resumes, throttles and unthrottles `target`.
async fn steer(w: &World, target: &str) {
    payout(w, &["pause", target, "--dry-run"]).await;
    assert_eq!(count(w, "select count(*) from pauses").await, 0, "a preview changes nothing");
    payout(w, &["pause", target]).await;
    assert_eq!(count(w, "select count(*) from pauses").await, 1);
    payout(w, &["resume", target]).await;
    assert_eq!(count(w, "select count(*) from pauses").await, 0);
    payout(w, &["throttle", "set", target, "--max-per-second", "7", "--max-cents-per-second", "70"]).await;
    let set = "select count(*) from throttles where max_per_second = 7 and max_cents_per_second = 70";
    assert_eq!(count(w, set).await, 1);
    assert!(payout(w, &["throttle", "list"]).await.contains('7'));
    payout(w, &["throttle", "clear", target]).await;
    assert_eq!(count(w, "select count(*) from throttles where max_per_second = 7").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_takes_effect_and_is_in_the_audit_log() {
    world(async |w| {
        let business = w.business(25).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
        write!(file, "email,amount,reference\na@example.com,10,a\nb@example.com,10,b\nc@example.com,10,c\n")
            .unwrap();
        let path = file.path().to_str().unwrap();
        let submit = ["submit", path, "--api-url", &api.url, "--api-key", &key];

        let batch = upload_for_later(w, &api, &key, &submit).await;
        let business_id = business.to_string();
        for target in ["all", business_id.as_str(), batch.as_str()] {
            steer(w, target).await;
        }
        let steered = audit(w).await.split_off(2);
        let actions: Vec<&str> = steered.iter().map(|done| done.0.as_str()).collect();
        assert_eq!(actions, ["pause", "resume", "throttle", "unthrottle"].repeat(3));
        let cli = w.cli_credential().await;
        assert!(steered.iter().all(|done| done.2 == cli));

        payout(w, &["cancel", &batch]).await;
        w.fund(business, 30).await;
        let second = batch_in(&payout(w, &[&submit[..], &["--key", "two"]].concat()).await);
        let fresh = "email,amount,reference\nd@example.com,20,d\ne@example.com,10,e\n";
        std::fs::write(file.path(), fresh).unwrap();
        let third = batch_in(&payout(w, &submit).await);
        let worker = w.worker();
        w.drained().await;
        let counts =
            async |id: &str| api.get(&format!("/v1/batches/{id}"), &key).await.json()["counts"].clone();
        assert_eq!(counts(&batch).await["cancelled"], 3);
        assert_eq!(counts(&second).await["succeeded"], 3, "the cancelled item is requested again");
        assert_eq!(
            (&counts(&third).await["succeeded"], &counts(&third).await["failed"]),
            (&json!(1), &json!(1))
        );
        w.fund(business, 100).await;
        assert!(payout(w, &["retry", &third, "--dry-run"]).await.contains('1'));
        payout(w, &["retry", &third]).await;
        tests::eventually("the retried item is paid", async || {
            (counts(&third).await["succeeded"] == 2).then_some(())
        })
        .await;
        // A retried item has kept its reference, so the reference does not pay once more.
        let again = api.pay(&key, &[("idempotency-key", "e")], "e@example.com", 10).await;
        assert_eq!((again.status, again.header("idempotent-replayed")), (201, "true"));
        assert_eq!(w.paid(business).await, 5);
        let ended: Vec<String> = audit(w).await.into_iter().map(|done| done.0).skip(14).collect();
        assert_eq!(ended, ["cancel", "retry"]);

        payout(w, &["business", "weight", &business_id, "3"]).await;
        payout(w, &["business", "disable", &business_id]).await;
        let listed = api.operate("GET", "/admin/audit").await.json();
        let (disabled, weighed) = (&listed["data"][0], &listed["data"][1]);
        assert_eq!((&disabled["action"], &disabled["payouts_enabled"]), (&json!("change"), &json!(false)));
        assert_eq!((&weighed["credential"], &weighed["weight"]), (&json!(cli), &json!(3)));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
