//! Slow clients. A client that sends one byte at a time keeps a place for a limited time, and delays no other client.
//! A client that reads slowly gets every line.
//!
//! The limits of these tests are small. The product's are in `api/src/http/serve/limits.rs` and
//! `api/src/app/upload_slots.rs`.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use api::app::door::DoorLimits;
use api::app::upload_slots::UploadLimits;
use api::config::{ApiConfig, Limits};
use api::http::serve::ServeLimits;
use tests::{RunningApi, World, eventually, world};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

const NDJSON: &str = "application/x-ndjson";

/// How long a byte may take, and how long a piece of a body. No test comes near the first.
const SILENCE: Duration = Duration::from_secs(30);
const PIECE_WITHIN: Duration = Duration::from_secs(2);

async fn start_api(w: &World, limits: Limits) -> RunningApi {
    w.api_on(ApiConfig { limits, ..w.api_config() }).await
}

/// Returns limits that end a body if a piece of it takes longer than `piece_within`.
fn serve_limits(piece_within: Duration) -> ServeLimits {
    ServeLimits { body_stall: SILENCE, piece_within, ..ServeLimits::default() }
}

fn upload_limits(all: usize, of_one: usize) -> UploadLimits {
    UploadLimits { room: DoorLimits { all, of_one }, ..UploadLimits::default() }
}

/// A client that sends one byte at a time.
struct SlowClient {
    sending: JoinHandle<()>,
    said: Arc<Mutex<String>>,
    answer: JoinHandle<String>,
}

