//! A receiver of webhooks that does what a test says: it answers, stalls, or breaks the connection.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use standardwebhooks::Webhook;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// One request that arrived completely.
#[derive(Debug, Clone)]
pub struct Received {
    /// `webhook-id`
    pub id: String,
    /// All headers.
    pub headers: HeaderMap,
    /// The raw body.
    pub body: Vec<u8>,
    /// How often this id arrived before.
    pub before: usize,
    /// When it arrived.
    pub at: Instant,
}

/// How to reply to a request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Answers with this status.
    Status(u16),
    /// Answers with this status, these header lines (each with its line end) and this body.
    With(u16, String, String),
    /// Never answers.
    Stall,
    /// Breaks the connection.
    Reset,
}

type Behaviour = Arc<dyn Fn(&Received) -> Reply + Send + Sync>;

/// A receiver on loopback.
pub struct Receiver {
    /// Its URL.
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
    connections: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Received {
    /// Returns a header's value, or an empty string without it.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Returns the body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Returns whether the official library accepts the request under `secret`.
    pub fn verifies(&self, secret: &str) -> bool {
        Webhook::new(secret).unwrap().verify(&self.body, &self.headers).is_ok()
    }
}

impl Receiver {
    /// Starts a receiver that answers 204.
    pub async fn start() -> Self {
        Self::start_with(|_| Reply::Status(204)).await
    }

    /// Starts a receiver whose `behaviour` says how to reply.
    pub async fn start_with(behaviour: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (received, connections) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        let behaviour: Behaviour = Arc::new(behaviour);
        let (log, count) = (received.clone(), connections.clone());
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, log.clone(), behaviour.clone()));
            }
        });
        Self { url, received, connections, serving }
    }

    /// Returns the requests that have arrived.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Returns the requests that have arrived since the last call.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.received.lock().unwrap())
    }

    /// Returns how many connections were made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Serves one request a connection, because the relay keeps no connection open.
async fn serve(mut stream: TcpStream, log: Arc<Mutex<Vec<Received>>>, behaviour: Behaviour) {
    let Some((headers, body)) = read(&mut stream).await else { return };
    let id = headers.get("webhook-id").map_or(String::new(), |id| id.to_str().unwrap().to_owned());
    let reply = {
        let mut log = log.lock().unwrap();
        let before = log.iter().filter(|earlier| earlier.id == id).count();
        let received = Received { id, headers, body, before, at: Instant::now() };
        let reply = behaviour(&received);
        log.push(received);
        reply
    };
    let (status, headers, body) = match reply {
        Reply::Status(status) => (status, String::new(), String::new()),
        Reply::With(status, headers, body) => (status, headers, body),
        Reply::Stall => return std::future::pending().await,
        // Closing with unread bytes makes a reset, or an end without an answer.
        Reply::Reset => return,
    };
    let answer = format!(
        "HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    // The relay may have disconnected.
    let _written = stream.write_all(answer.as_bytes()).await;
}

async fn read(stream: &mut TcpStream) -> Option<(HeaderMap, Vec<u8>)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let headers: HeaderMap = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap()))
        .collect();
    let length: usize = headers["content-length"].to_str().unwrap().parse().unwrap();
    let mut body = bytes.split_off(end + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some((headers, body))
}
