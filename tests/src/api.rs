//! The real API on ports of its own, and a client that hides nothing: exact bytes, every header.

use std::net::SocketAddr;
use std::time::Duration;

use api::app::backpressure::BacklogLimits;
use api::config::{ApiConfig, Required};
use domain::business::Mode;
use domain::business::api_key::{self, NewApiKey};
use domain::clock::Clock;
use domain::ids::BusinessId;
use domain::secrets::server_secret::{Name, ServerSecret};
use domain::withdrawal::methods::MethodSettings;
use metrics_exporter_prometheus::PrometheusBuilder;
use reqwest::header::HeaderMap;
use reqwest::{Body, Client, Method};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::World;
use crate::world::{HASH_SECRET, WEBHOOK_SECRET};

/// What API keys are stored under in tests.
pub const KEY_PEPPER: &str = "29d7c1f0b86e4a5390d2e7f41c6b8a35";
/// What operators show in tests.
pub const OPERATOR_TOKEN: &str = "e81b60d4f25c4397a0d96c3f7e12b584";

/// Enough for a test's clients; the server has 200 for all tests that run at the same time.
const CONNECTIONS: u32 = 12;

/// Longer than any answer may take: a client that waits for ever would hang its test.
const CLIENT_TIMEOUT: Duration = Duration::from_secs(60);

/// An API in this process.
pub struct RunningApi {
    /// Where it listens to clients.
    pub address: SocketAddr,
    /// Where clients reach it.
    pub url: String,
    /// Where operators reach it.
    pub ops_url: String,
    http: Client,
    stop: CancellationToken,
    running: JoinHandle<Result<(), api::run::RunError>>,
}

/// An answer, to the byte.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Every header.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

/// The settings of an API on the database at `url`: the product's, on free ports, with webhooks to this machine.
pub fn config(url: &SecretString) -> ApiConfig {
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    ApiConfig {
        listen: any_port,
        ops_listen: any_port,
        webhooks_allow_private: true,
        connections: CONNECTIONS,
        ..ApiConfig::new(Required {
            database_url: url.clone(),
            hash_secret: HASH_SECRET.into(),
            key_pepper: KEY_PEPPER.into(),
            operator_token: OPERATOR_TOKEN.into(),
            webhook_secret: WEBHOOK_SECRET.into(),
        })
    }
}

impl World {
    /// Starts an API on this world's database and clock.
    pub async fn api(&self) -> RunningApi {
        self.api_with(BacklogLimits::default()).await
    }

    /// [`World::api`], with limits on how much work may wait.
    pub async fn api_with(&self, limits: BacklogLimits) -> RunningApi {
        self.api_on(ApiConfig { backlog: limits, ..self.api_config() }).await
    }

    /// [`World::api`], which takes webhook URLs of public hosts only.
    pub async fn api_of_the_public(&self) -> RunningApi {
        self.api_on(ApiConfig { webhooks_allow_private: false, ..self.api_config() }).await
    }

    /// [`World::api`], where live businesses' users take money out in these ways.
    pub async fn api_paying_out(&self, methods: &str) -> RunningApi {
        let methods = MethodSettings { document: methods.into() };
        self.api_on(ApiConfig { methods, ..self.api_config() }).await
    }

    /// The settings of [`World::api`].
    pub fn api_config(&self) -> ApiConfig {
        config(&self.url)
    }

    /// Starts an API with settings that the test has changed.
    pub async fn api_on(&self, config: ApiConfig) -> RunningApi {
        RunningApi::start(config, self.clock.clone()).await
    }

    /// A secret key of `business`.
    pub async fn key(&self, business: BusinessId) -> String {
        let pepper = ServerSecret::read(Name::KeyPepper, &KEY_PEPPER.into()).unwrap();
        let key = api_key::generate(Mode::Test, &api_key::random().unwrap());
        let id = self.clock.id().into();
        let new = NewApiKey { business_id: business, id, name: "test", key: &key, expires_at: None };
        let mut tx = self.pool.begin().await.unwrap();
        api_key::insert(&mut tx, &pepper, &new, self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        key.expose_secret().to_owned()
    }

    /// How many rows there are of what an allocation leaves behind, in all tables together.
    pub async fn recorded(&self) -> i64 {
        sqlx::query_scalar(
            "select (select count(*) from allocations) + (select count(*) from allocation_queue)
                  + (select count(*) from allocation_ranges)
                  + (select count(*) from allocation_deferred) + (select count(*) from allocation_dead)
                  + (select count(*) from allocation_outcomes) + (select count(*) from payout_users)
                  + (select count(*) from transfers where kind = 'allocation') + (select count(*) from batches)
                  + (select count(*) from batch_duplicates) + (select count(*) from batch_progress)",
        )
        .fetch_one(&self.pool)
        .await
        .unwrap()
    }

    /// How many allocations of `business` are paid.
    pub async fn paid(&self, business: BusinessId) -> i64 {
        sqlx::query_scalar("select count(*) from transfers where business_id = $1 and kind = 'allocation'")
            .bind(business.uuid())
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }
}

impl RunningApi {
    /// Starts an API on a database, of which it may use so many `connections`.
    pub async fn on(database_url: &SecretString, connections: u32) -> Self {
        Self::start(ApiConfig { connections, ..config(database_url) }, Clock::System).await
    }

