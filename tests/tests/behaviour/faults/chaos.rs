//! Chaos. Clients send every key three times, against two APIs and three workers that are killed, frozen and restarted
//! at random. Postgres is killed, stopped and restarted, and proxies in front of it cut COMMITs and fall silent.
//! Meanwhile batches, top-ups, withdrawals, pauses and throttles run ([`mix`]), and readers look at balances,
//! allocations, withdrawals and events ([`clients`]). Every request and every webhook is recorded in a history. When
//! nothing is in flight any more, the history is judged (`tests::history`), and the ledger and the books are checked.
//!
//! In the suite the run is short. A run of minutes or hours has a process of each kind that is never killed, so that a
//! leak shows. It judges each minute, prints memory and tables, and ends with a summary:
//!
//! ```text
//! PAYOUT_CHAOS_MINUTES=480 cargo test --release --workspace --test behaviour chaos -- --nocapture
//! ```
//!
//! `PAYOUT_CHAOS_CLIENTS` and, without minutes, `PAYOUT_CHAOS_KEYS` say how many clients send how many keys;
//! `PAYOUT_CHAOS_SEED` sets the schedule of the faults. A run prints its seed.

mod clients;
mod faults;
mod mix;
pub mod settle;

use std::time::{Duration, Instant};

use domain::business::Account;
use domain::event::EventType;
use futures::future::{join, join_all};
use tests::history::Payment;
use tests::history::check::Known;
use tests::history::main_balance;
use tests::history::record::Recorder;
use tests::merchant::Merchant;
use tests::process::memory_mib;
use tests::random::{Random, setting};
use tests::{Receiver, World, eventually};

use self::clients::{Business, Epoch};
use self::faults::{Counts, Fleet, Ground, Pace};
use self::settle::Summary;
use crate::faults::outage::with_private_postgres;
use crate::webhooks::outbox::endpoint;

/// The initial balances. One business has enough. The other has little in its payout balance, and a balance to top it
/// up from.
const RICH: i64 = 1_000_000_000_000;
const POOR: i64 = 2_000;

/// The length of an epoch of a long run.
const EPOCH: Duration = Duration::from_secs(60);

/// The books are checked after this many epochs and at the end, because a check reads every row.
const BOOKS_EVERY: u64 = 10;

/// In the suite everything is quick. In a long run, a killed process stays dead long enough to be missed, and a frozen
/// one stays frozen for longer than its transactions may be idle.
const SHORT: Pace = Pace { alive: 250, dead: 150, frozen: 500, still: 500, cuts: 20 };
const LONG: Pace = Pace { alive: 1_000, dead: 1_000, frozen: 9_000, still: 2_500, cuts: 3 };

/// A run of the test.
struct Run<'a> {
    w: &'a World,
    clients: u64,
    keys: u64,
    seed: u64,
    /// How long to run. `None`: one short epoch.
    minutes: Option<Duration>,
    businesses: [Business; 2],
    receivers: [Receiver; 2],
    recorder: Recorder,
    known: Known,
    paid_before: Vec<(usize, Payment)>,
    summary: Summary,
}

#[tokio::test(flavor = "multi_thread")]
async fn each_key_pays_once_despite_random_faults() {
    with_private_postgres(Vec::new(), async |w, cluster| {
        let history = std::env::temp_dir().join(format!("payout-history-{}.ndjson", std::process::id()));
        let mut run = Run::prepare(w, Recorder::at(&history)).await;
        let mut ground = Ground::on(w, cluster).await;
        let mut fleet = Fleet::start(ground.sides(w), run.minutes.is_some()).await;
        let started = Instant::now();
        let mut wrong = Vec::new();
        for number in 0.. {
            wrong = run.run_epoch(number, &mut fleet, &mut ground).await;
            let over = run.minutes.is_none_or(|minutes| started.elapsed() >= minutes);
            if number % BOOKS_EVERY == 0 && wrong.is_empty() {
                w.check_books().await;
            }
            if over || !wrong.is_empty() {
                break;
            }
        }
        let mut injected = ground.injected();
        injected.extend(std::mem::take(&mut fleet.injected));
        run.report(started, &injected);
        assert!(wrong.is_empty(), "seed {}; the history is {}: {wrong:#?}", run.seed, history.display());
        assert!(run.summary.answers.contains_key("none"), "no fault has hit a client");
        assert!(run.summary.paid >= run.clients * run.keys / 2, "too few keys were paid");
        fleet.stop().await;
        std::fs::remove_file(&history).unwrap();
    })
    .await;
}

