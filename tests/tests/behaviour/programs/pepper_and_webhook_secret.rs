//! The pepper of API keys, and the secret that webhook endpoints' secrets are derived from. Each is claimed by its
//! first use, and a process with another secret reports it and does not use its own.

use api::config::ApiConfig;
use domain::business::Mode;
use domain::event::EventType;
use tests::api::KEY_PEPPER;
use tests::world::RunningWorker;
use tests::{Process, Receiver, World, eventually, world};
use worker::config::{WebhookConfig, WorkerConfig};

use super::secrets::{ANOTHER, claimed_secrets, error_text, start_error};
use crate::webhooks::outbox::{endpoint, record_events};

const PEPPER: &str = "PAYOUT_KEY_PEPPER is not the secret that API keys are stored under";

const WEBHOOKS: &str = "PAYOUT_WEBHOOK_SECRET is not the one that the secrets of webhook endpoints are made";

pub(super) fn worker_with_webhook_secret(w: &World, secret: &str) -> RunningWorker {
    let config = w.worker_config();
    let webhooks = WebhookConfig { webhook_secret: secret.into(), ..config.webhooks.clone() };
    w.worker_on(WorkerConfig { webhooks, ..config })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_with_another_pepper_neither_serves_nor_creates_keys() {
    world(async |w| {
        let business = w.business(1_000).await;
        let another = ApiConfig { key_pepper: ANOTHER.into(), ..w.api_config() };
        let (right, wrong) = (w.api().await, w.api_on(another.clone()).await);
        assert_eq!(claimed_secrets(w).await, Vec::<String>::new(), "no key exists yet");
        let key = w.key(business).await;
        let ended = error_text(wrong.ended().await);
        assert!(ended.starts_with(PEPPER), "{ended}");
        assert_eq!(start_error(w, another).await, ended);
        assert_eq!(right.get("/balance", &key).await.status, 200);

        let create = ["key", "create", &business.to_string()];
        let (made, printed) = create_key(w, &create, ANOTHER).await;
        assert!(!made && printed.contains(PEPPER) && !printed.contains("sk_"), "{printed}");
        assert_eq!(count_keys(w).await, 1);
        let (made, printed) = create_key(w, &create, KEY_PEPPER).await;
        assert!(made, "{printed}");
        assert_eq!(right.get("/balance", printed.trim()).await.status, 200);
        right.stop().await;
    })
    .await;
}

pub(super) async fn create_key(w: &World, arguments: &[&str], pepper: &str) -> (bool, String) {
    use secrecy::ExposeSecret;
    let environment = [("DATABASE_URL", w.url.expose_secret()), ("PAYOUT_KEY_PEPPER", pepper)];
    Process::program("payout", arguments, &environment).await
}

pub(super) async fn count_keys(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from api_keys").fetch_one(&w.pool).await.unwrap()
}

/// In a database from before there were fingerprints of the pepper, a key that is used successfully proves the pepper.
#[tokio::test(flavor = "multi_thread")]
pub(super) async fn a_valid_old_key_proves_the_pepper() {
    world(async |w| {
        let business = w.business_of(Mode::Live, 0).await;
        let key = w.key(business).await;
        w.execute("delete from server_secrets").await;
        let create = ["key", "create", &business.to_string()];
        for pepper in [ANOTHER, KEY_PEPPER] {
            let (made, printed) = create_key(w, &create, pepper).await;
            assert!(!made && printed.contains("GET /balance"), "{printed}");
        }
        let another = ApiConfig { key_pepper: ANOTHER.into(), ..w.api_config() };
        let (right, wrong) = (w.api().await, w.api_on(another).await);
        let body = r#"{"name":"Beta"}"#;
        assert_eq!(wrong.operate_with("POST", "/admin/businesses", body).await.status, 503);
        assert_eq!(wrong.get("/balance", &key).await.status, 401);
        assert_eq!((claimed_secrets(w).await, count_keys(w).await), (Vec::new(), 1));
        assert_eq!(right.get("/balance", &key).await.status, 200);
        assert_eq!(claimed_secrets(w).await, ["key_pepper"]);
        let ended = error_text(wrong.ended().await);
        assert!(ended.starts_with(PEPPER), "{ended}");
        assert_eq!(right.operate_with("POST", "/admin/businesses", body).await.status, 201);
        let (made, printed) = create_key(w, &create, KEY_PEPPER).await;
        assert!(made, "{printed}");
        right.stop().await;
    })
    .await;
}

/// Revoked keys cannot prove the pepper any more, so they do not prevent the claim.
#[tokio::test(flavor = "multi_thread")]
pub(super) async fn revoked_old_keys_do_not_prevent_the_claim_of_a_pepper() {
    world(async |w| {
        let business = w.business_of(Mode::Live, 0).await;
        w.key(business).await;
        w.execute("delete from server_secrets; update api_keys set revoked_at = now()").await;
        let (made, printed) = create_key(w, &["key", "create", &business.to_string()], KEY_PEPPER).await;
        assert!(made, "{printed}");
        assert_eq!(claimed_secrets(w).await, ["key_pepper"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_with_another_webhook_secret_signs_nothing() {
    world(async |w| {
        let key = w.key(w.business(1_000).await).await;
        let another = ApiConfig { webhook_secret: ANOTHER.into(), ..w.api_config() };
        let (right, wrong) = (w.api().await, w.api_on(another.clone()).await);
        let worker = worker_with_webhook_secret(w, ANOTHER);
        let receiver = Receiver::start().await;
        assert_eq!(claimed_secrets(w).await, ["key_pepper"]);
        let body = format!(r#"{{"url":"{}","events":["allocation.succeeded"]}}"#, receiver.url);
        let made = right.post("/v1/webhooks", &key, &[], body).await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!(claimed_secrets(w).await, ["key_pepper", "webhook_secret"]);
        for ended in
            [error_text(wrong.ended().await), error_text(worker.ended().await), start_error(w, another).await]
        {
            assert!(ended.starts_with(WEBHOOKS), "{ended}");
        }
        let ended = error_text(worker_with_webhook_secret(w, ANOTHER).ended().await);
        assert!(ended.starts_with(WEBHOOKS), "{ended}");
        assert_eq!(receiver.received().len(), 0);
        right.stop().await;
    })
    .await;
}

/// An endpoint from before there were fingerprints.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_delivery_claims_the_webhook_secret() {
    world(async |w| {
        let receiver = Receiver::start().await;
        let business = w.business(0).await;
        endpoint(w, business, &receiver.url, &[EventType::BalanceLow]).await;
        let worker = w.worker();
        record_events(w, business, EventType::BalanceLow, 1).await;
        eventually("the webhook arrives", async || (receiver.received().len() == 1).then_some(())).await;
        assert_eq!(claimed_secrets(w).await, ["webhook_secret"]);
        let ended = error_text(worker_with_webhook_secret(w, ANOTHER).ended().await);
        assert!(ended.starts_with(WEBHOOKS), "{ended}");
        worker.stop().await;
    })
    .await;
}
