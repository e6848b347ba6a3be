//! A job that cannot be applied is set aside alone, the other jobs of its claim are paid, and after its last attempt it
//! is parked.

use domain::allocation::Lane;
use domain::clock::Clock;
use tests::world::{noon, world_at};
use tests::{World, eventually};

/// Refuses to pay poison@example.com, as a defect in the database would.
pub const POISON: &str = "
    create function refuse_poison() returns trigger language plpgsql as $$
    begin
        if new.email = 'poison@example.com' then raise exception 'poison' using errcode = 'P0001'; end if;
        return new;
    end $$;
    create trigger poison before insert on payout_users for each row execute function refuse_poison();";

async fn wait_until_none_ready(w: &World) {
    eventually("nothing is ready", async || (w.queue_status().await.ready == 0).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poison_job_is_parked_after_five_attempts_and_others_are_paid() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        w.execute(POISON).await;
        let business = w.business(1_000_000).await;
        let mut items: Vec<(String, i64)> = (0..500).map(|n| (format!("u{n}@example.com"), 10)).collect();
        items.insert(250, ("poison@example.com".into(), 10));
        let items: Vec<(&str, i64)> = items.iter().map(|(email, amount)| (email.as_str(), *amount)).collect();
        let ids = w.queue(business, Lane::Bulk, &items).await;
        let worker = w.worker();
        wait_until_none_ready(w).await;
        assert_eq!(w.users(business).await.len(), 500, "the other jobs are paid at the first attempt");
        assert_eq!(w.queue_status().await.deferred, 1);
        assert_eq!(w.state(business, ids[250]).await.0, "pending");
        let mut moved = 0;
        eventually("the poison is parked", async || {
            // The test moves the clock past each backoff instead of waiting.
            clock.advance(chrono::Duration::seconds(400));
            moved += 1;
            (w.queue_status().await.dead == 1).then_some(())
        })
        .await;
        assert!(moved >= 4, "each of four retries waited for its time");
        assert_eq!(w.state(business, ids[250]).await, ("failed", Some("internal_error".into())));
        let mut conn = w.pool.acquire().await.unwrap();
        let dead = domain::queue::list_dead(&mut conn, None, 10).await.unwrap();
        assert_eq!(dead[0].attempts, 5);
        assert!(dead[0].error.contains("poison"), "{}", dead[0].error);
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parked_job_can_be_retried_when_its_cause_is_gone() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        w.execute(POISON).await;
        let business = w.business(100).await;
        let ids = w.queue(business, Lane::Interactive, &[("poison@example.com", 10)]).await;
        let worker = w.worker();
        eventually("the poison is parked", async || {
            clock.advance(chrono::Duration::seconds(400));
            (w.queue_status().await.dead == 1).then_some(())
        })
        .await;
        w.check_books().await;
        w.execute("drop trigger poison on payout_users").await;
        let mut tx = w.pool.begin().await.unwrap();
        let (by, audit_id) = (domain::steering::Credential::Cli, clock.id());
        let done = domain::steering::AuditContext { by, request_id: None, audit_id, now: clock.now() };
        assert!(domain::steering::retry_dead(&mut tx, ids[0], done).await.unwrap());
        tx.commit().await.unwrap();
        w.drained().await;
        worker.stop().await;
        assert_eq!(w.state(business, ids[0]).await, ("succeeded", None));
        assert_eq!(w.queue_status().await.dead, 0);
    })
    .await;
}
