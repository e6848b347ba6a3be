//! An OpenID Connect provider in this process, which says what a test tells it to, and the browser that goes there and
//! comes back.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use api::app::oidc::OidcSettings;
use api::config::ApiConfig;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Response};
use axum::routing::{get, post};
use axum::{Router, serve};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::clock::Clock;
use domain::oidc::challenge;
use domain::oidc::settings::ClientSettings;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use worker::config::{OidcSettings as WorkersSettings, WorkerConfig};

use crate::process::free_address;
use crate::{Answer, RunningApi, World, eventually};

/// The client id that the provider knows the product by.
const CLIENT_ID: &str = "payout & co";

/// The client's secret. It has characters that a form escapes.
const CLIENT_SECRET: &str = "a secret: with + what is written otherwise in a form";

/// The address of an operator.
pub const OPERATOR: &str = "op@merchant.example";

/// How the token endpoint answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// As it should, once for each code.
    Good,
    /// With an error.
    Fails,
    /// After longer than any caller waits.
    Stalls,
    /// With a body longer than any caller reads.
    TooMuch,
    /// With a redirect to another address of its own.
    Redirects,
}

/// What the provider says.
#[derive(Debug, Clone)]
pub struct Says {
    /// How the token endpoint answers.
    pub manner: Manner,
    /// The claims of the ID token that differ. A null leaves a claim out.
    pub id_token: Value,
    /// The answer of the userinfo endpoint.
    pub userinfo: Value,
}

#[derive(Debug)]
struct Shared {
    issuer: String,
    says: Mutex<Says>,
    /// The request of each code that is not exchanged yet.
    codes: Mutex<HashMap<String, HashMap<String, String>>>,
}

/// A running provider.
#[derive(Debug)]
pub struct SignInProvider {
    /// Its issuer.
    pub issuer: String,
    shared: Arc<Shared>,
    stop: CancellationToken,
}

/// A browser in the middle of a sign-in.
#[derive(Debug, Clone)]
pub struct OnItsWay {
    /// The `Cookie` header with the product's cookie.
    pub cookie: String,
    /// The address that the provider sends it back to.
    pub back: String,
}

impl SignInProvider {
    /// Starts a provider at which everyone is `anna@merchant.example`.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        // To a browser, localhost is another site than 127.0.0.1.
        let issuer = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let says = Says { manner: Manner::Good, id_token: json!({}), userinfo: json!({}) };
        let shared =
            Arc::new(Shared { issuer: issuer.clone(), says: Mutex::new(says), codes: Mutex::default() });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/elsewhere", post(token).get(token))
            .route("/userinfo", get(userinfo))
            .with_state(shared.clone());
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        tokio::spawn(async move {
            let served = async { serve(listener, router).await.unwrap() };
            stopped.run_until_cancelled(served).await;
        });
        Self { issuer, shared, stop }
    }

    /// Changes these claims of its ID tokens from now on.
    pub fn set_claims(&self, otherwise: Value) {
        self.shared.says.lock().unwrap().id_token = otherwise;
    }

    /// Makes its userinfo endpoint answer this from now on, and leaves the address out of its ID tokens.
    pub fn set_userinfo(&self, userinfo: Value) {
        let mut says = self.shared.says.lock().unwrap();
        (says.id_token, says.userinfo) = (json!({"email": null, "email_verified": null}), userinfo);
    }

    /// Changes how its token endpoint answers from now on.
    pub fn set_manner(&self, manner: Manner) {
        self.shared.says.lock().unwrap().manner = manner;
    }

    fn client(&self) -> ClientSettings {
        ClientSettings {
            oidc_issuer: Some(self.issuer.parse().unwrap()),
            oidc_client_id: Some(CLIENT_ID.to_owned()),
        }
    }

    /// Starts an API with sign-in through this provider. [`OPERATOR`] is an operator.
    pub async fn api(&self, w: &World) -> RunningApi {
        self.api_on(w, w.api_config()).await
    }

    /// Like [`Self::api`], with other settings.
    pub async fn api_on(&self, w: &World, config: ApiConfig) -> RunningApi {
        let [listen, ops_listen] = [free_address(), free_address()];
        let oidc = OidcSettings {
            client: self.client(),
            oidc_name: Some("Acme".to_owned()),
            oidc_operators: vec![OPERATOR.parse().unwrap()],
            ops_url: Some(format!("http://{ops_listen}")),
        };
        let public_url = Some(format!("http://{listen}"));
        w.api_on(ApiConfig { listen, ops_listen, public_url, oidc, ..config }).await
    }

    /// Returns the settings of a worker that uses this provider.
    pub fn worker_config(&self, w: &World) -> WorkerConfig {
        let oidc = WorkersSettings { client: self.client(), oidc_client_secret: Some(CLIENT_SECRET.into()) };
        WorkerConfig { oidc, ..w.worker_config() }
    }

    /// Waits until a worker has asked the provider for its endpoints.
    pub async fn known(&self, w: &World) {
        eventually("the provider is known", async || {
            let known: i64 =
                sqlx::query_scalar("select count(*) from oidc_providers").fetch_one(&w.pool).await.unwrap();
            (known == 1).then_some(())
        })
        .await;
    }

    /// Follows the link at `path` of the dashboard to the provider, up to its redirect back.
    pub async fn begin(&self, api: &RunningApi, path: &str) -> OnItsWay {
        self.begin_at(&api.url, path).await
    }

    /// Like [`Self::begin`], at any listener.
    pub async fn begin_at(&self, base: &str, path: &str) -> OnItsWay {
        let begun = open_at(base, path, "").await;
        assert_eq!(begun.status, 303, "{}", begun.body);
        let cookie = begun.header("set-cookie").to_owned();
        let below = format!("; Path=/{}; ", path.split('/').nth(1).unwrap());
        assert!(cookie.contains(&below) && cookie.ends_with("; HttpOnly; SameSite=Lax"), "{cookie}");
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        let there = client.get(begun.header("location")).send().await.unwrap();
        let back = there.headers()["location"].to_str().unwrap().strip_prefix(base).unwrap().to_owned();
        OnItsWay { cookie: cookie.split(';').next().unwrap().to_owned(), back }
    }

    /// Goes through the whole sign-in, and returns the answer to the browser's return.
    pub async fn sign_in(&self, api: &RunningApi) -> Answer {
        let way = self.begin(api, "/dashboard/sign-in/provider").await;
        open(api, &way.back, &way.cookie).await
    }
}

