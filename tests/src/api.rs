//! The real API on free ports, and a client that hides nothing: it returns the exact bytes and every header.

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

/// The pepper of API keys in tests.
pub const KEY_PEPPER: &str = "29d7c1f0b86e4a5390d2e7f41c6b8a35";
/// The operators' token in tests.
pub const OPERATOR_TOKEN: &str = "e81b60d4f25c4397a0d96c3f7e12b584";

/// The connections of an API. They are few, because the server's 200 are shared by all tests that run at the same time.
const CONNECTIONS: u32 = 12;

/// The timeout of the client. No answer takes longer; without it, a client that waits for ever would hang its test.
const CLIENT_TIMEOUT: Duration = Duration::from_secs(60);

/// An API in this process.
pub struct RunningApi {
    /// The address of the public listener.
    pub address: SocketAddr,
    /// The URL of the public listener.
    pub url: String,
    /// The URL of the operators' listener.
    pub ops_url: String,
    http: Client,
    stop: CancellationToken,
    running: JoinHandle<Result<(), api::run::RunError>>,
}

/// An HTTP response, byte for byte.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Every header.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

/// Returns the settings of an API on the database at `url`: the product's defaults, on free ports, with webhooks to
/// this machine.
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

    /// Like [`World::api`], with limits on the backlog.
    pub async fn api_with(&self, limits: BacklogLimits) -> RunningApi {
        self.api_on(ApiConfig { backlog: limits, ..self.api_config() }).await
    }

    /// Like [`World::api`], but accepts only webhook URLs of public hosts.
    pub async fn api_with_public_webhooks_only(&self) -> RunningApi {
        self.api_on(ApiConfig { webhooks_allow_private: false, ..self.api_config() }).await
    }

    /// Like [`World::api`], with the payout methods `methods` for live businesses.
    pub async fn api_with_methods(&self, methods: &str) -> RunningApi {
        let methods = MethodSettings { document: methods.into() };
        self.api_on(ApiConfig { methods, ..self.api_config() }).await
    }

    /// Returns the settings of [`World::api`].
    pub fn api_config(&self) -> ApiConfig {
        config(&self.url)
    }

    /// Starts an API with settings that the test has changed.
    pub async fn api_on(&self, config: ApiConfig) -> RunningApi {
        RunningApi::start(config, self.clock.clone()).await
    }

    /// Creates a secret key of `business` and returns it.
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

    /// Counts the rows that allocations have left in all tables together.
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

    /// Counts the paid allocations of `business`.
    pub async fn paid(&self, business: BusinessId) -> i64 {
        sqlx::query_scalar("select count(*) from transfers where business_id = $1 and kind = 'allocation'")
            .bind(business.uuid())
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }
}

impl RunningApi {
    /// Starts an API on a database, with at most `connections` connections.
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
        // Fails on the second call in a process, when the provider is installed already.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        // A connection for each request, so that a test's result does not depend on its earlier requests.
        let http = Client::builder().pool_max_idle_per_host(0).timeout(CLIENT_TIMEOUT).build().unwrap();
        let (url, ops_url) = (format!("http://{address}"), format!("http://{ops}"));
        Self { address, url, ops_url, http, stop, running }
    }

    /// Sends POST /payout/create.
    pub async fn pay(&self, key: &str, headers: &[(&str, &str)], email: &str, amount: i64) -> Answer {
        let body = format!(r#"{{"email":"{email}","amount":{amount}}}"#);
        self.post("/payout/create", key, headers, body).await
    }

    /// Sends POST /v1/batches with a body of `media_type`, under an idempotency key of its own.
    pub async fn batch(&self, key: &str, name: &str, media_type: &str, body: impl Into<Body>) -> Answer {
        let headers = [("idempotency-key", name), ("content-type", media_type)];
        self.post("/v1/batches", key, &headers, body).await
    }

    /// Sends a POST with `key`.
    pub async fn post(
        &self,
        path: &str,
        key: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        self.send("POST", path, &with_key(key, headers), body).await
    }

    /// Sends a request of the payout user with this hash.
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

    /// Sends a GET with `key`.
    pub async fn get(&self, path: &str, key: &str) -> Answer {
        self.send("GET", path, &with_key(key, &[]), "").await
    }

    /// Sends any request to the public listener. The body is JSON unless `headers` say otherwise.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, impl AsRef<str>)],
        body: impl Into<Body>,
    ) -> Answer {
        self.send_to(&self.url, method, path, headers, body).await
    }

    /// Sends a request of an operator.
    pub async fn operate(&self, method: &str, path: &str) -> Answer {
        self.operate_with(method, path, "").await
    }

    /// Sends a request of an operator, with a body.
    pub async fn operate_with(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        self.send_to(&self.ops_url, method, path, &with_key(OPERATOR_TOKEN, &[]), body).await
    }

    /// Sends any request to the listener at `base`.
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

    /// Waits until the API ends by itself.
    ///
    /// # Errors
    /// Returns the error that ended it.
    pub async fn ended(self) -> Result<(), api::run::RunError> {
        self.running.await.unwrap()
    }

    /// Stops the API as SIGTERM does, and waits for its end.
    pub async fn stop(self) {
        self.stop.cancel();
        self.running.await.unwrap().unwrap();
    }
}

/// Adds the credential to `headers`.
fn with_key<'a>(key: &str, headers: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    let mut all: Vec<(&str, String)> =
        headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    all.push(("authorization", format!("Bearer {key}")));
    all
}

impl Answer {
    /// Returns the body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Returns a header's value, or an empty string without it.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Returns the sorted names of its headers, except those that every HTTP response has.
    pub fn header_names(&self) -> Vec<&str> {
        let common = ["content-length", "date", "transfer-encoding", "connection"];
        let mut names: Vec<&str> = self.headers.keys().map(|name| name.as_str()).collect();
        names.retain(|name| !common.contains(name));
        names.sort_unstable();
        names
    }
}
