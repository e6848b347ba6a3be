//! No secret in a log. The whole flow runs at TRACE, every line is kept, and none has a key, a hash, a token, an e-mail
//! or anything else that a client sent. The test is a process of its own, because a subscriber is global.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking, its helpers too")]

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use domain::business::Mode;
use domain::clock::Clock;
use serde_json::json;
use tests::api::{KEY_PEPPER, OPERATOR_TOKEN};
use tests::provider::{Manners, NAME, Provider, SECRET};
use tests::world::{HASH_SECRET, WEBHOOK_SECRET, noon, world_at};
use tests::{Receiver, RunningApi, eventually, world};
use tracing_subscriber::filter::LevelFilter;

/// A text in every e-mail, name and note that is sent.
const CANARY: &str = "canary7f3a";

/// The destination of a crypto withdrawal.
const ADDRESS: &str = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

/// A defect whose error quotes the row, as errors of constraints do.
const TALKATIVE: &str = "
    create function talk() returns trigger language plpgsql as $$
    begin
        raise exception 'refused' using errcode = '23514', detail = 'Key (email)=(' || new.email || ')';
    end $$;
    create trigger talkative before insert on payout_users for each row
        when (new.email like 'poison%') execute function talk();";

/// All lines that were logged.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_log_line_contains_a_secret() {
    let lines = Lines::default();
    let writer = lines.clone();
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    let clock = Clock::set_to(noon());
    let mut secrets: Vec<String> =
        [CANARY, KEY_PEPPER, OPERATOR_TOKEN, HASH_SECRET].map(str::to_owned).into();
    world_at(clock.clone(), async |w| {
        w.execute(TALKATIVE).await;
        let business = w.business(1_000).await;
        let (api, worker, key) = (w.api().await, w.worker(), w.key(business).await);
        let email = format!("{CANARY}@example.com");
        let paid = api.pay(&key, &[("idempotency-key", "k1")], &email, 10).await;
        assert_eq!(paid.status, 201, "{}", paid.body);
        secrets.push(paid.json()["hash"].as_str().unwrap().to_owned());
        let hash = secrets[4].clone();
        send_hashes(&api, &hash).await;
        sign_in_to_console(&api).await;
        secrets.extend(send_bodies(&api, &key, &email).await);
        let csv = format!("email,amount\n{email},1\npoison-{CANARY}@example.com,1\n");
        let accepted = api.batch(&key, "b1", "text/csv", csv).await;
        assert_eq!(accepted.status, 202, "{}", accepted.body);
        let id = accepted.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(
            api.batch(&key, "b2", "text/csv", format!("email,amount\n{CANARY},x\n")).await.status,
            400
        );
        eventually("the poison is parked", async || {
            clock.advance(chrono::Duration::seconds(400));
            (w.queue_status().await.dead == 1).then_some(())
        })
        .await;
        let user = api.get(&format!("/v1/payout-users?email={email}"), &key).await;
        assert_eq!(user.json()["data"].as_array().unwrap().len(), 1, "{}", user.body);
        let user = user.json()["data"][0]["id"].as_str().unwrap().to_owned();
        let rotated = api.post(&format!("/v1/payout-users/{user}/rotate-hash"), &key, &[], "").await;
        secrets.push(rotated.json()["hash"].as_str().unwrap().to_owned());
        read_pages(&api, &key, &email, &hash, &id).await;
        secrets.push(key);
        worker.stop().await;
        api.stop().await;
    })
    .await;
    assert!(secrets.len() >= 8, "the new key was returned");
    secrets.extend(run_withdrawals_and_webhooks().await);
    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    for expected in ["accepted a batch", "TRACE", "request{"] {
        assert!(log.contains(expected), "the log lacks {expected}");
    }
    for line in log.lines() {
        for secret in &secrets {
            assert!(!line.contains(secret.as_str()), "{secret} in: {line}");
        }
    }
}

