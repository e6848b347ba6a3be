//! The faults: what happens to the processes, to the database and to the connections between them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use cli::cluster::Cluster;
use domain::clock::Clock;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tests::process::free_address;
use tests::proxy::{Cut, Mode, Proxy};
use tests::random::Random;
use tests::{Process, World, eventually};
use tokio_util::sync::CancellationToken;

pub const APIS: usize = 2;
pub const WORKERS: usize = 3;

/// The minimum number of faults to processes in a run.
const LEAST: u64 = 12;

/// How often each kind of fault was injected.
pub type Counts = BTreeMap<&'static str, u64>;

/// The longest times of a run, in milliseconds.
#[derive(Clone, Copy)]
pub struct Pace {
    /// The time between two faults to processes.
    pub alive: u64,
    /// How long a killed process stays dead.
    pub dead: u64,
    /// How long a process is frozen.
    pub frozen: u64,
    /// The time between two faults to the database and the connections to it.
    pub still: u64,
    /// One in this many faults to the database is not a cut.
    pub cuts: u64,
}

/// How much rarer faults become after the minimum, so that the clients finish on a slow machine as well.
const RARER: u64 = 4;

async fn sleep_up_to(random: &mut Random, longest: u64) {
    tokio::time::sleep(Duration::from_millis(random.below(longest))).await;
}

/// The database, and the proxies to it: one for the APIs, one for the workers.
pub struct Ground<'a> {
    cluster: &'a mut Cluster,
    wires: [Proxy; 2],
    armed: [Vec<Cut>; 2],
    injected: Counts,
}

impl<'a> Ground<'a> {
    pub async fn on(w: &World, cluster: &'a mut Cluster) -> Self {
        let wires = [Proxy::to(&w.url).await, Proxy::to(&w.url).await];
        Self { cluster, wires, armed: [Vec::new(), Vec::new()], injected: Counts::new() }
    }

    /// Returns the world as APIs reach it, and as workers reach it.
    pub fn sides(&self, w: &World) -> [World; 2] {
        self.wires.each_ref().map(|wire| World::on(wire.url(&w.url), Clock::System))
    }

    /// Makes one fault of each kind, and then random ones until `enough`.
    pub async fn inject_faults(&mut self, pace: Pace, random: &mut Random, enough: &CancellationToken) {
        const KINDS: u64 = 6;
        for n in 0.. {
            if n >= KINDS && enough.is_cancelled() {
                return;
            }
            sleep_up_to(random, if n < KINDS { pace.still } else { pace.still * RARER }).await;
            let kind = match n {
                0..KINDS => n,
                _ if random.below(pace.cuts) > 0 => KINDS,
                _ => random.below(4),
            };
            match kind {
                0 => self.crash(random, pace).await,
                1 => self.stop_at_once().await,
                2 => {
                    self.cluster.restart().await.unwrap();
                    self.count("Postgres restarted");
                }
                3 => self.silence(random, pace).await,
                _ => self.cut(random),
            }
        }
    }

    async fn crash(&mut self, random: &mut Random, pace: Pace) {
        self.cluster.crash().await.unwrap();
        sleep_up_to(random, pace.dead).await;
        self.cluster.resume().await.unwrap();
        self.count("Postgres killed");
    }

    /// As `pg_ctl stop -m immediate` does.
    async fn stop_at_once(&mut self) {
        let file = self.cluster.data_dir().join("postmaster.pid");
        let id = std::fs::read_to_string(&file).unwrap().lines().next().unwrap().parse().unwrap();
        kill(Pid::from_raw(id), Signal::SIGQUIT).unwrap();
        eventually("Postgres has stopped", async || (!file.exists()).then_some(())).await;
        // The server has stopped: this only waits for its last process.
        self.cluster.crash().await.unwrap();
        self.cluster.resume().await.unwrap();
        self.count("Postgres stopped at once");
    }

    /// Makes open connections silent for a while.
    async fn silence(&mut self, random: &mut Random, pace: Pace) {
        let wire = usize::try_from(random.below(2)).unwrap();
        self.wires[wire].set(Mode::Abandon);
        sleep_up_to(random, pace.frozen).await;
        self.wires[wire].set(Mode::Pass);
        self.count("connections fallen silent");
    }

