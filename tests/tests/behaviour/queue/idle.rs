//! Businesses whose last job was taken: polls skip them, and no job is left in the queue of a skipped business,
//! whichever of the claim and the acceptance commits first.

use domain::allocation::{self, Acceptance, Lane, NewAllocation};
use domain::ids::{AllocationId, BusinessId};
use domain::money::Cents;
use domain::queue::{self, Taken};
use domain::ring;
use domain::throttle::UNLIMITED;
use sqlx::{Connection, PgConnection};
use tests::{World, world};

/// Records a job and announces it, without committing.
async fn accept(w: &World, conn: &mut PgConnection, business: BusinessId) {
    let acceptance = Acceptance {
        business_id: business,
        lane: Lane::Interactive,
        promised: true,
        batch_id: None,
        request_id: w.clock.id(),
        again: false,
    };
    let item = NewAllocation {
        id: AllocationId::from(w.clock.id()),
        email: "idle@example.com".parse().unwrap(),
        amount: Cents::new(1),
        reference: None,
        metadata: None,
        item_index: None,
    };
    allocation::record(conn, &acceptance, &[item]).await.unwrap();
    ring::announce(conn, business, w.clock.now()).await.unwrap();
}

/// Takes all jobs as a claim does, without committing. The jobs are parked, where the books look for them.
async fn take_and_park_all(
    w: &World,
    conn: &mut PgConnection,
    business: BusinessId,
) -> (queue::Owned, Taken) {
    let owned = queue::own(conn, business).await.unwrap().unwrap();
    let taken = queue::take(conn, &owned, UNLIMITED, w.clock.now()).await.unwrap();
    for job in &taken.jobs {
        queue::park(conn, business, job, "not of interest", w.clock.now()).await.unwrap();
    }
    (owned, taken)
}

async fn candidates(w: &World) -> Vec<BusinessId> {
    let mut conn = w.pool.acquire().await.unwrap();
    queue::candidates(&mut conn, w.clock.now(), 64).await.unwrap().businesses
}

async fn is_idle(w: &World, business: BusinessId) -> bool {
    sqlx::query_scalar("select idle_since is not null from ring where business_id = $1")
        .bind(business.uuid())
        .fetch_one(&w.pool)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emptied_business_is_idle_until_there_is_work() {
    world(async |w| {
        let business = w.business(1_000).await;
        let mut conn = w.pool.acquire().await.unwrap();
        for _ in 0..2 {
            let mut accepting = conn.begin().await.unwrap();
            accept(w, &mut accepting, business).await;
            accepting.commit().await.unwrap();
            assert_eq!((is_idle(w, business).await, candidates(w).await), (false, vec![business]));
            let mut claim = conn.begin().await.unwrap();
            let (owned, taken) = take_and_park_all(w, &mut claim, business).await;
            assert_eq!(taken.jobs.len(), 1);
            queue::advance(&mut claim, &owned, &taken, w.clock.now(), None).await.unwrap();
            claim.commit().await.unwrap();
            assert_eq!((is_idle(w, business).await, candidates(w).await), (true, vec![]));
        }
        // A worker that read the business as a candidate earlier cannot own it now.
        assert!(queue::own(&mut conn, business).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_accepted_during_the_emptying_claim_is_not_left_behind() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (mut accepting, mut claiming) =
            (w.pool.acquire().await.unwrap(), w.pool.acquire().await.unwrap());
        let mut first = accepting.begin().await.unwrap();
        accept(w, &mut first, business).await;
        first.commit().await.unwrap();
        let mut claim = claiming.begin().await.unwrap();
        let (owned, taken) = take_and_park_all(w, &mut claim, business).await;
        // The second job is announced, and not committed yet when the claim looks.
        let mut second = accepting.begin().await.unwrap();
        accept(w, &mut second, business).await;
        queue::advance(&mut claim, &owned, &taken, w.clock.now(), None).await.unwrap();
        claim.commit().await.unwrap();
        second.commit().await.unwrap();
        assert_eq!(candidates(w).await, [business]);
        // The third job is committed after the claim took its jobs, and before the claim looks.
        let mut claim = claiming.begin().await.unwrap();
        let (owned, taken) = take_and_park_all(w, &mut claim, business).await;
        let mut third = accepting.begin().await.unwrap();
        accept(w, &mut third, business).await;
        third.commit().await.unwrap();
        queue::advance(&mut claim, &owned, &taken, w.clock.now(), None).await.unwrap();
        claim.commit().await.unwrap();
        assert_eq!(candidates(w).await, [business]);
        let mut claim = claiming.begin().await.unwrap();
        assert_eq!(take_and_park_all(w, &mut claim, business).await.1.jobs.len(), 1);
        claim.commit().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announcement_while_a_business_falls_idle_waits_and_wakes_it() {
    world(async |w| {
        let business = w.business(1_000).await;
        let mut claiming = w.pool.acquire().await.unwrap();
        let mut accepting = w.pool.acquire().await.unwrap();
        let mut first = accepting.begin().await.unwrap();
        accept(w, &mut first, business).await;
        first.commit().await.unwrap();
        let mut claim = claiming.begin().await.unwrap();
        let (owned, taken) = take_and_park_all(w, &mut claim, business).await;
        queue::advance(&mut claim, &owned, &taken, w.clock.now(), None).await.unwrap();
        let mut second = accepting.begin().await.unwrap();
        let mut announcing = Box::pin(accept(w, &mut second, business));
        let locks = "select count(*) from pg_locks where locktype = 'advisory' and not granted";
        tests::eventually("the acceptance waits", async || {
            assert!(futures::poll!(&mut announcing).is_pending());
            let waiting: i64 = sqlx::query_scalar(locks).fetch_one(&w.pool).await.unwrap();
            (waiting == 1).then_some(())
        })
        .await;
        claim.commit().await.unwrap();
        announcing.await;
        second.commit().await.unwrap();
        assert_eq!((is_idle(w, business).await, candidates(w).await), (false, vec![business]));
        let mut claim = claiming.begin().await.unwrap();
        take_and_park_all(w, &mut claim, business).await;
        claim.commit().await.unwrap();
    })
    .await;
}

/// A process of an earlier version announces work without waking the business.
#[tokio::test(flavor = "multi_thread")]
async fn the_leader_wakes_an_idle_business_that_has_jobs() {
    world(async |w| {
        let business = w.business(1_000).await;
        let mut conn = w.pool.acquire().await.unwrap();
        let mut accepting = conn.begin().await.unwrap();
        accept(w, &mut accepting, business).await;
        accepting.commit().await.unwrap();
        w.execute("update ring set idle_since = now()").await;
        assert_eq!(candidates(w).await, []);
        assert_eq!(queue::lower_bounds(&mut conn).await.unwrap(), 1);
        assert_eq!(candidates(w).await, [business]);
        let mut claim = conn.begin().await.unwrap();
        take_and_park_all(w, &mut claim, business).await;
        claim.commit().await.unwrap();
    })
    .await;
}
