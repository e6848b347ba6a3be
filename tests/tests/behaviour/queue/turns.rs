//! Turns: which business a claim serves next, by weight. Claims skip jobs below the low-water bound; the leader lowers
//! the bound if there are such jobs after all.

use domain::allocation::Lane;
use domain::business::{self, Account, Changes};
use domain::clock::consecutive;
use domain::ids::BusinessId;
use domain::money::Cents;
use domain::queue;
use domain::ring;
use domain::throttle::{Allowance, UNLIMITED};
use sqlx::{Connection, PgConnection};
use tests::{World, eventually, world};
use uuid::Uuid;

/// Claims up to `jobs` jobs of the next business, as a worker does, and commits. Returns the business and the jobs.
async fn claim(w: &World, conn: &mut PgConnection, jobs: i64) -> Option<(BusinessId, Vec<Uuid>)> {
    let now = w.clock.now();
    let next = *queue::candidates(conn, now, 64).await.unwrap().businesses.first()?;
    let mut tx = conn.begin().await.unwrap();
    let owned = queue::own(&mut tx, next).await.unwrap().unwrap();
    let allowance = Allowance { jobs, ..UNLIMITED };
    let taken = queue::take(&mut tx, &owned, allowance, now).await.unwrap();
    queue::advance(&mut tx, &owned, &taken, now, None).await.unwrap();
    // Nothing is paid here. The jobs are put where the books look for them.
    for job in &taken.jobs {
        queue::park(&mut tx, next, job, "not of interest", now).await.unwrap();
    }
    tx.commit().await.unwrap();
    Some((next, taken.jobs.iter().map(|job| job.allocation_id.uuid()).collect()))
}

/// Returns the business of a claim, and the number of its jobs.
fn with_job_count(claim: Option<(BusinessId, Vec<Uuid>)>) -> Option<(BusinessId, usize)> {
    claim.map(|(business, jobs)| (business, jobs.len()))
}

async fn queue_jobs(w: &World, business: BusinessId, lane: Lane, jobs: usize) {
    let items: Vec<(String, i64)> = (0..jobs).map(|n| (format!("u{n}@example.com"), 1)).collect();
    let items: Vec<(&str, i64)> = items.iter().map(|(email, amount)| (email.as_str(), *amount)).collect();
    w.queue(business, lane, &items).await;
}

