//! Webhooks on a developer's machine: `payout trigger` sends a sample of any event through the outbox, and `payout
//! listen --forward-to` forwards what arrives, byte for byte, and returns the program's answer.

use domain::event::EventType;
use serde_json::{Value, json};
use tests::process::free_address;
use tests::{Command, Receiver, Reply, eventually, world};

use crate::webhooks::endpoints::{send, wait_for_delivery};

#[tokio::test(flavor = "multi_thread")]
async fn listen_forwards_webhooks_unchanged_and_returns_the_response() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(0).await).await;
        let program = Receiver::start_with(|one| match one.json()["type"].as_str() {
            Some("payout.failed") => {
                Reply::With(418, "retry-after: 600\r\nx-own: 1\r\n".into(), "a teapot".into())
            }
            _ => Reply::Status(204),
        })
        .await;
        let address = free_address();
        let new = json!({"url": format!("http://{address}/hook?a=b"), "events": ["payout.*", "balance.low"]});
        let made = send(&api, &key, "POST", "/v1/webhooks", &new).await.json();
        let (id, secret) = (made["id"].as_str().unwrap(), made["secret"].as_str().unwrap());
        let home = tempfile::tempdir().unwrap();
        let port = address.port().to_string();
        let words = ["listen", "--secret", secret, "--port", &port, "--forward-to", &program.url];
        let listen = Command::payout(home.path(), &words).await;
        listen.wait_for_line("Listening at ").await;
        let trigger = async |event: &str| {
            let words = ["trigger", event, "--api-url", &api.url, "--api-key", &key, "--json"];
            let sent = Command::run(&words, &[]).await;
            assert_eq!((sent.code, sent.objects().len()), (Some(0), 1), "{sent:?}");
            sent.objects().remove(0)
        };
        let sent = trigger("balance.low").await;
        assert_eq!((&sent["webhook_id"], &sent["url"]), (&made["id"], &made["url"]));
        let event = sent["event_id"].as_str().unwrap();
        let printed = listen.wait_for_line(&format!("{event} {{")).await;
        listen.wait_for_line(&format!("{event}: 204 No Content from {}", program.url)).await;
        let one = program.received().remove(0);
        assert_eq!((one.id.as_str(), one.body.as_slice()), (event, &printed.as_bytes()[event.len() + 1..]));
        assert!(one.verifies(secret), "its headers and body are those that were signed");
        assert_eq!(one.header("payout-sequence"), one.json()["sequence"].to_string());
        assert_eq!(
            (&one.json()["type"], &one.json()["data"]["test_mode"]),
            (&json!("balance.low"), &json!(true))
        );
        wait_for_delivery(&api, &key, id, "the delivery has arrived", |last| last["status"] == "succeeded")
            .await;
        // The program's refusal goes back to the sender, which logs it and retries when the program says.
        trigger("payout.failed").await;
        let refused = wait_for_delivery(&api, &key, id, "the delivery is refused", |last| {
            last["last_attempt"]["status"] == 418
        })
        .await;
        assert_eq!(refused["last_attempt"]["reply"], "a teapot");
        let due: chrono::DateTime<chrono::Utc> = refused["due_at"].as_str().unwrap().parse().unwrap();
        assert!(due > w.clock.now() + chrono::TimeDelta::minutes(9), "{due}");
        // A webhook without a valid signature is not forwarded.
        let forged =
            reqwest::Client::new().post(format!("http://{address}/")).header("webhook-id", "evt_forged");
        assert_eq!(forged.body("{}").send().await.unwrap().status(), 400);
        assert_eq!(program.received().len(), 2);
        // If no program listens, the sender gets 502.
        drop(program);
        let lost = trigger("payout.created").await;
        listen.wait_for_line(&format!("{}: no response", lost["event_id"].as_str().unwrap())).await;
        wait_for_delivery(&api, &key, id, "no program listens", |last| last["last_attempt"]["status"] == 502)
            .await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn listen_is_refused_by_a_server_that_calls_no_private_addresses() {
    world(async |w| {
        let api = w.api_with_public_webhooks_only().await;
        let key = w.key(w.business(0).await).await;
        let refused = Command::run(&["listen", "--api-url", &api.url, "--api-key", &key], &[]).await;
        assert_eq!((refused.code, refused.err.lines().count()), (Some(1), 1), "{refused:?}");
        assert!(refused.err.contains("`payout listen` is for `payout dev`"), "{refused:?}");
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_of_all_events_are_marked_as_tests() {
    world(async |w| {
        let (api, worker, receiver) = (w.api().await, w.worker(), Receiver::start().await);
        let key = w.key(w.business(0).await).await;
        let trigger = async |event: &str| {
            Command::run(&["trigger", event, "--api-url", &api.url, "--api-key", &key], &[]).await
        };
        let unselected = trigger("balance.low").await;
        assert_eq!(
            (unselected.code, unselected.err.contains("no enabled endpoint")),
            (Some(1), true),
            "{unselected:?}"
        );
        let unknown = trigger("balance.high").await;
        assert_eq!((unknown.code, unknown.err.contains("balance.low")), (Some(2), true), "{unknown:?}");
        let events = EventType::SELECTABLE.map(EventType::as_str);
        let new = json!({"url": receiver.url, "events": events});
        let made = send(&api, &key, "POST", "/v1/webhooks", &new).await.json();
        let flat = json!({"url": receiver.url, "events": ["payout.rejected"]});
        let payout = send(&api, &key, "PUT", "/v1/payout-webhook", &flat).await.json();
        for kind in events {
            let endpoints = if kind == "payout.rejected" { 2 } else { 1 };
            let sent = trigger(kind).await;
            assert_eq!((sent.code, sent.out.lines().count()), (Some(0), endpoints), "{sent:?}");
            let arrived =
                eventually(kind, async || Some(receiver.received()).filter(|all| all.len() == endpoints))
                    .await;
            for one in receiver.take() {
                let body = one.json();
                let data = body.get("data").unwrap_or(&body);
                assert_eq!((&body["type"], &data["test_mode"]), (&json!(kind), &json!(true)), "{body}");
            }
            assert_eq!(
                arrived.iter().filter(|one| !one.header("signature").is_empty()).count(),
                endpoints - 1
            );
        }
        let counted: i64 =
            sqlx::query_scalar("select count(*) from transfers").fetch_one(&w.pool).await.unwrap();
        assert_eq!(counted, 0, "samples move no money");
        let path = |of: &Value| format!("/v1/webhooks/{}/test", of["id"].as_str().unwrap());
        for (of, kind, known) in
            [(&made, "payout.paid", "webhook.test"), (&payout, "balance.low", "Known: payout.created")]
        {
            let refused = send(&api, &key, "POST", &path(of), &json!({"type": kind})).await;
            assert_eq!((refused.status, &refused.json()["code"]), (400, &json!("unknown_value")));
            assert!(refused.body.contains(known), "{}", refused.body);
        }
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
