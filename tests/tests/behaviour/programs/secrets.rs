//! The secret of payout hashes. Each version is claimed by the first hash made with it, and by nothing else. A process
//! with another secret for this version says so and makes no hash.
//!
//! The race of two first hashes fails without the comparison after the insert in `keyring::claim_made` and
//! `keyring::claim`: a hash of the losing process is committed.

use api::config::ApiConfig;
use domain::allocation::Lane;
use domain::payout_user::{self, RotateError};
use domain::secrets::keyring::Keyring;
use domain::secrets::secret::MacKey;
use metrics_exporter_prometheus::PrometheusBuilder;
use tests::world::{HASH_SECRET, RunningWorker, WEBHOOK_SECRET};
use tests::{RunningApi, World, eventually, world};
use tokio_util::sync::CancellationToken;
use worker::config::WorkerConfig;

use crate::contract::hash_access::{hash_is_accepted, pay_user};
use crate::contract::hash_rotation::rotate_hash;

/// A strong secret that is not the one of the tests' processes.
pub(super) const ANOTHER: &str = "b6e2097fd41c58a3f7096d2e81c43b5a";

const CHANGED: &str = "version 1 of PAYOUT_HASH_SECRET is not the secret that hashes were made with";

pub(super) async fn claimed_secrets(w: &World) -> Vec<String> {
    let claimed = sqlx::query_scalar(
        "select version::text from hash_secrets union all select name from server_secrets order by 1",
    );
    claimed.fetch_all(&w.pool).await.unwrap()
}

async fn api_with_hash_secret(w: &World, secret: &str) -> RunningApi {
    w.api_on(ApiConfig { hash_secret: secret.into(), ..w.api_config() }).await
}

pub(super) fn worker_with_hash_secret(w: &World, secret: &str) -> RunningWorker {
    w.worker_on(WorkerConfig { hash_secret: secret.into(), ..w.worker_config() })
}

/// Returns the error of an API that does not start.
pub async fn start_error(w: &World, config: ApiConfig) -> String {
    let metrics = PrometheusBuilder::new().build_recorder().handle();
    let ready = |_, _| panic!("the API serves");
    let ended = api::run::run(config, w.clock.clone(), metrics, CancellationToken::new(), ready).await;
    ended.unwrap_err().to_string()
}

