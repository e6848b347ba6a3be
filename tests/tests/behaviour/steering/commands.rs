//! Steering commands. Paused work is not paid until it is resumed, cancelled work is never paid, and scheduled work
//! waits. The audit log names who gave the command.
//!
//! To stop a run in the middle reliably, a trigger holds the payment of one address (`pg_sleep`, which the tests only
//! ever interrupt). Meanwhile the command is given. Depending on its kind, it waits for the claim in flight or
//! does not.

use std::time::Duration;

use domain::batch::Status;
use domain::clock::Clock;
use domain::ids::BusinessId;
use domain::steering::{self, BatchOf, Command, Credential, SteerError, Target};
use tests::steer::{accept, carry_out, finished, of, preview, read, try_command};
use tests::world::{noon, world_at};
use tests::{Process, World, eventually, world};

pub(super) async fn count(w: &World, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&w.pool).await.unwrap()
}

/// Asserts that exactly `n` people were paid 10 cents each.
pub(super) async fn assert_each_paid_once(w: &World, business: BusinessId, n: usize) {
    let users = w.users(business).await;
    assert_eq!(users.len(), n);
    assert!(users.iter().all(|(_, balance)| *balance == 10));
}

/// Holds the payment of u2500@example.com, in the third claim of a batch, until the test releases it.
pub const HOLD: &str = "
    create table held_address as select true as held;
    create function hold() returns trigger language plpgsql as $$
    begin
        if new.email = 'u2500@example.com' then
            while (select held from held_address) loop perform pg_sleep(0.01); end loop;
        end if;
        return new;
    end $$;
    create trigger hold before insert on payout_users for each row execute function hold();";
pub const RELEASE: &str = "update held_address set held = false";

/// Waits until two claims are committed and the third is in the middle of paying.
async fn wait_for_third_claim(w: &World) {
    eventually("a claim is in flight", async || {
        let held = "select count(*) from pg_stat_activity
                    where datname = current_database() and wait_event = 'PgSleep'";
        (count(w, held).await > 0).then_some(())
    })
    .await;
    assert_eq!(count(w, "select count(*) from transfers where kind = 'allocation'").await, 2_000);
}

/// Gives a command while a claim is in flight. The claim ends only after the command waits for it.
async fn command_during_claim(w: &World, command: Command) -> i64 {
    let waiting = "select count(*) from pg_stat_activity
                   where datname = current_database() and wait_event_type = 'Lock'";
    let release = async {
        eventually("the command waits", async || (count(w, waiting).await > 0).then_some(())).await;
        w.execute(RELEASE).await;
    };
    futures::join!(carry_out(w, command), release).0
}

