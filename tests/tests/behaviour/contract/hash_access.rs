//! The routes that a payout hash gives access to: which requests are accepted, what the routes show, and what happens
//! when a merchant changes the payout user.

use std::collections::BTreeSet;

use chrono::Duration;
use domain::clock::Clock;
use serde_json::{Value, json};
use tests::world::{noon, world_at};
use tests::{Answer, RunningApi, world};

use crate::contract::hash_rotation::rotate_hash;

const UNAUTHORIZED: &str = r#"{"error":"Unauthorized"}"#;
/// The headers of every answer of these routes.
const PRIVATE: [&str; 4] = ["cache-control", "content-type", "referrer-policy", "request-id"];
const HASH_ROUTES: [(&str, &str); 3] =
    [("GET", "/payout/balance"), ("GET", "/payout/operations"), ("POST", "/payout/operations")];

/// Pays `email`, and returns the payout hash.
pub async fn pay_user(api: &RunningApi, key: &str, email: &str, amount: i64) -> String {
    let answer = api.pay(key, &[], email, amount).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()["hash"].as_str().unwrap().to_owned()
}

pub async fn send_with_hash(api: &RunningApi, (method, path): (&str, &str), hash: &str) -> Answer {
    api.send(method, path, &[("x-payout-hash", hash)], "").await
}

/// Returns whether the hash routes accept `hash`. All of them must return 200, or all 401.
pub async fn hash_is_accepted(api: &RunningApi, hash: &str) -> bool {
    let mut statuses = BTreeSet::new();
    for route in HASH_ROUTES {
        statuses.insert(send_with_hash(api, route, hash).await.status);
    }
    assert_eq!(statuses.len(), 1, "{statuses:?}");
    statuses.contains(&200)
}

pub async fn user_id(api: &RunningApi, key: &str, email: &str) -> String {
    let found = api.get(&format!("/v1/payout-users?email={email}"), key).await.json();
    found["data"][0]["id"].as_str().unwrap().to_owned()
}

async fn patch_user(api: &RunningApi, key: &str, id: &str, body: &str) {
    let key = [("authorization", format!("Bearer {key}"))];
    let changed = api.send("PATCH", &format!("/v1/payout-users/{id}"), &key, body.to_owned()).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
}