pub(super) fn error_text(ended: Result<(), impl std::fmt::Display>) -> String {
    ended.map_err(|error| error.to_string()).unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_claimed_by_its_first_hash_not_by_a_start() {
    world(async |w| {
        let key = w.key(w.business(1_000).await).await;
        let (api, worker) = (w.api().await, w.worker());
        let hash = pay_user(&api, &key, "user@example.com", 1).await;
        assert_eq!(claimed_secrets(w).await, ["1", "key_pepper"]);
        worker.stop().await;
        api.stop().await;

        // With a mistyped secret, a payment to a user who already has a hash makes no hash.
        let mistyped = format!("2:{ANOTHER},1:{HASH_SECRET}");
        let (api, worker) = (api_with_hash_secret(w, &mistyped).await, worker_with_hash_secret(w, &mistyped));
        assert_eq!(pay_user(&api, &key, "user@example.com", 1).await, hash);
        worker.stop().await;
        api.stop().await;
        assert_eq!(claimed_secrets(w).await, ["1", "key_pepper"]);
        let (api, worker) = (w.api().await, w.worker());
        assert_eq!(
            pay_user(&api, &key, "user@example.com", 1).await,
            hash,
            "everything works without the mistyped secret"
        );
        worker.stop().await;
        api.stop().await;

        // The right secret makes a hash, and a process with the mistyped one does not start any more.
        let right = format!("2:{WEBHOOK_SECRET},1:{HASH_SECRET}");
        let (api, worker) = (api_with_hash_secret(w, &right).await, worker_with_hash_secret(w, &right));
        let other = pay_user(&api, &key, "other@example.com", 1).await;
        assert!(hash_is_accepted(&api, &other).await && hash_is_accepted(&api, &hash).await);
        assert_eq!(claimed_secrets(w).await, ["1", "2", "key_pepper"]);
        worker.stop().await;
        api.stop().await;
        let changed = start_error(w, ApiConfig { hash_secret: mistyped.into(), ..w.api_config() }).await;
        assert!(changed.starts_with("version 2 of PAYOUT_HASH_SECRET is not"), "{changed}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_hash_claims_its_version() {
    world(async |w| {
        let key = w.key(w.business(1_000).await).await;
        let (api, worker) = (w.api().await, w.worker());
        pay_user(&api, &key, "user@example.com", 1).await;
        let id = crate::contract::hash_access::user_id(&api, &key, "user@example.com").await;
        api.stop().await;
        let api = api_with_hash_secret(w, &format!("2:{ANOTHER},1:{HASH_SECRET}")).await;
        assert_eq!(claimed_secrets(w).await, ["1", "key_pepper"]);
        let hash = rotate_hash(&api, &key, &id).await;
        assert!(hash_is_accepted(&api, &hash).await);
        assert_eq!(claimed_secrets(w).await, ["1", "2", "key_pepper"]);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// Begins the first hash of another process, and leaves its transaction open.
async fn begin_first_hash_elsewhere(w: &World) -> sqlx::Transaction<'static, sqlx::Postgres> {
    let key = MacKey::new(&HASH_SECRET.into()).unwrap();
    let mut open = w.pool.begin().await.unwrap();
    let claim =
        sqlx::query("insert into hash_secrets (version, fingerprint, recorded_at) values (1, $1, now())");
    let fingerprint = key.sign(&[b"payout: which secret is this?"]);
    claim.bind(&fingerprint[..]).execute(&mut *open).await.unwrap();
    open
}

async fn wait_until_a_claim_waits(w: &World) {
    eventually("a first hash waits for the other", async || {
        let waits: bool = sqlx::query_scalar(
            "select exists (select from pg_stat_activity where datname = current_database()
                            and wait_event_type = 'Lock' and query like '%hash_secrets%')",
        )
        .fetch_one(&w.pool)
        .await
        .unwrap();
        waits.then_some(())
    })
    .await;
}

async fn count_users(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from payout_users").fetch_one(&w.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_of_two_first_hashes_with_different_secrets_is_committed() {
    world(async |w| {
        let business = w.business(1_000).await;
        let elsewhere = begin_first_hash_elsewhere(w).await;
        let loser = worker_with_hash_secret(w, ANOTHER);
        w.queue(business, Lane::Bulk, &[("user@example.com", 5)]).await;
        wait_until_a_claim_waits(w).await;
        elsewhere.commit().await.unwrap();
        let ended = error_text(loser.ended().await);
        assert!(ended.starts_with(CHANGED), "{ended}");
        assert_eq!((count_users(w).await, w.payout_balance(business).await), (0, 1_000));
        // No mark counts against its job.
        let marks: i64 =
            sqlx::query_scalar("select count(*) from claims_begun").fetch_one(&w.pool).await.unwrap();
        assert_eq!(marks, 0);
        let winner = w.worker();
        w.drained().await;
        assert_eq!(w.users(business).await, [("user@example.com".to_owned(), 5)]);
        winner.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_hash_that_is_rolled_back_claims_nothing() {
    world(async |w| {
        let business = w.business(1_000).await;
        let elsewhere = begin_first_hash_elsewhere(w).await;
        let worker = worker_with_hash_secret(w, ANOTHER);
        w.queue(business, Lane::Bulk, &[("user@example.com", 5)]).await;
        wait_until_a_claim_waits(w).await;
        elsewhere.rollback().await.unwrap();
        w.drained().await;
        worker.stop().await;
        let changed = error_text(w.worker().ended().await);
        assert!(changed.starts_with(CHANGED), "{changed}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_is_not_rotated_with_another_secret() {
    world(async |w| {
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let (api, worker) = (w.api().await, w.worker());
        let hash = pay_user(&api, &key, "user@example.com", 1).await;
        let keys = Keyring::read(&ANOTHER.into()).unwrap();
        let mut conn = w.pool.acquire().await.unwrap();
        let user = payout_user::list(&mut conn, business, None, None, 1).await.unwrap().remove(0);
        drop(conn);
        let mut tx = w.pool.begin().await.unwrap();
        let rotated = payout_user::rotate_hash(&mut tx, &keys, business, user.id, w.clock.now()).await;
        assert!(matches!(rotated, Err(RotateError::Secret(_))), "{rotated:?}");
        tx.rollback().await.unwrap();
        assert!(hash_is_accepted(&api, &hash).await);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// The API began before the secret was claimed. It must not return the hash that it would have made.
#[tokio::test(flavor = "multi_thread")]
async fn an_api_with_another_secret_returns_no_hash_and_ends() {
    world(async |w| {
        let key = w.key(w.business(1_000).await).await;
        let (api, worker) = (api_with_hash_secret(w, ANOTHER).await, w.worker());
        let headers = [("idempotency-key", "order-1")];
        let answer = api.pay(&key, &headers, "user@example.com", 7).await;
        assert_eq!((answer.status, answer.json()["status"].as_str()), (202, Some("pending")));
        let ended = error_text(api.ended().await);
        assert!(ended.starts_with(CHANGED), "{ended}");
        let api = w.api().await;
        let answer = api.pay(&key, &headers, "user@example.com", 7).await;
        assert_eq!((answer.status, answer.header("idempotent-replayed")), (201, "true"));
        assert!(hash_is_accepted(&api, answer.json()["hash"].as_str().unwrap()).await);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
