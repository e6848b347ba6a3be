//! Invalid JSON: every route reports it, and names the line and the column once.

use tests::world;

use super::{assert_plain, count_places};
use crate::contract::unknown_names::{call, operations};

const BROKEN: [&str; 6] =
    ["{\"no_such_name\":1,\n \"b\" 2}", "{\"amount\":", "nonsense", "{\"amount\":\"x\",\n}", "[1", "{} x"];

#[tokio::test(flavor = "multi_thread")]
async fn every_route_reports_invalid_json_with_its_line_and_column() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        let writing = operations().into_iter().filter(|of| of.method != "GET");
        for of in writing.collect::<Vec<_>>() {
            for body in BROKEN {
                let what = format!("{} {} {body:?}", of.method, of.path);
                let answer = call(&api, &key, &of, "", body).await;
                assert_eq!(answer.status, 400, "{what}: {}", answer.body);
                assert_eq!(answer.json()["code"], "malformed_body", "{what}: {}", answer.body);
                let said = answer.json()["detail"].as_str().unwrap().to_owned();
                assert!(said.starts_with("The body is not JSON: "), "{what}: {said}");
                assert_eq!(count_places(&said), 1, "{what}: {said}");
                assert_plain(&said, &what);
            }
        }
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

/// The routes of `/payout` answer with their documented bodies, and nothing is recorded.
#[tokio::test(flavor = "multi_thread")]
async fn payout_routes_answer_invalid_json_with_the_documented_body() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(10_000).await).await;
        let hash = api.pay(&key, &[], "a@b.cd", 5_000).await.json()["hash"].as_str().unwrap().to_owned();
        let order = crate::steering::pauses::withdraw(&api, &hash, "paypal").await;
        let required = |field: &str| format!(r#""{field}":["The {field} field is required."]"#);
        let document = api::routes::public_routes().to_openapi();
        let document = serde_json::to_value(document).unwrap();
        let mut tried = 0;
        for (path, item) in document["paths"].as_object().unwrap() {
            if !path.starts_with("/payout/") || item["post"].is_null() {
                continue;
            }
            let wanted = match path.as_str() {
                "/payout/create" => format!("{{{},{}}}", required("email"), required("amount")),
                "/payout/withdraw" => {
                    format!("{{{},{},{}}}", required("amount"), required("provider"), required("destination"))
                }
                _ => r#"{"error":"Invalid request body"}"#.to_owned(),
            };
            for body in BROKEN {
                let path = path.replace("{id}", &order);
                let answer = if path == "/payout/create" {
                    api.post(&path, &key, &[("idempotency-key", "k")], body).await
                } else {
                    api.as_user("POST", &path, &hash, &[], body).await
                };
                assert_eq!((answer.status, answer.body.as_str()), (400, wanted.as_str()), "{path} {body:?}");
            }
            tried += 1;
        }
        assert!(tried >= 4, "{tried}");
        let left = api.as_user("GET", "/payout/balance", &hash, &[], "").await.json();
        assert!(left["balance"].as_i64().unwrap() < 5_000, "a broken body cancelled the order: {left}");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
