//! What `payout submit` and the commands about a batch print about unpaid items: which they are, why, and what to do.

use std::io::Write;

use serde_json::{Value, json};
use tempfile::NamedTempFile;
use tests::{Command, Ended, RunningApi, World, eventually, world};

const ROWS: &str = "email,amount,reference\na@x.com,5,p1\nb@x.com,6,p2\n";

fn file(suffix: &str, content: &str) -> NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(suffix).tempfile().unwrap();
    file.write_all(content.as_bytes()).unwrap();
    file
}

async fn submit(api: &RunningApi, key: &str, file: &NamedTempFile, words: &[&str]) -> Ended {
    let named = ["submit", file.path().to_str().unwrap(), "--api-url", &api.url, "--api-key", key];
    Command::run(&[&named, words].concat(), &[]).await
}

/// Returns the id of the batch in a command's output.
fn batch_id(ended: &Ended) -> String {
    let place = ended.out.find("bat_").unwrap_or_else(|| panic!("{ended:?}"));
    ended.out[place..]
        .chars()
        .take_while(|char| char.is_ascii_alphanumeric() || "_-".contains(*char))
        .collect()
}

fn assert_output(ended: &Ended, code: i32, parts: &[&str]) {
    assert_eq!(ended.code, Some(code), "{ended:?}");
    let said = format!("{}{}", ended.out, ended.err);
    for part in parts {
        assert!(said.contains(part), "{part:?}: {ended:?}");
    }
}

