//! History is not rewritten: what moved money, what ended, and what was asked can be added to, never changed; not even by
//! a session that switches ordinary triggers off.

use domain::allocation::Lane;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tests::{World, world};

const REFUSED: &str = "23001"; // restrict_violation

/// A world where every one of these tables has rows.
async fn with_history(w: &World) {
    let business = w.business(100).await;
    w.queue(business, Lane::Bulk, &[("a@example.com", 60), ("b@example.com", 60)]).await;
    let worker = w.worker();
    w.drained().await;
    worker.stop().await;
    for table in ["transfers", "allocation_outcomes", "balance_moves", "allocations"] {
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}")))
            .fetch_one(&w.pool)
            .await
            .unwrap();
        assert!(count > 0, "{table} has rows to lose");
    }
}

async fn is_refused(conn: &mut PgConnection, statement: String) {
    let mut tx = conn.begin().await.unwrap();
    let error = tx.execute(AssertSqlSafe(statement.clone())).await.err();
    let error = error.unwrap_or_else(|| panic!("{statement} was not refused"));
    let code = error.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned());
    assert_eq!(code.as_deref(), Some(REFUSED), "{statement}: {error}");
    tx.rollback().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn history_can_be_neither_changed_nor_deleted() {
    world(async |w| {
        with_history(w).await;
        let mut conn = w.pool.acquire().await.unwrap();
        for replica in [false, true] {
            if replica {
                conn.execute("set session_replication_role = replica").await.unwrap();
            }
            for table in ["transfers", "allocation_outcomes", "balance_moves"] {
                for statement in [
                    format!("update {table} set created_at = created_at"),
                    format!("delete from {table}"),
                    // No row is too few to be refused for.
                    format!("delete from {table} where false"),
                    format!("truncate {table}"),
                    format!("truncate {table} cascade"),
                ] {
                    is_refused(&mut conn, statement).await;
                }
            }
            for statement in ["update allocations set amount = amount + 1", "truncate allocations"] {
                is_refused(&mut conn, statement.into()).await;
            }
        }
        conn.execute("reset session_replication_role").await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_itself_refuses_a_second_payment_and_a_negative_balance() {
    world(async |w| {
        with_history(w).await;
        for (statement, constraint) in [
            (
                "insert into transfers select * from transfers where kind = 'allocation'",
                "subject_moves_money_once",
            ),
            ("update business_accounts set payout_balance = -1", "payout_balance_is_never_negative"),
            ("update business_accounts set reserve = -1", "reserve_is_never_negative"),
            ("update payout_users set balance = -1", "user_balance_is_never_negative"),
        ] {
            let error = w.pool.execute(statement).await.expect_err(statement);
            assert_eq!(domain::db::violated_constraint(&error), Some(constraint));
        }
    })
    .await;
}
