//! What is done to the processes and to what is under them.

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

/// The least faults to processes that count as chaos.
const LEAST: u64 = 12;

/// How often each kind of fault was injected.
pub type Counts = BTreeMap<&'static str, u64>;

/// The longest times, in milliseconds.
#[derive(Clone, Copy)]
pub struct Pace {
    /// Between two faults to processes.
    pub alive: u64,
    /// For which one that was killed stays dead.
    pub dead: u64,
    /// For which one is frozen.
    pub frozen: u64,
    /// Between two faults to the database and the wires to it.
    pub still: u64,
    /// Of as many faults to the database, one is not a cut.
    pub cuts: u64,
}

/// How much rarer faults become once there were enough, so that clients come to an end on a slow machine as well.
const RARER: u64 = 4;

async fn pause(random: &mut Random, longest: u64) {
    tokio::time::sleep(Duration::from_millis(random.below(longest))).await;
}

/// The database, and the wires to it: one of the APIs, one of the workers.
pub struct Ground<'a> {
    cluster: &'a mut Cluster,
    wires: [Proxy; 2],
    armed: [Vec<Cut>; 2],
    suffered: Counts,
}

impl<'a> Ground<'a> {
    pub async fn on(w: &World, cluster: &'a mut Cluster) -> Self {
        let wires = [Proxy::to(&w.url).await, Proxy::to(&w.url).await];
        Self { cluster, wires, armed: [Vec::new(), Vec::new()], suffered: Counts::new() }
    }

    /// The world as APIs reach it, and as workers do.
    pub fn sides(&self, w: &World) -> [World; 2] {
        self.wires.each_ref().map(|wire| World::on(wire.url(&w.url), Clock::System))
    }

    /// Each kind of fault once, and then whichever, until `enough`.
    pub async fn shake(&mut self, pace: Pace, random: &mut Random, enough: &CancellationToken) {
        const KINDS: u64 = 6;
        for n in 0.. {
            if n >= KINDS && enough.is_cancelled() {
                return;
            }
            pause(random, if n < KINDS { pace.still } else { pace.still * RARER }).await;
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
        pause(random, pace.dead).await;
        self.cluster.resume().await.unwrap();
        self.count("Postgres killed");
    }

    /// As `pg_ctl stop -m immediate` does.
    async fn stop_at_once(&mut self) {
        let file = self.cluster.data_dir().join("postmaster.pid");
        let id = std::fs::read_to_string(&file).unwrap().lines().next().unwrap().parse().unwrap();
        kill(Pid::from_raw(id), Signal::SIGQUIT).unwrap();
        eventually("Postgres has stopped", async || (!file.exists()).then_some(())).await;
        // It is there no more: this only waits for its last process.
        self.cluster.crash().await.unwrap();
        self.cluster.resume().await.unwrap();
        self.count("Postgres stopped at once");
    }

    /// Connections that were open fall silent, and are there again after a while.
    async fn silence(&mut self, random: &mut Random, pace: Pace) {
        let wire = usize::try_from(random.below(2)).unwrap();
        self.wires[wire].set(Mode::Abandon);
        pause(random, pace.frozen).await;
        self.wires[wire].set(Mode::Pass);
        self.count("connections fallen silent");
    }

    /// A few COMMITs to come are cut, on one of the wires.
    fn cut(&mut self, random: &mut Random) {
        let wire = usize::try_from(random.below(2)).unwrap();
        for _ in 0..=random.below(4) {
            let cut = if random.below(2) == 0 { Cut::Before } else { Cut::After };
            self.wires[wire].cut_next_commit(cut);
            self.armed[wire].push(cut);
        }
    }

    fn count(&mut self, kind: &'static str) {
        *self.suffered.entry(kind).or_default() += 1;
    }

    /// What it suffered.
    pub fn suffered(&self) -> Counts {
        let mut counts = self.suffered.clone();
        for (wire, armed) in self.wires.iter().zip(&self.armed) {
            // They are cut in the order in which they were armed.
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
    pub suffered: Counts,
    sides: [World; 2],
    processes: Vec<Process>,
    /// Places that are neither killed nor restarted, so that a leak can be seen.
    spared: [Option<usize>; 2],
}

impl Fleet {
    pub async fn start(sides: [World; 2], spare_some: bool) -> Self {
        let spared = [APIS - 1, APIS + WORKERS - 1].map(|place| spare_some.then_some(place));
        let apis = (0..APIS).map(|_| free_address()).collect();
        let mut fleet = Self { apis, suffered: Counts::new(), sides, processes: Vec::new(), spared };
        for place in 0..APIS + WORKERS {
            let process = fleet.life(place).await;
            fleet.processes.push(process);
        }
        fleet
    }

    async fn life(&self, place: usize) -> Process {
        match self.apis.get(place) {
            Some(address) => Process::api(&self.sides[0], *address).await,
            None => Process::worker(&self.sides[1]).await,
        }
    }

    /// Does something to one after the other until `enough`.
    pub async fn suffer(&mut self, pace: Pace, random: &mut Random, enough: &CancellationToken) {
        let places = (APIS + WORKERS) as u64;
        for n in 0.. {
            if n >= LEAST && enough.is_cancelled() {
                return;
            }
            pause(random, if n < LEAST { pace.alive } else { pace.alive * RARER }).await;
            self.all_live();
            let place = usize::try_from(random.below(places)).unwrap();
            match n % 6 {
                0 => self.freeze(place, random.below(pace.frozen)).await,
                _ if self.spared.contains(&Some(place)) => {}
                1 => self.roll(place).await,
                _ => {
                    self.processes[place].kill();
                    self.count(place, ["APIs killed", "workers killed"]);
                    pause(random, pace.dead).await;
                    self.processes[place] = self.life(place).await;
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

    /// A clean restart: it ends what it has begun, and its successor listens where it did.
    async fn roll(&mut self, place: usize) {
        let old = self.processes.remove(place);
        // One that was started this very moment ends by the signal itself.
        assert!(matches!(old.terminate().await, Some(0) | None));
        self.processes.insert(place, self.life(place).await);
        self.count(place, ["APIs restarted", "workers restarted"]);
    }

    /// None ends by itself, whatever is done to the others and to the database.
    pub fn all_live(&mut self) {
        for (place, process) in self.processes.iter_mut().enumerate() {
            assert!(!process.has_ended(), "the process at place {place} has ended by itself");
        }
    }

    fn count(&mut self, place: usize, kinds: [&'static str; 2]) {
        *self.suffered.entry(kinds[usize::from(place >= APIS)]).or_default() += 1;
    }

    /// What each process holds in memory, in MiB.
    pub fn memory(&self) -> Vec<u64> {
        self.processes.iter().map(Process::memory_mib).collect()
    }

    pub async fn stop(self) {
        for process in self.processes {
            assert!(matches!(process.terminate().await, Some(0) | None));
        }
    }
}
