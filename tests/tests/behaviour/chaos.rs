//! Clients that send every key three times, against two APIs and three workers that are killed with -9 at random: each
//! key pays once, every success has its transfer, no refusal has one, the answers of one key are the same. Batches, orders
//! and withdrawals go on meanwhile ([`mix`]), so the books are checked with their rows in them.
//!
//! In the suite it is short. The full run, of 64 clients with 2 000 keys each:
//!
//! ```text
//! PAYOUT_CHAOS_CLIENTS=64 PAYOUT_CHAOS_KEYS=2000 cargo test --release --workspace --test behaviour chaos -- --nocapture
//! ```
//!
//! `PAYOUT_CHAOS_SEED` sets the schedule of the faults; a run prints its seed.

mod mix;

use std::collections::{BTreeSet, HashMap};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::ids::BusinessId;
use futures::future::join_all;
use tests::random::{Random, setting};
use tests::service::{Answer, Merchant, Request};
use tests::steer::read;
use tests::{Process, World, eventually, world};
use tokio_util::sync::CancellationToken;

const APIS: usize = 2;
const WORKERS: usize = 3;

/// How long somebody dead stays dead, and how long all live until the next death, at most, in milliseconds.
const DEAD_MS: u64 = 150;
const ALIVE_MS: u64 = 300;

/// The least deaths that count as chaos.
const KILLS: usize = 8;

/// How long a client goes on with one key.
const PATIENCE: Duration = Duration::from_secs(60);

/// A free address, which each life of an API listens at.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Every process of the run, by its place.
struct Fleet {
    apis: Vec<SocketAddr>,
    processes: Vec<Process>,
    kills: [usize; 2],
}

impl Fleet {
    async fn start(w: &World) -> Self {
        let mut fleet =
            Self { apis: (0..APIS).map(|_| free_address()).collect(), processes: Vec::new(), kills: [0, 0] };
        for place in 0..APIS + WORKERS {
            let process = fleet.life(w, place).await;
            fleet.processes.push(process);
        }
        fleet
    }

    async fn life(&self, w: &World, place: usize) -> Process {
        match self.apis.get(place) {
            Some(address) => Process::api(w, *address).await,
            None => Process::worker(w).await,
        }
    }

    /// Kills one after the other until `enough`.
    async fn suffer(&mut self, w: &World, random: &mut Random, enough: &CancellationToken) {
        while self.kills.iter().sum::<usize>() < KILLS || !enough.is_cancelled() {
            tokio::time::sleep(Duration::from_millis(random.below(ALIVE_MS))).await;
            let place = usize::try_from(random.below((APIS + WORKERS) as u64)).unwrap();
            self.processes[place].kill();
            self.kills[usize::from(place >= APIS)] += 1;
            tokio::time::sleep(Duration::from_millis(random.below(DEAD_MS))).await;
            self.processes[place] = self.life(w, place).await;
        }
    }

    async fn stop(self) {
        for process in self.processes {
            // One that was started this very moment ends by the signal itself.
            assert!(matches!(process.terminate().await, Some(0) | None));
        }
    }
}

/// What clients saw.
#[derive(Default)]
struct Seen {
    requests: AtomicU64,
    broken: AtomicU64,
    refused: AtomicU64,
}

/// What one key was answered with.
struct Told {
    key: String,
    answers: Vec<Answer>,
    /// Whether a connection broke, so that nobody knows what that request would have been answered with.
    unsure: bool,
}

struct Client<'a> {
    merchant: &'a Merchant,
    apis: &'a [SocketAddr],
    seen: &'a Seen,
}

