//! What a worker's death costs. The suspects are the jobs of the claim that broke off and no others. They alternate
//! with other jobs, and take a bounded number of claims. A job that kills its worker is parked alone after a bounded
//! number of deaths. A restart of the server leaves no suspects.
//!
//! Claims are counted by their marks (`claims_begun`), never by time. `payout scenario` measures the rates after deaths
//! and after a restart, and also runs here with few items.

use std::time::Duration;

use domain::allocation::Lane;
use domain::ids::BusinessId;
use domain::queue::mark::{MAX_DEATHS, MAX_EXCUSED, PARTS};
use futures::future::join_all;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tests::merchant::{Merchant, Request};
use tests::{Process, RunningApi, World, eventually, world};
use tokio_util::sync::CancellationToken;

use crate::faults::crashes::{KILLER, is_held};
use crate::faults::outage::with_private_postgres;

/// Records each claim in order. A business has one claim at a time.
const SEEN: &str = "
    create table seen (n serial, deaths smallint, excused smallint, jobs integer, interactive boolean, bulk boolean);
    create function see_claim() returns trigger language plpgsql as $$
    begin
        insert into seen (deaths, excused, jobs, interactive, bulk) select
            new.deaths, new.excused, new.jobs, new.interactive_first is not null, new.bulk_first is not null;
        return new;
    end $$;
    create trigger seen after insert on claims_begun for each row execute function see_claim();";

/// The jobs of a claim, by the worker's default.
const CLAIM: usize = 1_000;

/// A claim that was recorded when it began.
#[derive(Debug, sqlx::FromRow)]
struct RecordedClaim {
    deaths: i16,
    excused: i16,
    jobs: i32,
    interactive: bool,
    bulk: bool,
}

async fn recorded_claims(w: &World) -> Vec<RecordedClaim> {
    sqlx::query_as("select deaths, excused, jobs, interactive, bulk from seen order by n")
        .fetch_all(&w.pool)
        .await
        .unwrap()
}

async fn count_marks(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from claims_begun").fetch_one(&w.pool).await.unwrap()
}

/// Creates a business with `rewards` bulk jobs. Those at `killers` are for the address that kills.
async fn business_with_killers(w: &World, rewards: usize, killers: &[usize]) -> BusinessId {
    w.execute(KILLER).await;
    w.execute(SEEN).await;
    let business = w.business(1_000_000_000).await;
    let items: Vec<(String, i64)> = (0..rewards)
        .map(|n| {
            let who = if killers.contains(&n) { "killer".into() } else { format!("u{n}") };
            (format!("{who}@example.com"), 1)
        })
        .collect();
    let items: Vec<(&str, i64)> = items.iter().map(|(email, cents)| (email.as_str(), *cents)).collect();
    w.queue(business, Lane::Bulk, &items).await;
    business
}

/// Starts workers, and kills each while it applies a job that kills, until the queue is empty. Returns how many were
/// killed. A customer is paid between two deaths, so no killer holds others up.
async fn kill_workers_until_drained(w: &World, business: BusinessId) -> usize {
    for deaths in 0.. {
        let customer = w.queue(business, Lane::Interactive, &[("customer@example.com", 1)]).await[0];
        let mut worker = Process::worker(w).await;
        let dies = eventually("a worker applies a killer, or everything is done", async || {
            let status = w.queue_status().await;
            if is_held(w).await.is_some() { Some(true) } else { (status.ready == 0).then_some(false) }
        })
        .await;
        if !dies {
            assert_eq!(worker.terminate().await, Some(0));
            return deaths;
        }
        if deaths > 0 {
            assert_eq!(w.state(business, customer).await.0, "succeeded", "after {deaths} deaths");
        }
        worker.kill();
        eventually("the dead worker's transaction is gone", async || {
            is_held(w).await.is_none().then_some(())
        })
        .await;
    }
    unreachable!("a loop without an end")
}

