//! Steering with the `payout` program and an API key alone. Each command calls the API's route for it, and changes only
//! the caller's own objects. The program prints how it has access, and never guesses.

use serde_json::{Value, json};
use tests::{Command, Ended, RunningApi, World, world};

/// Runs commands with a merchant's key.
struct MerchantCli<'a> {
    url: &'a str,
    key: &'a str,
}

impl MerchantCli<'_> {
    async fn run(&self, words: &[&str]) -> Ended {
        let by_key = ["--api-url", self.url, "--api-key", self.key];
        Command::run(&[words, &by_key].concat(), &[]).await
    }

    /// Runs the command with --json, and returns the object.
    async fn run_json(&self, words: &[&str]) -> Value {
        let ended = self.run(&[words, &["--json"]].concat()).await;
        assert_eq!((ended.code, ended.objects().len()), (Some(0), 1), "{words:?}: {ended:?}");
        assert!(ended.err.contains("With an API key"), "{ended:?}");
        ended.objects().remove(0)
    }

    async fn assert_refused(&self, words: &[&str], code: i32, why: &str) {
        let ended = self.run(words).await;
        assert_eq!((ended.code, ended.err.contains(why)), (Some(code), true), "{words:?}: {ended:?}");
        assert_eq!(ended.out, "", "{words:?}");
    }
}

