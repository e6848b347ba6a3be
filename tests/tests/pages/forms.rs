//! Who may send a form, which headers the responses have, and how large a page is.

use domain::business::Mode;
use tests::{Answer, RunningApi, world};

use crate::owner::Owner;

/// The largest compressed size of a payout user's page: a phone on a slow connection opens it within a second.
const MOST_BYTES: usize = 100_000;

async fn send(api: &RunningApi, path: &str, origin: &[&str], form: &str) -> Answer {
    let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
    headers.extend(origin.iter().map(|origin| ("origin", *origin)));
    api.send("POST", path, &headers, form.to_owned()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cross_origin_form_is_rejected_and_an_own_form_acts_once() {
    world(async |w| {
        let api = w.api().await;
        let user = Owner::of(w, &api, Mode::Test, 10_000).await;
        let order = format!("payout_hash={}&provider=paypal&email=a%40b.example&amount=5", user.hash);
        let form = format!("{order}&key=k1");
        for origin in [&[][..], &["null"], &["https://evil.example"], &[&api.url, &api.url]] {
            for path in ["/pay", "/pay/withdraw", "/pay/cancel", "/pay/check"] {
                let answer = send(&api, path, origin, &form).await;
                assert_eq!(answer.status, 403, "{path} {origin:?}: {}", answer.body);
            }
        }
        assert_eq!(user.get(&api, "/payout/balance").await["balance"], 10_000);
        // A form from this host takes the money once, however often it is sent. A different form with the same key
        // takes nothing.
        for said in ["is recorded", "was recorded before"] {
            let answer = send(&api, "/pay/withdraw", &[&api.url], &form).await;
            assert!(answer.status == 201 && answer.body.contains(said), "{}", answer.body);
        }
        let other = form.replace("amount=5", "amount=6");
        assert_eq!(send(&api, "/pay/withdraw", &[&api.url], &other).await.status, 422);
        let keyless = send(&api, "/pay/withdraw", &[&api.url], &order).await;
        assert_eq!(keyless.status, 400, "{}", keyless.body);
        let too_much = form.replace("amount=5", "amount=500").replace("k1", "k2");
        let answer = send(&api, "/pay/withdraw", &[&api.url], &too_much).await;
        assert!(answer.status == 400 && answer.body.contains("does not cover"), "{}", answer.body);
        assert_eq!(user.get(&api, "/payout/balance").await["balance"], 9_500);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_hash_and_a_hash_in_the_query_get_the_same_401() {
    world(async |w| {
        let api = w.api().await;
        let user = Owner::of(w, &api, Mode::Test, 10_000).await;
        let other = Owner::of(w, &api, Mode::Test, 10_000).await;
        let order = user.order(&api, 500).await;
        let mut bodies = std::collections::BTreeSet::new();
        for (query, form) in [
            (String::new(), String::new()),
            (String::new(), format!("payout_hash={}", "0".repeat(64))),
            (format!("?payout_hash={}", user.hash), String::new()),
            (String::new(), format!("payout_hash={0}&payout_hash={0}", user.hash)),
        ] {
            for path in ["/pay", "/pay/withdraw", "/pay/cancel"] {
                let answer = send(&api, &format!("{path}{query}"), &[&api.url], &form).await;
                assert_eq!(answer.status, 401, "{path}: {}", answer.body);
                bodies.insert(answer.body);
            }
        }
        assert_eq!(bodies.len(), 1);
        // Another user's withdrawal is a 404.
        let form = format!("payout_hash={}&id={order}", other.hash);
        assert_eq!(send(&api, "/pay/cancel", &[&api.url], &form).await.status, 404);
        assert_eq!(user.get(&api, &format!("/payout/withdrawals/{order}")).await["status"], "created");
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_small_with_security_headers_and_cacheable_assets() {
    world(async |w| {
        let api = w.api().await;
        let page = api.send("GET", "/pay", &[("accept-encoding", "gzip")], "").await;
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        for (name, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(page.header(name), value);
        }
        let mut weight = page.body.len();
        for part in page.body.split('"').filter(|text| text.starts_with("/assets/")) {
            let asset = api.send("GET", part, &[("accept-encoding", "gzip")], "").await;
            assert_eq!((asset.status, asset.header("content-encoding")), (200, "gzip"), "{part}");
            assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable");
            weight += asset.header("content-length").parse::<usize>().unwrap();
        }
        assert!(weight < MOST_BYTES, "{weight} bytes");
        for (path, status) in [("/pay/nothing", 404), ("/docs/nothing", 404), ("/assets/pages.css", 404)] {
            let answer = api.send("GET", path, &[("accept", "text/html")], "").await;
            assert_eq!((answer.status, answer.header("content-type")), (status, "text/html; charset=utf-8"));
            assert!(answer.header("content-security-policy").contains("default-src 'none'"));
        }
        api.stop().await;
    })
    .await;
}
