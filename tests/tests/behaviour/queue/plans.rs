//! The cost of frequent statements depends on the rows that they touch and not on the size of the tables, whatever the
//! statistics say. The server's own counters show it for claims at a million ready jobs, and for the query for
//! outcomes.

use domain::allocation::{self, Lane, Waiting};
use domain::ledger::Kind;
use domain::ledger::transaction::{self, Filter};
use domain::platform::db::{self, Role};
use domain::queue;
use domain::throttle::{Allowance, UNLIMITED};
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection};
use tests::world;
use uuid::Uuid;

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

/// Returns the rows of a table that were read by this session and by those that have ended: sequentially, and through
/// its indexes.
async fn rows_read(conn: &mut PgConnection, table: &str) -> (i64, i64) {
    sqlx::raw_sql(tests::COUNTED).execute(&mut *conn).await.unwrap();
    sqlx::query_as(
        "select coalesce(seq_tup_read, 0), coalesce(idx_tup_fetch, 0) from pg_stat_user_tables where relname = $1",
    )
    .bind(table)
    .fetch_one(conn)
    .await
    .unwrap()
}

/// Claims as a worker does, and rolls back. Returns how many jobs it took.
async fn claim(conn: &mut PgConnection, limit: i64) -> i64 {
    let mut tx = sqlx::Connection::begin(conn).await.unwrap();
    let now = domain::clock::Clock::System.now();
    let due = queue::candidates(&mut tx, now, 64).await.unwrap();
    assert_eq!(due.businesses.len(), 64);
    let mut taken = 0;
    // The second claim of a business continues where the first one ended, unless the first has emptied it.
    for business in due.businesses.into_iter().take(2) {
        for _ in 0..2 {
            let owned = queue::own(&mut tx, business).await.unwrap().unwrap();
            let allowance = Allowance { jobs: limit, ..UNLIMITED };
            let part = queue::take(&mut tx, &owned, allowance, now).await.unwrap();
            queue::advance(&mut tx, &owned, &part, now, None).await.unwrap();
            taken += i64::try_from(part.jobs.len()).unwrap();
            // A claim that is limited in cents takes jobs like this.
            queue::take(&mut tx, &owned, Allowance { jobs: 0, cents: 1 }, now).await.unwrap();
            if !part.full {
                break;
            }
        }
    }
    tx.rollback().await.unwrap();
    taken
}

/// Returns the id of a job of the seed.
fn job_id(n: u32) -> String {
    format!("0193a000-0000-7000-8000-{n:012x}")
}

/// The business that has nine tenths of the seed's jobs.
const HEAVY: &str = "00000000-0000-7000-8000-000000000000";

/// The statements of a claim of 500 on the queue: a part of the text, and parameters to execute it with.
fn statements() -> [(&'static str, String); 5] {
    let (nil, max) = (Uuid::nil(), Uuid::max());
    let after = job_id(500_000);
    [
        ("order by r.due_at, r.business_id limit $2", format!("now(), 64, '{nil}', 4")),
        ("for no key update of r skip locked", format!("'{HEAVY}', '{nil}'")),
        (
            "with cleared as",
            format!("'{HEAVY}', now(), true, 0::smallint, '{nil}', '{after}', '{nil}', true"),
        ),
        ("union all", format!("'{HEAVY}', '{nil}', '{after}', 500")),
        ("sum(amount) over", format!("'{HEAVY}', 1::smallint, '{after}', '{max}', 500, 1000000")),
    ]
}

/// Collects every node of a plan.
fn collect_nodes<'a>(plan: &'a Value, found: &mut Vec<&'a Value>) {
    found.push(plan);
    for below in plan["Plans"].as_array().into_iter().flatten() {
        collect_nodes(below, found);
    }
}

