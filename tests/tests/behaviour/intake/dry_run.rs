//! Dry runs of batches: the real checks, every error, the duplicates and the balance after. A dry run records nothing,
//! uses up no key, and never causes another request to be refused for backpressure.

use api::app::backpressure::BacklogLimits;
use cli::client::{Client, Format, Mode};
use domain::allocation::Lane;
use serde_json::{Value, json};
use tests::{Answer, RunningApi, eventually, world};

const NDJSON: &str = "application/x-ndjson";
const CSV: &str = "text/csv";
const JSON: &str = "application/json";

async fn dry_run(
    api: &RunningApi,
    key: &str,
    query: &str,
    media_type: &str,
    body: impl Into<reqwest::Body>,
) -> Answer {
    let path = format!("/v1/batches?dry_run=true{query}");
    api.post(&path, key, &[("content-type", media_type)], body).await
}

#[track_caller]
fn report(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_valid_batch_in_each_format_is_reported_and_not_recorded() {
    world(async |w| {
        let business = w.business(100).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let csv = "email,amount,reference\na@example.com,60,r\na@example.com,60,r\nb@example.com,30,\n";
        let line = |email: &str, amount: i64, reference: &str| {
            format!("{{\"email\":\"{email}@example.com\",\"amount\":{amount}{reference}}}")
        };
        let lines =
            [line("a", 60, ",\"reference\":\"r\""), line("a", 60, ",\"reference\":\"r\""), line("b", 30, "")];
        let json_body = format!("{{\"items\":[{}]}}", lines.join(","));
        for mode in ["best_effort", "all_or_nothing"] {
            for (media_type, body) in [(CSV, csv), (NDJSON, &lines.join("\n")), (JSON, &json_body)] {
                let found =
                    report(&dry_run(&api, &key, &format!("&mode={mode}"), media_type, body.to_owned()).await);
                let line = match media_type {
                    CSV => json!({"line": 3, "same_as_line": 2}),
                    NDJSON => json!({"line": 2, "same_as_line": 1}),
                    _ => json!({}),
                };
                let mut duplicate = json!({"index": 1, "reference": "r", "same_as_index": 0});
                duplicate.as_object_mut().unwrap().extend(line.as_object().unwrap().clone());
                let expected = json!({
                    "dry_run": true, "valid": true, "mode": mode,
                    "counts": {"total": 3, "duplicate": 1, "next_attempt": 0, "invalid": 0},
                    "amounts": {"total": 150, "duplicate": 60},
                    "payout_balance_before": 100, "payout_balance_after": 10,
                    "errors": [], "errors_more": 0,
                    "duplicates": [duplicate], "duplicates_more": 0
                });
                assert_eq!(found, expected);
            }
        }
        let headers = [("idempotency-key", "k"), ("content-type", CSV)];
        let with_key =
            api.post("/v1/batches?dry_run=true", &key, &headers, "email,amount\na@example.com,1\n").await;
        report(&with_key);
        assert_eq!(w.recorded().await, 0);
        assert_eq!(api.batch(&key, "k", CSV, csv).await.status, 202, "the key is free");
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_reports_every_error_and_the_missing_amount() {
    world(async |w| {
        let business = w.business(100).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let known = api.pay(&key, &[("idempotency-key", "known")], "k@example.com", 40).await;
        assert_eq!(known.status, 201);
        let known = known.header("allocation-id");
        let before = w.recorded().await;
        let csv = "email,amount,reference,metadata\n\
                   a@example.com,50,r1,\"{\n}\"\n\
                   x,0,,\n\
                   k@example.com,40,known,\n\
                   k@example.com,41,known,\n\
                   a@example.com,51,r1,\n\
                   b@example.com,30,,\n";
        let found = report(&dry_run(&api, &key, "", CSV, csv).await);
        assert_eq!(found["valid"], false);
        assert_eq!(found["counts"], json!({"total": 6, "duplicate": 1, "next_attempt": 0, "invalid": 3}));
        assert_eq!(found["amounts"], json!({"total": 120, "duplicate": 40}));
        let errors: Vec<String> = found["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| format!("{} {} {}", error["index"], error["line"], error["code"].as_str().unwrap()))
            .collect();
        let expected =
            ["1 4 invalid_email", "1 4 too_small", "3 6 reference_conflict", "4 7 reference_conflict"];
        assert_eq!(errors, expected);
        assert_eq!(
            (&found["payout_balance_before"], &found["payout_balance_after"]),
            (&json!(60), &json!(-20))
        );
        assert_eq!(found["missing"], 20);
        assert_eq!(
            (&found["duplicates"], &found["duplicates_more"]),
            (&json!([{"index": 2, "line": 5, "reference": "known", "duplicate_of": known, "duplicate_status": "succeeded"}]), &json!(0))
        );
        // A lack of money is not an error of an item. It refuses a batch that is to be paid whole, and no other.
        let rows = "email,amount\na@example.com,61\n";
        for (mode, valid) in [("best_effort", true), ("all_or_nothing", false)] {
            let found = report(&dry_run(&api, &key, &format!("&mode={mode}"), CSV, rows).await);
            assert_eq!((&found["valid"], &found["missing"]), (&json!(valid), &json!(1)));
        }
        let client = Client::new(&api.url, key.clone().into()).unwrap();
        let found = client.dry_run(Format::Csv, Mode::AllOrNothing, csv.into()).await.unwrap();
        assert_eq!((found.valid, found.missing, found.counts.invalid), (false, Some(20), 3));
        let faults = found.faults(Format::Csv.first_line());
        assert!(faults[3].starts_with("line 7: reference: "), "{faults:?}");
        let repetition = format!("line 5: reference known: duplicate of {known} (succeeded), not paid again");
        assert_eq!(found.repetitions(Format::Csv.first_line()), [repetition]);
        let twice = "email,amount,reference\n\na@example.com,1,r\na@example.com,1,r\n";
        let found = client.dry_run(Format::Csv, Mode::BestEffort, twice.into()).await.unwrap();
        let repetition = "line 4: reference r: duplicate of line 3, not paid again";
        assert_eq!(found.repetitions(Format::Csv.first_line()), [repetition]);
        assert_eq!(w.recorded().await, before);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_and_duplicates_are_listed_up_to_a_limit_and_counted_beyond() {
    world(async |w| {
        let business = w.business(100).await;
        let (api, key) = (w.api().await, w.key(business).await);
        let found = report(&dry_run(&api, &key, "", NDJSON, "{}\n".repeat(3_000)).await);
        assert_eq!(found["errors"].as_array().unwrap().len(), 1_000);
        assert_eq!((&found["errors_more"], &found["counts"]["invalid"]), (&json!(5_000), &json!(3_000)));
        let same = "{\"email\":\"a@example.com\",\"amount\":1,\"reference\":\"r\"}\n".repeat(1_500);
        let found = report(&dry_run(&api, &key, "", NDJSON, same).await);
        let duplicates = found["duplicates"].as_array().unwrap();
        assert_eq!((duplicates.len(), &found["duplicates_more"]), (1_000, &json!(499)));
        assert_eq!(
            (&duplicates[999]["index"], &duplicates[999]["same_as_index"]),
            (&json!(1_000), &json!(0))
        );
        // A body without items to report on is refused, as an upload of it is.
        for (query, media_type, body) in [
            ("", JSON, "{\"items\":"),
            ("", CSV, "mail,amount\n"),
            ("", NDJSON, ""),
            ("&mode=x", CSV, "email,amount\na@example.com,1\n"),
            ("&scheduled_at=2020-01-01T00:00:00Z", CSV, "email,amount\na@example.com,1\n"),
        ] {
            assert_eq!(dry_run(&api, &key, query, media_type, body).await.status, 400, "{body}");
        }
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dry_runs_are_answered_despite_a_full_backlog() {
    world(async |w| {
        let business = w.business(10_000).await;
        let limits =
            BacklogLimits { backlog_max: 20, backlog_max_per_business: 10, backlog_interactive_percent: 0 };
        let (api, key) = (w.api_with(limits).await, w.key(business).await);
        let items: Vec<(&str, i64)> = vec![("u@example.com", 1); 30];
        w.queue(business, Lane::Bulk, &items).await;
        let rows = "email,amount\na@example.com,1\n";
        eventually("batches are refused", async || {
            (api.batch(&key, "one", CSV, rows).await.status == 429).then_some(())
        })
        .await;
        report(&dry_run(&api, &key, "", CSV, rows).await);
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
