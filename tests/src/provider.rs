//! A connector that keeps the protocol (`worker::withdrawals::providers::http`) only where money is concerned. It loses
//! replies, answers late, answers with errors, with garbage or for another order, and calls back twice, late, out of
//! order and with wrong signatures. Its books say what it has really paid.

mod answers;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response};
use axum::routing::{get, post};
use axum::{Router, serve};
use chrono::{DateTime, Utc};
use domain::clock::Clock;
use domain::secrets::secret::MacKey;
use domain::withdrawal::signature;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use self::answers::{ask, list, reply, tell, truth};
use crate::random::Random;

/// The name of the connector in the configuration.
pub const NAME: &str = "stub";

/// The secret that both sides sign with.
pub const SECRET: &str = "0b95e3d7624f41c8a93d0e7c58f2b61a";

/// The timeout of a call. A stalled call takes longer.
pub const TIMEOUT_MS: u64 = 300;

/// How the connector behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    /// Answers at once, with the truth.
    Good,
    /// Takes orders, and answers nothing that can be understood.
    Silent,
    /// Takes orders, and answers with arrays of the fields of an answer or a page, in the documented order.
    ByPosition,
    /// Does everything wrong except with money, a few times for each order. The number is the seed.
    Bad(u64),
}

/// What the connector did with an order. There is one entry for each key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whether it paid the order. If not, it refused.
    pub paid: bool,
    /// The amount that it paid, or would have paid.
    pub net_amount: i64,
    /// How often it was sent the order.
    pub told: u32,
    /// How often it was asked about the order.
    pub asked: u32,
    /// The order as it was sent, as JSON.
    pub order: Value,
    /// When the order was first sent, in unix seconds.
    pub told_at: i64,
    /// How often it may still misbehave about the order.
    mischief: u32,
    /// How often it will still answer that the order is pending.
    pending: u32,
}

struct Shared {
    key: MacKey,
    manners: Mutex<Manners>,
    random: Mutex<Random>,
    books: Mutex<BTreeMap<String, Entry>>,
    callbacks: Mutex<JoinSet<()>>,
    api_url: Mutex<Option<String>>,
    client: reqwest::Client,
    lists: AtomicBool,
    /// The highest generation that it has seen of each cell.
    generations: Mutex<BTreeMap<String, i64>>,
}

/// A running connector.
#[derive(Clone)]
pub struct Provider {
    url: String,
    port: u16,
    shared: Arc<Shared>,
    stop: CancellationToken,
}

