//! The brand that payout users see: which values it may have, and how its logo is served.

use serde_json::{Value, json};
use tests::picture::png;
use tests::{Answer, RunningApi, world};

/// A picture whose bytes are all ASCII: a WebP of one pixel.
const TINY: &str = "RIFF\x12\0\0\0WEBPVP8L\x05\0\0\0\x2f\0\0\0\0\0";

async fn put_brand(api: &RunningApi, key: &str, brand: &Value) -> Answer {
    let key = [("authorization", format!("Bearer {key}"))];
    api.send("PUT", "/v1/brand", &key, brand.to_string()).await
}

async fn put_logo(api: &RunningApi, key: &str, media_type: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    let headers = [("authorization", format!("Bearer {key}")), ("content-type", media_type.to_owned())];
    api.send("PUT", "/v1/brand/logo", &headers, bytes.into()).await
}

async fn get_public(api: &RunningApi, address: &str) -> Answer {
    api.send("GET", address, &[] as &[(&str, &str)], "").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brand_can_be_set_replaced_and_removed() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(0).await).await;
        let nothing = json!({ "name": null, "colour": null, "logo": null });
        assert_eq!(api.get("/v1/brand", &key).await.json(), nothing);
        let answer = put_brand(&api, &key, &json!({ "name": " Bücher <b> ", "colour": "#FFDD00" })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.json(), json!({ "name": "Bücher <b>", "colour": "#ffdd00", "logo": null }));
        let with_logo = put_logo(&api, &key, "image/png", png(300, 80, [9, 9, 9])).await.json();
        let logo = &with_logo["logo"];
        assert_eq!(
            (&logo["media_type"], &logo["width"], &logo["height"]),
            (&json!("image/png"), &json!(300), &json!(80))
        );
        // Each field is changed without the other.
        let answer = put_brand(&api, &key, &json!({ "name": "Acme", "colour": null })).await.json();
        assert_eq!(
            (&answer["name"], &answer["colour"], &answer["logo"]),
            (&json!("Acme"), &Value::Null, logo)
        );
        let other = put_logo(&api, &key, "image/webp", TINY).await.json();
        assert_eq!((&other["name"], &other["logo"]["media_type"]), (&json!("Acme"), &json!("image/webp")));
        assert_ne!(other["logo"]["address"], logo["address"]);
        assert_eq!(get_public(&api, logo["address"].as_str().unwrap()).await.status, 404, "a replaced logo");
        assert_eq!(put_brand(&api, &key, &json!({ "name": null, "colour": null })).await.status, 200);
        for _ in 0..2 {
            let key = [("authorization", format!("Bearer {key}"))];
            assert_eq!(api.send("DELETE", "/v1/brand/logo", &key, "").await.status, 204);
        }
        assert_eq!(api.get("/v1/brand", &key).await.json(), nothing);
        let rows: i64 = sqlx::query_scalar("select count(*) from brands").fetch_one(&w.pool).await.unwrap();
        assert_eq!(rows, 0, "an empty brand has no row");
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_brands_and_logos_are_refused_with_the_reason() {
    world(async |w| {
        let api = w.api().await;
        let key = w.key(w.business(0).await).await;
        for (name, colour, fields) in [
            (json!(""), json!(null), &["name"][..]),
            (json!("a".repeat(101)), json!("red"), &["name", "colour"]),
            (json!("a\nb"), json!("#fff"), &["name", "colour"]),
            (json!(null), json!("#1a7f37;}"), &["colour"]),
        ] {
            let answer = put_brand(&api, &key, &json!({ "name": name, "colour": colour })).await;
            assert_eq!(answer.status, 400, "{}", answer.body);
            let errors = answer.json()["errors"].as_array().unwrap().clone();
            let named: Vec<&str> = errors.iter().map(|error| error["field"].as_str().unwrap()).collect();
            assert_eq!(named, fields, "{}", answer.body);
        }
        // Both fields are required, so that a field left out deletes nothing by mistake.
        assert_eq!(put_brand(&api, &key, &json!({ "name": "Acme" })).await.status, 400);
        let svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        for (media_type, bytes, status, said) in [
            ("image/svg+xml", svg.into(), 415, "image/png, image/jpeg, image/webp"),
            ("multipart/form-data; boundary=x", b"--x".to_vec(), 415, "Send the content alone"),
            ("application/json", b"{}".to_vec(), 415, "image/png, image/jpeg, image/webp"),
            ("image/png", svg.into(), 400, "export it as PNG"),
            (
                "image/png",
                b"<!doctype html><script>alert(1)</script>".to_vec(),
                400,
                "not a PNG, JPEG or WebP picture",
            ),
            ("image/png", b"GIF89a".to_vec(), 400, "not a PNG, JPEG or WebP picture"),
            ("image/png", Vec::new(), 400, "The logo is empty"),
            ("image/png", b"\x89PNG\r\n\x1a\n".to_vec(), 400, "cannot be read"),
            ("image/png", png(1_025, 1, [0; 3]), 400, "1,024 pixels"),
            ("image/png", vec![b' '; 64 * 1024 + 1], 413, "larger than 64 KiB"),
        ] {
            let answer = put_logo(&api, &key, media_type, bytes).await;
            assert_eq!(answer.status, status, "{media_type}: {}", answer.body);
            assert!(answer.body.contains(said), "{media_type}: {}", answer.body);
        }
        let key = [("authorization", format!("Bearer {key}"))];
        let answer = api.send("PUT", "/v1/brand/logo?no_such_name=1", &key, TINY).await;
        assert!(answer.status == 400 && answer.body.contains("unknown_parameter"), "{}", answer.body);
        let rows: i64 = sqlx::query_scalar("select count(*) from brands").fetch_one(&w.pool).await.unwrap();
        assert_eq!(rows, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logo_is_immutable_and_its_address_hides_the_business() {
    world(async |w| {
        let api = w.api().await;
        let (one, two) = (w.business(0).await, w.business(0).await);
        let mut addresses = Vec::new();
        for business in [one, two] {
            let key = w.key(business).await;
            // The bytes decide the type, whatever the header says.
            let answer = put_logo(&api, &key, "image/png", TINY).await.json();
            let address = answer["logo"]["address"].as_str().unwrap().to_owned();
            assert!(
                !address.contains(&business.uuid().to_string())
                    && !address.contains(&business.uuid().simple().to_string())
            );
            let shown = get_public(&api, &address).await;
            assert_eq!((shown.status, shown.body.as_str()), (200, TINY));
            for (name, value) in [
                ("content-type", "image/webp"),
                ("cache-control", "public, max-age=31536000, immutable"),
                ("x-content-type-options", "nosniff"),
                ("cross-origin-resource-policy", "same-origin"),
            ] {
                assert_eq!(shown.header(name), value);
            }
            assert!(shown.header("content-security-policy").contains("default-src 'none'"));
            // Only under its real extension.
            for ending in [".png", ".html", ".svg", ""] {
                assert_eq!(get_public(&api, &address.replace(".webp", ending)).await.status, 404, "{ending}");
            }
            addresses.push(address);
        }
        assert_ne!(addresses[0], addresses[1], "a picture has another address for each business");
        api.stop().await;
    })
    .await;
}
