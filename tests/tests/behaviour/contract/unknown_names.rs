//! An unknown name is refused, and the error contains the name. Every route of the API's own description is tried with
//! an unknown parameter and an unknown field, so a new route that accepts them fails here. Misspelt names that once
//! cost money are tried as well.

use serde_json::{Value, json};
use tests::{Answer, RunningApi, world};

/// A name that no parameter or field has.
const UNKNOWN_NAME: &str = "no_such_name";

/// An operation of the description.
pub struct Operation {
    pub method: String,
    /// The path with ids that do not exist. Names are checked before anything is looked up.
    pub path: String,
    /// The path as the description has it.
    pub pattern: String,
}

impl Operation {
    fn is_for_operators(&self) -> bool {
        self.path.starts_with("/admin/")
    }
}

/// Returns all operations of `/v1` and `/admin`, except those whose body is not JSON, such as a picture.
pub fn operations() -> Vec<Operation> {
    let document = api::routes::public_routes().merge(api::routes::admin_routes()).to_openapi();
    let document = serde_json::to_value(document).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let ours = paths.iter().filter(|(path, _)| path.starts_with("/v1/") || path.starts_with("/admin/"));
    ours.flat_map(|(path, item)| {
        let reads_json = |body: &Value| body.is_null() || body["content"]["application/json"].is_object();
        let methods = item.as_object().unwrap().iter();
        let methods = methods.filter(move |(_, operation)| reads_json(&operation["requestBody"]));
        let methods = methods.map(|(method, _)| method.clone());
        let pattern = path;
        let path =
            if path.contains("{id}") { path.replace("{id}", &absent_id_for(path)) } else { path.clone() };
        methods.map(move |method| Operation {
            method: method.to_uppercase(),
            path: path.clone(),
            pattern: pattern.clone(),
        })
    })
    .collect()
}

/// Returns an id that does not exist, of the kind that `path` has.
pub fn absent_id_for(path: &str) -> String {
    let prefix = match path.split('/').nth(2) {
        Some("allocations" | "dead") => "alc",
        Some("batches") => "bat",
        Some("payout-users") => "usr",
        Some("api-keys") => "key",
        Some("webhooks") => "whk",
        Some("withdrawals") => "ord",
        Some("businesses") => "biz",
        other => panic!("unknown kind of id: {other:?}"),
    };
    format!("{prefix}_01900000-0000-7000-8000-000000000001")
}

