//! Wrong addresses, methods, ids, headers and bodies.

use tests::world;

use super::{all_messages, assert_plain, message_about};

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_path_method_id_or_parameter_gets_an_error_with_the_right_one() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let authorization = format!("Bearer {key}");
        let headers = [("authorization", authorization.as_str())];
        for (method, path, status, says) in [
            ("GET", "/v1/batches/".to_owned(), 404, "Did you mean /v1/batches?"),
            ("GET", "//v1/batches".to_owned(), 404, "Did you mean /v1/batches?"),
            ("POST", "/v1/allocation".to_owned(), 404, "Did you mean /v1/allocations?"),
            ("GET", "/V1/Balance".to_owned(), 404, "Did you mean /v1/balance?"),
            ("GET", "/v1".to_owned(), 404, "/openapi.json"),
            ("GET", "/admin/queue".to_owned(), 404, "PAYOUT_OPS_LISTEN"),
            ("DELETE", "/v1/batches".to_owned(), 405, "GET, POST"),
            ("PUT", "/v1/allocations".to_owned(), 405, "POST"),
            ("GET", format!("/v1/batches/{business}"), 404, "bat_<uuid>"),
            ("GET", "/v1/batches/123".to_owned(), 404, "bat_<uuid>"),
            ("GET", format!("/v1/webhooks/{business}"), 404, "whk_<uuid>"),
            ("GET", format!("/v1/allocations/alc_{}", business.uuid()), 404, "The lists show"),
            ("GET", format!("/v1/allocations?batch_id={business}"), 400, "bat_<uuid>"),
            ("GET", "/v1/allocations?email=".to_owned(), 400, "leave it out"),
            ("GET", "/v1/allocations?reference=".to_owned(), 400, "leave it out"),
            ("GET", "/v1/allocations?status=".to_owned(), 400, "Known: pending"),
            ("GET", "/v1/payout-users?email=nobody".to_owned(), 400, "not a valid e-mail address"),
            (
                "GET",
                "/v1/allocations?from=2026-02-30T10:00:00Z".to_owned(),
                400,
                "from names a day that does not exist, 2026-02-30",
            ),
            (
                "POST",
                "/v1/batches?scheduled_at=2026-02-30T10:00:00Z".to_owned(),
                400,
                "scheduled_at names a day that does not exist, 2026-02-30",
            ),
            (
                "POST",
                "/v1/batches?scheduled_at=2026-03-30T24:00:00Z".to_owned(),
                400,
                "hours go from 00 to 23",
            ),
            ("GET", "/v1/allocations?limit=lots".to_owned(), 400, "limit must be from 1 to 200"),
            ("GET", "/v1/allocations?limit=1&limit=2".to_owned(), 400, "limit is given twice: send it once"),
        ] {
            let answer = api.send(method, &path, &headers, "").await;
            assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
            let said = all_messages(&answer);
            assert!(said.contains(says), "{method} {path}: {said}");
            assert_plain(&said, &path);
        }
        let elsewhere = api.operate("GET", "/v1/balance").await;
        assert!(elsewhere.status == 404 && elsewhere.body.contains("(PAYOUT_LISTEN)"), "{}", elsewhere.body);
        let of_another = format!("/admin/businesses/bat_{}", business.uuid());
        let of_another = api.operate("GET", &of_another).await;
        assert!(of_another.status == 404 && of_another.body.contains("biz_<uuid>"), "{}", of_another.body);
        let in_query = api.operate("DELETE", "/admin/throttles?scope=business&business_id=x").await;
        assert!(message_about(&in_query, "business_id", "query").contains("biz_<uuid>"));
        // The routes of `/payout` keep their documented bodies.
        let seeds = api.send("GET", "/payout/create", &headers, "").await;
        assert_eq!((seeds.status, seeds.body.as_str()), (405, r#"{"error":"Method not allowed"}"#));
        let seeds = api.send("POST", "/payout/create/", &headers, "").await;
        assert_eq!((seeds.status, seeds.body.as_str()), (404, r#"{"error":"Not found"}"#));
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_field_gets_an_error_with_the_cure() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        for (path, body, says) in [
            (
                "/v1/webhooks",
                r#"{"url":"example.com/hook","events":["payout.*"]}"#,
                "such as https://example.com/hook",
            ),
            (
                "/v1/webhooks",
                r#"{"url":"http://a.example/","events":["payout.suceeded"]}"#,
                "mean payout.succeeded?",
            ),
            ("/v1/webhooks", r#"{"url":"http://a.example/","events":[]}"#, "such as payout.*"),
            ("/v1/api-keys", r#"{"name":""}"#, "1 to 200 printable characters"),
            (
                "/v1/balance/top-up",
                r#"{"amount":999999999999}"#,
                "move less, or have the balance funded first",
            ),
            ("/v1/webhooks/whk_01900000-0000-7000-8000-000000000001/redeliver", "{}", "exactly one of"),
            (
                "/v1/api-keys/key_01900000-0000-7000-8000-000000000001/roll",
                r#"{"overlap_seconds":-1}"#,
                "must be at least 0",
            ),
        ] {
            let answer = api.post(path, &key, &[("idempotency-key", "other")], body).await;
            let said = all_messages(&answer);
            assert!(answer.status == 400 && said.contains(says), "{path} {body}: {said}");
            assert_plain(&said, path);
        }
        let business = w.business(1_000).await;
        let fund = format!("/admin/businesses/{business}/fund");
        let of = |amount: u32| format!(r#"{{"amount":{amount},"account":"balance","reference":"wire-1"}}"#);
        assert_eq!(api.operate_with("POST", &fund, of(5)).await.status, 201);
        let used = api.operate_with("POST", &fund, of(6)).await;
        let says = "The reference was already used with another amount or account";
        assert!(used.status == 422 && used.body.contains(says), "{}", used.body);
        for (body, says) in [
            (r#"{"scope":"all"}"#, "Give max_per_second, max_cents_per_second, or both."),
            (r#"{"scope":"all","max_per_second":0}"#, "from 1 to 1000000."),
            (r#"{"scope":"business","max_per_second":1}"#, "The scope needs business_id."),
            (r#"{"scope":"everything","max_per_second":1}"#, "Known: all, business, batch."),
        ] {
            let answer = api.operate_with("PUT", "/admin/throttles", body).await;
            let said = all_messages(&answer);
            assert!(answer.status == 400 && said.contains(says), "{body}: {said}");
            assert_plain(&said, body);
        }
        let cut =
            api.send("PUT", "/v1/balance/alert", &[("authorization", &format!("Bearer {key}"))], "{}").await;
        assert_eq!(message_about(&cut, "threshold", "alert"), "The threshold field is required.");
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_in_another_format_gets_an_error_with_the_right_one() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(1_000).await).await;
        let items = r#"{"items":[{"email":"a@b.cd","amount":1}]}"#;
        let quoted = format!("\"{}\"", "x\n".repeat(5));
        for (media_type, body, says) in [
            ("text/csv", "", "The body is empty. The first row must name the columns"),
            ("text/csv", "\u{feff}", "The body is empty. The first row must name the columns"),
            ("text/csv", "email,amount\n", "The body has no items"),
            ("text/csv", "Email Address,Amount\nx,1\n", "email address is not a column"),
            ("text/csv", "sep=,\nemail,amount\na@b.cd,1\n", "remove it"),
            ("text/csv", "email,amount\na@b.cd,1\n,\n,\n", "spreadsheets write blank rows: remove it"),
            ("application/x-ndjson", "", "The body has no items"),
            ("application/x-ndjson", items, "send application/json"),
            ("application/x-ndjson", "email,amount\na@b.cd,1\n", "a table is sent as text/csv"),
            ("application/x-ndjson", "{\"email\":\"a@b.cd\",\n", "it ends too early, at column 18"),
            (
                "application/x-ndjson",
                "{\"email\":\"a@b.cd\",\"amount\":1,\"amount\":2}\n",
                "The amount is given twice: send it once.",
            ),
            ("application/json", "", "The body is empty"),
            ("application/json", "email,amount\na@b.cd,1\n", "A table is sent as text/csv"),
            (
                "application/json",
                "{\"email\":1}\n{\"email\":2}\n",
                "an object per line as application/x-ndjson",
            ),
            ("application/json", "[]", r#"must be {"items": ["#),
            ("application/json", "{}", r#"must be {"items": ["#),
            ("application/json", r#"{"items":5}"#, r#"must be {"items": ["#),
            ("application/json", r#"{"items":[],"items":[]}"#, "items is given twice"),
            ("application/json", r#"{"items":[]}"#, "The body has no items"),
            ("application/json", quoted.as_str(), "a line break or tab"),
        ] {
            let answer = api.batch(&key, "k", media_type, body.to_owned()).await;
            let said = all_messages(&answer);
            assert!(answer.status == 400 && said.contains(says), "{media_type} {body}: {said}");
            assert_plain(&said, body);
        }
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}
