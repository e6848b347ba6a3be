//! One process leads the upkeep. When it dies, stops or freezes, another leads within seconds.

use nix::sys::signal::Signal;
use tests::{Process, World, eventually, world};
use tokio::time::Instant;
use uuid::Uuid;

/// The longest time until another process leads: the lease, and some slowness of the machine.
const WITHIN_SECONDS: f64 = 12.0;

/// Returns the leader's id, if a worker leads.
async fn leader(w: &World) -> Option<Uuid> {
    sqlx::query_scalar("select holder from leases where name = 'leader' and expires_at > clock_timestamp()")
        .fetch_optional(&w.pool)
        .await
        .unwrap()
}

/// Waits until another process than `before` leads. Returns it, and how long that took.
async fn wait_for_new_leader(w: &World, before: Option<Uuid>) -> (Uuid, f64) {
    let since = Instant::now();
    let holder =
        eventually("another worker leads", async || leader(w).await.filter(|holder| Some(*holder) != before))
            .await;
    (holder, since.elapsed().as_secs_f64())
}

#[tokio::test(flavor = "multi_thread")]
async fn another_worker_leads_when_the_leader_dies_stops_or_freezes() {
    world(async |w| {
        let mut first = Process::worker(w).await;
        let (one, _) = wait_for_new_leader(w, None).await;
        let second = Process::worker(w).await;
        first.kill();
        let (two, took) = wait_for_new_leader(w, Some(one)).await;
        assert!(took < WITHIN_SECONDS, "{took} s after a kill");
        let third = Process::worker(w).await;
        second.signal(Signal::SIGSTOP);
        let (three, took) = wait_for_new_leader(w, Some(two)).await;
        assert!(took < WITHIN_SECONDS, "{took} s after a freeze");
        // When the frozen worker runs again, it finds that it has lost the lead.
        second.signal(Signal::SIGCONT);
        let fourth = Process::worker(w).await;
        assert_eq!(leader(w).await, Some(three));
        // A process that stops gives the lead up.
        assert_eq!(third.terminate().await, Some(0));
        let (_, took) = wait_for_new_leader(w, Some(three)).await;
        assert!(took < WITHIN_SECONDS, "{took} s after a stop");
        for worker in [second, fourth] {
            assert_eq!(worker.terminate().await, Some(0));
        }
        assert_eq!(leader(w).await, None);
    })
    .await;
}
