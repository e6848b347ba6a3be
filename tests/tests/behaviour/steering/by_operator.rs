//! Steering over HTTP by an operator: pauses, throttles and weights of anything; how they are rejected, take effect,
//! are shown and are audited.

use serde_json::{Value, json};
use tests::{RunningApi, eventually, world};

use super::by_http::{
    ITEMS, assert_affected, assert_invalid_field, audit, create_batch, get_batch, wait_for_status,
};

/// Returns the throttles in force.
async fn throttles_in_force(api: &RunningApi) -> Vec<Value> {
    api.operate("GET", "/admin/throttles").await.json()["data"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_needs_a_valid_target_and_the_operators_token() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(10_000).await;
        let key = w.key(business).await;
        let id = create_batch(&api, &key, "one", "").await;
        let pause = async |body: Value| api.operate_with("POST", "/admin/pause", body.to_string()).await;
        let resume = async |body: Value| api.operate_with("POST", "/admin/resume", body.to_string()).await;
        let unknown = "biz_01900000-0000-7000-8000-000000000000";
        for (body, field) in [
            (json!({"scope": "business"}), "business_id"),
            (json!({"scope": "all", "business_id": business}), "business_id"),
            (json!({"scope": "batch"}), "batch_id"),
            (json!({"scope": "business", "business_id": business, "batch_id": id}), "batch_id"),
        ] {
            assert_invalid_field(&pause(body.clone()).await, field);
            assert_invalid_field(&resume(body).await, field);
        }
        for body in
            [json!({}), json!({"scope": "some"}), json!({"scope": "business", "business_id": "x"}), json!([])]
        {
            assert_eq!(pause(body.clone()).await.status, 400, "{body}");
        }
        assert_eq!(pause(json!({"scope": "business", "business_id": unknown})).await.status, 404);
        assert_eq!(
            pause(json!({"scope": "batch", "batch_id": id, "business_id": unknown})).await.status,
            404
        );
        for credential in [key.as_str(), "", "nonsense"] {
            let header = [("authorization", format!("Bearer {credential}"))];
            let refused =
                api.send_to(&api.ops_url, "POST", "/admin/pause", &header, r#"{"scope":"all"}"#).await;
            assert_eq!(refused.status, 401, "{credential:?}");
        }
        assert!(audit(&api).await.is_empty(), "nothing was done");
        let worker = w.worker();
        wait_for_status(&api, &key, &id, "completed").await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_pauses_and_resumes_anything() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(10_000).await;
        let key = w.key(business).await;
        let id = create_batch(&api, &key, "one", "").await;
        let pause = async |body: Value| api.operate_with("POST", "/admin/pause", body.to_string()).await;
        let resume = async |body: Value| api.operate_with("POST", "/admin/resume", body.to_string()).await;
        let worker = w.worker();
        let preview = api.operate_with("POST", "/admin/resume?dry_run=true", r#"{"scope":"all"}"#).await;
        assert_affected(&preview, 0);
        eventually("the batch was paid", async || {
            (get_batch(&api, &key, &id).await["status"] == "completed").then_some(())
        })
        .await;
        for scope in [json!({"scope": "all"}), json!({"scope": "business", "business_id": business})] {
            // Nothing is pending, and the pause still takes effect.
            let paused = pause(scope.clone()).await.json();
            assert_eq!((&paused["items"], &paused["changed"]), (&json!(0), &json!(true)));
            let held = create_batch(&api, &key, &format!("held {scope}"), "").await;
            assert_eq!(get_batch(&api, &key, &held).await["status"], "paused");
            let preview = api.operate_with("POST", "/admin/resume?dry_run=true", scope.to_string()).await;
            assert_affected(&preview, ITEMS);
            assert_affected(&resume(scope).await, ITEMS);
            wait_for_status(&api, &key, &held, "completed").await;
        }
        worker.stop().await;
        // A merchant cannot resume what an operator paused.
        let held = create_batch(&api, &key, "held", "").await;
        assert_affected(&pause(json!({"scope": "batch", "batch_id": held})).await, ITEMS);
        let refused = api.post(&format!("/v1/batches/{held}/resume"), &key, &[], "").await;
        assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("conflict")));
        assert_affected(&resume(json!({"scope": "batch", "batch_id": held})).await, ITEMS);
        let audit = audit(&api).await;
        let commands: Vec<String> = audit
            .iter()
            .rev()
            .map(|one| format!("{} {}", one["action"].as_str().unwrap(), one["scope"].as_str().unwrap()))
            .collect();
        let expected =
            ["pause all", "resume all", "pause business", "resume business", "pause batch", "resume batch"];
        assert_eq!(commands, expected);
        assert!(audit.iter().all(|one| one["credential"] == "operator"), "{audit:?}");
        assert_eq!((&audit[2]["business_id"], audit[2].get("batch_id")), (&json!(business), None));
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_throttle_is_rejected() {
    world(async |w| {
        let api = w.api().await;
        let put = async |body: Value| api.operate_with("PUT", "/admin/throttles", body.to_string()).await;
        for (body, field) in [
            (json!({"scope": "all"}), "max_per_second"),
            (json!({"scope": "all", "max_per_second": 0}), "max_per_second"),
            (json!({"scope": "all", "max_per_second": -1, "max_cents_per_second": 5}), "max_per_second"),
            (json!({"scope": "all", "max_per_second": 1_000_001}), "max_per_second"),
            (json!({"scope": "all", "max_cents_per_second": 0}), "max_cents_per_second"),
            (json!({"scope": "business", "max_per_second": 5}), "business_id"),
            (json!({"scope": "batch", "max_per_second": 5}), "batch_id"),
        ] {
            assert_invalid_field(&put(body).await, field);
        }
        for body in [
            json!({"scope": "all", "max_per_second": 2.5}),
            json!({"scope": "all", "max_per_second": "5"}),
            json!(5),
        ] {
            assert_eq!(put(body.clone()).await.status, 400, "{body}");
        }
        assert_invalid_field(&api.operate("DELETE", "/admin/throttles?scope=batch").await, "batch_id");
        assert_eq!(api.operate("DELETE", "/admin/throttles").await.status, 400);
        assert!(
            throttles_in_force(&api).await.is_empty() && audit(&api).await.is_empty(),
            "nothing was done"
        );
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_throttles_anything() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(10_000).await;
        let key = w.key(business).await;
        let id = create_batch(&api, &key, "one", "").await;
        let put = async |body: Value| api.operate_with("PUT", "/admin/throttles", body.to_string()).await;
        let targets = [
            json!({"scope": "all"}),
            json!({"scope": "business", "business_id": business}),
            json!({"scope": "batch", "business_id": business, "batch_id": id}),
        ];
        for target in &targets {
            let mut body = target.clone();
            body["max_per_second"] = json!(7);
            let preview = api.operate_with("PUT", "/admin/throttles?dry_run=true", body.to_string()).await;
            assert_affected(&preview, ITEMS);
            assert_affected(&put(body.clone()).await, ITEMS);
            assert_affected(&put(body.clone()).await, 0);
            body["max_cents_per_second"] = json!(500);
            assert_affected(&put(body).await, ITEMS);
        }
        for (one, target) in throttles_in_force(&api).await.iter().zip(&targets) {
            for (name, value) in target.as_object().unwrap() {
                assert_eq!(&one[name], value, "{one}");
            }
            assert_eq!((&one["max_per_second"], &one["max_cents_per_second"]), (&json!(7), &json!(500)));
        }
        assert_eq!(get_batch(&api, &key, &id).await["max_per_second"], 7);
        for query in [
            "scope=all".to_owned(),
            format!("scope=business&business_id={business}"),
            format!("scope=batch&batch_id={id}"),
        ] {
            let path = format!("/admin/throttles?{query}");
            assert_affected(&api.operate("DELETE", &format!("{path}&dry_run=true")).await, ITEMS);
            assert_affected(&api.operate("DELETE", &path).await, ITEMS);
            assert_affected(&api.operate("DELETE", &path).await, 0);
        }
        assert!(throttles_in_force(&api).await.is_empty());
        let audit = audit(&api).await;
        assert_eq!(audit.len(), 15, "previews are not in the audit log");
        assert!(audit.iter().all(|one| one["credential"] == "operator"));
        let first = audit.last().unwrap();
        assert_eq!((&first["action"], &first["max_per_second"]), (&json!("throttle"), &json!(7)));
        assert_eq!(audit[0]["action"], "unthrottle");
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weight_is_set_and_shown_and_must_be_1_to_20() {
    world(async |w| {
        let api = w.api().await;
        let path = format!("/admin/businesses/{}", w.business(0).await);
        assert_eq!(api.operate("GET", &path).await.json()["weight"], 1);
        for weight in [0, 21, -1] {
            let body = json!({ "weight": weight }).to_string();
            assert_invalid_field(&api.operate_with("PATCH", &path, body).await, "weight");
        }
        let changed = api.operate_with("PATCH", &path, r#"{"weight":20}"#).await;
        assert_eq!((changed.status, &changed.json()["weight"]), (200, &json!(20)));
        let renamed = api.operate_with("PATCH", &path, r#"{"name":"Other"}"#).await.json();
        assert_eq!(
            (&renamed["name"], &renamed["weight"]),
            (&json!("Other"), &json!(20)),
            "an absent field keeps its value"
        );
        assert_eq!(api.operate("GET", &path).await.json(), renamed);
        // The audit log has the change of the weight, but no rejected change and no change of a name.
        let audit = audit(&api).await;
        assert_eq!(audit.len(), 1);
        assert_eq!((&audit[0]["action"], &audit[0]["weight"]), (&json!("change"), &json!(20)));
        api.stop().await;
    })
    .await;
}