/// Explains the session's own prepared statements, so that the plans are those that claims have.
async fn check_plans(conn: &mut PgConnection, statistics: &str) {
    let prepared: Vec<(String, String)> = sqlx::query_as(
        "select name, statement from pg_prepared_statements
         where statement like '%allocation_queue%' and statement not like 'update ring%'
           and statement not like '%pg_prepared_statements%'",
    )
    .fetch_all(&mut *conn)
    .await
    .unwrap();
    for (part, parameters) in statements() {
        let found = prepared
            .iter()
            .filter(|(_, text)| text.contains(part) && (part != "union all" || text.starts_with("delete")));
        let [(name, _)] = found.collect::<Vec<_>>()[..] else { panic!("{part} in {prepared:?}") };
        let mut tx = sqlx::Connection::begin(&mut *conn).await.unwrap();
        let explain = format!("explain (analyze, buffers, format json) execute {name}({parameters})");
        let plan: Value = sqlx::query_scalar(AssertSqlSafe(explain)).fetch_one(&mut *tx).await.unwrap();
        tx.rollback().await.unwrap();
        let root = &plan[0]["Plan"];
        let mut all = Vec::new();
        collect_nodes(root, &mut all);
        for node in all {
            let kind = node["Node Type"].as_str().unwrap();
            // The business that has been due longest is found by sorting the ring's rows, one for each business.
            let of_the_ring =
                part.starts_with("order by r.due_at") && node["Actual Rows"].as_f64().unwrap() <= 901.0;
            assert!(!kind.contains("Sort") || of_the_ring, "{statistics}: {plan:#}");
            assert!(
                !kind.contains("Seq Scan") || node["Relation Name"] != "allocation_queue",
                "{statistics}: {plan:#}"
            );
        }
        let blocks =
            root["Shared Hit Blocks"].as_i64().unwrap() + root["Shared Read Blocks"].as_i64().unwrap();
        // Each row that is taken is found and deleted, with its index entry; the queue has more than 12,000 blocks. 64
        // candidates are looked up in an index of three levels.
        assert!(blocks <= 5 * 500, "{statistics}: {blocks} blocks: {plan:#}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_on_a_million_jobs_reads_only_what_it_takes() {
    world(async |w| {
        w.execute(SEED).await;
        for statistics in ["stale", "fresh"] {
            if statistics == "fresh" {
                w.execute("analyze").await;
            }
            // A new session, in which the statements are planned once and for all.
            let mut conn = db::connect(&w.url, Role::Worker).await.unwrap();
            for round in 0..3 {
                let before = rows_read(&mut conn, "allocation_queue").await;
                let taken = claim(&mut conn, 500).await;
                assert_eq!(taken, 1_100);
                assert_eq!(queue::lower_bounds(&mut conn).await.unwrap(), 0);
                let after = rows_read(&mut conn, "allocation_queue").await;
                let (sequential, indexed) = (after.0 - before.0, after.1 - before.1);
                assert_eq!(sequential, 0, "{statistics} statistics, round {round}: a sequential scan");
                // The candidates' look-ups, the rows found, and the rows deleted.
                assert!(
                    indexed <= 3 * taken + 2_000,
                    "{statistics}, round {round}: {indexed} rows read for {taken}"
                );
            }
            check_plans(&mut conn, statistics).await;
        }
        // The gauge does not count the jobs either: it estimates them from a sample of the queue's pages.
        let mut conn = db::connect(&w.url, Role::Worker).await.unwrap();
        let before = rows_read(&mut conn, "allocation_queue").await;
        let status = queue::status(&mut conn, w.clock.now()).await.unwrap();
        let read = rows_read(&mut conn, "allocation_queue").await.0 - before.0;
        assert!((700_000..1_300_000).contains(&status.ready), "{} ready", status.ready);
        assert_eq!(status.businesses_waiting, 901);
        assert!(read < 100_000, "{read} rows read to estimate");
        w.execute(UNSEED).await;
    })
    .await;
}

/// One business has the whole queue except for one job, and the statistics show it.
const ONE_HEAVY: &str = "
    alter table allocation_queue set (autovacuum_enabled = off);
    insert into businesses (id, name, mode, payouts_enabled, created_at)
    select ('00000000-0000-7000-8000-00000000000' || n)::uuid, 'b' || n, 'test', true, now() from generate_series(0, 1) n;
    insert into business_accounts (business_id, balance, payout_balance) select id, 0, 0 from businesses;
    insert into allocation_queue (business_id, lane, allocation_id, email, amount, attempts, promised)
    select ('00000000-0000-7000-8000-00000000000' || (n / 100000))::uuid,
        n / 100000 * -1 + 1, ('0193a000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'user@example.com', 1, 0, true
    from generate_series(0, 100000) n;
    insert into ring (due_at, business_id) select now() - interval '1 hour', id from businesses;
    analyze;";

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_of_a_light_business_reads_nothing_of_a_heavy_one() {
    world(async |w| {
        w.execute(ONE_HEAVY).await;
        let mut conn = db::connect(&w.url, Role::Worker).await.unwrap();
        let before = rows_read(&mut conn, "allocation_queue").await;
        let mut tx = sqlx::Connection::begin(&mut conn).await.unwrap();
        let light = Uuid::from_u128(0x7000_8000_0000_0000_0001).into();
        let now = w.clock.now();
        let owned = queue::own(&mut tx, light).await.unwrap().unwrap();
        let taken = queue::take(&mut tx, &owned, UNLIMITED, now).await.unwrap();
        assert_eq!(taken.jobs.len(), 1);
        queue::advance(&mut tx, &owned, &taken, now, None).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(queue::lower_bounds(&mut conn).await.unwrap(), 0);
        let after = rows_read(&mut conn, "allocation_queue").await;
        assert_eq!(after.0, before.0, "a sequential scan");
        assert!(after.1 - before.1 <= 5, "{} rows read for 1", after.1 - before.1);
        w.execute(UNSEED).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_is_looked_up_by_key_even_if_planned_on_small_tables() {
    world(async |w| {
        let business = w.business(1_000_000).await;
        let mut conn = db::connect(&w.url, Role::ApiSide).await.unwrap();
        let nobody = Waiting { business_id: business, allocation_id: w.clock.id().into() };
        allocation::progress(&mut conn, &[nobody]).await.unwrap();
        w.execute(
            "alter table allocations set (autovacuum_enabled = off);
             alter table transfers set (autovacuum_enabled = off);
             alter table payout_users set (autovacuum_enabled = off);",
        )
        .await;
        let items: Vec<(String, i64)> = (0..5_000).map(|n| (format!("u{n}@example.com"), 1)).collect();
        let items: Vec<(&str, i64)> = items.iter().map(|(email, amount)| (email.as_str(), *amount)).collect();
        w.queue(business, Lane::Bulk, &items).await;
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        let ids: Vec<Uuid> =
            sqlx::query_scalar("select id from allocations").fetch_all(&w.pool).await.unwrap();
        let waiting: Vec<Waiting> = ids
            .iter()
            .take(10)
            .map(|id| Waiting { business_id: business, allocation_id: (*id).into() })
            .collect();
        let mut before = Vec::new();
        for table in ["allocations", "transfers", "payout_users"] {
            before.push(rows_read(&mut conn, table).await);
        }
        let progress = allocation::progress(&mut conn, &waiting).await.unwrap();
        assert!(progress.iter().all(|one| matches!(one, allocation::Progress::Paid { .. })));
        for (table, before) in ["allocations", "transfers", "payout_users"].into_iter().zip(before) {
            let after = rows_read(&mut conn, table).await;
            assert_eq!(after.0, before.0, "{table} was read sequentially");
            assert!(after.1 - before.1 <= 10, "{} rows of {table} for 10", after.1 - before.1);
        }
        // The transfers of a rare kind, which are older than all others, are found without reading the others.
        let before = rows_read(&mut conn, "transfers").await;
        for (kind, there_are) in [(Kind::Funding, 1), (Kind::Fee, 0)] {
            let filter = Filter { kind: Some(kind), ..Filter::default() };
            let rows = transaction::list(&mut conn, business, filter, None, 50).await.unwrap();
            assert_eq!(rows.len(), there_are, "{kind:?}");
        }
        let after = rows_read(&mut conn, "transfers").await;
        assert_eq!((after.0 - before.0, after.1 - before.1), (0, 1));
    })
    .await;
}