impl Client<'_> {
    /// Sends each of its keys three times: two at once, to different APIs, and one after the next key's.
    async fn run(&self, number: u64, keys: u64) -> Vec<Told> {
        let mut told: Vec<Told> = Vec::new();
        let mut earlier: Option<Request> = None;
        for n in 0..keys {
            let mut request = Request::of(format!("u{}@example.com", n % 50), format!("{number}-{n}"));
            // Every fourth key waits for nothing and is not sent again: it is refused as often as not.
            if n % 4 == 3 {
                request = request.prefer("wait=0");
            }
            let (first, second) = futures::join!(self.send(0, &request), self.send(1, &request));
            let mut answers = Told { key: request.key.clone().unwrap(), answers: Vec::new(), unsure: false };
            answers.add(first);
            answers.add(second);
            if let (Some(earlier), Some(last)) = (earlier.replace(request), told.last_mut()) {
                last.add(self.send(usize::try_from(n).unwrap(), &earlier).await);
            }
            told.push(answers);
        }
        if let (Some(earlier), Some(last)) = (earlier, told.last_mut()) {
            last.add(self.send(0, &earlier).await);
        }
        told
    }

    /// Sends a request, again and again if it is of the patient kind: every answer, and how often there was none.
    async fn send(&self, first: usize, request: &Request) -> (Vec<Answer>, u64) {
        let started = Instant::now();
        let (mut answers, mut broken) = (Vec::new(), 0);
        for attempt in first.. {
            self.seen.requests.fetch_add(1, Ordering::Relaxed);
            match self.merchant.send(self.apis[attempt % self.apis.len()], request).await {
                Ok((answer, _)) => {
                    let final_answer = answer.status < 500;
                    answers.push(answer);
                    if final_answer {
                        break;
                    }
                    self.seen.refused.fetch_add(1, Ordering::Relaxed);
                }
                Err(_) => {
                    broken += 1;
                    self.seen.broken.fetch_add(1, Ordering::Relaxed);
                }
            }
            if request.prefer.is_some() {
                break;
            }
            assert!(started.elapsed() < PATIENCE, "{request:?} is not answered: {answers:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        (answers, broken)
    }
}

impl Told {
    fn add(&mut self, (answers, broken): (Vec<Answer>, u64)) {
        self.answers.extend(answers);
        self.unsure |= broken > 0;
    }

    /// Compares the answers with one another, and with the `transfers` of the key.
    fn check(&self, transfers: usize) {
        let Self { key, answers, unsure } = self;
        let paid: BTreeSet<_> = answers
            .iter()
            .filter(|answer| answer.status == 201)
            .map(|answer| (&answer.body, answer.allocation.as_ref().unwrap()))
            .collect();
        let statuses: BTreeSet<u16> = answers.iter().map(|answer| answer.status).collect();
        assert!(statuses.iter().all(|status| matches!(status, 201 | 503)), "{key}: {answers:?}");
        assert!(transfers <= 1, "{key} is paid {transfers} times");
        assert!(paid.len() <= 1, "the answers of {key} differ: {paid:?}");
        assert!(paid.is_empty() || transfers == 1, "{key} was acknowledged, and is not paid");
        assert!(!paid.is_empty() || *unsure || transfers == 0, "{key} was refused, and is paid: {answers:?}");
    }
}

/// How many transfers each key has.
async fn transfers(w: &World) -> HashMap<String, usize> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "select a.reference, count(*) from allocations a
         join transfers t on t.business_id = a.business_id and t.subject_id = a.id
         where a.reference is not null and a.amount = 10 group by 1",
    )
    .fetch_all(&w.pool)
    .await
    .unwrap();
    rows.into_iter().map(|(key, count)| (key, usize::try_from(count).unwrap())).collect()
}

/// What was paid in all, in cents.
async fn paid(w: &World, business: BusinessId) -> i64 {
    let paid = "select coalesce(sum(amount), 0)::bigint from transfers where business_id = $1 and kind = 'allocation'";
    sqlx::query_scalar(paid).bind(business.uuid()).fetch_one(&w.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_key_pays_once_whatever_dies() {
    let clients = setting("PAYOUT_CHAOS_CLIENTS", 8);
    let keys = setting("PAYOUT_CHAOS_KEYS", 20);
    let seed = setting("PAYOUT_CHAOS_SEED", 1);
    world(async |w| {
        let business = w.business(1_000_000_000).await;
        let merchant = Merchant::of(w, business).await;
        let mut fleet = Fleet::start(w).await;
        let (apis, seen, enough) = (fleet.apis.clone(), Seen::default(), CancellationToken::new());
        for api in &apis {
            eventually("the API is up", async || tokio::net::TcpStream::connect(api).await.ok()).await;
        }
        let mut random = Random::new(seed);
        let started = Instant::now();
        let client = Client { merchant: &merchant, apis: &apis, seen: &seen };
        let sending = async {
            let told = join_all((0..clients).map(|number| client.run(number, keys))).await;
            enough.cancel();
            told
        };
        let mixing = mix::mix(w, (business, &merchant), &apis, Random::new(seed + 1), &enough);
        let (told, (), mixed) = futures::join!(sending, fleet.suffer(w, &mut random, &enough), mixing);
        let took = started.elapsed();
        w.drained().await;
        let [apis_killed, workers_killed] = fleet.kills;
        fleet.stop().await;

        let transfers = transfers(w).await;
        let told: Vec<Told> = told.into_iter().flatten().collect();
        for one in &told {
            one.check(transfers.get(&one.key).copied().unwrap_or(0));
        }
        let Seen { requests, broken, refused } = seen;
        let (requests, broken, refused) = (requests.into_inner(), broken.into_inner(), refused.into_inner());
        report(&format!(
            "seed {seed}: {} keys, {requests} requests in {took:?}, {} keys paid; {apis_killed} APIs and \
             {workers_killed} workers killed; {broken} connections broke, {refused} answers were 503; \
             {} batches, {} orders, {} withdrawals",
            told.len(),
            transfers.len(),
            mixed.batches.len(),
            mixed.orders,
            mixed.withdrawals
        ));
        assert!(broken > 0, "seed {seed}: no fault has hit a client");
        assert!(transfers.len() as u64 >= clients * keys * 3 / 4, "the patient keys are paid");
        for id in mixed.batches {
            let batch = read(w, business, id).await;
            assert_eq!(batch.counts.succeeded, batch.counts.total, "an accepted batch is paid: {batch:?}");
        }
        // Nothing is in the reserve any more.
        assert_eq!(w.payout_balance(business).await, 1_000_000_000 - paid(w, business).await);
    })
    .await;
}

#[expect(clippy::print_stderr, reason = "a run says what reproduces it")]
pub fn report(line: &str) {
    eprintln!("{line}");
}