impl<'a> Run<'a> {
    async fn prepare(w: &'a World, recorder: Recorder) -> Self {
        let minutes = setting("PAYOUT_CHAOS_MINUTES", 0);
        let (mut known, mut businesses, mut receivers) = (Known::default(), Vec::new(), Vec::new());
        for (payout, main) in [(RICH, 0), (POOR, RICH)] {
            let id = w.business(payout).await;
            if main > 0 {
                w.fund_account(id, Account::Balance, main).await;
            }
            let name = id.to_string();
            known.balances.insert(main_balance(&name), main);
            known.balances.insert(name.clone(), payout);
            let receiver = Receiver::start().await;
            endpoint(w, id, &receiver.url, &EventType::SELECTABLE).await;
            receivers.push(receiver);
            businesses.push(Business::new(name, Merchant::of(w, id).await));
        }
        Self {
            w,
            clients: setting("PAYOUT_CHAOS_CLIENTS", 8),
            keys: setting("PAYOUT_CHAOS_KEYS", 12),
            seed: setting("PAYOUT_CHAOS_SEED", 1),
            minutes: (minutes > 0).then(|| Duration::from_secs(60 * minutes)),
            businesses: businesses.try_into().ok().unwrap(),
            receivers: receivers.try_into().ok().unwrap(),
            recorder,
            known,
            paid_before: Vec::new(),
            summary: Summary::default(),
        }
    }

    /// Starts the clients and the faults, waits until nothing is in flight, and judges. Returns what is wrong.
    async fn run_epoch(&mut self, number: u64, fleet: &mut Fleet, ground: &mut Ground<'_>) -> Vec<String> {
        let started = Instant::now();
        let (pace, idle_ms) = if self.minutes.is_some() { (LONG, 400) } else { (SHORT, 30) };
        let apis = fleet.apis.clone();
        for api in &apis {
            eventually("the API is up", async || tokio::net::TcpStream::connect(api).await.ok()).await;
        }
        let epoch = Epoch::new(number, &self.businesses, &apis, &self.recorder, &self.paid_before, idle_ms);
        let seed = self.seed.wrapping_add(number << 16);
        let random = |of: u64| Random::new(seed.wrapping_mul(1_000).wrapping_add(of));
        let paying = async {
            let keys = self.minutes.is_none().then_some(self.keys);
            let payers = join_all((0..self.clients).map(|n| epoch.payer(n, keys, random(100 + n))));
            // Without minutes, the epoch ends with its clients; with minutes, it ends at its time.
            let timed = async {
                if keys.is_none() {
                    tokio::time::sleep(EPOCH).await;
                    epoch.enough.cancel();
                }
            };
            join(payers, timed).await;
            epoch.enough.cancel();
        };
        let newest = [0, 1].map(|place| self.known.newest(&self.businesses[place].id)[2]);
        let reading = join(epoch.reader(random(1)), epoch.reader(random(2)));
        let following =
            join(epoch.follower(0, newest[0], random(3)), epoch.follower(1, newest[1], random(4)));
        let (mut to_fleet, mut to_ground) = (random(5), random(6));
        futures::join!(
            paying,
            reading,
            following,
            mix::mix(self.w, &epoch, random(7)),
            fleet.inject_faults(pace, &mut to_fleet, &epoch.enough),
            ground.inject_faults(pace, &mut to_ground, &epoch.enough),
        );
        settle::wait_until_idle(self.w, self.minutes.is_none()).await;
        settle::read_everything(self.w, &epoch, &self.known).await;
        for (business, receiver) in self.businesses.iter().zip(&self.receivers) {
            settle::record_webhooks(&self.recorder, &business.id, receiver);
        }
        fleet.check_all_alive();
        let (ops, next, wrong) = self.summary.judge_epoch(self.w, &epoch, &self.known).await;
        let kept = settle::paid_before(&next, &ops, &self.paid_before, &epoch);
        print_line(&format!(
            "epoch {number} of seed {}: {} lines judged in {:?}, {} wrong; MiB: APIs and workers {:?}, this {}; {}",
            self.seed,
            ops.len(),
            started.elapsed(),
            wrong.len(),
            fleet.memory(),
            memory_mib(std::process::id()),
            settle::largest_tables(self.w).await,
        ));
        if wrong.is_empty() {
            self.recorder.clear();
            (self.known, self.paid_before) = (next, kept);
        }
        wrong
    }

    fn report(&self, started: Instant, injected: &Counts) {
        let Summary { requests, answers, paid, lost, lied } = &self.summary;
        print_line(&format!("seed {}, {:?}", self.seed, started.elapsed()));
        let mut rows: Vec<(String, u64)> =
            injected.iter().map(|(kind, n)| (format!("fault: {kind}"), *n)).collect();
        rows.extend(requests.iter().map(|(kind, n)| (format!("asked: {kind}"), *n)));
        rows.extend(answers.iter().map(|(kind, n)| (format!("answer: {kind}"), *n)));
        rows.extend([
            ("keys paid".to_owned(), *paid),
            ("lost".to_owned(), *lost as u64),
            ("lied".to_owned(), *lied as u64),
        ]);
        for (what, count) in rows {
            print_line(&format!("{what:32} {count:>10}"));
        }
    }
}

#[expect(clippy::print_stderr, reason = "a run prints the seed that reproduces it")]
pub fn print_line(line: &str) {
    eprintln!("{line}");
}
