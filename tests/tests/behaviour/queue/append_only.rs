//! Append-only tables: transfers, outcomes and accepted requests can be added to and never changed, not even by a
//! session that switches ordinary triggers off.

use domain::allocation::Lane;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tests::{World, world};

const REFUSED: &str = "23001"; // restrict_violation

/// Pays and refuses allocations, so that each of these tables has rows.
async fn create_history(w: &World) {
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
        assert!(count > 0, "{table} is empty");
    }
}

async fn assert_refused(conn: &mut PgConnection, statement: String) {
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
        create_history(w).await;
        let mut conn = w.pool.acquire().await.unwrap();
        for replica in [false, true] {
            if replica {
                conn.execute("set session_replication_role = replica").await.unwrap();
            }
            for table in ["transfers", "allocation_outcomes", "balance_moves"] {
                for statement in [
                    format!("update {table} set created_at = created_at"),
                    format!("delete from {table}"),
                    // The statement is refused even if it matches no row.
                    format!("delete from {table} where false"),
                    format!("truncate {table}"),
                    format!("truncate {table} cascade"),
                ] {
                    assert_refused(&mut conn, statement).await;
                }
            }
            for statement in ["update allocations set amount = amount + 1", "truncate allocations"] {
                assert_refused(&mut conn, statement.into()).await;
            }
        }
        conn.execute("reset session_replication_role").await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_refuses_double_payments_and_negative_balances() {
    world(async |w| {
        create_history(w).await;
        for (statement, constraint) in [
            (
                "insert into transfers select * from transfers where kind = 'allocation'",
                "subject_moves_money_once",
            ),
            ("update business_accounts set payout_balance = -1", "payout_balance_is_never_negative"),
            ("update business_accounts set reserve = -1", "reserve_is_never_negative"),
            ("update payout_users set balance = -1", "user_balance_is_never_negative"),
            (
                "insert into balance_moves (business_id, id, kind, account, amount, reference, created_at)
                 select id, id, 'top_up', 'balance', 5, 'r', now() from businesses",
                "top_up_adds_to_the_payout_balance",
            ),
            (
                "insert into batch_progress (business_id, batch_id, succeeded, failed, cancelled, succeeded_amount,
                     failed_amount, cancelled_amount, recorded_at)
                 select id, id, -1, 0, 0, -5, 0, 0, now() from businesses",
                "only_failures_are_counted_back",
            ),
            (
                "insert into audit (id, done_at, credential, action, scope, items, amount)
                 select id, now(), 'operator', 'throttle', 'all', 0, 0 from businesses",
                "action_says_what_was_set",
            ),
            (
                "insert into audit (id, done_at, credential, action, scope, items, amount)
                 select id, now(), 'operator', 'cancel', 'all', 0, 0 from businesses",
                "action_has_its_scope",
            ),
        ] {
            let error = w.pool.execute(statement).await.expect_err(statement);
            assert_eq!(domain::platform::db::violated_constraint(&error), Some(constraint));
        }
    })
    .await;
}

/// Tries every kind of transfer between every two accounts: the ledger accepts only the accounts that the kind is for.
#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_is_accepted_only_between_the_accounts_of_its_kind() {
    world(async |w| {
        w.business(100).await;
        let mut tx = w.pool.begin().await.unwrap();
        tx.execute(
            "create temporary table taken (kind transfer_kind, debit account, credit account) on commit drop;
             create temporary table refusals (by text) on commit drop;
             do $$
             declare k transfer_kind; d account; c account; refused_by text;
             begin
                 for k, d, c in select * from unnest(enum_range(null::transfer_kind)) k,
                     unnest(enum_range(null::account)) d, unnest(enum_range(null::account)) c
                 loop
                     begin
                         insert into transfers (business_id, subject_id, kind, debit, credit, amount, created_at,
                             payout_user_id)
                         select id, gen_random_uuid(), k, d, c, 5, now(), case when 'payout_user' in (d, c) then id end
                         from businesses;
                         insert into taken values (k, d, c);
                     exception when check_violation then
                         get stacked diagnostics refused_by = constraint_name;
                         insert into refusals values (refused_by);
                     end;
                 end loop;
             end
             $$",
        )
        .await
        .unwrap();
        let taken: Vec<String> =
            sqlx::query_scalar("select format('%s: %s to %s', kind, debit, credit) from taken order by 1")
                .fetch_all(&mut *tx)
                .await
                .unwrap();
        let expected = [
            "allocation: payout_balance to payout_user",
            "allocation: reserve to payout_user",
            "fee: withdrawals to fees",
            "funding: balance to outside",
            "funding: outside to balance",
            "funding: outside to payout_balance",
            "funding: payout_balance to outside",
            "payout: withdrawals to outside",
            "reservation: payout_balance to reserve",
            "reserve_return: reserve to payout_balance",
            "top_up: balance to payout_balance",
            "withdrawal: payout_user to withdrawals",
            "withdrawal_return: withdrawals to payout_user",
        ];
        assert_eq!(taken, expected);
        let by: Vec<String> =
            sqlx::query_scalar("select distinct by from refusals").fetch_all(&mut *tx).await.unwrap();
        assert_eq!(by, ["transfer_kind_fixes_its_accounts"]);
        tx.rollback().await.unwrap();
    })
    .await;
}
