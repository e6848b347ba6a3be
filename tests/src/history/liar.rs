//! A proxy in front of an API that passes everything on and falsifies one answer, to show that the judge finds it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// An answer on its way to the client.
pub struct Passing<'a> {
    /// The request: method and path.
    pub asked: String,
    /// The first answer to the same request of the same client.
    pub first: &'a str,
    /// The status.
    pub status: u16,
    /// The body.
    pub body: &'a str,
}

/// Returns the false answer, or `None` to pass the true one on.
type Lie = Box<dyn Fn(&Passing<'_>) -> Option<(u16, String)> + Send + Sync>;

/// The proxy. It ends when dropped.
pub struct Liar {
    /// Where clients reach it.
    pub address: SocketAddr,
    told: Arc<Told>,
    serving: JoinHandle<()>,
}

struct Told {
    api: SocketAddr,
    http: reqwest::Client,
    lie: Mutex<Option<Lie>>,
    first: Mutex<BTreeMap<String, String>>,
}

impl Liar {
    /// Starts a proxy in front of `api`. It lies once: the first time that `lie` returns an answer.
    pub async fn start(
        api: SocketAddr,
        lie: impl Fn(&Passing<'_>) -> Option<(u16, String)> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let http = reqwest::Client::builder().tls_certs_only([]).no_proxy().build().unwrap();
        let told =
            Arc::new(Told { api, http, lie: Mutex::new(Some(Box::new(lie))), first: Mutex::default() });
        let router = Router::new().fallback(pass).with_state(told.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, told, serving }
    }

    /// Returns whether the proxy has lied.
    pub fn has_lied(&self) -> bool {
        self.told.lie.lock().unwrap().is_none()
    }
}

impl Drop for Liar {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass(
    State(told): State<Arc<Told>>,
    method: Method,
    uri: Uri,
    mut headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, HeaderMap, String) {
    headers.remove("host");
    let client = format!("{:?}{:?}", headers.get("authorization"), headers.get("x-payout-hash"));
    let asked = format!("{method} {}", uri.path());
    let request = told.http.request(method, format!("http://{}{uri}", told.api)).headers(headers).body(body);
    let answer = request.send().await.unwrap();
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    let body = answer.text().await.unwrap();
    for of_the_wire in ["content-length", "transfer-encoding", "connection"] {
        headers.remove(of_the_wire);
    }
    let mut first = told.first.lock().unwrap();
    let first = first.entry(client + &asked).or_insert_with(|| body.clone());
    let mut lie = told.lie.lock().unwrap();
    let passing = Passing { asked, first, status: status.as_u16(), body: &body };
    match lie.as_ref().and_then(|lie| lie(&passing)) {
        Some((status, body)) => {
            *lie = None;
            (StatusCode::from_u16(status).unwrap(), headers, body)
        }
        None => (status, headers, body),
    }
}
