//! Rotation: an old hash stops working at once, and a new secret changes no hash.

use std::collections::BTreeSet;

use api::config::ApiConfig;
use domain::ids::BusinessId;
use domain::secrets::hash::{HashVersion, payout_hash};
use domain::secrets::keyring::Keyring;
use metrics_exporter_prometheus::PrometheusBuilder;
use secrecy::ExposeSecret;
use tests::proxy::{Cut, Mode, Proxy};
use tests::world::HASH_SECRET;
use tests::{RunningApi, World, world};
use tokio_util::sync::CancellationToken;
use worker::config::WorkerConfig;

use crate::contract::hash_access::{hash_is_accepted, pay_user, send_with_hash, user_id};

const SECOND_SECRET: &str = "63a8f0d5127e4c9bb40f6e12d97c385a";

pub async fn rotate_hash(api: &RunningApi, key: &str, id: &str) -> String {
    let answer = api.post(&format!("/v1/payout-users/{id}/rotate-hash"), key, &[], "").await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{}", answer.body);
    let hash = answer.json()["hash"].as_str().unwrap().to_owned();
    assert_eq!(answer.body, format!(r#"{{"hash":"{hash}"}}"#));
    hash
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_hash_ends_at_once_and_every_answer_has_the_new_one() {
    world(async |w| {
        let (api, elsewhere, worker) = (w.api().await, w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let csv = "email,amount\nuser@example.com,5\nother@example.com,6\n";
        let batch = api.batch(&key, "b1", "text/csv", csv).await.json()["id"].as_str().unwrap().to_owned();
        w.drained().await;
        let bare = [("idempotency-key", "order-1")];
        let first = api.pay(&key, &bare, "user@example.com", 7).await.json()["hash"].clone();
        let first = first.as_str().unwrap();
        let other = pay_user(&api, &key, "other@example.com", 7).await;
        let id = user_id(&api, &key, "user@example.com").await;
        let second = rotate_hash(&api, &key, &id).await;
        assert_eq!(
            (hash_is_accepted(&elsewhere, first).await, hash_is_accepted(&elsewhere, &second).await),
            (false, true)
        );
        // A retry after a lost answer rotates again.
        let third = rotate_hash(&api, &key, &id).await;
        assert_eq!(BTreeSet::from([first, &second, &third]).len(), 3);
        assert_eq!(
            (hash_is_accepted(&api, &second).await, hash_is_accepted(&api, &third).await),
            (false, true)
        );
        assert!(hash_is_accepted(&api, &other).await, "no other user is affected");

        assert_eq!(
            pay_user(&api, &key, "user@example.com", 1).await,
            third,
            "a new payment returns the new hash"
        );
        let replayed = api.pay(&key, &bare, "user@example.com", 7).await;
        assert_eq!(replayed.header("idempotent-replayed"), "true");
        assert_eq!(replayed.json()["hash"], third.as_str(), "a replay returns the valid hash");
        let results = api.get(&format!("/v1/batches/{batch}/results.csv"), &key).await;
        assert!(results.body.contains(&third) && results.body.contains(&other), "{}", results.body);
        assert!(!results.body.contains(first) && !results.body.contains(&second), "{}", results.body);
        let balance = send_with_hash(&api, ("GET", "/payout/balance"), &third).await;
        assert_eq!(balance.json()["balance"], 13);

        w.execute("update payout_users set hash_version = 32767 where email = 'user@example.com'").await;
        let last = api.post(&format!("/v1/payout-users/{id}/rotate-hash"), &key, &[], "").await;
        assert_eq!((last.status, last.json()["code"].as_str()), (409, Some("conflict")));
        worker.stop().await;
        elsewhere.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_rotations_leave_one_valid_hash() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        let first = pay_user(&api, &key, "user@example.com", 7).await;
        let id = user_id(&api, &key, "user@example.com").await;
        let all = futures::future::join_all((0..8).map(|_| rotate_hash(&api, &key, &id))).await;
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 8, "each rotation returns another hash");
        let mut valid = 0;
        for hash in all.iter().chain([&first]) {
            valid += u32::from(hash_is_accepted(&api, hash).await);
        }
        assert_eq!(valid, 1);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_whose_commit_is_cut_returns_only_a_valid_hash() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let proxy = Proxy::to(&w.url).await;
        let cut = w.api_on(ApiConfig { database_url: proxy.url(&w.url), ..w.api_config() }).await;
        let key = w.key(w.business(1_000).await).await;
        let mut current = pay_user(&api, &key, "user@example.com", 7).await;
        let id = user_id(&api, &key, "user@example.com").await;
        let path = format!("/v1/payout-users/{id}/rotate-hash");
        for n in 1..=3 {
            proxy.cut_next_commit(Cut::Before);
            let answer = cut.post(&path, &key, &[], "").await;
            assert_eq!((answer.status, proxy.cuts()), (503, 2 * n - 1), "{}", answer.body);
            assert!(hash_is_accepted(&api, &current).await, "the hash is unchanged");
            proxy.cut_next_commit(Cut::After);
            let answer = cut.post(&path, &key, &[], "").await;
            assert_eq!((answer.status, proxy.cuts()), (200, 2 * n), "{}", answer.body);
            let next = answer.json()["hash"].as_str().unwrap().to_owned();
            assert_eq!(
                (hash_is_accepted(&api, &current).await, hash_is_accepted(&api, &next).await),
                (false, true)
            );
            current = next;
        }
        worker.stop().await;
        cut.stop().await;
        api.stop().await;
    })
    .await;
}

/// Starts an API and a worker with this setting.
async fn start_with_secret(w: &World, setting: &str) -> (RunningApi, tests::world::RunningWorker) {
    let api = w.api_on(ApiConfig { hash_secret: setting.into(), ..w.api_config() }).await;
    let worker = w.worker_on(WorkerConfig { hash_secret: setting.into(), ..w.worker_config() });
    (api, worker)
}

#[tokio::test(flavor = "multi_thread")]
async fn replacing_the_secret_changes_no_hash() {
    let old = HASH_SECRET.to_owned();
    let steps = [old.clone(), format!("1:{old},2:{SECOND_SECRET}"), format!("2:{SECOND_SECRET},1:{old}")];
    let keys = Keyring::read(&steps[2].as_str().into()).unwrap();
    let expected = |business: BusinessId, email: &str, secret, number| {
        let version = HashVersion { secret, number };
        payout_hash(&keys, version, business, email).unwrap().expose_secret().to_owned()
    };
    world(async |w| {
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let mut known: Vec<(String, String)> = Vec::new();
        for (step, setting) in steps.iter().enumerate() {
            let (api, worker) = start_with_secret(w, setting).await;
            let email = format!("step{step}@example.com");
            known.push((email.clone(), pay_user(&api, &key, &email, 1).await));
            let secret = if step == 2 { 2 } else { 1 };
            assert_eq!(known[step].1, expected(business, &email, secret, 1), "{email}");
            for (email, hash) in &known {
                assert_eq!(pay_user(&api, &key, email, 1).await, *hash, "{email} at step {step}");
                assert!(hash_is_accepted(&api, hash).await, "{email} at step {step}");
            }
            if step == 2 {
                let id = user_id(&api, &key, &known[0].0).await;
                let new = rotate_hash(&api, &key, &id).await;
                assert_eq!(new, expected(business, &known[0].0, 2, 2));
                assert_eq!(
                    (hash_is_accepted(&api, &known[0].1).await, hash_is_accepted(&api, &new).await),
                    (false, true)
                );
            }
            worker.stop().await;
            api.stop().await;
        }
        // A process whose hashes would not be accepted does not start, and says what is wrong.
        for (setting, line) in [
            (format!("2:{SECOND_SECRET}"), "version 1 of PAYOUT_HASH_SECRET, which is missing"),
            (old.clone(), "version 2 of PAYOUT_HASH_SECRET, which is missing"),
            (SECOND_SECRET.to_owned(), "version 1 of PAYOUT_HASH_SECRET is not the secret"),
            (format!("2:{SECOND_SECRET},1:short"), "PAYOUT_HASH_SECRET 1: has fewer than 32 bytes"),
        ] {
            let config = WorkerConfig { hash_secret: setting.as_str().into(), ..w.worker_config() };
            let worker = w.worker_on(config).ended().await.unwrap_err().to_string();
            assert!(worker.contains(line), "{worker}");
            let config = ApiConfig { hash_secret: setting.as_str().into(), ..w.api_config() };
            let metrics = PrometheusBuilder::new().build_recorder().handle();
            let ready = |_, _| panic!("the API has started");
            let api = api::run::run(config, w.clock.clone(), metrics, CancellationToken::new(), ready).await;
            assert_eq!(api.unwrap_err().to_string(), worker);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_ends_the_process_when_the_database_comes_back() {
    world(async |w| {
        let (api, worker) = (w.api().await, w.worker());
        let key = w.key(w.business(1_000).await).await;
        pay_user(&api, &key, "user@example.com", 1).await;
        let proxy = Proxy::to(&w.url).await;
        proxy.set(Mode::Refuse);
        let url = proxy.url(&w.url);
        let config =
            ApiConfig { database_url: url.clone(), hash_secret: SECOND_SECRET.into(), ..w.api_config() };
        let wrong_api = w.api_on(config).await;
        let config =
            WorkerConfig { database_url: url, hash_secret: SECOND_SECRET.into(), ..w.worker_config() };
        let wrong_worker = w.worker_on(config);
        let hash = "0".repeat(64);
        let away = send_with_hash(&wrong_api, ("GET", "/payout/balance"), &hash).await;
        assert_eq!((away.status, away.header_names().contains(&"retry-after")), (503, true));
        proxy.set(Mode::Pass);
        for ended in [
            wrong_api.ended().await.unwrap_err().to_string(),
            wrong_worker.ended().await.unwrap_err().to_string(),
        ] {
            assert!(ended.starts_with("version 1 of PAYOUT_HASH_SECRET is not"), "{ended}");
        }
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_gets_202_if_the_api_cannot_derive_its_hash() {
    let old = HASH_SECRET.to_owned();
    world(async |w| {
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        // The processes were updated in the wrong order: this API does not know the secret that the worker already
        // uses.
        let (api, first) = start_with_secret(w, &old).await;
        first.stop().await;
        let (late, worker) = start_with_secret(w, &format!("2:{SECOND_SECRET},1:{old}")).await;
        let headers = [("idempotency-key", "order-1")];
        let answer = api.pay(&key, &headers, "user@example.com", 7).await;
        assert_eq!((answer.status, answer.json()["status"].as_str()), (202, Some("pending")));
        let found = api.get(answer.header("location"), &key).await;
        assert_eq!(found.json()["status"], "succeeded");
        let hash = late.pay(&key, &headers, "user@example.com", 7).await.json()["hash"].clone();
        assert!(
            hash_is_accepted(&api, hash.as_str().unwrap()).await,
            "a hash is looked up without the secret"
        );
        worker.stop().await;
        late.stop().await;
        api.stop().await;
    })
    .await;
}