    /// Arms cuts of the next few COMMITs on one of the proxies.
    fn cut(&mut self, random: &mut Random) {
        let wire = usize::try_from(random.below(2)).unwrap();
        for _ in 0..=random.below(4) {
            let cut = if random.below(2) == 0 { Cut::Before } else { Cut::After };
            self.wires[wire].cut_next_commit(cut);
            self.armed[wire].push(cut);
        }
    }

    fn count(&mut self, kind: &'static str) {
        *self.injected.entry(kind).or_default() += 1;
    }

    /// Returns how often each kind of fault happened.
    pub fn injected(&self) -> Counts {
        let mut counts = self.injected.clone();
        for (wire, armed) in self.wires.iter().zip(&self.armed) {
            // Cuts happen in the order in which they were armed.
            for cut in armed.iter().take(usize::try_from(wire.cuts()).unwrap()) {
                let kind = if *cut == Cut::Before { "COMMITs cut before" } else { "COMMITs cut after" };
                *counts.entry(kind).or_default() += 1;
            }
        }
        counts
    }
}

/// Every process of the run, by its place.
pub struct Fleet {
    pub apis: Vec<SocketAddr>,
    pub injected: Counts,
    sides: [World; 2],
    processes: Vec<Process>,
    /// Places whose process is neither killed nor restarted, so that a leak shows.
    spared: [Option<usize>; 2],
}

impl Fleet {
    pub async fn start(sides: [World; 2], spare_some: bool) -> Self {
        let spared = [APIS - 1, APIS + WORKERS - 1].map(|place| spare_some.then_some(place));
        let apis = (0..APIS).map(|_| free_address()).collect();
        let mut fleet = Self { apis, injected: Counts::new(), sides, processes: Vec::new(), spared };
        for place in 0..APIS + WORKERS {
            let process = fleet.start_process(place).await;
            fleet.processes.push(process);
        }
        fleet
    }

    async fn start_process(&self, place: usize) -> Process {
        match self.apis.get(place) {
            Some(address) => Process::api(&self.sides[0], *address).await,
            None => Process::worker(&self.sides[1]).await,
        }
    }

    /// Makes faults to one process after the other until `enough`.
    pub async fn inject_faults(&mut self, pace: Pace, random: &mut Random, enough: &CancellationToken) {
        let places = (APIS + WORKERS) as u64;
        for n in 0.. {
            if n >= LEAST && enough.is_cancelled() {
                return;
            }
            sleep_up_to(random, if n < LEAST { pace.alive } else { pace.alive * RARER }).await;
            self.check_all_alive();
            let place = usize::try_from(random.below(places)).unwrap();
            match n % 6 {
                0 => self.freeze(place, random.below(pace.frozen)).await,
                _ if self.spared.contains(&Some(place)) => {}
                1 => self.restart_cleanly(place).await,
                _ => {
                    self.processes[place].kill();
                    self.count(place, ["APIs killed", "workers killed"]);
                    sleep_up_to(random, pace.dead).await;
                    self.processes[place] = self.start_process(place).await;
                }
            }
        }
    }

    async fn freeze(&mut self, place: usize, ms: u64) {
        self.processes[place].signal(Signal::SIGSTOP);
        tokio::time::sleep(Duration::from_millis(ms)).await;
        self.processes[place].signal(Signal::SIGCONT);
        self.count(place, ["APIs frozen", "workers frozen"]);
    }

    /// Restarts a process cleanly: the old one finishes what it has begun, and the new one listens on the same address.
    async fn restart_cleanly(&mut self, place: usize) {
        let old = self.processes.remove(place);
        // A process that has just started is ended by the signal itself.
        assert!(matches!(old.terminate().await, Some(0) | None));
        self.processes.insert(place, self.start_process(place).await);
        self.count(place, ["APIs restarted", "workers restarted"]);
    }

    /// Checks that no process has ended by itself, whatever happened to the others and to the database.
    pub fn check_all_alive(&mut self) {
        for (place, process) in self.processes.iter_mut().enumerate() {
            assert!(!process.has_ended(), "the process at place {place} has ended by itself");
        }
    }

    fn count(&mut self, place: usize, kinds: [&'static str; 2]) {
        *self.injected.entry(kinds[usize::from(place >= APIS)]).or_default() += 1;
    }

    /// Returns the memory of each process in MiB.
    pub fn memory(&self) -> Vec<u64> {
        self.processes.iter().map(Process::memory_mib).collect()
    }

    pub async fn stop(self) {
        for process in self.processes {
            assert!(matches!(process.terminate().await, Some(0) | None));
        }
    }
}
