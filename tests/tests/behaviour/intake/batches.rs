//! Batches as their client sees them: accepted whole or not at all, with right counts at every moment, and with an
//! outcome for each item.

use std::io::ErrorKind;

use domain::clock::Clock;
use serde_json::{Value, json};
use tests::world::{noon, world_at};
use tests::{Answer, RunningApi, eventually, world};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::queue::poison::POISON;
use crate::queue::races::{HOLD, LET_GO};

const NDJSON: &str = "application/x-ndjson";
const CSV: &str = "text/csv";
const JSON: &str = "application/json";

/// Returns the id of the batch that `answer` accepted.
#[track_caller]
fn accepted_id(answer: &Answer) -> String {
    assert_eq!(answer.status, 202, "{}", answer.body);
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("location"), format!("/v1/batches/{id}"));
    id
}

async fn get_batch(api: &RunningApi, key: &str, id: &str) -> Value {
    let answer = api.get(&format!("/v1/batches/{id}"), key).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// Reads every item in pages of `limit`.
async fn list_items(api: &RunningApi, key: &str, id: &str, limit: usize) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = api.get(&format!("/v1/batches/{id}/items?limit={limit}{cursor}"), key).await.json();
        let data = page["data"].as_array().unwrap();
        assert!(data.len() <= limit);
        all.extend(data.iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

/// Returns `index field code` of each fault.
#[track_caller]
fn faults(answer: &Answer) -> Vec<String> {
    let problem = answer.json();
    let errors = problem["errors"].as_array().unwrap_or_else(|| panic!("{problem}"));
    let text = |error: &Value, name: &str| error[name].as_str().unwrap().to_owned();
    errors.iter().map(|e| format!("{} {} {}", e["index"], text(e, "field"), text(e, "code"))).collect()
}

fn tally(pending: i64, succeeded: i64, failed: i64, duplicate: i64) -> Value {
    let total = pending + succeeded + failed + duplicate;
    json!({"total": total, "pending": pending, "succeeded": succeeded, "failed": failed, "cancelled": 0, "duplicate": duplicate})
}

async fn wait_until_completed(api: &RunningApi, key: &str, id: &str) -> Value {
    eventually("the batch is completed", async || {
        Some(get_batch(api, key, id).await).filter(|batch| batch["status"] == "completed")
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn csv_ndjson_and_json_batches_are_accepted_and_paid() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let csv = "email,amount,reference\r\na@example.com,1,\r\n\"b@example.com\",2,\"x,1\"\r\n";
        let ndjson = "{\"email\":\"a@example.com\",\"amount\":1}\n\n{\"email\":\"b@example.com\",\"amount\":2,\"reference\":\"x,2\",\"metadata\":{\"k\":[1]}}";
        let json = r#"{"items":[{"email":"A@Example.com","amount":1},{"email":"b@example.com","amount":2,"reference":"x,3"}]}"#;
        for (media_type, body) in [(CSV, csv), (NDJSON, ndjson), (JSON, json)] {
            let id = accepted_id(&api.batch(&key, media_type, media_type, body).await);
            let batch = wait_until_completed(&api, &key, &id).await;
            assert_eq!((&batch["counts"], &batch["amounts"]), (&tally(0, 2, 0, 0), &tally(0, 3, 0, 0)));
            let items = list_items(&api, &key, &id, 50).await;
            assert_eq!((&items[0]["index"], &items[1]["email"]), (&json!(0), &json!("b@example.com")));
        }
        assert_eq!(w.users(business).await, [("a@example.com".into(), 3), ("b@example.com".into(), 6)]);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_invalid_item_refuses_the_batch_and_every_invalid_item_is_named() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let good = "{\"email\":\"a@example.com\",\"amount\":1}\n";
        let ndjson = format!("{good}{{\"email\":\"x\",\"amount\":1.5}}\n{good}[]\n{{\"email\":\"a@example.com\",\"amount\":1,\"reference\":\"\u{e9}\"}}\n");
        let answer = api.batch(&key, "one", NDJSON, ndjson).await;
        assert_eq!((answer.status, answer.header("content-type")), (400, "application/problem+json"));
        let expected =
            ["1 email invalid_email", "1 amount not_an_integer", "3 item not_an_object", "4 reference invalid_reference"];
        assert_eq!(faults(&answer), expected);
        let answer = api.batch(&key, "one", CSV, "email,amount\na@example.com,1\na@example.com,0\nb@example.com\n").await;
        assert_eq!(faults(&answer), ["1 amount too_small", "2 item wrong_number_of_fields"]);
        let answer = api.batch(&key, "one", JSON, r#"{"items":[{"email":"a@example.com","amount":"1"}]}"#).await;
        assert_eq!(faults(&answer), ["0 amount not_an_integer"]);
        for (media_type, body, status) in
            [(NDJSON, "", 400), (JSON, "{\"items\":", 400), (CSV, "mail,amount\n", 400), ("text/plain", "x", 415)]
        {
            let answer = api.batch(&key, "one", media_type, body).await;
            assert_eq!(answer.status, status, "{}", answer.body);
        }
        let keyless = api.post("/v1/batches", &key, &[("content-type", NDJSON)], good).await;
        assert_eq!((keyless.status, &keyless.json()["code"]), (400, &json!("idempotency_key_required")));
        assert_eq!(w.recorded().await, 0, "none of the batches is recorded");
        accepted_id(&api.batch(&key, "one", NDJSON, good).await);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_reference_is_a_duplicate_or_with_other_content_a_conflict() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let line = |email: &str, amount: i64, reference: &str| {
            format!(
                "{{\"email\":\"{email}@example.com\",\"amount\":{amount},\"reference\":\"{reference}\"}}\n"
            )
        };
        let single = api.pay(&key, &[("idempotency-key", "single")], "a@example.com", 5).await;
        let single = single.header("allocation-id");
        let first = line("b", 1, "r1") + &line("b", 1, "r1") + &line("a", 5, "single") + &line("c", 2, "r2");
        let id = accepted_id(&api.batch(&key, "one", NDJSON, first.clone()).await);
        let done = wait_until_completed(&api, &key, &id).await;
        assert_eq!((&done["counts"], &done["amounts"]), (&tally(0, 2, 0, 2), &tally(0, 3, 0, 6)));
        let first_items = list_items(&api, &key, &id, 50).await;
        let states: Vec<&str> = first_items.iter().map(|item| item["status"].as_str().unwrap()).collect();
        assert_eq!(states, ["succeeded", "duplicate", "duplicate", "succeeded"]);
        assert_eq!(first_items[1]["allocation_id"], first_items[0]["allocation_id"]);
        assert_eq!(first_items[2]["allocation_id"], single);
        // All items are duplicates, so the batch is completed when it is accepted.
        let again = api.batch(&key, "two", NDJSON, line("b", 1, "r1")).await;
        assert_eq!(
            (&again.json()["status"], &again.json()["counts"]),
            (&json!("completed"), &tally(0, 0, 0, 1))
        );
        // A reference with other content is an error of the item: in the batch, in another, or in a single request.
        let before = w.recorded().await;
        let conflicts =
            line("z", 1, "new") + &line("z", 2, "new") + &line("b", 9, "r1") + &line("z", 5, "single");
        let refused = api.batch(&key, "three", NDJSON, conflicts).await;
        assert_eq!(refused.status, 409, "{}", refused.body);
        let conflict = |index| format!("{index} reference reference_conflict");
        assert_eq!(faults(&refused), [conflict(1), conflict(2), conflict(3)]);
        assert_eq!(w.recorded().await, before, "the refused batch is not recorded");
        // A single request that repeats an item of a batch.
        let repeated = api.pay(&key, &[("idempotency-key", "r2")], "c@example.com", 2).await;
        assert_eq!((repeated.status, repeated.header("idempotent-replayed")), (201, "true"));
        assert_eq!(api.pay(&key, &[("idempotency-key", "r2")], "c@example.com", 3).await.status, 422);
        // The batch's own idempotency key.
        let replay = api.batch(&key, "one", NDJSON, first).await;
        assert_eq!((accepted_id(&replay), replay.header("idempotent-replayed")), (id, "true"));
        let reused = api.batch(&key, "one", NDJSON, line("b", 1, "r1")).await;
        assert_eq!((reused.status, &reused.json()["code"]), (422, &json!("idempotency_key_reused")));
        assert_eq!(w.paid(business).await, 3);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// A client that disconnects leaves no rows and frees its place. Otherwise, all 8 places would soon be lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_disconnects_mid_upload_leaves_no_rows() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let address = api.url.strip_prefix("http://").unwrap();
        let open = async |n: usize| {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let head = format!(
                "POST /v1/batches HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nIdempotency-Key: k{n}\r\n\
                 Content-Type: {NDJSON}\r\nTransfer-Encoding: chunked\r\n\r\n"
            );
            let item = "{\"email\":\"a@example.com\",\"amount\":1}\n";
            stream.write_all(format!("{head}{:x}\r\n{item}\r\n", item.len()).as_bytes()).await.unwrap();
            stream
        };
        let mut streams = Vec::new();
        for n in 0..4 {
            streams.push(open(n).await);
        }
        eventually("all places of the business are taken", async || {
            for (n, stream) in streams.iter_mut().enumerate() {
                // They send slowly, because a stalled stream is cut. A stream that lost the last place to the request
                // below is refused while its body is still read, so it is opened again.
                let waits = matches!(stream.try_read(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock);
                if !waits || stream.write_all(b"1\r\n\n\r\n").await.is_err() {
                    *stream = open(n).await;
                }
            }
            (api.batch(&key, "question", NDJSON, "").await.status == 429).then_some(())
        })
        .await;
        drop(streams);
        let one = "{\"email\":\"a@example.com\",\"amount\":1}";
        let answer = eventually("a place is free", async || {
            assert_eq!(w.recorded().await, 0);
            Some(api.batch(&key, "k0", NDJSON, one).await).filter(|answer| answer.status != 429)
        })
        .await;
        accepted_id(&answer);
        assert_eq!(answer.header("idempotent-replayed"), "");
        assert_eq!(w.recorded().await, 3, "a batch, its allocation, its queue row");
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_counts_are_right_during_and_after_processing() {
    const FIRST_CLAIMS: i64 = 2_000;
    world(async |w| {
        w.execute(HOLD).await;
        let business = w.business(10_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let mut body = String::from("email,amount\n");
        for n in 0..FIRST_CLAIMS + 100 {
            let email = if n == FIRST_CLAIMS + 50 { "held".to_owned() } else { format!("u{}", n % 40) };
            body += &format!("{email}@example.com,2\n");
        }
        let answer = api.batch(&key, "one", CSV, body).await;
        let id = accepted_id(&answer);
        assert_eq!(answer.json()["counts"], tally(2_100, 0, 0, 0));
        assert_eq!(get_batch(&api, &key, &id).await["status"], "accepted");
        let worker = w.worker();
        eventually("the third claim is held", async || crate::faults::crashes::is_held(w).await).await;
        let during = get_batch(&api, &key, &id).await;
        assert_eq!((&during["status"], &during["finished_at"]), (&json!("processing"), &Value::Null));
        assert_eq!(
            (&during["counts"], &during["amounts"]),
            (&tally(100, 2_000, 0, 0), &tally(200, 4_000, 0, 0))
        );
        w.execute(LET_GO).await;
        let after = wait_until_completed(&api, &key, &id).await;
        assert_eq!((&after["counts"], &after["amounts"]), (&tally(0, 2_100, 0, 0), &tally(0, 4_200, 0, 0)));
        let all = list_items(&api, &key, &id, 199).await;
        assert_eq!(all.len(), 2_100, "pages neither skip nor repeat");
        assert!((0..).zip(&all).all(|(n, item)| item["index"] == json!(n) && item["status"] == "succeeded"));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_completed_only_when_its_last_item_ends() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        w.execute(POISON).await;
        let business = w.business(1_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let body = "email,amount\na@example.com,1\npoison@example.com,2\nb@example.com,3\n";
        let id = accepted_id(&api.batch(&key, "one", CSV, body).await);
        let states = async |expected: Value| {
            eventually("the counts are as expected", async || {
                Some(get_batch(&api, &key, &id).await).filter(|batch| batch["counts"] == expected)
            })
            .await
        };
        let during = states(tally(1, 2, 0, 0)).await;
        assert_eq!((&during["status"], &during["finished_at"]), (&json!("processing"), &Value::Null));
        let after = eventually("the poison is parked", async || {
            clock.advance(chrono::Duration::seconds(400));
            Some(get_batch(&api, &key, &id).await).filter(|batch| batch["counts"]["failed"] == 1)
        })
        .await;
        let ends = list_items(&api, &key, &id, 1).await;
        assert_eq!((&after["status"], &after["finished_at"]), (&json!("completed"), &ends[1]["finished_at"]));
        assert_eq!(
            (&ends[1]["code"], &ends[0]["finished_at"]),
            (&json!("internal_error"), &json!("2026-03-01T12:00:00Z"))
        );
        // An operator's retry makes the batch unfinished, and then finished at another time.
        w.execute("drop trigger poison on payout_users").await;
        clock.advance(chrono::Duration::seconds(1_000));
        let dead = ends[1]["allocation_id"].as_str().unwrap();
        assert_eq!(api.operate("POST", &format!("/admin/dead/{dead}/retry")).await.status, 200);
        let again = states(tally(0, 3, 0, 0)).await;
        assert_eq!(again["status"], "completed");
        assert_ne!(again["finished_at"], after["finished_at"]);
        assert_eq!(again["amounts"], tally(0, 6, 0, 0));
        let audit = api.operate("GET", "/admin/audit").await.json()["data"][0].clone();
        assert_eq!((&audit["action"], &audit["scope"]), (&json!("retry"), &json!("allocation")));
        assert_eq!((&audit["allocation_id"], &audit["credential"]), (&json!(dead), &json!("operator")));
        assert!(audit["request_id"].is_string() && audit["items"] == 1, "{audit}");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uncovered_item_fails_alone_and_the_results_show_it() {
    world(async |w| {
        let business = w.business(100).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let body = "email,amount,reference\n+a@example.com,60,=1+1\nb@example.com,50,r2\nc@example.com,39,\n";
        let id = accepted_id(&api.batch(&key, "one", CSV, body).await);
        let worker = w.worker();
        let done = wait_until_completed(&api, &key, &id).await;
        assert_eq!((&done["counts"], &done["amounts"]), (&tally(0, 2, 1, 0), &tally(0, 99, 50, 0)));
        assert_eq!(w.payout_balance(business).await, 1);
        let results = api.get(&format!("/v1/batches/{id}/results.csv"), &key).await;
        assert_eq!(results.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(results.header("content-disposition"), format!("attachment; filename=\"{id}.csv\""));
        let rows: Vec<Vec<&str>> = results.body.lines().map(|line| line.split(',').collect()).collect();
        let columns =
            "index,reference,email,amount,status,code,allocation_id,payout_user_id,hash,finished_at,duplicate_of,duplicate_status";
        assert_eq!((rows[0].join(","), rows.len()), (columns.to_owned(), 4));
        assert_eq!(rows[1][..6], ["0", "'=1+1", "'+a@example.com", "60", "succeeded", ""]);
        assert_eq!(rows[2][..6], ["1", "r2", "b@example.com", "50", "failed", "insufficient_funds"]);
        assert_eq!((rows[2][7], rows[2][8]), ("", ""), "no user was paid");
        assert_eq!(rows[3][..6], ["2", "", "c@example.com", "39", "succeeded", ""]);
        // The hash is the one that /payout/create returns.
        let paid = api.pay(&key, &[], "c@example.com", 1).await;
        assert_eq!((paid.status, paid.json()["hash"].as_str()), (201, Some(rows[3][8])));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_of_errors_is_truncated_and_says_so() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let answer = api.batch(&key, "one", NDJSON, "{}\n".repeat(3_000)).await;
        assert_eq!((answer.status, faults(&answer).len()), (400, 1_000));
        assert_eq!(answer.json()["errors_truncated"], true);
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}