#[track_caller]
fn assert_unauthorized(answer: &Answer, what: &str) {
    assert_eq!((answer.status, answer.body.as_str()), (401, UNAUTHORIZED), "{what}");
    let mut headers = answer.header_names();
    headers.retain(|name| *name != "www-authenticate");
    assert_eq!(headers, PRIVATE, "{what}");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    assert_eq!(answer.header("content-type"), "application/json");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_hash_failure_gets_the_same_401() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let good = pay_user(&api, &key, "user@example.com", 1).await;
        let (inactive, expired) = (
            pay_user(&api, &key, "off@example.com", 1).await,
            pay_user(&api, &key, "late@example.com", 1).await,
        );
        patch_user(&api, &key, &user_id(&api, &key, "off@example.com").await, r#"{"status":"inactive"}"#)
            .await;
        let end = r#"{"expires_at":"2026-03-01T12:00:10Z"}"#;
        patch_user(&api, &key, &user_id(&api, &key, "late@example.com").await, end).await;
        clock.advance(Duration::seconds(10));
        let rotated_away = pay_user(&api, &key, "rotated@example.com", 1).await;
        rotate_hash(&api, &key, &user_id(&api, &key, "rotated@example.com").await).await;

        let unknown = "0".repeat(64);
        let upper = good.to_uppercase();
        let longer = format!("{good}0");
        let one = |value: &str| vec![("x-payout-hash", value.to_owned())];
        let mut requests = vec![
            (vec![], String::new(), String::new()),
            ([one(&good), one(&good)].concat(), String::new(), String::new()),
            (vec![("authorization", format!("Bearer {key}"))], String::new(), String::new()),
            (vec![("authorization", format!("Bearer {good}"))], String::new(), String::new()),
            (vec![], format!("?payout_hash={good}&payout_hash={good}"), String::new()),
            (vec![], format!("?Payout_Hash={good}"), String::new()),
            (one(&good), format!("?payout_hash={unknown}"), String::new()),
            (one(&good), "?payout_hash=".to_owned(), String::new()),
        ];
        for hash in ["", "nonsense", &unknown, &upper, &longer, &inactive, &expired, &rotated_away] {
            requests.push((one(hash), String::new(), String::new()));
            requests.push((vec![], format!("?payout_hash={hash}"), String::new()));
        }
        for (headers, query, body) in &requests {
            for (method, path) in HASH_ROUTES {
                let answer = api.send(method, &format!("{path}{query}"), headers, body.clone()).await;
                assert_unauthorized(&answer, &format!("{method} {path} {headers:?} {query}"));
            }
        }
        // Whatever else is wrong with the request: without a valid hash, the answer is the same 401.
        for (headers, query, body) in [
            (vec![], "", format!(r#"{{"payout_hash":"{unknown}"}}"#)),
            (vec![], "", format!(r#"{{"payout_hash":"{inactive}"}}"#)),
            (vec![], "", format!(r#"{{"payout_hash":"{good}","payout_hash":"{good}"}}"#)),
            (vec![], "", format!(r#"{{"payout_hash":["{good}"]}}"#)),
            (vec![], "", r#"{"payout_hash":7}"#.to_owned()),
            (vec![], "", r#"{"payout_hash":null}"#.to_owned()),
            (vec![], "", format!(r#"["{good}"]"#)),
            (vec![], "", format!(r#"{{"payout_hash":"{good}""#)),
            (vec![], "?limit=0", "x".repeat(100_000)),
            (vec![("content-type", "text/csv".to_owned())], "", good.clone()),
            (one(&good), "", format!(r#"{{"payout_hash":"{unknown}"}}"#)),
            (one(&unknown), "", format!(r#"{{"payout_hash":"{good}"}}"#)),
            (one(&good), "", r#"{"payout_hash":""}"#.to_owned()),
        ] {
            let answer =
                api.send("POST", &format!("/payout/operations{query}"), &headers, body.clone()).await;
            assert_unauthorized(&answer, &format!("{headers:?} {query} {body:.80}"));
        }
        let query = format!("/payout/operations?payout_hash={good}");
        let body = format!(r#"{{"payout_hash":"{unknown}"}}"#);
        assert_unauthorized(&api.send("POST", &query, &one(""), "").await, "query and an empty header");
        assert_unauthorized(&api.send("POST", &query, &[] as &[(&str, &str)], body).await, "query and body");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_is_accepted_in_the_header_the_body_or_the_query() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let hash = pay_user(&api, &key, "user@example.com", 700).await;
        let header = vec![("x-payout-hash", hash.clone())];
        let in_query = format!("?payout_hash={hash}");
        let in_body = format!(r#"{{"payout_hash":"{hash}"}}"#);
        for (headers, query, body) in [
            (&header, "", ""),
            (&vec![], in_query.as_str(), ""),
            (&vec![], "", in_body.as_str()),
            (&header, &in_query, &in_body),
            (&header, "", r#"{"payout_hash":null,"more":1}"#),
            // Without a body, the content type does not matter.
            (&vec![header[0].clone(), ("content-type", "text/plain".to_owned())], "", ""),
        ] {
            let path = format!("/payout/operations{query}");
            let answer = api.send("POST", &path, headers, body.to_owned()).await;
            assert_eq!(answer.status, 200, "{query} {body}: {}", answer.body);
            assert_eq!(answer.header_names(), PRIVATE);
            assert_eq!(
                (answer.header("cache-control"), answer.header("referrer-policy")),
                ("no-store", "no-referrer")
            );
        }
        for query in ["", &in_query] {
            let balance = api.send("GET", &format!("/payout/balance{query}"), &header, "").await;
            assert_eq!((balance.status, balance.body.as_str()), (200, r#"{"balance":700,"currency":"USD"}"#));
            assert_eq!(balance.header_names(), PRIVATE);
        }
        // The body of a GET is not read.
        let none: [(&str, &str); 0] = [];
        assert_unauthorized(
            &api.send("GET", "/payout/operations", &none, in_body.clone()).await,
            "body of a GET",
        );
        // With a valid hash, the answer says what else is wrong.
        for (body, status, error) in [
            ("{", 400, "Invalid request body"),
            ("[]", 400, "Invalid request body"),
            ("a,b", 400, "Invalid request body"),
        ] {
            let answer = api.send("POST", "/payout/operations", &header, body).await;
            assert_eq!((answer.status, answer.json()), (status, json!({"error": error})), "{body}");
        }
        let csv = [header.clone(), vec![("content-type", "text/csv".to_owned())]].concat();
        assert_eq!(api.send("POST", "/payout/operations", &csv, "a,b").await.status, 415);
        let large = "x".repeat(100_000);
        assert_eq!(api.send("POST", "/payout/operations", &header, large).await.status, 413);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn operations_list_the_transfers_of_a_user_newest_first() {
    world_at(Clock::set_to(noon()), async |w| {
        let (one, other) = (w.business(10_000).await, w.business(10_000).await);
        let (api, worker) = (w.api().await, w.worker());
        let (key, other_key) = (w.key(one).await, w.key(other).await);
        let hash = pay_user(&api, &key, "user@example.com", 1).await;
        let mut expected = Vec::new();
        for amount in 2..=7 {
            let answer = api.pay(&key, &[], "User@Example.com", amount).await;
            expected.insert(0, (answer.header("allocation-id").to_owned(), amount));
        }
        // Money of other users, and money that was never paid.
        pay_user(&api, &key, "user2@example.com", 50).await;
        pay_user(&api, &other_key, "user@example.com", 60).await;
        assert_eq!(api.pay(&key, &[], "user@example.com", 20_000).await.status, 400);

        let all = send_with_hash(&api, ("GET", "/payout/operations"), &hash).await;
        let id = user_id(&api, &key, "user@example.com").await;
        let first = &all.json()["operations"][6];
        // The fields are in this order.
        assert_eq!(
            all.body,
            format!(
                r#"{{"id":"{id}","email":"u***@example.com","status":"active","currency":"USD","balance":28,"operations":{},"next_cursor":null}}"#,
                serde_json::value::RawValue::from_string(
                    all.body.split_once(r#""operations":"#).unwrap().1.split_once(r#","next_cursor""#).unwrap().0.to_owned()
                )
                .unwrap()
            )
        );
        assert_eq!(
            *first,
            json!({"id": first["id"], "type": "allocation", "amount": 1, "status": "succeeded", "created_at": "2026-03-01T12:00:00Z"})
        );
        for method in ["GET", "POST"] {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let path = format!("/payout/operations?limit=3{cursor}");
                let page = send_with_hash(&api, (method, &path), &hash).await;
                assert_eq!(page.status, 200, "{}", page.body);
                let page = page.json();
                let operations = page["operations"].as_array().unwrap().clone();
                assert!(operations.len() <= 3);
                seen.extend(operations.iter().map(|one| {
                    (one["id"].as_str().unwrap().to_owned(), one["amount"].as_i64().unwrap())
                }));
                match &page["next_cursor"] {
                    Value::Null => break,
                    next => cursor = format!("&cursor={}", next.as_str().unwrap()),
                }
            }
            assert_eq!(seen.len(), 7);
            assert_eq!(seen[..6], expected, "{method}");
            for wrong in ["limit=101", "limit=0", "limit=x", "cursor=zz", "cursor=7b7d"] {
                let path = format!("/payout/operations?{wrong}");
                let answer = send_with_hash(&api, (method, &path), &hash).await;
                assert_eq!(
                    (answer.status, answer.body.as_str()),
                    (400, r#"{"error":"Invalid query"}"#),
                    "{wrong}"
                );
                assert_eq!(answer.header_names(), PRIVATE);
            }
            assert_eq!(send_with_hash(&api, (method, "/payout/operations?limit=100"), &hash).await.status, 200);
        }
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchants_changes_take_effect_at_once() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        // There are two processes. Neither may cache what the other has changed.
        let (api, elsewhere, worker) = (w.api().await, w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let hash = pay_user(&api, &key, "user@example.com", 7).await;
        let id = user_id(&api, &key, "user@example.com").await;
        for (change, accepted) in [
            (r#"{"status":"inactive"}"#, false),
            (r#"{"status":"active"}"#, true),
            (r#"{"expires_at":"2026-03-01T12:01:00Z"}"#, true),
            (r#"{"expires_at":"2026-03-01T11:59:59Z"}"#, false),
            (r#"{"expires_at":null}"#, true),
        ] {
            patch_user(&api, &key, &id, change).await;
            assert_eq!(
                (hash_is_accepted(&api, &hash).await, hash_is_accepted(&elsewhere, &hash).await),
                (accepted, accepted),
                "{change}"
            );
        }
        patch_user(&api, &key, &id, r#"{"expires_at":"2026-03-01T12:00:05Z"}"#).await;
        clock.advance(Duration::milliseconds(4_999));
        assert!(hash_is_accepted(&api, &hash).await);
        clock.advance(Duration::milliseconds(1));
        assert!(!hash_is_accepted(&api, &hash).await, "the hash has expired at that very moment");
        // The money stays, and more comes in, under the same hash.
        assert_eq!(pay_user(&api, &key, "user@example.com", 1).await, hash);
        assert!(!hash_is_accepted(&api, &hash).await);
        worker.stop().await;
        elsewhere.stop().await;
        api.stop().await;
    })
    .await;
}