impl SlowClient {
    async fn post(api: &RunningApi, path: &str, headers: &str, media_type: &str) -> Self {
        let stream = TcpStream::connect(api.url.trim_start_matches("http://")).await.unwrap();
        let (mut read, mut write) = stream.into_split();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: a\r\ncontent-type: {media_type}\r\n{headers}\r\ncontent-length: 60000\r\n\r\n"
        );
        write.write_all(head.as_bytes()).await.unwrap();
        let sending = tokio::spawn(async move {
            while write.write_all(b" ").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        let said = Arc::new(Mutex::new(String::new()));
        let so_far = Arc::clone(&said);
        let answer = tokio::spawn(async move {
            let mut answer = Vec::new();
            // A reset counts as an end.
            while read.read_buf(&mut answer).await.is_ok_and(|read| read > 0) {
                *so_far.lock().unwrap() = String::from_utf8(answer.clone()).unwrap();
            }
            String::from_utf8(answer).unwrap()
        });
        Self { sending, said, answer }
    }

    async fn post_batch(api: &RunningApi, key: &str, query: &str) -> Self {
        let headers = format!("authorization: Bearer {key}\r\nidempotency-key: drip");
        Self::post(api, &format!("/v1/batches{query}"), &headers, NDJSON).await
    }

    /// Returns the answer so far. The connection stays open while the rest of the body is read and ignored.
    fn answer(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    fn is_unanswered(&self) -> bool {
        self.answer().is_empty()
    }

    fn disconnect(self) {
        self.sending.abort();
        self.answer.abort();
    }
}

fn ndjson_line(email: &str) -> String {
    format!("{{\"email\":\"{email}@example.com\",\"amount\":1}}\n")
}

/// Every route that reads a body, with any credential: a slow client is answered 408 and its connection is closed,
/// although it is never silent.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_client_is_disconnected_and_does_not_affect_others() {
    world(async |w| {
        let (slow, other) = (w.business(1_000).await, w.business(1_000).await);
        let limits = Limits {
            serve: serve_limits(PIECE_WITHIN),
            receiving: upload_limits(16, 4),
            ..Limits::default()
        };
        let (api, slow_key, key) = (start_api(w, limits).await, w.key(slow).await, w.key(other).await);
        let worker = w.worker();
        let bearer = format!("authorization: Bearer {slow_key}");
        let with_key = format!("{bearer}\r\nidempotency-key: drip");
        let begun = Instant::now();
        let mut slow_clients = Vec::new();
        for (path, headers, media_type) in [
            ("/payout/create", bearer.as_str(), "application/json"),
            ("/v1/allocations", &bearer, "application/json"),
            ("/v1/balance/top-up", &with_key, "application/json"),
            ("/payout/withdraw", "x-payout-hash: unknown", "application/json"),
            ("/v1/batches", &with_key, NDJSON),
            ("/v1/batches", &with_key, "text/csv"),
            ("/v1/batches", &with_key, "application/json"),
            ("/v1/batches?dry_run=true", &bearer, NDJSON),
            // Refused at once. The rest of the body is read and ignored, for no longer than it would have been read.
            ("/v1/batches?mode=unknown", &with_key, NDJSON),
        ] {
            slow_clients.push((path, SlowClient::post(&api, path, headers, media_type).await));
        }
        assert_eq!(api.batch(&key, "batch", NDJSON, ndjson_line("a") + &ndjson_line("b")).await.status, 202);
        assert_eq!(api.pay(&key, &[], "single@example.com", 1).await.status, 201);
        for (path, slow_client) in slow_clients {
            let answer = tokio::time::timeout(SILENCE, slow_client.answer).await;
            let answer = answer.unwrap_or_else(|_| panic!("{path}: the client is still connected")).unwrap();
            let status = match path {
                "/v1/batches?mode=unknown" => 400,
                // The credential is refused, whatever is wrong with the body.
                "/payout/withdraw" => 401,
                _ => 408,
            };
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {answer}");
        }
        assert!(begun.elapsed() < SILENCE, "the time-out for silence has not ended them");
        w.drained().await;
        assert_eq!((w.paid(other).await, w.paid(slow).await), (3, 0));
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

/// One business's uploads, however many and slow, leave places to others. The next upload of that business is refused
/// with the reason.
#[tokio::test(flavor = "multi_thread")]
async fn one_business_cannot_take_all_upload_places() {
    world(async |w| {
        let (slow, other) = (w.business(1_000).await, w.business(1_000).await);
        let limits =
            Limits { serve: serve_limits(SILENCE), receiving: upload_limits(3, 2), ..Limits::default() };
        let (api, slow_key, key) = (start_api(w, limits).await, w.key(slow).await, w.key(other).await);
        let queries = ["", "?dry_run=true"];
        let mut uploads = Vec::new();
        for query in queries {
            uploads.push(SlowClient::post_batch(&api, &slow_key, query).await);
        }
        let refused = eventually("the places of the business are taken", async || {
            // An upload that arrived while the request below had the last place is refused, and is opened again.
            for (upload, query) in uploads.iter_mut().zip(queries) {
                if !upload.is_unanswered() {
                    std::mem::replace(upload, SlowClient::post_batch(&api, &slow_key, query).await)
                        .disconnect();
                }
            }
            Some(api.batch(&slow_key, "more", NDJSON, "").await).filter(|answer| answer.status == 429)
        })
        .await;
        assert_eq!(
            (refused.json()["code"].as_str(), refused.header("retry-after")),
            (Some("rate_limited"), "5")
        );
        let dry = api
            .post("/v1/batches?dry_run=true", &slow_key, &[("content-type", NDJSON)], ndjson_line("a"))
            .await;
        assert_eq!(dry.status, 429, "a dry run counts as an upload");
        let recorded = w.recorded().await;
        assert_eq!(api.batch(&key, "one", NDJSON, ndjson_line("a")).await.status, 202);
        let mut last = SlowClient::post_batch(&api, &key, "").await;
        let full = eventually("all places are taken", async || {
            if !last.is_unanswered() {
                std::mem::replace(&mut last, SlowClient::post_batch(&api, &key, "").await).disconnect();
            }
            Some(api.batch(&key, "two", NDJSON, "").await).filter(|answer| answer.status == 503)
        })
        .await;
        assert_eq!(
            (full.json()["code"].as_str(), full.header("retry-after")),
            (Some("service_unavailable"), "5")
        );
        assert!(uploads.iter().chain([&last]).all(SlowClient::is_unanswered));
        assert!(w.recorded().await > recorded);
        uploads.into_iter().chain([last]).for_each(SlowClient::disconnect);
        eventually("the places are free again", async || {
            (api.batch(&slow_key, "more", NDJSON, ndjson_line("a")).await.status == 202).then_some(())
        })
        .await;
        api.stop().await;
    })
    .await;
}

/// A body that arrives fast enough to continue, but takes too long in all.
#[tokio::test(flavor = "multi_thread")]
async fn an_upload_over_its_time_limit_gets_408() {
    world(async |w| {
        let business = w.business(1_000).await;
        let receiving = UploadLimits { within: Duration::from_millis(500), ..upload_limits(16, 4) };
        let serve = serve_limits(Duration::from_secs(600));
        let (api, key) =
            (start_api(w, Limits { serve, receiving, ..Limits::default() }).await, w.key(business).await);
        let slow_client = SlowClient::post_batch(&api, &key, "").await;
        let answer = eventually("the upload is answered", async || {
            Some(slow_client.answer()).filter(|said| !said.is_empty())
        });
        let answer = answer.await;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert_eq!(w.recorded().await, 0);
        slow_client.disconnect();
        api.stop().await;
    })
    .await;
}

/// While dry runs look up their references, the next dry runs wait. The look-up waits for a lock here, so the order is
/// certain.
#[tokio::test(flavor = "multi_thread")]
async fn only_a_few_dry_runs_are_examined_at_once() {
    world(async |w| {
        let business = w.business(1_000).await;
        let receiving = UploadLimits { examined: 2, ..upload_limits(16, 4) };
        let (api, key) = (
            start_api(w, Limits { serve: ServeLimits::default(), receiving, ..Limits::default() }).await,
            w.key(business).await,
        );
        let mut holder = w.pool.begin().await.unwrap();
        // On a slow machine, the session's own idle time-out would release the lock.
        let hold = "set local idle_in_transaction_session_timeout = 0; lock table allocations in access exclusive mode";
        sqlx::raw_sql(hold).execute(&mut *holder).await.unwrap();
        let line = "{\"email\":\"a@example.com\",\"amount\":1,\"reference\":\"r\"}\n";
        let asked = async |_: usize| {
            let headers = [("content-type", NDJSON)];
            api.post("/v1/batches?dry_run=true", &key, &headers, line).await
        };
        let looking = async || -> i64 {
            let waiting = "select count(*) from pg_stat_activity where datname = current_database()
                           and application_name = 'payout-api' and wait_event_type = 'Lock'";
            sqlx::query_scalar(waiting).fetch_one(&w.pool).await.unwrap()
        };
        let all = futures::future::join_all((0..4).map(asked));
        let watching = async {
            eventually("two look their references up", async || (looking().await == 2).then_some(())).await;
            // Longer than the other dry runs would need to get there, and shorter than the lock time-out.
            for _ in 0..20 {
                assert!(looking().await <= 2, "more than two are examined");
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
            holder.rollback().await.unwrap();
        };
        let (answers, ()) = futures::future::join(all, watching).await;
        // On a slow machine, a dry run whose wait for the lock exceeds the time-out gets 503.
        assert!(answers.iter().all(|answer| [200, 503].contains(&answer.status)), "{answers:?}");
        assert_eq!(asked(0).await.status, 200, "dry runs are examined again");
        api.stop().await;
    })
    .await;
}

/// The slow reader gets every line, and holds no transaction open. `api/src/http/serve/tests.rs` tests that it is not
/// cut, and what the kernel buffers of an answer.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_of_results_gets_every_line() {
    const ITEMS: usize = 4_000;
    world(async |w| {
        let business = w.business(1_000_000).await;
        let serve = ServeLimits { write_stall: Duration::from_secs(10), ..ServeLimits::default() };
        let (api, key) = (start_api(w, Limits { serve, ..Limits::default() }).await, w.key(business).await);
        let items: String = (0..ITEMS).map(|n| ndjson_line(&format!("{n}-{}", "x".repeat(40)))).collect();
        let batch = api.batch(&key, "batch", NDJSON, items).await;
        assert_eq!(batch.status, 202, "{}", batch.body);
        let id = batch.json()["id"].as_str().unwrap().to_owned();

        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(16 * 1024).unwrap();
        let address = api.url.trim_start_matches("http://").parse().unwrap();
        let mut stream = socket.connect(address).await.unwrap();
        let request = format!(
            "GET /v1/batches/{id}/results.csv HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: Bearer {key}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let (mut file, mut piece, mut most_busy) = (Vec::new(), vec![0; 32 * 1024], 0);
        for _ in 0..8 {
            tokio::time::sleep(Duration::from_millis(500)).await;
            let busy: i64 = sqlx::query_scalar(
                "select count(*) from pg_stat_activity where datname = current_database()
                 and application_name = 'payout-api' and xact_start < now() - interval '2 seconds'",
            )
            .fetch_one(&w.pool)
            .await
            .unwrap();
            most_busy = most_busy.max(busy);
            stream.read_exact(&mut piece).await.unwrap();
            file.extend_from_slice(&piece);
        }
        let _cut = stream.read_to_end(&mut file).await;
        let file = String::from_utf8(file).unwrap();
        assert_eq!(file.matches("@example.com").count(), ITEMS, "the file is incomplete");
        assert_eq!(most_busy, 0, "the slow reader held a transaction open");
        api.stop().await;
    })
    .await;
}