pub async fn call(api: &RunningApi, key: &str, of: &Operation, query: &str, body: &str) -> Answer {
    let path = format!("{}{query}", of.path);
    if of.is_for_operators() {
        api.operate_with(&of.method, &path, body.to_owned()).await
    } else {
        let authorization = format!("Bearer {key}");
        let headers = [("authorization", authorization.as_str()), ("idempotency-key", "names")];
        api.send(&of.method, &path, &headers, body.to_owned()).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_refuses_unknown_parameters_and_fields() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        let operations = operations();
        assert!(operations.len() > 50, "{}", operations.len());
        for of in &operations {
            let what = format!("{} {}", of.method, of.path);
            let answer = call(&api, &key, of, &format!("?{UNKNOWN_NAME}=1"), "").await;
            assert_eq!((answer.status, &answer.json()["code"]), (400, &json!("unknown_parameter")), "{what}");
            assert_eq!(answer.json()["errors"][0]["field"], UNKNOWN_NAME, "{what}");
            if of.method == "GET" {
                continue;
            }
            let answer = call(&api, &key, of, "", &format!(r#"{{"{UNKNOWN_NAME}":1}}"#)).await;
            assert_eq!(answer.status, 400, "{what}: {}", answer.body);
            let errors = answer.json()["errors"].as_array().unwrap().clone();
            let unknown = |error: &Value| error["field"] == UNKNOWN_NAME && error["code"] == "unknown_field";
            assert!(errors.iter().any(unknown), "{what}: {}", answer.body);
            // Arrays of values without names, in the order of the type's fields.
            for values in ["[5]", r#"["x"]"#, r#"["x",null]"#, r#"["https://example.com/hook",null]"#] {
                let answer = call(&api, &key, of, "", values).await;
                assert_eq!(answer.status, 400, "{what} {values}: {}", answer.body);
            }
        }
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_misspelt_name_is_refused_and_nothing_is_paid() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let rewards = r#"{"items":[{"email":"a@b.cd","amount":5}]}"#;
        for (query, meant) in [
            ("dry-run=true", "Did you mean dry_run?"),
            ("dryrun=true", "Did you mean dry_run?"),
            ("schedule_at=2030-01-01T00:00:00Z", "Did you mean scheduled_at?"),
            ("scheduledAt=2030-01-01T00:00:00Z", "Did you mean scheduled_at?"),
            ("Mode=all_or_nothing", "Did you mean mode?"),
            ("max_rate=1", "Known: mode, dry_run, max_per_second, max_cents_per_second, scheduled_at."),
            ("mode=whole", "Known: best_effort, all_or_nothing."),
            ("dry_run=yes", "Known: true, false."),
            ("dry_run=true&dry_run=false", "dry_run is given twice"),
        ] {
            let answer =
                api.post(&format!("/v1/batches?{query}"), &key, &[("idempotency-key", "k")], rewards).await;
            assert_eq!(answer.status, 400, "{query}: {}", answer.body);
            assert!(answer.body.contains(meant), "{query}: {}", answer.body);
        }
        for (media_type, item) in [
            ("application/x-ndjson", r#"{"email":"a@b.cd","amount":5,"refernce":"r"}"#.to_owned()),
            ("application/x-ndjson", r#"{"email":"a@b.cd","amount":5,"currency":"EUR"}"#.to_owned()),
            ("application/json", r#"{"items":[{"email":"a@b.cd","amount":5,"refernce":"r"}]}"#.to_owned()),
            (
                "application/json",
                r#"{"items":[{"email":"a@b.cd","amount":5}],"mode":"all_or_nothing"}"#.to_owned(),
            ),
            ("text/csv", "email,amount,refernce\na@b.cd,5,r\n".to_owned()),
        ] {
            let answer = api.batch(&key, "k", media_type, item.clone()).await;
            assert_eq!(answer.status, 400, "{item}: {}", answer.body);
            assert!(answer.body.contains("Known: "), "{item}: {}", answer.body);
        }
        let misspelt = r#"{"email":"a@b.cd","amount":5,"refernce":"r"}"#;
        let answer = api.post("/v1/allocations", &key, &[], misspelt).await;
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (400, &json!("unknown_field")),
            "{}",
            answer.body
        );
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_with_a_misspelt_name_is_not_carried_out() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let rewards = r#"{"items":[{"email":"a@b.cd","amount":5}]}"#;
        let batch = api.batch(&key, "k", "application/json", rewards).await.json();
        let cancel = format!("/v1/batches/{}/cancel", batch["id"].as_str().unwrap());
        let by_query = api.post(&format!("{cancel}?dryrun=true"), &key, &[], "").await;
        assert_eq!((by_query.status, by_query.json()["code"].as_str()), (400, Some("unknown_parameter")));
        let by_body = api.post(&cancel, &key, &[], r#"{"dry_run":true}"#).await;
        assert_eq!((by_body.status, by_body.json()["code"].as_str()), (400, Some("unknown_field")));
        assert!(by_body.body.contains("The query has a parameter dry_run."), "{}", by_body.body);
        let worker = w.worker();
        w.drained().await;
        let seen = api.get(&format!("/v1/batches/{}", batch["id"].as_str().unwrap()), &key).await.json();
        assert_eq!(seen["counts"]["succeeded"], 1, "it was not cancelled");
        let user = api.get("/v1/payout-users", &key).await.json()["data"][0]["id"].clone();
        for (method, path, body, says) in [
            (
                "PATCH",
                format!("/v1/payout-users/{}", user.as_str().unwrap()),
                r#"{"active":false}"#,
                "Known: status, expires_at.",
            ),
            (
                "PATCH",
                format!("/v1/payout-users/{}", user.as_str().unwrap()),
                r#"{"status":"off"}"#,
                "Known: active, inactive.",
            ),
            (
                "POST",
                "/v1/api-keys".to_owned(),
                r#"{"name":"k","expires_in_day":1}"#,
                "Known: name, expires_at.",
            ),
            (
                "POST",
                "/v1/webhooks".to_owned(),
                r#"{"url":"http://127.0.0.1:9/","events":["payout.*"],"enabled":false}"#,
                "Known: url, events.",
            ),
        ] {
            let authorization = format!("Bearer {key}");
            let answer = api.send(method, &path, &[("authorization", &authorization)], body).await;
            assert_eq!(answer.status, 400, "{path} {body}: {}", answer.body);
            assert!(answer.body.contains(says), "{path} {body}: {}", answer.body);
        }
        let path = format!("/admin/businesses/{business}");
        let answer = api.operate_with("PATCH", &path, r#"{"payout_enabled":false}"#).await;
        assert!(
            answer.status == 400 && answer.body.contains("Did you mean payouts_enabled?"),
            "{}",
            answer.body
        );
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_can_be_filtered_and_unknown_filter_values_are_refused() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(12).await).await;
        let rewards = "email,amount,reference\na@b.cd,5,one\nb@b.cd,500,two\na@b.cd,5,one\n";
        let batch = api.batch(&key, "k", "text/csv", rewards).await.json()["id"].as_str().unwrap().to_owned();
        w.drained().await;
        let found = async |path: &str| {
            let answer = api.get(path, &key).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
            answer.json()["data"].as_array().unwrap().clone()
        };
        let (past, future) = ("2020-01-01T00:00:00Z", "2100-01-01T00:00:00%2B01:00");
        for (path, count) in [
            ("/v1/allocations?reference=one".to_owned(), 1),
            ("/v1/allocations?reference=zz".to_owned(), 0),
            (format!("/v1/allocations?batch_id={batch}&status=failed"), 1),
            (format!("/v1/allocations?from={past}&to={future}"), 2),
            (format!("/v1/allocations?from={future}"), 0),
            (format!("/v1/allocations?to={past}"), 0),
            ("/v1/batches?status=completed".to_owned(), 1),
            ("/v1/batches?status=paused".to_owned(), 0),
            (format!("/v1/batches?from={past}"), 1),
            (format!("/v1/batches?to={past}"), 0),
            (format!("/v1/batches/{batch}/items"), 3),
            (format!("/v1/batches/{batch}/items?status=failed"), 1),
            (format!("/v1/batches/{batch}/items?status=succeeded"), 1),
            (format!("/v1/batches/{batch}/items?status=duplicate"), 1),
            (format!("/v1/batches/{batch}/items?status=pending"), 0),
            (format!("/v1/batches/{batch}/items?status=cancelled"), 0),
            (format!("/v1/transactions?from={past}&type=allocation"), 1),
            (format!("/v1/transactions?to={past}"), 0),
            (format!("/v1/withdrawals?from={past}"), 0),
        ] {
            assert_eq!(found(&path).await.len(), count, "{path}");
        }
        for (path, code) in [
            ("/v1/batches?status=foo".to_owned(), "unknown_value"),
            (format!("/v1/batches/{batch}/items?status=done"), "unknown_value"),
            ("/v1/allocations?status=paid".to_owned(), "unknown_value"),
            ("/v1/transactions?type=gift".to_owned(), "unknown_value"),
            ("/v1/allocations?from=yesterday".to_owned(), "invalid_request"),
            ("/v1/allocations?email=nobody".to_owned(), "invalid_request"),
        ] {
            let answer = api.get(&path, &key).await;
            assert_eq!((answer.status, answer.json()["code"].as_str()), (400, Some(code)), "{path}");
        }
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