/// Queues a job of one cent under an id that was made earlier.
async fn queue_job_with_id(w: &World, business: BusinessId, id: Uuid) {
    sqlx::query(
        "with asked as (insert into allocations (business_id, id, request_id, email, amount)
             values ($1, $2, $2, 'late@example.com', 1))
         insert into allocation_queue (business_id, lane, allocation_id, email, amount, attempts, promised)
         values ($1, 1, $2, 'late@example.com', 1, 0, true)",
    )
    .bind(business.uuid())
    .bind(id)
    .execute(&w.pool)
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn businesses_are_served_in_turn_by_weight() {
    world(async |w| {
        let (heavy, light) = (w.business(1_000).await, w.business(1_000).await);
        let mut conn = w.pool.acquire().await.unwrap();
        let mut tx = conn.begin().await.unwrap();
        let weight = Changes { weight: Some(3), ..Changes::default() };
        assert!(business::update(&mut tx, heavy, &weight).await.unwrap());
        tx.commit().await.unwrap();
        queue_jobs(w, heavy, Lane::Bulk, 100).await;
        queue_jobs(w, light, Lane::Bulk, 100).await;
        let mut served = String::new();
        for _ in 0..12 {
            let (business, _) = claim(w, &mut conn, 2).await.unwrap();
            served.push(if business == heavy { 'H' } else { 'l' });
        }
        assert_eq!(served, "HHHlHHHlHHHl");
        // A new business does not wait for the end of the line.
        let new = w.business(1_000).await;
        queue_jobs(w, new, Lane::Interactive, 1).await;
        let mut waited = 0;
        while claim(w, &mut conn, 2).await.unwrap().0 != new {
            waited += 1;
        }
        assert!(waited <= 4, "{waited}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_takes_interactive_jobs_before_bulk_jobs() {
    world(async |w| {
        let business = w.business(1_000).await;
        queue_jobs(w, business, Lane::Bulk, 10).await;
        queue_jobs(w, business, Lane::Interactive, 3).await;
        let mut conn = w.pool.acquire().await.unwrap();
        let mut tx = conn.begin().await.unwrap();
        let owned = queue::own(&mut tx, business).await.unwrap().unwrap();
        for allowance in [Allowance { jobs: 5, ..UNLIMITED }, Allowance { jobs: 50, cents: 5 }] {
            let mut inner = tx.begin().await.unwrap();
            let taken = queue::take(&mut inner, &owned, allowance, w.clock.now()).await.unwrap();
            let lanes: Vec<Lane> = taken.jobs.iter().map(|job| job.lane).collect();
            let [i, b] = [Lane::Interactive, Lane::Bulk];
            assert_eq!(lanes, [i, i, i, b, b]);
            inner.rollback().await.unwrap();
        }
        tx.rollback().await.unwrap();
        while claim(w, &mut conn, 100).await.is_some() {}
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_take_jobs_in_order_of_ids_across_gaps() {
    world(async |w| {
        let business = w.business(1_000).await;
        let first = consecutive(w.clock.id()).take(12).enumerate();
        // Four of the ids are missing, because they were cancelled, and another batch follows.
        let ids: Vec<Uuid> =
            first.filter(|(n, _)| !(3..7).contains(n)).map(|(_, id)| id).chain([w.clock.id(), w.clock.id()]).collect();
        sqlx::query(
            "with asked as (insert into allocations (business_id, id, request_id, email, amount)
                 select $1, id, id, 'u@example.com', 1 from unnest($2::uuid[]) as new (id))
             insert into allocation_queue (business_id, lane, allocation_id, email, amount, attempts, promised)
             select $1, 1, id, 'u@example.com', 1, 0, true from unnest($2::uuid[]) as new (id)",
        )
        .bind(business.uuid())
        .bind(&ids)
        .execute(&w.pool)
        .await
        .unwrap();
        let mut conn = w.pool.acquire().await.unwrap();
        let mut tx = conn.begin().await.unwrap();
        ring::announce(&mut tx, business, w.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut claims = Vec::new();
        let mut interactive = None;
        while let Some((_, jobs)) = claim(w, &mut conn, 3).await {
            claims.push(jobs);
            if claims.len() == 2 {
                interactive = Some(w.queue(business, Lane::Interactive, &[("i@example.com", 1)]).await[0].uuid());
            }
        }
        let interactive = interactive.unwrap();
        assert_eq!(claims, [&ids[0..3], &ids[3..6], &[interactive, ids[6], ids[7]], &ids[8..]]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claimed_business_is_skipped_and_a_locked_account_is_waited_for() {
    world(async |w| {
        let business = w.business(1_000).await;
        queue_jobs(w, business, Lane::Interactive, 1).await;
        let (mut one, mut other) = (w.pool.acquire().await.unwrap(), w.pool.acquire().await.unwrap());
        let mut claim = one.begin().await.unwrap();
        assert!(queue::own(&mut claim, business).await.unwrap().is_some());
        let mut second = other.begin().await.unwrap();
        // If it waited for the account, the lock time-out would make it an error.
        assert!(queue::own(&mut second, business).await.unwrap().is_none());
        claim.rollback().await.unwrap();
        second.rollback().await.unwrap();

        let mut funding = one.begin().await.unwrap();
        let (id, account, now) = (w.clock.id().into(), Account::PayoutBalance, w.clock.now());
        business::fund(&mut funding, business, id, account, Cents::new(234), "more", now).await.unwrap();
        let waiting = async {
            let mut tx = other.begin().await.unwrap();
            let owned = queue::own(&mut tx, business).await.unwrap().unwrap();
            tx.rollback().await.unwrap();
            owned.payout_balance
        };
        let commit = async {
            eventually("the claim waits for the account", async || {
                let waits = "select count(*) from pg_stat_activity
                     where wait_event_type = 'Lock' and datname = current_database()";
                let waits: i64 = sqlx::query_scalar(waits).fetch_one(&w.pool).await.unwrap();
                (waits > 0).then_some(())
            })
            .await;
            funding.commit().await.unwrap();
        };
        let (balance, ()) = tokio::join!(waiting, commit);
        assert_eq!(balance, Cents::new(1_234));
        drop((one, other));
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
    })
    .await;
}

/// The race: two acceptances overlap, and the one with the older ids commits last, after the younger one was claimed.
#[tokio::test(flavor = "multi_thread")]
async fn the_leader_finds_jobs_that_commit_below_the_bound() {
    world(async |w| {
        let business = w.business(1_000).await;
        let older = w.clock.id();
        queue_jobs(w, business, Lane::Bulk, 10).await;
        let mut conn = w.pool.acquire().await.unwrap();
        assert_eq!(with_job_count(claim(w, &mut conn, 100).await), Some((business, 10)));
        assert_eq!(claim(w, &mut conn, 100).await, None);
        queue_job_with_id(w, business, older).await;
        assert_eq!(claim(w, &mut conn, 100).await, None, "claims do not look below the bound");
        assert_eq!(queue::lower_bounds(&mut conn).await.unwrap(), 1);
        assert_eq!(with_job_count(claim(w, &mut conn, 100).await), Some((business, 1)));
        assert_eq!(queue::lower_bounds(&mut conn).await.unwrap(), 0);
    })
    .await;
}

/// A business with a backlog is always in a claim when the leader looks. A job that was accepted late does not wait
/// until the backlog is paid.
#[tokio::test(flavor = "multi_thread")]
async fn the_leader_lowers_the_bound_of_a_business_after_its_claim() {
    world(async |w| {
        let business = w.business(1_000).await;
        let older = w.clock.id();
        queue_jobs(w, business, Lane::Bulk, 30).await;
        let mut conn = w.pool.acquire().await.unwrap();
        assert_eq!(with_job_count(claim(w, &mut conn, 10).await), Some((business, 10)));
        queue_job_with_id(w, business, older).await;
        let mut in_flight = w.pool.begin().await.unwrap();
        queue::own(&mut in_flight, business).await.unwrap().unwrap();
        assert_eq!(queue::lower_bounds(&mut conn).await.unwrap(), 0, "this does not wait for the claim");
        let mut leader = w.pool.acquire().await.unwrap();
        let lowering = async { queue::lower_a_busy_bound(&mut leader).await.unwrap() };
        let end = async {
            eventually("the leader waits for the claim", async || {
                let waits = "select true from pg_stat_activity
                     where wait_event_type = 'Lock' and datname = current_database() limit 1";
                sqlx::query_scalar::<_, bool>(waits).fetch_optional(&w.pool).await.unwrap()
            })
            .await;
            in_flight.rollback().await.unwrap();
        };
        assert!(tokio::join!(lowering, end).0);
        assert!(!queue::lower_a_busy_bound(&mut leader).await.unwrap(), "the bound was lowered already");
        let (_, next) = claim(w, &mut conn, 10).await.unwrap();
        assert_eq!(next[0], older);
        assert_eq!(next.len(), 10, "the backlog follows the late job");
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
    })
    .await;
}

/// Returns the blocks of the queue's index that all sessions have read.
async fn blocks_read(w: &World) -> i64 {
    // Each session reports its own counters, so the test asks the session that read to report first.
    sqlx::query_scalar(
        "select coalesce(idx_blks_read + idx_blks_hit, 0) from pg_statio_user_tables where relname = 'allocation_queue'",
    )
    .fetch_one(&w.pool)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_under_a_pinned_snapshot_do_not_read_dead_entries() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        // A vacuum would read the index as well.
        w.execute("alter table allocation_queue set (autovacuum_enabled = off)").await;
        let mut pin = w.pool.acquire().await.unwrap();
        let mut pinned = pin.begin_with("begin isolation level repeatable read").await.unwrap();
        // The transaction stays open however long the rest takes on this machine.
        sqlx::query("set local idle_in_transaction_session_timeout = 0").execute(&mut *pinned).await.unwrap();
        sqlx::query("select 1 from allocations limit 1").execute(&mut *pinned).await.unwrap();
        queue_jobs(w, business, Lane::Bulk, 30_000).await;
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        // A session that has ended has reported its counters.
        w.worker_sessions_ended().await;
        // 30,000 dead entries that neither a vacuum nor a hint bit may remove, and a few jobs after them.
        queue_jobs(w, business, Lane::Bulk, 10).await;
        // The pool's idle sessions report now, and not in the middle of the measurement.
        let mut resting: Vec<_> = std::iter::from_fn(|| w.pool.try_acquire()).collect();
        for session in &mut resting {
            sqlx::query(tests::COUNTED).execute(&mut **session).await.unwrap();
        }
        drop(resting);
        let mut conn = w.pool.acquire().await.unwrap();
        sqlx::query(tests::COUNTED).execute(&mut *conn).await.unwrap();
        let before = blocks_read(w).await;
        assert_eq!(with_job_count(claim(w, &mut conn, 100).await), Some((business, 10)));
        assert_eq!(claim(w, &mut conn, 100).await, None);
        sqlx::query(tests::COUNTED).execute(&mut *conn).await.unwrap();
        let read = blocks_read(w).await - before;
        assert!(read < 120, "{read} blocks of the index");
        pinned.rollback().await.unwrap();
    })
    .await;
}
