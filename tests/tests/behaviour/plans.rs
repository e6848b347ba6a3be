//! Claims cost what they take, not what is queued: at a million ready jobs, with fresh and with stale statistics, no
//! claim reads the queue sequentially or sorts it, as the server's own counters tell.

use domain::queue;
use domain::throttle::{Allowance, UNLIMITED};
use sqlx::PgConnection;
use tests::world;

/// 900 businesses with a hundred jobs each, and one with the rest of a million.
const SEED: &str = "
    alter table allocation_queue set (autovacuum_enabled = off);
    insert into businesses (id, name, mode, payouts_enabled, created_at)
    select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'b' || n, 'test', true, now()
    from generate_series(0, 900) n;
    insert into business_accounts (business_id, balance, payout_balance) select id, 0, 0 from businesses;
    insert into allocation_queue (business_id, lane, allocation_id, email, amount, attempts, promised)
    select ('00000000-0000-7000-8000-' || lpad(to_hex(case when n < 90000 then 1 + n / 100 else 0 end), 12, '0'))::uuid,
        1, ('0193a000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'user@example.com', 1, 0, true
    from generate_series(0, 999999) n;
    insert into ring (due_at, business_id) select now() - interval '1 hour', id from businesses;";

const UNSEED: &str = "
    truncate allocation_queue, ring, business_accounts;
    delete from businesses;";

/// Rows of the queue that this session has read: sequentially, and through its index.
async fn rows_read(conn: &mut PgConnection) -> (i64, i64) {
    sqlx::raw_sql("select pg_stat_force_next_flush()").execute(&mut *conn).await.unwrap();
    sqlx::query_as(
        "select coalesce(seq_tup_read, 0), coalesce(idx_tup_fetch, 0) from pg_stat_user_tables where relname = 'allocation_queue'",
    )
    .fetch_one(conn)
    .await
    .unwrap()
}

/// Claims as a worker does, and rolls back: how many jobs it got.
async fn claim(conn: &mut PgConnection, limit: i64) -> i64 {
    let mut tx = sqlx::Connection::begin(conn).await.unwrap();
    let now = domain::clock::Clock::System.now();
    let due = queue::candidates(&mut tx, now, 64).await.unwrap();
    assert_eq!(due.businesses.len(), 64);
    let mut taken = 0;
    for business in due.businesses.into_iter().take(2) {
        let owned = queue::own(&mut tx, business).await.unwrap().unwrap();
        let allowance = Allowance { jobs: limit, ..UNLIMITED };
        let jobs = queue::take(&mut tx, &owned, allowance, now).await.unwrap().jobs;
        taken += i64::try_from(jobs.len()).unwrap();
    }
    tx.rollback().await.unwrap();
    taken
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_reads_what_it_takes_at_a_million_jobs() {
    world(async |w| {
        w.execute(SEED).await;
        for statistics in ["stale", "fresh"] {
            if statistics == "fresh" {
                w.execute("analyze").await;
            }
            let mut conn = w.pool.acquire().await.unwrap();
            // Prepared statements change to generic plans after five uses: those are to hold, too.
            for round in 0..8 {
                let before = rows_read(&mut conn).await;
                let taken = claim(&mut conn, 500).await;
                let after = rows_read(&mut conn).await;
                let (sequential, indexed) = (after.0 - before.0, after.1 - before.1);
                assert_eq!(sequential, 0, "{statistics} statistics, round {round}: a sequential scan");
                // The candidates' probes, the rows found, the rows deleted.
                assert!(
                    indexed <= 3 * taken + 2_000,
                    "{statistics}, round {round}: {indexed} rows read for {taken}"
                );
            }
        }
        w.execute(UNSEED).await;
    })
    .await;
}