impl Drop for SignInProvider {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Gets a page with a cookie. Redirects are not followed.
pub async fn open(api: &RunningApi, path: &str, cookie: &str) -> Answer {
    open_at(&api.url, path, cookie).await
}

/// Like [`open`], at any listener.
pub async fn open_at(base: &str, path: &str, cookie: &str) -> Answer {
    let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let response = client.get(format!("{base}{path}")).header("cookie", cookie).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.text().await.unwrap() }
}

type Parameters = HashMap<String, String>;

async fn describe(State(shared): State<Arc<Shared>>) -> Response<Body> {
    let at = |path: &str| format!("{}/{path}", shared.issuer);
    let (authorize, token, userinfo) = (at("authorize?tenant=one"), at("token"), at("userinfo"));
    reply(
        200,
        &json!({"issuer": shared.issuer, "authorization_endpoint": authorize, "token_endpoint": token,
                "userinfo_endpoint": userinfo}),
    )
}

async fn authorize(State(shared): State<Arc<Shared>>, Query(asked): Query<Parameters>) -> Response<Body> {
    for (name, value) in [
        ("tenant", "one"),
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("scope", "openid email"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(asked[name], value);
    }
    let mut codes = shared.codes.lock().unwrap();
    let code = format!("code {} / +", asked["state"]);
    let back =
        url(&asked["redirect_uri"], &[("code", &code), ("state", &asked["state"]), ("iss", &shared.issuer)]);
    codes.insert(code, asked);
    Response::builder().status(302).header("location", back).body(Body::empty()).unwrap()
}

async fn token(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let says = shared.says.lock().unwrap().clone();
    match says.manner {
        Manner::Good => {}
        Manner::Fails => return reply(500, &json!({"error": "server_error"})),
        Manner::Stalls => tokio::time::sleep(Duration::from_secs(60)).await,
        Manner::TooMuch => return reply(200, &json!({"id_token": "x".repeat(200_000)})),
        Manner::Redirects => {
            shared.says.lock().unwrap().manner = Manner::Good;
            return Response::builder()
                .status(307)
                .header("location", "/elsewhere")
                .body(Body::empty())
                .unwrap();
        }
    }
    let form: Parameters = parsed(&body);
    let basic = STANDARD.encode(format!("{}:{}", written(CLIENT_ID), written(CLIENT_SECRET)));
    let Some(asked) = shared.codes.lock().unwrap().remove(&form["code"]) else {
        return reply(400, &json!({"error": "invalid_grant"}));
    };
    let right = headers["authorization"] == format!("Basic {basic}")
        && form["grant_type"] == "authorization_code"
        && form["redirect_uri"] == asked["redirect_uri"]
        && challenge(&form["code_verifier"]) == asked["code_challenge"];
    if !right {
        return reply(400, &json!({"error": "invalid_request"}));
    }
    let mut claims = json!({
        "iss": shared.issuer, "sub": "anna-1", "aud": CLIENT_ID, "nonce": asked["nonce"],
        "exp": Clock::System.now().timestamp() + 300, "email": "Anna@merchant.example", "email_verified": true,
    });
    for (name, value) in says.id_token.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    let token = format!("e30.{}.none", URL_SAFE_NO_PAD.encode(claims.to_string()));
    reply(200, &json!({"id_token": token, "access_token": "a token", "token_type": "Bearer"}))
}

async fn userinfo(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response<Body> {
    assert_eq!(headers["authorization"], "Bearer a token");
    reply(200, &shared.says.lock().unwrap().userinfo)
}

fn reply(status: u16, body: &Value) -> Response<Body> {
    Response::builder().status(status).body(Body::from(body.to_string())).unwrap()
}

fn parsed(form: &[u8]) -> Parameters {
    url::form_urlencoded::parse(form).into_owned().collect()
}

fn written(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn url(base: &str, pairs: &[(&str, &str)]) -> String {
    url::Url::parse_with_params(base, pairs).unwrap().into()
}
