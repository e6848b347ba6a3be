//! One process leads the upkeep. When it dies, stops or freezes, another leads within seconds.

use nix::sys::signal::Signal;
use tests::{Process, World, eventually, world};
use tokio::time::Instant;
use uuid::Uuid;

/// The longest time until another process leads: the lease, and some slowness of the machine.
const WITHIN_SECONDS: f64 = 12.0;

/// Returns the leader.
async fn leader(w: &World) -> Option<Uuid> {
    sqlx::query_scalar("select holder from leases where name = 'leader' and expires_at > clock_timestamp()")
        .fetch_optional(&w.pool)
        .await
        .unwrap()
}

/// Waits until another process than `before` leads. Returns it, and how long that took.
async fn another(w: &World, before: Option<Uuid>) -> (Uuid, f64) {
    let since = Instant::now();
    let holder =
        eventually("another one leads", async || leader(w).await.filter(|holder| Some(*holder) != before))
            .await;
    (holder, since.elapsed().as_secs_f64())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lead_passes_on_when_its_holder_dies_stops_or_freezes() {
    world(async |w| {
        let mut first = Process::worker(w).await;
        let (one, _) = another(w, None).await;
        let second = Process::worker(w).await;
        first.kill();
        let (two, took) = another(w, Some(one)).await;
        assert!(took < WITHIN_SECONDS, "{took} s after a kill");
        let third = Process::worker(w).await;
        second.signal(Signal::SIGSTOP);
        let (three, took) = another(w, Some(two)).await;
        assert!(took < WITHIN_SECONDS, "{took} s after a freeze");
        // When it runs again, it finds that it has lost the lead.
        second.signal(Signal::SIGCONT);
        let fourth = Process::worker(w).await;
        assert_eq!(leader(w).await, Some(three));
        // A process that stops gives the lead up.
        assert_eq!(third.terminate().await, Some(0));
        let (_, took) = another(w, Some(three)).await;
        assert!(took < WITHIN_SECONDS, "{took} s after a stop");
        for worker in [second, fourth] {
            assert_eq!(worker.terminate().await, Some(0));
        }
        assert_eq!(leader(w).await, None);
    })
    .await;
}