async fn create_batch(api: &RunningApi, key: &str, name: &str) -> String {
    let items = "email,amount\na@example.com,10\nb@example.com,10\nc@example.com,10\n";
    let made = api.batch(key, name, "text/csv", items).await;
    assert_eq!(made.status, 202, "{}", made.body);
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn run_as_operator(w: &World, words: &[&str]) -> Ended {
    use secrecy::ExposeSecret;
    Command::run(words, &[("DATABASE_URL", w.url.expose_secret())]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_steers_its_own_batches_over_http() {
    world(async |w| {
        let business = w.business(25).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let id = create_batch(&api, &key, "one").await;
        let mine = MerchantCli { url: &api.url, key: &key };
        let shown = async || api.get(&format!("/v1/batches/{id}"), &key).await.json();
        let all = json!({"items": 3, "amount": 30, "changed": true});
        assert_eq!(mine.run_json(&["pause", &id, "--dry-run"]).await, all);
        assert_eq!(shown().await["status"], "accepted", "a preview changes nothing");
        assert_eq!(mine.run_json(&["pause", &id]).await, all);
        assert_eq!(shown().await["status"], "paused");
        assert_eq!(mine.run_json(&["resume", &id]).await, all);
        let faster = ["throttle", "set", &id, "--max-per-second", "7", "--max-cents-per-second", "70"];
        assert_eq!(mine.run_json(&faster).await, all);
        let rates = shown().await;
        assert_eq!((&rates["max_per_second"], &rates["max_cents_per_second"]), (&json!(7), &json!(70)));
        assert_eq!(mine.run_json(&["throttle", "clear", &id]).await, all);
        assert_eq!(shown().await["max_per_second"], Value::Null);
        // Only an operator may change what an operator has set.
        let slower = ["throttle", "set", &id, "--max-per-second", "1000"];
        assert_eq!(run_as_operator(w, &slower).await.code, Some(0));
        assert_eq!(run_as_operator(w, &["pause", &id]).await.code, Some(0));
        mine.assert_refused(&["throttle", "clear", &id], 1, "throttled by an operator").await;
        mine.assert_refused(
            &["throttle", "set", &id, "--max-per-second", "9"],
            1,
            "throttled by an operator",
        )
        .await;
        mine.assert_refused(&["resume", &id], 1, "paused by an operator").await;
        assert_eq!(run_as_operator(w, &["resume", &id]).await.code, Some(0));
        assert_eq!(run_as_operator(w, &["throttle", "clear", &id]).await.code, Some(0));
        let worker = w.worker();
        w.drained().await;
        w.fund(business, 10).await;
        assert_eq!(mine.run_json(&["retry", &id]).await, json!({"items": 1, "amount": 10, "changed": true}));
        tests::eventually("the retried item is paid", async || {
            (shown().await["counts"]["succeeded"] == 3).then_some(())
        })
        .await;
        worker.stop().await;
        mine.assert_refused(&["cancel", &id], 1, "The batch has finished. (conflict, HTTP 409)").await;
        let second = create_batch(&api, &key, "two").await;
        let cancelled = mine.run(&["cancel", &second]).await;
        assert_eq!(
            (cancelled.code, cancelled.out.as_str()),
            (Some(0), "cancel affects: 3 items, $0.30\n"),
            "{cancelled:?}"
        );
        let again = mine.run(&["cancel", &second, "--dry-run"]).await;
        assert!(again.code == Some(0) && again.out.contains("It was cancelled already"), "{again:?}");
        let audit: Vec<(String, String)> = sqlx::query_as("select action, credential from audit order by id")
            .fetch_all(&w.pool)
            .await
            .unwrap();
        let by_key: Vec<&str> =
            audit.iter().filter(|done| done.1.starts_with("key_")).map(|done| done.0.as_str()).collect();
        assert_eq!(by_key, ["pause", "resume", "throttle", "unthrottle", "retry", "cancel"]);
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_can_change_the_rate_its_batch_was_uploaded_with() {
    world(async |w| {
        let (api, key) = (w.api().await, w.key(w.business(100).await).await);
        let headers = [("idempotency-key", "one"), ("content-type", "text/csv")];
        let made = api
            .post("/v1/batches?max_per_second=5", &key, &headers, "email,amount\na@example.com,10\n")
            .await;
        let path = format!("/v1/batches/{}/throttle", made.json()["id"].as_str().unwrap());
        let authorization = format!("Bearer {key}");
        let ask = async |method: &str, body: &str| {
            api.send(method, &path, &[("authorization", &authorization)], body.to_owned()).await
        };
        let set = ask("PUT", r#"{"max_per_second":6}"#).await;
        assert_eq!(
            (set.status, set.json()),
            (200, json!({"items": 1, "amount": 10, "changed": true})),
            "{}",
            set.body
        );
        for (wrong, field) in
            [("{}", "max_per_second"), (r#"{"max_cents_per_second":0}"#, "max_cents_per_second")]
        {
            let refused = ask("PUT", wrong).await;
            assert_eq!(
                (refused.status, &refused.json()["errors"][0]["field"]),
                (400, &json!(field)),
                "{wrong}"
            );
        }
        // A throttle set on the operators' route belongs to an operator. Once it is cleared, the merchant may set
        // one again.
        let id = made.json()["id"].clone();
        let of = json!({"scope": "batch", "batch_id": id, "max_per_second": 7}).to_string();
        assert_eq!(api.operate_with("PUT", "/admin/throttles", of).await.status, 200);
        assert_eq!(ask("DELETE", "").await.status, 409);
        assert_eq!(ask("PUT", r#"{"max_per_second":6}"#).await.status, 409);
        let of = format!("/admin/throttles?scope=batch&batch_id={}", id.as_str().unwrap());
        assert_eq!(api.operate("DELETE", &of).await.status, 200);
        assert_eq!(ask("PUT", r#"{"max_per_second":6}"#).await.status, 200);
        assert_eq!(ask("DELETE", "").await.status, 200);
        assert_eq!(ask("DELETE", "").await.json()["items"], 0, "there is no throttle");
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_cannot_steer_other_targets_and_access_is_never_guessed() {
    world(async |w| {
        let (business, other) = (w.business(100).await, w.business(100).await);
        let (api, key, others) = (w.api().await, w.key(business).await, w.key(other).await);
        let (mine, id) =
            (MerchantCli { url: &api.url, key: &key }, create_batch(&api, &others, "theirs").await);
        for command in ["pause", "resume", "cancel", "retry"] {
            mine.assert_refused(&[command, &id], 1, "There is no such batch. (not_found, HTTP 404)").await;
        }
        mine.assert_refused(&["throttle", "clear", &id], 1, "There is no such batch.").await;
        for target in ["all", "webhooks", "method:paypal", &business.to_string()] {
            mine.assert_refused(&["pause", target], 2, "an API key steers its own batches only").await;
        }
        mine.assert_refused(&["throttle", "set", "all", "--max-per-second", "1"], 2, "an API key steers")
            .await;
        let nothing = Command::run(&["cancel", &id], &[]).await;
        assert_eq!(nothing.code, Some(2), "{nothing:?}");
        assert!(
            nothing.err.contains("PAYOUT_API_KEY") && nothing.err.contains("DATABASE_URL"),
            "{nothing:?}"
        );
        // With both in the environment, the database is used. A flag takes precedence over the environment. Two flags
        // are refused.
        use secrecy::ExposeSecret;
        let database = w.url.expose_secret();
        let set = [("DATABASE_URL", database), ("PAYOUT_API_URL", &api.url), ("PAYOUT_API_KEY", &key)];
        let both = Command::run(&["pause", &id], &set).await;
        assert_eq!(
            (both.code, both.err.as_str()),
            (Some(0), "As an operator, on the database.\n"),
            "{both:?}"
        );
        let typed = Command::run(&["resume", &id, "--api-key", &key], &set).await;
        assert_eq!(
            (typed.code, typed.err.contains("With an API key, over http")),
            (Some(1), true),
            "{typed:?}"
        );
        // An empty variable is not set.
        let set = [("DATABASE_URL", ""), ("PAYOUT_API_URL", &api.url), ("PAYOUT_API_KEY", &key)];
        let unset = Command::run(&["batch", "list"], &set).await;
        assert_eq!(
            (unset.code, unset.err.contains("With an API key, over http")),
            (Some(0), true),
            "{unset:?}"
        );
        let words = ["resume", &id, "--api-key", &key, "--api-url", &api.url, "--database-url", database];
        let contradiction = Command::run(&words, &[]).await;
        assert_eq!((contradiction.code, contradiction.err.contains("only one")), (Some(2), true));
        let actions: i64 = sqlx::query_scalar("select count(*) from audit").fetch_one(&w.pool).await.unwrap();
        assert_eq!(actions, 1, "the one pause");
        api.stop().await;
    })
    .await;
}