/// Fails if all jobs that are ready before the last suspect are suspects, if suspects are taken one at a time, or if
/// they are taken before other jobs.
#[tokio::test(flavor = "multi_thread")]
async fn suspects_take_ten_claims_and_other_jobs_are_paid_in_between() {
    world(async |w| {
        let bulk = 12 * CLAIM;
        let business = business_with_killers(w, bulk, &[CLAIM / 2]).await;
        let merchant = Merchant::of(w, business).await;
        let service = RunningApi::on(&w.url, 8).await;
        let mut first = Process::worker(w).await;
        eventually("a worker is in the middle of a claim", async || is_held(w).await).await;
        let enough = CancellationToken::new();
        let client = async |client: usize| {
            let mut sent = 0;
            while !enough.is_cancelled() {
                let request =
                    Request { amount: 1, ..Request::of("single@example.com", format!("{client}-{sent}")) };
                let (answer, _) = merchant.send(service.address, &request).await.unwrap();
                assert_eq!(answer.status, 201, "{answer:?}");
                sent += 1;
            }
            sent
        };
        let death = async {
            eventually("single requests wait", async || (w.queue_status().await.ready > 0).then_some(())).await;
            w.execute("update killer_switch set armed = false").await;
            first.kill();
            let second = Process::worker(w).await;
            eventually("every item is paid while single requests arrive", async || {
                let paid: i64 = sqlx::query_scalar(
                    "select count(*) from payout_users where business_id = $1 and email <> 'single@example.com'",
                )
                .bind(business.uuid())
                .fetch_one(&w.pool)
                .await
                .unwrap();
                (paid == i64::try_from(bulk).unwrap()).then_some(())
            })
            .await;
            enough.cancel();
            second
        };
        let (sent, second) = futures::join!(join_all((0..4).map(client)), death);
        w.drained().await;
        assert_eq!(second.terminate().await, Some(0));
        service.stop().await;

        let sent: usize = sent.into_iter().sum();
        assert_eq!(w.payout_balance(business).await, 1_000_000_000 - i64::try_from(bulk + sent).unwrap());
        let seen = recorded_claims(w).await;
        let suspects: Vec<usize> = (0..seen.len()).filter(|n| seen[*n].deaths > 1).collect();
        assert_eq!(suspects.len(), usize::try_from(PARTS).unwrap(), "{seen:?}");
        assert_eq!(suspects.iter().map(|n| seen[*n].jobs).sum::<i32>(), 1_000);
        for n in suspects {
            assert!(!seen[n].interactive, "a single request came later: {:?}", seen[n]);
            assert!(seen[n - 1].deaths == 1 && seen[n - 1].bulk, "other jobs come in between: {seen:?}");
        }
        assert_eq!(count_marks(w).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_killer_among_a_thousand_jobs_is_parked_after_five_deaths() {
    world(async |w| {
        let business = business_with_killers(w, 3 * CLAIM, &[CLAIM / 2]).await;
        let deaths = kill_workers_until_drained(w, business).await;
        assert_eq!(deaths, usize::try_from(MAX_DEATHS).unwrap());
        assert_eq!(w.queue_status().await.dead, 1);
        // The other jobs of the claim, and the customers who are paid between the deaths.
        assert_eq!(w.users(business).await.len(), 3 * CLAIM - 1 + 1);
        let paid = 3 * CLAIM - 1 + deaths + 1;
        assert_eq!(w.payout_balance(business).await, 1_000_000_000 - i64::try_from(paid).unwrap());
        let suspects = recorded_claims(w).await.iter().filter(|claim| claim.deaths > 1).count();
        assert!(suspects <= deaths * usize::try_from(PARTS).unwrap(), "{suspects} claims of suspects");
        assert_eq!(count_marks(w).await, 0);
    })
    .await;
}

/// Each killer costs at most four deaths more than the death that both share.
#[tokio::test(flavor = "multi_thread")]
async fn two_killers_are_both_parked_after_nine_deaths() {
    world(async |w| {
        let business = business_with_killers(w, CLAIM, &[CLAIM / 5, CLAIM - 10]).await;
        let deaths = kill_workers_until_drained(w, business).await;
        assert_eq!(deaths, 9);
        assert_eq!(w.queue_status().await.dead, 2);
        assert_eq!(w.users(business).await.len(), CLAIM - 2 + 1);
        assert_eq!(count_marks(w).await, 0);
    })
    .await;
}

/// Each time, the server reports that it ended the connection. Two such deaths are excused, and the later ones count.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_terminates_its_backend_is_parked() {
    world(async |w| {
        let business = business_with_killers(w, 41, &[20]).await;
        w.execute(
            "create or replace function hold_killer() returns trigger language plpgsql as $$
             begin
                 if new.email = 'killer@example.com' then perform pg_terminate_backend(pg_backend_pid()); end if;
                 return new;
             end $$",
        )
        .await;
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        assert_eq!((w.queue_status().await.dead, w.users(business).await.len()), (1, 40));
        let most = recorded_claims(w).await.iter().map(|claim| claim.deaths).max();
        assert_eq!(most, Some(MAX_DEATHS + MAX_EXCUSED));
    })
    .await;
}

/// Returns the backend whose claim is applying the killer.
async fn held_backend(w: &World) -> Result<Option<i32>, sqlx::Error> {
    sqlx::query_scalar(
        "select pid from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
    )
    .fetch_optional(&w.pool)
    .await
}

/// When one backend crashes, the server recovers and loses what was not flushed, including the mark. Fails unless the
/// surviving worker writes the mark again.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_crashes_its_backend_is_parked_without_a_flushed_mark() {
    let settings = vec![("wal_writer_delay", "10s".into()), ("autovacuum", "off".into())];
    with_private_postgres(settings, async |w, _| {
        let business = business_with_killers(w, 40, &[20]).await;
        let worker = w.worker();
        let mut crashes = 0;
        loop {
            let held = eventually("the killer is applied, or everything is done", async || {
                if let Some(pid) = held_backend(w).await.ok()? {
                    return Some(Some(pid));
                }
                let ready: Option<i64> = sqlx::query_scalar("select count(*) from pending_allocations")
                    .fetch_one(&w.pool)
                    .await
                    .ok();
                (ready == Some(0)).then_some(None)
            })
            .await;
            let Some(pid) = held else { break };
            kill(Pid::from_raw(pid), Signal::SIGKILL).unwrap();
            crashes += 1;
            assert!(crashes <= MAX_DEATHS, "the job is never parked");
            // An error does not count as an answer, and a session that has not ended yet is still shown.
            eventually("the server shows that the backend is gone", async || {
                (held_backend(w).await.ok()? != Some(pid)).then_some(())
            })
            .await;
        }
        worker.stop().await;
        assert_eq!(crashes, MAX_DEATHS);
        assert_eq!((w.queue_status().await.dead, w.users(business).await.len()), (1, 39));
    })
    .await;
}

/// No job is blamed for the end of the server: what was claimed is claimed again in one piece. Fails with ten claims if
/// the restart counts as a death.
async fn restart_during_claim(worker_lives: bool) {
    with_private_postgres(Vec::new(), async |w, cluster| {
        let business = business_with_killers(w, 3 * CLAIM, &[CLAIM / 2]).await;
        let mut worker = Process::worker(w).await;
        eventually("a worker is in the middle of a claim", async || is_held(w).await).await;
        w.execute("update killer_switch set armed = false").await;
        if !worker_lives {
            worker.kill();
        }
        cluster.restart().await.unwrap();
        if !worker_lives {
            worker = Process::worker(w).await;
        }
        eventually("the server answers again", async || {
            sqlx::query("select 1").execute(&w.pool).await.ok().map(|_| ())
        })
        .await;
        // The pool tests its old connections only after they have been idle for a time.
        tokio::time::sleep(Duration::from_millis(600)).await;
        w.drained().await;
        assert_eq!(worker.terminate().await, Some(0));
        assert_eq!(w.users(business).await.len(), 3 * CLAIM);
        let seen = recorded_claims(w).await;
        let again: Vec<_> = seen.iter().filter(|claim| claim.deaths > 1).collect();
        assert_eq!(again.len(), 1, "{seen:?}");
        assert_eq!((again[0].deaths, again[0].excused, again[0].jobs), (2, 1, 1_000));
        assert_eq!(count_marks(w).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_of_the_server_leaves_no_suspects() {
    restart_during_claim(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_that_also_kills_the_worker_leaves_no_suspects() {
    restart_during_claim(false).await;
}
