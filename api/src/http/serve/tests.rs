//! Tests against a real socket, because they check what the peer sees.

use std::net::SocketAddr;
use std::time::Instant;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinHandle;

use super::connection::MAX_BUFFER_BYTES;
use super::*;
use crate::http::extract::RawJson;

const SHORT: Duration = Duration::from_millis(200);
/// Far above every short limit, and far below every default one.
const LONG: Duration = Duration::from_secs(4);

/// Four times as much of an unread response as the kernel buffers by default.
const LARGE: usize = 16 * 1024 * 1024;

struct Server {
    address: SocketAddr,
    units: UnitsOfWork,
    shutdown: CancellationToken,
    task: JoinHandle<io::Result<()>>,
}

impl Server {
    async fn start(limits: ServeLimits) -> Self {
        let units = UnitsOfWork::new();
        let in_handler = units.clone();
        let router = Router::new()
            .route("/", get(|| async { "hello" }))
            .route("/echo", post(|body: RawJson| async move { body.0 }))
            .route("/refused", post(|| async { StatusCode::BAD_REQUEST }))
            .route("/large", get(|| async { vec![b'x'; LARGE] }))
            .route("/slow", get(|| async { tokio::time::sleep(SHORT * 3).await }))
            .route("/never", get(std::future::pending::<()>))
            .route(
                "/unit",
                get(|| async move {
                    let _done = in_handler.run(tokio::time::sleep(SHORT * 3)).await;
                }),
            );
        let listener = listen(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let task = tokio::spawn(serve(listener, router, units.clone(), limits, shutdown.clone()));
        Self { address, units, shutdown, task }
    }

    async fn send(&self, bytes: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await; // the server has read it
        stream
    }

    /// Returns how long the drain took.
    async fn stop(self) -> Duration {
        let begun = Instant::now();
        self.shutdown.cancel();
        self.task.await.unwrap().unwrap();
        begun.elapsed()
    }
}

/// Returns everything until the peer closes.
async fn read_until_closed(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    let read =
        tokio::time::timeout(LONG, stream.read_to_end(&mut text)).await.expect("the connection stays open");
    match read {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::ConnectionReset => {}
        Err(error) => panic!("{error}"),
    }
    String::from_utf8(text).unwrap()
}

fn short_limits() -> ServeLimits {
    ServeLimits {
        header_read: SHORT,
        body_stall: SHORT,
        drain_grace: SHORT,
        drain: LONG,
        ..ServeLimits::default()
    }
}

#[tokio::test]
async fn a_request_head_that_does_not_end_is_cut_off() {
    let server = Server::start(short_limits()).await;
    let begun = Instant::now();
    let mut stream = server.send("GET / HTTP/1.1\r\n").await;
    // A slowloris attack keeps the connection alive with a header now and then.
    for _ in 0..4 {
        tokio::time::sleep(SHORT / 4).await;
        if stream.write_all(b"x: y\r\n").await.is_err() {
            break;
        }
    }
    assert_eq!(read_until_closed(stream).await, "");
    assert!(begun.elapsed() < SHORT * 5);
}

#[tokio::test]
async fn a_request_head_that_is_too_large_gets_431() {
    let server = Server::start(short_limits()).await;
    let stream = server.send(&format!("GET / HTTP/1.1\r\nx: {}", "y".repeat(MAX_BUFFER_BYTES + 1))).await;
    assert!(read_until_closed(stream).await.starts_with("HTTP/1.1 431 "));
}

#[tokio::test]
async fn a_stalled_body_gets_408() {
    let server = Server::start(short_limits()).await;
    let stream = server.send("POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nhalf").await;
    let answer = read_until_closed(stream).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
}

#[tokio::test]
async fn a_dripping_body_gets_408_although_bytes_keep_coming() {
    let limits = ServeLimits { piece_bytes: 1_000, piece_within: SHORT * 2, ..ServeLimits::default() };
    let server = Server::start(limits).await;
    let begun = Instant::now();
    let stream = server.send("POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 9000\r\n\r\n").await;
    let (mut read, mut write) = stream.into_split();
    let dripping = tokio::spawn(async move {
        while write.write_all(b"x").await.is_ok() {
            tokio::time::sleep(SHORT / 8).await;
        }
    });
    let mut answer = [0; 13];
    let answered = tokio::time::timeout(LONG, read.read_exact(&mut answer)).await;
    answered.expect("the server does not cut the body off").unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408 ");
    assert!(begun.elapsed() >= SHORT * 2);
    dripping.abort();
}

#[tokio::test]
async fn the_time_limit_applies_to_each_piece_of_a_body() {
    let limits = ServeLimits { piece_bytes: 4, piece_within: SHORT * 2, ..short_limits() };
    let server = Server::start(limits).await;
    let mut stream = server
        .send("POST /echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 24\r\n\r\n")
        .await;
    for _ in 0..6 {
        tokio::time::sleep(SHORT / 2).await;
        stream.write_all(b"four").await.unwrap();
    }
    assert!(read_until_closed(stream).await.ends_with(&"four".repeat(6)));
}

#[tokio::test]
async fn a_body_that_is_not_needed_is_read_up_to_a_size() {
    let limits = ServeLimits { read_past_bytes: 1024 * 1024, ..ServeLimits::default() };
    let server = Server::start(limits).await;
    let mut stream =
        server.send("POST /refused HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000000\r\n\r\n").await;
    let piece = vec![b'x'; 64 * 1024];
    let sending = async {
        let mut sent = 0;
        while stream.write_all(&piece).await.is_ok() {
            sent += piece.len();
        }
        sent
    };
    // The buffers of both kernels add to the limit.
    let sent = tokio::time::timeout(LONG, sending).await.expect("the server reads the whole body");
    assert!(sent < 100_000_000, "{sent}");
}

/// Half a megabyte a second: at that rate a third of the kernel's default buffer takes longer to read than the limit.
#[tokio::test]
async fn a_slow_reader_that_keeps_reading_is_not_cut_off() {
    let server = Server::start(ServeLimits { write_stall: SHORT * 5, ..ServeLimits::default() }).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 * 1024).unwrap();
    let mut stream = socket.connect(server.address).await.unwrap();
    stream.write_all(b"GET /large HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut slowly = vec![0; LARGE / 64];
    for _ in 0..8 {
        tokio::time::sleep(SHORT * 5 / 2).await;
        stream.read_exact(&mut slowly).await.unwrap();
    }
    let mut rest = Vec::new();
    let _cut = stream.read_to_end(&mut rest).await;
    assert!(
        rest.len() > LARGE / 64 * 56,
        "the response was cut off: {} bytes arrived after the slow part",
        rest.len()
    );
}

#[tokio::test]
async fn a_body_that_keeps_flowing_is_read() {
    let server = Server::start(short_limits()).await;
    let mut stream =
        server.send("POST /echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 8\r\n\r\n").await;
    for piece in ["aa", "bb", "cc", "dd"] {
        tokio::time::sleep(SHORT / 2).await;
        stream.write_all(piece.as_bytes()).await.unwrap();
    }
    assert!(read_until_closed(stream).await.ends_with("\r\n\r\naabbccdd"));
}

/// The client sends its whole body before it reads a response, as most clients do.
#[tokio::test]
async fn a_response_before_the_end_of_the_body_arrives() {
    const BODY: usize = 8 * 1024 * 1024;
    let server = Server::start(short_limits()).await;
    let head = format!("POST /refused HTTP/1.1\r\nhost: a\r\ncontent-length: {BODY}\r\n\r\n");
    let mut stream = server.send(&head).await;
    stream.peek(&mut [0]).await.unwrap(); // the response has arrived
    stream.write_all(&vec![b'x'; BODY]).await.expect("the server reads and discards the body");
    // And the connection stays open.
    stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    let answers = read_until_closed(stream).await;
    assert!(answers.starts_with("HTTP/1.1 400 ") && answers.ends_with("hello"), "{answers}");
}

#[tokio::test]
async fn a_body_that_is_not_needed_is_read_up_to_a_time() {
    let server = Server::start(ServeLimits { read_past: SHORT, ..short_limits() }).await;
    let mut stream = server.send("POST /refused HTTP/1.1\r\nhost: a\r\ncontent-length: 99\r\n\r\n").await;
    let begun = Instant::now();
    while stream.write_all(b"x").await.is_ok() {
        tokio::time::sleep(SHORT / 10).await;
        assert!(begun.elapsed() < LONG, "the server still reads the body");
    }
}

#[tokio::test]
async fn continue_is_sent_only_if_the_handler_reads_the_body() {
    let server = Server::start(short_limits()).await;
    let head = "host: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n";
    let refused = read_until_closed(server.send(&format!("POST /refused HTTP/1.1\r\n{head}")).await).await;
    assert!(refused.starts_with("HTTP/1.1 400 "), "{refused}");
    let mut wanted = server.send(&format!("POST /echo HTTP/1.1\r\n{head}")).await;
    wanted.write_all(b"body").await.unwrap();
    let answers = read_until_closed(wanted).await;
    assert!(answers.starts_with("HTTP/1.1 100 ") && answers.ends_with("body"), "{answers}");
}

#[tokio::test]
async fn a_connection_is_kept_alive_and_closed_when_idle() {
    let server = Server::start(short_limits()).await;
    let mut stream = server.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    assert_eq!(read_until_closed(stream).await.matches("HTTP/1.1 200 OK").count(), 2);
}

#[tokio::test]
async fn connections_above_the_limit_get_503() {
    let limits = ServeLimits { max_connections: 1, max_busy_connections: 1, ..ServeLimits::default() };
    let server = Server::start(limits).await;
    let first = server.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let response = read_until_closed(server.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await).await;
    assert!(response.starts_with("HTTP/1.1 503 "), "{response}");
    for part in ["connection: close", "retry-after: 1", "request-id: ", "service_unavailable"] {
        assert!(response.contains(part), "{part}: {response}");
    }
    let response = read_until_closed(
        server.send("POST /payout/create HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}").await,
    )
    .await;
    assert!(response.ends_with(r#"{"error":"Service temporarily unavailable"}"#), "{response}");
    // A silent client holds the only busy place just for a moment. The next client waits for that place, or to be
    // served.
    let silent = server.send("GET / HT").await;
    let mut second = server.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    let mut byte = [0];
    assert!(tokio::time::timeout(SHORT, second.read(&mut byte)).await.is_err(), "served above the limit");
    drop(first);
    assert!(read_until_closed(second).await.ends_with("hello"));
    drop(silent);
}

#[tokio::test]
async fn the_drain_finishes_requests_in_flight() {
    let server = Server::start(short_limits()).await;
    let stream = server.send("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let address = server.address;
    let answer = tokio::spawn(read_until_closed(stream));
    let took = server.stop().await;
    assert!(took >= SHORT && took < LONG, "{took:?}");
    assert!(answer.await.unwrap().starts_with("HTTP/1.1 200 OK"));
    assert!(TcpStream::connect(address).await.is_err(), "still accepting");
}

#[tokio::test]
async fn half_sent_requests_and_idle_connections_do_not_delay_the_drain() {
    let server =
        Server::start(ServeLimits { drain_grace: SHORT, drain: LONG * 2, ..ServeLimits::default() }).await;
    let mut held = Vec::new();
    for bytes in [
        "",
        "GET / HT",
        "GET / HTTP/1.1\r\nhost: a\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\n\r\nGET / HT",
        "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nhalf",
        "POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n4\r\nha",
    ] {
        held.push(server.send(bytes).await);
    }
    let took = server.stop().await;
    assert!(took < SHORT * 8, "{took:?}");
}

#[tokio::test]
async fn the_drain_ends_at_its_deadline_with_a_request_left() {
    let server = Server::start(ServeLimits { drain: SHORT * 2, ..short_limits() }).await;
    let stream = server.send("GET /never HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let took = server.stop().await;
    assert!(took >= SHORT * 2 && took < LONG, "{took:?}");
    assert_eq!(read_until_closed(stream).await, "");
}

#[tokio::test]
async fn the_drain_waits_for_work_although_its_client_has_left() {
    let server = Server::start(short_limits()).await;
    drop(server.send("GET /unit HTTP/1.1\r\nhost: a\r\n\r\n").await);
    tokio::time::sleep(SHORT / 4).await;
    assert_eq!(server.units.len(), 1);
    let units = server.units.clone();
    server.stop().await;
    assert!(units.is_empty());
}
