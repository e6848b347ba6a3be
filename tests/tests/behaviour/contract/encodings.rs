//! Encodings and types of bodies, metadata, and missing credentials: an error says what to send, and accepted values
//! are stored exactly as they were sent.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tests::world;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(text).unwrap();
    packer.finish().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gzip_body_is_read_within_limits_and_other_encodings_are_refused() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let batch = |name: &'static str, encoding: &'static str, body: Vec<u8>| {
            let headers =
                [("idempotency-key", name), ("content-type", "text/csv"), ("content-encoding", encoding)];
            let (api, key) = (&api, &key);
            async move { api.post("/v1/batches", key, &headers, body).await }
        };
        let csv = b"email,amount\na@b.cd,1\nc@d.ef,2\n";
        let taken = batch("packed", "gzip", gzip(csv)).await;
        assert_eq!(
            (taken.status, &taken.json()["counts"]["total"]),
            (202, &Value::from(2)),
            "{}",
            taken.body
        );
        // Compressed or not, it is the same batch.
        let again = api.batch(&key, "packed", "text/csv", csv.to_vec()).await;
        assert_eq!((again.status, again.header("idempotent-replayed")), (202, "true"), "{}", again.body);

        let zstd = batch("zstd", "zstd", csv.to_vec()).await;
        assert_eq!((zstd.status, zstd.header("accept-encoding")), (415, "gzip"), "{}", zstd.body);
        assert!(zstd.body.contains("gzip"), "{}", zstd.body);
        let lying = batch("lying", "gzip", csv.to_vec()).await;
        assert_eq!(lying.status, 400);
        assert!(lying.body.contains("not gzip"), "{}", lying.body);
        let unsaid = api.batch(&key, "unsaid", "text/csv", gzip(csv)).await;
        assert!(unsaid.body.contains("Content-Encoding: gzip"), "{}", unsaid.body);
        let rows = format!("email,amount\n{}", "a@b.cd,1\n".repeat(900_000));
        let bomb = batch("bomb", "gzip", gzip(rows.as_bytes())).await;
        assert_eq!(bomb.status, 413, "{}", bomb.body);

        let packed = [("content-encoding", "gzip")];
        let paid = gzip(br#"{"email":"a@b.cd","amount":1}"#);
        let paid = api.post("/v1/allocations", &key, &packed, paid).await;
        assert_eq!(paid.status, 202, "{}", paid.body);
        let bomb = api.post("/v1/allocations", &key, &packed, gzip(&vec![b' '; 1024 * 1024])).await;
        assert_eq!(bomb.status, 413, "{}", bomb.body);
        let seeds = api.post("/payout/create", &key, &[("content-encoding", "br")], "x").await;
        assert_eq!((seeds.status, seeds.body.as_str()), (415, r#"{"error":"Unsupported content type"}"#));
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_is_stored_exactly_or_refused() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let pay = |metadata: &str| {
            let body = format!(r#"{{"email":"a@b.cd","amount":1,"metadata":{metadata}}}"#);
            let (api, key) = (&api, &key);
            async move { api.post("/v1/allocations", key, &[], body).await }
        };
        let kept = r#"{"n": 25000000000000000001, "price": [1.0, 1.50]}"#;
        let accepted = pay(kept).await;
        assert_eq!(accepted.status, 202, "{}", accepted.body);
        let read = api.get(accepted.header("location"), &key).await;
        for answer in [&accepted.body, &read.body] {
            let answer = answer.replace(' ', "");
            assert!(answer.contains(&kept.replace(' ', "")), "{answer}");
        }
        for changed in [r#"{"a":1e5}"#, r#"{"a":-0}"#, r#"{"a":{"b":1,"b":2}}"#] {
            let refused = pay(changed).await;
            assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (400, &"metadata".into()));
        }
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_key_or_wrong_content_type_gets_an_error_with_the_cure() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let nobody = api.send("GET", "/v1/balance", &[("x-api-key", key.as_str())], "").await;
        assert_eq!(nobody.status, 401);
        assert!(nobody.body.contains("Authorization: Bearer sk_"), "{}", nobody.body);
        let no_operator = api.send_to(&api.ops_url, "GET", "/admin/queue", &[("accept", "*/*")], "").await;
        assert_eq!(no_operator.status, 401);
        assert!(no_operator.body.contains("PAYOUT_OPERATOR_TOKEN"), "{}", no_operator.body);
        let seeds = api.send("POST", "/payout/create", &[("accept", "*/*")], "{}").await;
        assert_eq!(seeds.body, r#"{"error":"Unauthorized"}"#);

        let form = [("content-type", "application/x-www-form-urlencoded")];
        let batch = api.post("/v1/batches", &key, &[form[0], ("idempotency-key", "k")], "x").await;
        assert_eq!(batch.status, 415);
        for taken in ["text/csv", "application/x-ndjson", "application/jsonl", "application/json"] {
            assert!(batch.body.contains(taken), "{}", batch.body);
        }
        let single = api.post("/v1/allocations", &key, &form, "x").await;
        assert_eq!(single.status, 415);
        assert!(single.body.contains("application/json") && !single.body.contains("text/csv"));
        let lines = api.batch(&key, "l", "application/jsonl", "{\"email\":\"a@b.cd\",\"amount\":1}\n").await;
        assert_eq!(lines.status, 202, "{}", lines.body);
        w.drained().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// As documented, the hash of an inactive payout user is refused, and payments to the user are still made.
#[tokio::test(flavor = "multi_thread")]
async fn an_inactive_payout_user_is_paid_but_its_hash_is_refused() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let first = api.pay(&key, &[], "a@b.cd", 1).await;
        assert_eq!(first.status, 201, "{}", first.body);
        let listed = api.get("/v1/payout-users", &key).await.json();
        let path = format!("/v1/payout-users/{}", listed["data"][0]["id"].as_str().unwrap());
        let authorization = format!("Bearer {key}");
        let headers = [("authorization", authorization.as_str())];
        let off = api.send("PATCH", &path, &headers, r#"{"status":"inactive"}"#).await;
        assert_eq!(off.status, 200, "{}", off.body);
        let second = api.pay(&key, &[], "a@b.cd", 2).await;
        assert_eq!((second.status, &second.body), (201, &first.body));
        let user = api.get(&path, &key).await.json();
        assert_eq!((&user["balance"], &user["status"]), (&Value::from(3), &Value::from("inactive")));
        let hash = first.json()["hash"].as_str().unwrap().to_owned();
        assert_eq!(api.as_user("GET", "/payout/balance", &hash, &[], "").await.status, 401);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