#[tokio::test(flavor = "multi_thread")]
async fn work_paused_mid_batch_is_paid_once_after_resume() {
    for all in [true, false] {
        world(async |w| {
            w.execute(HOLD).await;
            let business = w.business(1_000_000).await;
            let target = if all { Target::All } else { Target::Business(business) };
            let batch = accept(w, business, 10_000, None).await;
            let worker = w.worker();
            wait_for_third_claim(w).await;
            assert_eq!(
                carry_out(w, Command::Pause(target)).await,
                8_000,
                "the claim in flight is still pending"
            );
            assert_eq!(carry_out(w, Command::Pause(target)).await, 0, "a repeated command changes nothing");
            assert_eq!(read(w, business, batch).await.status, Status::Paused);
            w.execute(RELEASE).await;
            eventually("the claim in flight ends", async || {
                (read(w, business, batch).await.counts.succeeded == 3_000).then_some(())
            })
            .await;
            // The same workers serve another business meanwhile, so they have looked for work and have not claimed the
            // paused one.
            if !all {
                let other = w.business(1_000).await;
                let paid = accept(w, other, 1, None).await;
                finished(w, other, paid).await;
            }
            w.check_books().await;
            assert_eq!(read(w, business, batch).await.counts.succeeded, 3_000);
            assert_eq!(carry_out(w, Command::Resume(target)).await, 7_000);
            assert_eq!(finished(w, business, batch).await.status, Status::Completed);
            worker.stop().await;
            assert_each_paid_once(w, business, 10_000).await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_paused_midway_is_overtaken_and_paid_once_after_resume() {
    world(async |w| {
        w.execute(HOLD).await;
        let business = w.business(1_000_000).await;
        let batch = accept(w, business, 10_000, None).await;
        let worker = w.worker();
        wait_for_third_claim(w).await;
        let pending = command_during_claim(w, Command::Pause(Target::Batch(of(batch)))).await;
        // A claim or two may have locked the account before the command. The count is still exact.
        assert!((2_000..=7_000).contains(&pending), "{pending}");
        // Another batch of the same business overtakes it.
        let other = accept(w, business, 10, None).await;
        finished(w, business, other).await;
        assert_eq!(read(w, business, batch).await.counts.succeeded, 10_000 - pending);
        assert_eq!(read(w, business, batch).await.status, Status::Paused);
        let status = w.queue_status().await;
        assert_eq!((status.ready, status.deferred), (pending, 0), "the paused items stay in the queue");
        assert_eq!((status.businesses_waiting, status.oldest_ready_age_seconds), (0, 0.0), "no item waits");
        w.check_books().await;
        assert_eq!(carry_out(w, Command::Resume(Target::Batch(of(batch)))).await, pending);
        assert_eq!(finished(w, business, batch).await.status, Status::Completed);
        worker.stop().await;
        assert_eq!(w.payout_balance(business).await, 1_000_000 - 100_000 - 100);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_item_of_a_batch_cancelled_midway_is_paid_or_cancelled() {
    world(async |w| {
        w.execute(HOLD).await;
        let business = w.business(1_000_000).await;
        let batch = accept(w, business, 10_000, None).await;
        let worker = w.worker();
        wait_for_third_claim(w).await;
        let pending = command_during_claim(w, Command::Cancel(of(batch))).await;
        assert!((2_000..=7_000).contains(&pending), "{pending}");
        let ended = finished(w, business, batch).await;
        assert_eq!(ended.status, Status::Cancelled);
        let paid = 10_000 - pending;
        assert_eq!(
            (ended.counts.succeeded, ended.counts.cancelled, ended.counts.pending),
            (paid, pending, 0)
        );
        assert_eq!((ended.amounts.succeeded, ended.amounts.cancelled), (10 * paid, 10 * pending));
        assert_eq!(w.payout_balance(business).await, 1_000_000 - 10 * paid);
        assert_eq!(
            w.state(business, ended.last_allocation_id).await,
            ("cancelled", Some("cancelled".into()))
        );
        assert_eq!(carry_out(w, Command::Cancel(of(batch))).await, 0, "a repeated command changes nothing");
        let retried = try_command(w, Command::Retry(of(batch)), Credential::Operator, false).await;
        assert!(matches!(retried, Err(SteerError::Cancelled)));
        worker.stop().await;
        assert_each_paid_once(w, business, usize::try_from(paid).unwrap()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_batch_ends_when_it_is_cancelled() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let batch = accept(w, business, 6_000, None).await;
        carry_out(w, Command::Pause(Target::Batch(of(batch)))).await;
        let worker = w.worker();
        let passes = accept(w, business, 10, None).await;
        finished(w, business, passes).await;
        assert_eq!(carry_out(w, Command::Cancel(of(batch))).await, 6_000);
        let ended = finished(w, business, batch).await;
        assert_eq!((ended.status, ended.counts.cancelled), (Status::Cancelled, 6_000));
        worker.stop().await;
        assert_eq!(w.payout_balance(business).await, 999_900);
        for refused in [Command::Pause(Target::Batch(of(batch))), Command::Retry(of(batch))] {
            let refused = try_command(w, refused, Credential::Operator, false).await;
            assert!(matches!(refused, Err(SteerError::Cancelled)));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_batch_waits_for_its_time() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        let business = w.business(1_000_000).await;
        let in_an_hour = noon() + chrono::Duration::hours(1);
        let batch = accept(w, business, 12_000, Some(in_an_hour)).await;
        let paused = accept(w, business, 100, Some(in_an_hour)).await;
        let cancelled = accept(w, business, 100, Some(in_an_hour)).await;
        let worker = w.worker();
        let now = accept(w, business, 10, None).await;
        finished(w, business, now).await;
        assert_eq!(w.queue_status().await.deferred, 12_200);
        assert_eq!(read(w, business, batch).await.status, Status::Accepted);
        carry_out(w, Command::Cancel(of(cancelled))).await;
        assert_eq!(
            finished(w, business, cancelled).await.counts.cancelled,
            100,
            "a batch can be cancelled before its time"
        );
        carry_out(w, Command::Pause(Target::Batch(of(paused)))).await;
        carry_out(w, Command::Resume(Target::Batch(of(paused)))).await;
        assert_eq!(
            read(w, business, paused).await.counts.pending,
            100,
            "a resumed batch still waits for its time"
        );
        carry_out(w, Command::Pause(Target::Batch(of(paused)))).await;
        clock.advance(chrono::Duration::minutes(61));
        assert_eq!(finished(w, business, batch).await.counts.succeeded, 12_000);
        eventually("the paused batch is ready", async || (w.queue_status().await.ready == 100).then_some(()))
            .await;
        carry_out(w, Command::Resume(Target::Batch(of(paused)))).await;
        assert_eq!(finished(w, business, paused).await.counts.succeeded, 100);
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_changes_nothing_and_commands_are_audited() {
    world(async |w| {
        let business = w.business(1_000).await;
        let batch = accept(w, business, 50, None).await;
        let key = Credential::ApiKey(w.clock.id().into());
        for target in [Target::All, Target::Business(business), Target::Batch(of(batch))] {
            assert_eq!(preview(w, Command::Pause(target)).await, (50, 500));
            assert_eq!(preview(w, Command::Resume(target)).await, (0, 0));
        }
        assert_eq!(preview(w, Command::Cancel(of(batch))).await, (50, 500));
        assert_eq!(preview(w, Command::Retry(of(batch))).await, (0, 0));
        let changed = "select (select count(*) from pauses) + (select count(*) from audit)
            + (select count(*) from batch_releases)
            + (select count(*) from batches where cancelled_at is not null)";
        assert_eq!(count(w, changed).await, 0);

        carry_out(w, Command::Pause(Target::All)).await;
        carry_out(w, Command::Pause(Target::Batch(of(batch)))).await;
        let own = BatchOf { id: batch, business: Some(business) };
        let resumed = try_command(w, Command::Resume(Target::Batch(own)), key, false).await;
        assert!(matches!(resumed, Err(SteerError::PausedByOperator)));
        let foreign = BatchOf { id: batch, business: Some(w.business(0).await) };
        let cancelled = try_command(w, Command::Cancel(foreign), key, false).await;
        assert!(matches!(cancelled, Err(SteerError::NoSuchBatch)));
        let unknown = Target::Business(w.clock.id().into());
        let paused = try_command(w, Command::Pause(unknown), Credential::Cli, false).await;
        assert!(matches!(paused, Err(SteerError::NoSuchBusiness)));
        try_command(w, Command::Cancel(own), key, false).await.unwrap();
        try_command(w, Command::Resume(Target::All), Credential::Cli, false).await.unwrap();

        let mut conn = w.pool.acquire().await.unwrap();
        let audit = steering::list(&mut conn, None, 10).await.unwrap();
        let entries: Vec<_> = audit
            .iter()
            .rev()
            .map(|e| (e.credential.as_str(), e.action.as_str(), e.scope.as_str(), e.items))
            .collect();
        let key = key.to_string();
        assert_eq!(
            entries,
            [
                ("operator", "pause", "all", 50),
                ("operator", "pause", "batch", 50),
                (key.as_str(), "cancel", "batch", 50),
                (w.cli_credential().await.as_str(), "resume", "all", 50)
            ]
        );
        assert_eq!(audit[1].batch_id, Some(batch));
        let second = steering::list(&mut conn, Some(audit[1].id), 10).await.unwrap();
        assert_eq!(second, audit[2..]);
        assert!(
            sqlx::query("delete from audit").execute(&w.pool).await.is_err(),
            "the audit log is append-only"
        );
        // The pending items of a cancelled batch end as soon as a worker reaches them.
        let worker = w.worker();
        finished(w, business, batch).await;
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_survives_killed_workers() {
    world(async |w| {
        w.execute(HOLD).await;
        let business = w.business(1_000_000).await;
        let batch = accept(w, business, 2_600, None).await;
        let mut worker = Process::worker(w).await;
        wait_for_third_claim(w).await;
        worker.kill();
        // This waits for the server to roll the dead claim back, not for the claim's end.
        let paused = async || {
            let paused =
                try_command(w, Command::Pause(Target::Batch(of(batch))), Credential::Cli, false).await;
            paused.ok().map(|affected| affected.items)
        };
        assert_eq!(eventually("the batch is paused", paused).await, 600, "the dead claim paid nothing");
        w.execute(RELEASE).await;
        let mut worker = Process::worker(w).await;
        let passes = accept(w, business, 10, None).await;
        finished(w, business, passes).await;
        worker.kill();
        assert_eq!(read(w, business, batch).await.counts.pending, 600, "no process forgot the pause");
        carry_out(w, Command::Resume(Target::Batch(of(batch)))).await;
        let worker = Process::worker(w).await;
        let ended =
            tokio::time::timeout(Duration::from_secs(60), finished(w, business, batch)).await.unwrap();
        assert_eq!(ended.counts.succeeded, 2_600);
        assert_eq!(worker.terminate().await, Some(0));
        assert_eq!(w.payout_balance(business).await, 1_000_000 - 26_000 - 100);
    })
    .await;
}