/// Sends the operators' token in a form, and a wrong one.
async fn sign_in_to_console(api: &RunningApi) {
    for (token, status) in [(OPERATOR_TOKEN, 200), (CANARY, 401)] {
        let headers = [
            ("origin", api.ops_url.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
            ("cookie", "payout_console=canary7f3a"),
        ];
        let form = format!("token={token}");
        let answer = api.send_to(&api.ops_url, "POST", "/console/sign-in", &headers, form).await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
}

/// Sends `hash` wherever a hash can be, and where it should not be.
async fn send_hashes(api: &RunningApi, hash: &str) {
    for (query, header, body) in [
        (String::new(), hash, String::new()),
        (format!("?payout_hash={hash}"), "", String::new()),
        (format!("?payout_hash={hash}&payout_hash={hash}&limit={CANARY}"), "", String::new()),
        (format!("?payout_hash={hash}&limit={CANARY}"), hash, String::new()),
        (String::new(), "", format!(r#"{{"payout_hash":"{hash}"}}"#)),
        (String::new(), "", format!(r#"{{"payout_hash":"{hash}","payout_hash":"{CANARY}""#)),
        (String::new(), CANARY, String::new()),
    ] {
        let header: &[(&str, &str)] =
            if header.is_empty() { &[] } else { &[("x-payout-hash", header), ("referer", CANARY)] };
        for (method, path) in
            [("GET", "/payout/operations"), ("POST", "/payout/operations"), ("GET", "/payout/balance")]
        {
            let answer = api.send(method, &format!("{path}{query}"), header, body.clone()).await;
            // The hash that is sent is a valid one.
            assert!(header.is_empty() || header[0].1 != hash || !query.is_empty() || answer.status == 200);
        }
    }
    for (path, form) in
        [("/pay", ""), ("/pay/withdraw", "&key=k&provider=paypal&amount=x"), ("/pay/cancel", "&id=x")]
    {
        let form = format!("payout_hash={hash}&email={CANARY}{form}");
        let origin = api.url.clone();
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), ("origin", &origin), ("referer", CANARY)];
        assert!([200, 400, 404].contains(&api.send("POST", path, &headers, form).await.status), "{path}");
    }
}

/// Sends wrong bodies and a few right ones. Returns the keys that were created.
async fn send_bodies(api: &RunningApi, key: &str, email: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for (path, body) in [
        ("/payout/create", format!(r#"{{"email":"{CANARY}","amount":1}}"#)),
        ("/v1/allocations", format!(r#"{{"email":"{email}","amount":1,"metadata":{{"note":"{CANARY}"}}}}"#)),
        ("/v1/allocations", format!(r#"{{"email":"{email}","amount":"{CANARY}"}}"#)),
        ("/v1/balance/top-up", format!(r#"{{"amount":"{CANARY}"}}"#)),
        ("/v1/api-keys", format!(r#"{{"name":"{CANARY}"}}"#)),
    ] {
        let answer = api.post(path, key, &[], body).await;
        keys.extend(answer.json()["key"].as_str().map(str::to_owned));
    }
    keys
}

/// Reads pages of a merchant, with secrets in their addresses, and pages of the operators.
async fn read_pages(api: &RunningApi, key: &str, email: &str, hash: &str, batch: &str) {
    for path in [
        "/v1/allocations".to_owned(),
        format!("/v1/allocations?email={email}&status=succeeded"),
        format!("/payout/nothing?payout_hash={hash}"),
        format!("/v1/batches/{batch}/items"),
        format!("/v1/batches/{batch}/results.csv"),
        "/v1/transactions".to_owned(),
        "/v1/api-keys".to_owned(),
    ] {
        api.get(&path, key).await;
    }
    for path in ["/admin/businesses", "/admin/dead", "/admin/queue", "/metrics"] {
        assert_eq!(api.operate("GET", path).await.status, 200, "{path}");
    }
}

/// Requests withdrawals by each method. The first two are accepted. Returns their ids.
async fn create_orders(api: &RunningApi, hash: &str, email: &str) -> Vec<String> {
    let mut orders = Vec::new();
    // An amount that the provider does not refuse.
    for (method, destination) in [
        ("paypal", json!({"email": email})),
        ("gift_card", json!({"product": CANARY, "email": email})),
        ("crypto", json!({"chain": "ethereum", "currency": "USDC", "address": ADDRESS})),
        ("paypal", json!({"email": CANARY})),
        (CANARY, json!(CANARY)),
    ] {
        let body = json!({"amount": 203, "provider": method, "destination": destination}).to_string();
        let answer = api.as_user("POST", "/payout/withdraw", hash, &[], body).await;
        assert_eq!(answer.status, if orders.len() < 2 { 201 } else { 400 }, "{}", answer.body);
        orders.push(answer.json()["id"].as_str().unwrap_or_default().to_owned());
    }
    orders
}

/// Sends a callback about `order`, and others under its signature. Returns the signature, which is the secret part.
async fn send_callbacks(api: &RunningApi, order: &str, now: DateTime<Utc>) -> String {
    let callback = json!({"id": order, "status": "succeeded", "reason": CANARY}).to_string();
    let path = format!("/providers/{NAME}/callback");
    let [time, signature] = Provider::signed(&callback, now);
    for body in [callback.clone(), callback.replace("succeeded", "failed"), CANARY.to_owned()] {
        let headers = [(time.0, time.1.as_str()), (signature.0, signature.1.as_str())];
        let answer = api.send("POST", &path, &headers, body.clone()).await;
        assert_eq!(answer.status, if body == callback { 200 } else { 401 }, "{}", answer.body);
    }
    signature.1
}

/// Runs withdrawals, their provider and its callbacks, and webhooks. Returns all secrets in them.
async fn run_withdrawals_and_webhooks() -> Vec<String> {
    let mut secrets: Vec<String> = [SECRET, WEBHOOK_SECRET, ADDRESS].map(str::to_owned).into();
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let methods = provider.methods();
        let (api, worker) = (w.api_with_methods(&methods).await, w.worker_with_methods(&methods));
        let business = w.business_of(Mode::Live, 1_000).await;
        let (key, receiver) = (w.key(business).await, Receiver::start().await);
        let url = format!("{}?token={CANARY}", receiver.url);
        let endpoint = json!({"url": url, "events": ["payout.*", "allocation.*"]}).to_string();
        let endpoint = api.post("/v1/webhooks", &key, &[], endpoint).await.json();
        let id = endpoint["id"].as_str().unwrap();
        let rotated = api.post(&format!("/v1/webhooks/{id}/rotate-secret"), &key, &[], "").await.json();
        let bearer = [("authorization", format!("Bearer {key}"))];
        let payout = json!({"url": url, "events": ["payout.succeeded"]}).to_string();
        let payout = api.send("PUT", "/v1/payout-webhook", &bearer, payout).await.json();
        for secret in [&endpoint["secret"], &rotated["secret"], &payout["secret"], &payout["token"]] {
            secrets.push(secret.as_str().unwrap().trim_start_matches("whsec_").to_owned());
        }

        let email = format!("{CANARY}@example.com");
        let paid = api.pay(&key, &[], &email, 1_000).await.json();
        let hash = paid["hash"].as_str().unwrap();
        let orders = create_orders(&api, hash, &email).await;
        let reason = json!({"reason": CANARY}).to_string();
        eventually("the order waits for a person and is rejected", async || {
            let path = format!("/v1/withdrawals/{}/reject", orders[1]);
            (api.post(&path, &key, &[], reason.clone()).await.status == 200).then_some(())
        })
        .await;
        let arrived = eventually("the withdrawal and its webhooks", async || {
            let paid: Vec<_> = receiver.received();
            let count = |kind: &str| {
                paid.iter().filter(|one| String::from_utf8_lossy(&one.body).contains(kind)).count()
            };
            (count("payout.succeeded") == 2 && count("payout.rejected") == 1).then_some(paid)
        })
        .await;
        for header in ["webhook-signature", "signature"] {
            let signatures = arrived.iter().flat_map(|one| one.header(header).split([' ', ',']));
            secrets.extend(signatures.filter(|text| text.len() > 4).map(str::to_owned));
        }
        secrets.push(send_callbacks(&api, &orders[0], w.clock.now()).await);
        for path in [format!("/v1/webhooks/{id}/deliveries"), "/v1/events".into(), "/v1/withdrawals".into()] {
            assert_eq!(api.get(&path, &key).await.status, 200, "{path}");
        }
        secrets.extend([hash.to_owned(), key]);
        worker.stop().await;
        api.stop().await;
    })
    .await;
    assert!(secrets.len() > 15, "signatures were sent");
    secrets
}
