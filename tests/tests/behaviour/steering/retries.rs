//! A retry of a batch: failed items are tried again and not paid twice, and the batch completes once for each retry,
//! however many steps the retry takes.

use domain::batch::Status;
use domain::event::EventType;
use domain::queue;
use domain::steering::{Command, Target};
use tests::steer::{accept, carry_out, finished, of, preview, read};
use tests::{Receiver, eventually, world};

use super::commands::{assert_each_paid_once, count};
use crate::webhooks::outbox::endpoint;

/// The race: the items that the first step of a long retry has queued end before the leader reaches the next step.
/// Without the guard, the batch would complete at each step.
#[tokio::test(flavor = "multi_thread")]
async fn a_retry_in_steps_completes_its_batch_once() {
    world(async |w| {
        // Another process holds the lead and does nothing, so the test makes the steps itself.
        w.execute(
            "insert into leases (name, holder, expires_at)
             values ('leader', '01900000-0000-7000-8000-000000000000', 'infinity')",
        )
        .await;
        let completed = async || count(w, "select count(*) from events where type = 'batch.completed'").await;
        let step = async || {
            let mut tx = w.pool.begin().await.unwrap();
            assert!(queue::release(&mut tx, w.clock.now()).await.unwrap());
            tx.commit().await.unwrap();
            // The queued items are older than those that were claimed since. Until the bound is lowered, a claim would
            // skip them, and a claim in flight delays that.
            eventually("no job is below a bound", async || {
                let mut conn = w.pool.acquire().await.unwrap();
                (queue::lower_bounds(&mut conn).await.unwrap() == 0).then_some(())
            })
            .await;
        };
        let business = w.business(0).await;
        let receiver = Receiver::start().await;
        endpoint(w, business, &receiver.url, &[EventType::BatchCompleted]).await;
        let batch = accept(w, business, 6_000, None).await;
        let worker = w.worker();
        assert_eq!(finished(w, business, batch).await.counts.failed, 6_000);
        assert_eq!(completed().await, 1);
        w.fund(business, 60_000).await;
        assert_eq!(carry_out(w, Command::Retry(of(batch))).await, 6_000);
        assert_eq!(read(w, business, batch).await.status, Status::Processing);
        step().await;
        let midway = eventually("the first step is paid", async || {
            Some(read(w, business, batch).await).filter(|batch| batch.counts.succeeded == 5_000)
        })
        .await;
        assert_eq!(
            (midway.status, midway.counts.failed, midway.finished_at),
            (Status::Processing, 1_000, None)
        );
        assert_eq!(completed().await, 1);
        // The batch can be paused, too.
        carry_out(w, Command::Pause(Target::Batch(of(batch)))).await;
        carry_out(w, Command::Resume(Target::Batch(of(batch)))).await;
        step().await;
        let ended = finished(w, business, batch).await;
        assert_eq!((ended.status, ended.counts.succeeded), (Status::Completed, 6_000));
        assert_eq!(completed().await, 2);
        worker.stop().await;
        assert_each_paid_once(w, business, 6_000).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_pays_failed_items_after_funding_and_never_twice() {
    world(async |w| {
        let business = w.business(20_000).await;
        let batch = accept(w, business, 10_000, None).await;
        let worker = w.worker();
        let ended = finished(w, business, batch).await;
        assert_eq!((ended.counts.succeeded, ended.counts.failed), (2_000, 8_000));
        w.fund(business, 70_000).await;
        assert_eq!(preview(w, Command::Retry(of(batch))).await, (8_000, 80_000));
        assert_eq!(carry_out(w, Command::Retry(of(batch))).await, 8_000);
        eventually("as much as the balance covers is paid", async || {
            let batch = read(w, business, batch).await;
            (batch.counts.succeeded == 9_000 && batch.finished_at.is_some()).then_some(())
        })
        .await;
        eventually("the retry is over", async || {
            (count(w, "select count(*) from batch_releases").await == 0).then_some(())
        })
        .await;
        w.check_books().await;
        w.fund(business, 10_000).await;
        assert_eq!(carry_out(w, Command::Retry(of(batch))).await, 1_000);
        eventually("all are paid", async || {
            (read(w, business, batch).await.status == Status::Completed
                && read(w, business, batch).await.counts.succeeded == 10_000)
                .then_some(())
        })
        .await;
        assert_eq!(carry_out(w, Command::Retry(of(batch))).await, 0, "nothing is left to retry");
        worker.stop().await;
        assert_each_paid_once(w, business, 10_000).await;
        assert_eq!(w.payout_balance(business).await, 0);
        let attempts = count(w, "select max(attempt)::bigint from allocation_outcomes").await;
        assert_eq!(attempts, 2, "each failure is a separate attempt");
    })
    .await;
}