impl Provider {
    /// Starts a connector.
    pub async fn start(manners: Manners) -> Self {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let seed = if let Manners::Bad(seed) = manners { seed } else { 0 };
        let shared = Arc::new(Shared {
            key: MacKey::new(&SECRET.into()).unwrap(),
            manners: Mutex::new(manners),
            random: Mutex::new(Random::new(seed)),
            books: Mutex::default(),
            callbacks: Mutex::default(),
            api_url: Mutex::default(),
            lists: AtomicBool::new(true),
            generations: Mutex::default(),
            client: reqwest::Client::builder().timeout(Duration::from_secs(10)).build().unwrap(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let url = format!("http://127.0.0.1:{port}/payouts");
        let router = Router::new()
            .route("/payouts", post(tell).get(list))
            .route("/payouts/{id}", get(ask))
            .with_state(shared.clone());
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        tokio::spawn(async move {
            let served = async { serve(listener, router).await.unwrap() };
            stopped.run_until_cancelled(served).await;
        });
        Self { url, port, shared, stop }
    }

    /// Returns the setting that binds `paypal` to the connector, with fees, and `gift_card` to a person.
    pub fn methods(&self) -> String {
        json!({
            "methods": {
                "paypal": {"provider": NAME, "min": 1, "fee_fixed": 0, "fee_basis_points": 250},
                "gift_card": {"provider": "manual", "fee_fixed": 25},
            },
            "providers": {NAME: {"url": self.url, "secret": SECRET, "concurrency": 32, "timeout_ms": TIMEOUT_MS}},
        })
        .to_string()
    }

    /// Returns its port on loopback.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Makes it call back to this API from now on.
    pub fn enable_callbacks(&self, api_url: &str) {
        *self.shared.api_url.lock().unwrap() = Some(api_url.to_owned());
    }

    /// Changes its behaviour from now on.
    pub fn behave(&self, manners: Manners) {
        *self.shared.manners.lock().unwrap() = manners;
    }

    /// Makes it answer without a list from now on.
    pub fn disable_list(&self) {
        self.shared.lists.store(false, Ordering::SeqCst);
    }

    /// Returns the highest generation that it has seen of an installation with one cell.
    pub fn generation(&self) -> i64 {
        self.generation_of(0)
    }

    /// Returns the highest generation that it has seen of a cell.
    pub fn generation_of(&self, cell: u8) -> i64 {
        self.shared.generations.lock().unwrap().get(&cell.to_string()).copied().unwrap_or(0)
    }

    /// Tells it of a generation, as a copy of the database would.
    pub fn set_generation(&self, generation: i64) {
        self.shared.is_current("0", generation);
    }

    /// Returns what it did, by order.
    pub fn books(&self) -> BTreeMap<String, Entry> {
        self.shared.books.lock().unwrap().clone()
    }

    /// Waits until no callback is in flight.
    pub async fn callbacks_finished(&self) {
        let mut callbacks = std::mem::take(&mut *self.shared.callbacks.lock().unwrap());
        while let Some(ended) = callbacks.join_next().await {
            ended.unwrap();
        }
    }

    /// Returns the headers of a callback with this body.
    pub fn signed(body: &str, at: DateTime<Utc>) -> [(&'static str, String); 2] {
        let key = MacKey::new(&SECRET.into()).unwrap();
        let signature = signature::of_callback(&key, at.timestamp(), body.as_bytes());
        [("payout-timestamp", at.timestamp().to_string()), ("payout-signature", signature)]
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // The connector and its server hold the last two references.
        if Arc::strong_count(&self.shared) <= 2 {
            self.stop.cancel();
        }
    }
}

impl Shared {
    fn below(&self, bound: u64) -> u64 {
        self.random.lock().unwrap().below(bound)
    }

    /// Returns whether it has seen no higher generation of this cell.
    fn is_current(&self, cell: &str, generation: i64) -> bool {
        assert!(!cell.is_empty(), "a generation is a cell's");
        let mut generations = self.generations.lock().unwrap();
        let highest = generations.entry(cell.to_owned()).or_default();
        *highest = generation.max(*highest);
        *highest == generation
    }

    /// Returns whether a request is signed according to the protocol.
    fn is_ours(&self, headers: &HeaderMap, id: &str, body: &[u8]) -> bool {
        let one = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let Ok(seconds) = one("payout-timestamp").parse() else { return false };
        // A caller that does not know that the database went back in time is refused.
        if let Ok(generation) = one("payout-generation").parse::<i64>()
            && !self.is_current(one("payout-cell"), generation)
        {
            return false;
        }
        let at = DateTime::from_timestamp(seconds, 0).unwrap();
        one("idempotency-key") == id
            && one("payout-signature") == signature::of_request(&self.key, id, at, body)
    }

    /// Returns the truth about an order, and whether to tell it now.
    fn answer(&self, id: &str, mut count: impl FnMut(&mut Entry)) -> Option<(Value, bool)> {
        let mut books = self.books.lock().unwrap();
        let entry = books.get_mut(id)?;
        count(entry);
        let mischief = entry.mischief > 0;
        entry.mischief = entry.mischief.saturating_sub(1);
        if entry.pending > 0 && !mischief {
            entry.pending -= 1;
            return Some((
                json!({"id": id, "status": "pending", "reference": format!("stub-{id}")}),
                mischief,
            ));
        }
        Some((truth(id, entry.paid), mischief))
    }

    async fn misbehave(&self, truth: Value) -> Response<Body> {
        let (status, body) = match self.below(8) {
            0 => {
                tokio::time::sleep(Duration::from_millis(2 * TIMEOUT_MS)).await;
                (200, truth.to_string())
            }
            1 => (500, r#"{"error":"oops"}"#.to_owned()),
            2 => (503, truth.to_string()),
            3 => (200, "<html>not JSON</html>".to_owned()),
            4 => (
                200,
                json!({"id": "ord_01900000-0000-7000-8000-000000000000", "status": "failed"}).to_string(),
            ),
            5 => (302, truth.to_string()),
            // Not a refusal: the protocol has no such status.
            6 => (400, json!({"id": truth["id"], "status": "failed", "code": "not_really"}).to_string()),
            // The reply breaks off.
            _ => {
                let half = futures::stream::iter([
                    Ok(Bytes::from(truth.to_string().into_bytes()[..20].to_vec())),
                    Err(std::io::Error::other("cut")),
                ]);
                return Response::new(Body::from_stream(half));
            }
        };
        reply(status, body)
    }

    /// Calls back: late, twice, out of order, with outdated states, and with invalid signatures.
    fn call_back(self: &Arc<Self>, id: &str, paid: bool) {
        let Some(api_url) = self.api_url.lock().unwrap().clone() else { return };
        let pending = json!({"id": id, "status": "pending"}).to_string();
        let lie = json!({"id": id, "status": if paid { "failed" } else { "succeeded" }}).to_string();
        let truth = truth(id, paid).to_string();
        let (shared, lateness) = (self.clone(), Duration::from_millis(self.below(2_500)));
        let twice = self.below(2) == 0;
        self.callbacks.lock().unwrap().spawn(async move {
            let url = format!("{api_url}/providers/{NAME}/callback");
            tokio::time::sleep(lateness).await;
            let send = async |body: &str, signed: bool| {
                let now = Clock::System.now();
                let [time, mut signature] = Provider::signed(body, now);
                if !signed {
                    signature.1 = "0".repeat(64);
                }
                let request =
                    shared.client.post(&url).header(time.0, time.1).header(signature.0, signature.1);
                request.body(body.to_owned()).send().await.map(|answer| answer.status().as_u16())
            };
            assert_eq!(send(&lie, false).await.unwrap(), 401);
            // A provider sends a callback again if it was not recorded.
            for body in [&truth, &pending, &truth].into_iter().take(if twice { 3 } else { 2 }) {
                while send(body, true).await.unwrap_or(503) != 200 {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        });
    }
}