async fn post(api: &RunningApi, key: &str, path: &str) -> Value {
    api.post(path, key, &[], "").await.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicates_of_unpaid_items_are_reported_with_a_cure() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let rewards = file(".csv", ROWS);
        let at = (w.clock.now() + chrono::TimeDelta::days(300)).format("%Y-%m-%dT00:00:00Z").to_string();
        let first = submit(&api, &key, &rewards, &["--scheduled-at", &at]).await;
        let first_id = batch_id(&first);
        let second = submit(&api, &key, &rewards, &["--wait", "--key", "pp"]).await;
        let place = format!("pending in {first_id}, scheduled for {at}");
        let cure = format!(
            "payout cancel {first_id} (all its pending items), then submit that file with another --key"
        );
        assert_output(&second, 1, &["2  with status pending, not paid yet", &place, &cure]);
        let json = submit(&api, &key, &rewards, &["--wait", "--key", "json", "--json"]).await;
        assert_eq!((json.code, json.objects().len()), (Some(1), 1), "{json:?}");
        // Without `--wait`, the output says it too, and the command succeeds.
        let third = submit(&api, &key, &rewards, &["--key", "ppp"]).await;
        assert_output(&third, 0, &[&place, &cure]);
        // The printed cure works.
        post(&api, &key, &format!("/v1/batches/{first_id}/cancel")).await;
        assert_output(
            &submit(&api, &key, &rewards, &["--wait", "--key", "again"]).await,
            0,
            &["Paid                    2"],
        );
        assert_output(
            &submit(&api, &key, &rewards, &["--wait", "--key", "once more"]).await,
            0,
            &["2  with status succeeded"],
        );
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicates_of_paused_and_single_payments_name_where_they_are() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        let body = json!({"email": "a@x.com", "amount": 5, "reference": "p1"}).to_string();
        let alone = api.post("/v1/allocations", &key, &[], body).await.json()["id"].clone();
        let first = api.batch(&key, "one", "text/csv", "email,amount,reference\nb@x.com,6,p2\n").await.json();
        let first_id = first["id"].as_str().unwrap();
        post(&api, &key, &format!("/v1/batches/{first_id}/pause")).await;
        let ended = submit(&api, &key, &file(".csv", ROWS), &["--wait"]).await;
        let (alone, paused) = (
            format!("pending as {}", alone.as_str().unwrap()),
            format!("pending in {first_id}, held by a pause (payout resume {first_id} ends the batch's own)"),
        );
        assert_output(&ended, 1, &["2  with status pending, not paid yet", &alone, &paused]);
        post(&api, &key, &format!("/v1/batches/{first_id}/resume")).await;
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// More duplicates than a page has: all are counted.
#[tokio::test(flavor = "multi_thread")]
async fn duplicates_beyond_one_page_are_all_counted() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let rows = |from: u32| {
            let rows: String = (from..450).map(|n| format!("u{n}@x.com,1,r{n}\n")).collect();
            format!("email,amount,reference\n{rows}")
        };
        assert_output(&submit(&api, &key, &file(".csv", &rows(1)), &["--wait"]).await, 0, &["449"]);
        let at = (w.clock.now() + chrono::TimeDelta::days(300)).to_rfc3339();
        let late = file(".csv", "email,amount,reference\nlate@x.com,1,late\n");
        assert_output(&submit(&api, &key, &late, &["--scheduled-at", &at]).await, 0, &[]);
        let all = file(".csv", &format!("{}late@x.com,1,late\n", rows(1)));
        assert_output(
            &submit(&api, &key, &all, &["--wait"]).await,
            1,
            &["449  with status succeeded", "1  with status pending"],
        );
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn standard_input_is_submitted_like_a_file() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let (home, program) = (tempfile::tempdir().unwrap(), Command::program().await);
        let piped = async |words: &str| {
            let rows = ROWS.replace('\n', "\\n");
            let submit =
                format!("{} submit - --api-url {} --api-key {key} {words}", program.display(), api.url);
            let mut command = Command::shell(home.path(), &format!("printf '{rows}' | {submit}"));
            let code = command.ended().await;
            Ended { code, out: command.out().join("\n"), err: command.err().join("\n") }
        };
        assert_output(&piped("").await, 2, &["pass --format csv or --format ndjson"]);
        assert_output(&piped("--format ndjson").await, 2, &["standard-input-", "pass --format csv"]);
        assert_output(&piped("--format csv --dry-run").await, 0, &["2"]);
        assert_eq!(w.recorded().await, 0);
        assert_eq!(piped("--format csv --wait").await.code, Some(0));
        assert_eq!(w.payout_balance(business).await, 1_000 - 11);
        // The key follows from the content, whether it came from a file or a pipe.
        assert_output(&submit(&api, &key, &file(".csv", ROWS), &[]).await, 3, &["accepted before"]);
        let faulty = file(".csv", "email,amount\nx,5\n");
        assert_output(
            &submit(&api, &key, &faulty, &[]).await,
            1,
            &["line 2: email", "--dry-run` reports all errors at once"],
        );
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_different_request_under_a_key_is_refused_with_the_differences() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        let rewards = file(".csv", ROWS);
        let first = submit(&api, &key, &rewards, &[]).await;
        let id = batch_id(&first);
        let slower = submit(&api, &key, &rewards, &["--max-per-second", "5"]).await;
        assert_output(&slower, 1, &[&id, "The differences are: max_per_second (none before, 5 now). Send"]);
        // The comparison is with the rates of the first upload, not with later changes.
        let set = format!("/v1/batches/{id}/throttle");
        let body = json!({"max_per_second": 5}).to_string();
        api.send("PUT", &set, &[("authorization", format!("Bearer {key}"))], body).await;
        let slower = submit(&api, &key, &rewards, &["--max-per-second", "5"]).await;
        assert_output(&slower, 1, &["The differences are: max_per_second (none before, 5 now). Send"]);
        let other = ["--max-cents-per-second", "70", "--mode", "all_or_nothing"];
        let other = submit(&api, &key, &rewards, &other).await;
        assert_output(
            &other,
            1,
            &["mode (best_effort before, all_or_nothing now), max_cents_per_second (none before, 70 now). Send"],
        );
        let rated = ["--key", "rated", "--max-per-second", "5"];
        assert_output(&submit(&api, &key, &file(".csv", "email,amount\nc@x.com,5\n"), &rated).await, 0, &[]);
        let swapped = submit(&api, &key, &file(".csv", "email,amount\nd@x.com,5\n"), &rated).await;
        assert_output(
            &swapped,
            1,
            &["The differences are: the items (their number and total are equal). Send"],
        );
        let unrated =
            submit(&api, &key, &file(".csv", "email,amount\nd@x.com,5\n"), &["--key", "rated"]).await;
        let both =
            "the items (their number and total are equal), max_per_second (5 before, none now). Send";
        assert_output(&unrated, 1, &[both]);
        let more = submit(&api, &key, &rewards, &rated).await;
        assert_output(&more, 1, &["The differences are: items (1 before, 2 now), total cents (5 before, 11 now). Send"]);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_of_a_cancelled_batch_is_refused_with_the_cure() {
    world(async |w: &World| {
        use secrecy::ExposeSecret;

        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        let rewards = file(".csv", ROWS);
        let id = batch_id(&submit(&api, &key, &rewards, &[]).await);
        post(&api, &key, &format!("/v1/batches/{id}/cancel")).await;
        let refused = api.post(&format!("/v1/batches/{id}/retry"), &key, &[], "").await;
        assert_eq!(refused.status, 409, "{}", refused.body);
        for part in ["with another Idempotency-Key", "is not paid twice"] {
            assert!(refused.body.contains(part), "{}", refused.body);
        }
        let by_key = ["retry", &id, "--api-url", &api.url, "--api-key", &key];
        assert_output(&Command::run(&by_key, &[]).await, 1, &["payout submit FILE --key KEY"]);
        let operator = [("DATABASE_URL", w.url.expose_secret())];
        assert_output(
            &Command::run(&["retry", &id], &operator).await,
            1,
            &["submit the same file with another --key"],
        );
        let worker = w.worker();
        assert_output(&submit(&api, &key, &rewards, &["--wait", "--key", "two"]).await, 0, &[]);
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_format_is_reported_in_terms_of_the_commands_flags() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        let object = "{\"email\":\"a@x.com\",\"amount\":5}\n";
        let array = "[{\"email\":\"a@x.com\",\"amount\":5}]";
        let document = "{\"items\":[{\"email\":\"a@x.com\",\"amount\":5}]}";
        for (suffix, content, words, says) in [
            (".ndjson", object, &["--format", "csv"][..], "pass --format ndjson"),
            (".csv", object, &[], "pass --format ndjson"),
            (".csv", &format!("\u{feff}\n\n{object}"), &[], "pass --format ndjson"),
            (".csv", ROWS, &["--format", "ndjson"], "pass --format csv"),
            (".ndjson", array, &[], "without brackets and commas"),
            (".csv", array, &[], "without brackets and commas"),
            (".ndjson", document, &[], "each item on a line of its own"),
        ] {
            let ended = submit(&api, &key, &file(suffix, content), words).await;
            assert_output(&ended, 2, &[says]);
            assert!(!ended.err.contains("Content-Type"), "{ended:?}");
        }
        assert_output(&submit(&api, &key, &file(".ndjson", object), &[]).await, 0, &[]);
        let named = file(".csv", &format!("\u{feff}{object}"));
        assert_output(&submit(&api, &key, &named, &["--format", "ndjson"]).await, 0, &[]);
        api.stop().await;
    })
    .await;
}

/// Clients and proxies retry a 500, and this request was once answered with 500 for ever.
#[tokio::test(flavor = "multi_thread")]
async fn payout_create_with_a_cancelled_items_reference_is_its_next_attempt() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let at = (w.clock.now() + chrono::TimeDelta::days(300)).to_rfc3339().replace('+', "%2B");
        let headers = [("content-type", "text/csv"), ("idempotency-key", "one")];
        let batch = api.post(&format!("/v1/batches?scheduled_at={at}"), &key, &headers, ROWS).await.json();
        let path = format!("/v1/batches/{}", batch["id"].as_str().unwrap());
        post(&api, &key, &format!("{path}/cancel")).await;
        eventually("the batch has ended", async || {
            (api.get(&path, &key).await.json()["status"] == "cancelled").then_some(())
        })
        .await;
        // A pause holds it, as it holds new payments.
        let all = json!({"scope": "all"}).to_string();
        assert_eq!(api.operate_with("POST", "/admin/pause", all.clone()).await.status, 200);
        let held = api.pay(&key, &[("idempotency-key", "p1")], "a@x.com", 5).await;
        assert_eq!(held.status, 503, "{}", held.body);
        assert_eq!(api.operate_with("POST", "/admin/resume", all).await.status, 200);
        let paid = api.pay(&key, &[("idempotency-key", "p1")], "a@x.com", 5).await;
        assert_eq!(paid.status, 201, "{}", paid.body);
        assert_eq!(paid.header("idempotent-replayed"), "");
        let again = api.pay(&key, &[("idempotency-key", "p1")], "a@x.com", 5).await;
        assert_eq!((again.status, &again.body), (201, &paid.body));
        assert_eq!(again.header("idempotent-replayed"), "true");
        let other = api.pay(&key, &[("idempotency-key", "p2")], "b@x.com", 7).await;
        assert_eq!(other.status, 422, "another amount is a different payment: {}", other.body);
        let later = [("idempotency-key", "p2"), ("prefer", "respond-async")];
        assert_eq!(api.pay(&key, &later, "b@x.com", 6).await.status, 202);
        w.drained().await;
        assert_eq!(w.payout_balance(business).await, 1_000 - 5 - 6);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
