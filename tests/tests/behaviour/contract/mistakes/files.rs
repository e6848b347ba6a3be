//! Files with many blank rows, or with the line ends of another system.

use serde_json::{Value, json};
use tests::{Answer, world};

#[tokio::test(flavor = "multi_thread")]
async fn blank_rows_and_all_line_ends_keep_the_line_numbers_right() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let lines = |answer: &Answer| -> Vec<Value> {
            let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
            errors.iter().map(|error| error["line"].clone()).collect()
        };
        for end in ["\n", "\r\n", "\r"] {
            // In each form, 100,000 blank rows are longer than the longest row allowed.
            let blank = end.repeat(100_000);
            let faulty = format!("email,amount{end}{blank}x,1{end}a@b.cd,1{end}{blank}y,1{end}{blank}z,1");
            let answer = api.batch(&key, "faulty", "text/csv", faulty).await;
            assert_eq!(
                lines(&answer),
                [json!(100_002), json!(200_004), json!(300_005)],
                "{end:?}: {}",
                answer.body
            );
            let late = format!("{end}{end}email,amount{end}a@b.cd,1{end}{end}x,1{end}y,1");
            let answer = api.batch(&key, "late", "text/csv", late).await;
            assert_eq!(lines(&answer), [json!(6), json!(7)], "{end:?}: {}", answer.body);
            let object = |email: &str| format!(r#"{{"email":"{email}","amount":1}}{end}"#);
            let faulty = format!(
                "{}{blank}{}{}{}",
                object("a@b.cd"),
                object("x"),
                object("c@d.ef"),
                object("y").trim_end()
            );
            let answer = api.batch(&key, "faulty", "application/x-ndjson", faulty).await;
            assert_eq!(lines(&answer), [json!(100_002), json!(100_004)], "{end:?}: {}", answer.body);

            let csv = format!("{blank}email,amount{end}{blank}a@b.cd,1{end}{blank}c@d.ef,2{end}{blank}");
            let taken = api.batch(&key, &format!("csv{end:?}"), "text/csv", csv).await;
            assert_eq!((taken.status, &taken.json()["counts"]["total"]), (202, &json!(2)), "{}", taken.body);
            let rows = format!("{}{}{blank}{}", object("a@b.cd"), blank, object("c@d.ef"));
            let taken = api.batch(&key, &format!("nd{end:?}"), "application/x-ndjson", rows).await;
            assert_eq!((taken.status, &taken.json()["counts"]["total"]), (202, &json!(2)), "{}", taken.body);
        }
        let open = format!("email,amount\na@b.cd,1\n\"{}", "\n".repeat(100_000));
        let answer = api.batch(&key, "open", "text/csv", open).await;
        assert!(
            answer.status == 400 && answer.body.contains("a quote in it is never closed"),
            "{}",
            answer.body
        );
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