    async fn start(config: ApiConfig, clock: Clock) -> Self {
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        let stop = CancellationToken::new();
        let (tell, told) = oneshot::channel();
        let on_ready = move |public, ops| tell.send((public, ops)).unwrap();
        let running = tokio::spawn(api::run::run(config, clock, metrics, stop.clone(), on_ready));
        let (address, ops): (SocketAddr, SocketAddr) = told.await.unwrap();
        // A second call of this process finds it installed.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        // A connection for each request: what a test sees does not depend on what it sent before.
        let http = Client::builder().pool_max_idle_per_host(0).timeout(CLIENT_TIMEOUT).build().unwrap();
        let (url, ops_url) = (format!("http://{address}"), format!("http://{ops}"));
        Self { address, url, ops_url, http, stop, running }
    }

    /// POST /payout/create.
    pub async fn pay(&self, key: &str, headers: &[(&str, &str)], email: &str, amount: i64) -> Answer {
        let body = format!(r#"{{"email":"{email}","amount":{amount}}}"#);
        self.post("/payout/create", key, headers, body).await
    }

    /// POST /v1/batches of a type, under a key of its own.
    pub async fn batch(&self, key: &str, name: &str, media_type: &str, body: impl Into<Body>) -> Answer {
        let headers = [("idempotency-key", name), ("content-type", media_type)];
        self.post("/v1/batches", key, &headers, body).await
    }

    /// POST as the owner of `key`.
    pub async fn post(
        &self,
        path: &str,
        key: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        self.send("POST", path, &with_key(key, headers), body).await
    }

    /// A request of the payout user with this hash.
    pub async fn as_user(
        &self,
        method: &str,
        path: &str,
        hash: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut headers: Vec<(&str, &str)> = headers.to_vec();
        headers.push(("x-payout-hash", hash));
        self.send(method, path, &headers, body).await
    }

    /// GET as the owner of `key`.
    pub async fn get(&self, path: &str, key: &str) -> Answer {
        self.send("GET", path, &with_key(key, &[]), "").await
    }

    /// Any request to the public listener; JSON unless `headers` say otherwise.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, impl AsRef<str>)],
        body: impl Into<Body>,
    ) -> Answer {
        self.send_to(&self.url, method, path, headers, body).await
    }

    /// A request of an operator.
    pub async fn operate(&self, method: &str, path: &str) -> Answer {
        self.operate_with(method, path, "").await
    }

    /// A request of an operator, with a body.
    pub async fn operate_with(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        self.send_to(&self.ops_url, method, path, &with_key(OPERATOR_TOKEN, &[]), body).await
    }

    /// Any request to the listener at `base`.
    pub async fn send_to(
        &self,
        base: &str,
        method: &str,
        path: &str,
        headers: &[(&str, impl AsRef<str>)],
        body: impl Into<Body>,
    ) -> Answer {
        let method: Method = method.parse().unwrap();
        let mut request = self.http.request(method, format!("{base}{path}")).body(body);
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, value.as_ref());
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.text().await.unwrap() }
    }

    /// Waits for the end of an API that nobody stops.
    ///
    /// # Errors
    /// Why it ended.
    pub async fn ended(self) -> Result<(), api::run::RunError> {
        self.running.await.unwrap()
    }

    /// Stops the API as SIGTERM does, and waits for its end.
    pub async fn stop(self) {
        self.stop.cancel();
        self.running.await.unwrap().unwrap();
    }
}

/// Adds the credential.
fn with_key<'a>(key: &str, headers: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    let mut all: Vec<(&str, String)> =
        headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    all.push(("authorization", format!("Bearer {key}")));
    all
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// A header's value, empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The names of its headers, sorted, but for those that every HTTP answer has.
    pub fn own_headers(&self) -> Vec<&str> {
        let common = ["content-length", "date", "transfer-encoding", "connection"];
        let mut names: Vec<&str> = self.headers.keys().map(|name| name.as_str()).collect();
        names.retain(|name| !common.contains(name));
        names.sort_unstable();
        names
    }
}
