//! Separate CPU cores for the clients and the service. Otherwise a load generator that does not wait would take time
//! from the service that it measures.

use std::path::PathBuf;

use domain::bench as limits;
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;
use sqlx::PgConnection;

use crate::error::CliError;
use crate::output;

/// Half of the cores for this process and the others for the service, until the value is dropped.
#[derive(Debug)]
pub struct SplitCores {
    all: CpuSet,
    postgres: Vec<i32>,
}

/// Gives this process the first half of its cores, and the processes `service` and the server of `conn` the others.
/// If there is only one core, or the server is not on this machine or may not be bound, changes nothing and prints a
/// note.
///
/// # Errors
/// If the database fails.
pub async fn split_cores(conn: &mut PgConnection, service: &[u32]) -> Result<Option<SplitCores>, CliError> {
    let backend = limits::backend_pid(conn).await?;
    let split = parent("postgres", backend).and_then(|postmaster| {
        let all = sched_getaffinity(Pid::from_raw(0)).ok()?;
        let (asking, asked) = halves(&all)?;
        let mut postgres = children(postmaster);
        postgres.push(postmaster);
        let service = service.iter().filter_map(|id| i32::try_from(*id).ok());
        let served = postgres.iter().copied().chain(service).all(|id| bind(id, &asked));
        let split = SplitCores { all, postgres };
        (served && bind(own_id(), &asking)).then_some(split)
    });
    if split.is_none() {
        output::note("the clients and the service share all cores");
    }
    Ok(split)
}

impl Drop for SplitCores {
    fn drop(&mut self) {
        // A process that has ended meanwhile needs no cores.
        for id in self.postgres.iter().copied().chain([own_id()]) {
            bind(id, &self.all);
        }
    }
}

fn own_id() -> i32 {
    Pid::this().as_raw()
}

/// The first half of the cores, and the rest.
fn halves(all: &CpuSet) -> Option<(CpuSet, CpuSet)> {
    let cores: Vec<usize> = (0..CpuSet::count()).filter(|core| all.is_set(*core).unwrap_or(false)).collect();
    let (first, rest) = cores.split_at(cores.len() / 2);
    let of = |cores: &[usize]| {
        let mut set = CpuSet::new();
        cores.iter().all(|core| set.set(*core).is_ok()).then_some(set)
    };
    if first.is_empty() { None } else { Some((of(first)?, of(rest)?)) }
}

/// Binds every thread of a process to `cores`. Threads that it starts later inherit that. Returns whether it
/// succeeded.
fn bind(id: i32, cores: &CpuSet) -> bool {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{id}/task")) else { return false };
    let mut ids = threads.filter_map(|thread| thread.ok()?.file_name().to_str()?.parse().ok());
    ids.all(|thread: i32| sched_setaffinity(Pid::from_raw(thread), cores).is_ok())
}

/// Returns the parent of process `id`, if its name is `name`.
fn parent(name: &str, id: i32) -> Option<i32> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, rest) = stat.split_once(&format!("({name})"))?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

fn children(parent_id: i32) -> Vec<i32> {
    let processes = std::fs::read_dir(PathBuf::from("/proc")).into_iter().flatten();
    processes
        .filter_map(|process| process.ok()?.file_name().to_str()?.parse().ok())
        .filter(|id| parent("postgres", *id) == Some(parent_id))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_core_is_in_one_half() {
        let mut all = CpuSet::new();
        [0, 2, 5].iter().for_each(|core| all.set(*core).unwrap());
        let (first, rest) = halves(&all).unwrap();
        let cores = |set: &CpuSet| (0..8).filter(|core| set.is_set(*core).unwrap()).collect::<Vec<_>>();
        assert_eq!((cores(&first), cores(&rest)), (vec![0], vec![2, 5]));
        let mut one = CpuSet::new();
        one.set(3).unwrap();
        assert!(halves(&one).is_none());
    }
}
