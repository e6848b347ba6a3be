//! One of the two cells was restored to an earlier time, or cannot be reached. No cell serves half of a business, the
//! last copy of its rows is not dropped, and a command can continue.

use cli::relocation::drop_rows;
use domain::ids::BusinessId;
use secrecy::ExposeSecret;
use serde_json::json;
use tests::command::Command;
use tests::{Cells, cells};

use super::super::found::balance;
use super::commands::{begin_restore, move_business, move_until_left, run_command, run_command_without};
use super::{count_rows, mover};

/// Undoes the move in the target, as a restore to before the move does.
async fn forget_move(cells: &Cells, business: BusinessId) {
    let mut conn = cells.last().pool.acquire().await.unwrap();
    sqlx::query(
        "insert into relocations (business_id, begun_at, phase, other_cell) values ($1, now(), 'arriving', 0)",
    )
    .bind(business.uuid())
    .execute(&mut *conn)
    .await
    .unwrap();
    domain::relocation::prepare(&mut conn).await.unwrap();
    drop_rows(&mut conn, business).await.unwrap();
    assert_eq!(count_rows(cells.last(), "allocations", business).await, 0);
}

/// Checks that `business` is taken back to the first cell only while that cell is held.
async fn check_taken_back(cells: &Cells, business: BusinessId) {
    let id = business.to_string();
    for refused in [
        move_business(cells, business, "1").await,
        move_business(cells, business, "0").await,
        run_command(cells, &["business", "drop-old", &id, "--from", "0"]).await,
    ] {
        let refused = refused.unwrap_err();
        let cures = [format!("payout business stay {id}"), format!("payout business move {id} --to 1")];
        assert!(cures.iter().any(|one| refused.contains(one)), "{refused}");
    }
    let examined = run_command(cells, &["doctor"]).await.unwrap_err();
    assert!(!examined.contains("panicked"), "{examined}");
    let refused = run_command(cells, &["business", "stay", &id]).await.unwrap_err();
    assert!(refused.contains("payout restore begin --cell 0"), "{refused}");
    assert!(count_rows(cells.first(), "transfers", business).await > 0);
    begin_restore(cells).await;
    let printed = run_command(cells, &["business", "stay", &id]).await.unwrap();
    assert_eq!(printed["cell"], json!(0), "{printed}");
    assert_eq!(count_rows(cells.last(), "relocations", business).await, 0);
    assert_eq!(count_rows(cells.last(), "transfers", business).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incomplete_copy_is_not_served_and_the_business_is_taken_back() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let business = cells.first().business(700).await;
        let key = cells.first().key(business).await;
        move_until_left(cells, business, 0, 1).await;
        // The state during the copying.
        cells.last().execute("update relocations set complete_since = null; delete from api_keys").await;
        check_taken_back(cells, business).await;
        tests::eventually("the business is served", async || {
            (balance(&api, &key).await == (200, json!(700))).then_some(())
        })
        .await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_copy_is_not_dropped_and_can_be_taken_back() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let business = cells.first().business(700).await;
        let key = cells.first().key(business).await;
        move_business(cells, business, "1").await.unwrap();
        forget_move(cells, business).await;
        check_taken_back(cells, business).await;
        tests::eventually("the business is served", async || {
            (balance(&api, &key).await == (200, json!(700))).then_some(())
        })
        .await;
        let worker = cells.first().worker();
        tests::eventually("the payment is made", async || {
            let once = [("idempotency-key", "after")];
            (api.pay(&key, &once, "after@example.com", 100).await.status == 201).then_some(())
        })
        .await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_missing_from_the_setting_is_not_assumed_to_have_lost_rows() {
    cells(3, async |cells| {
        let business = cells.first().business(700).await;
        let id = business.to_string();
        move_business(cells, business, "2").await.unwrap();
        let other = format!("1={}", cells.each[1].url.expose_secret());
        let settings = [("DATABASE_URL", cells.first().url.expose_secret()), ("PAYOUT_CELLS", &other)];
        for arguments in [vec!["move", &id, "--to", "1"], vec!["drop-old", &id, "--from", "0"]] {
            let ended = Command::run(&[vec!["business"], arguments].concat(), &settings).await;
            assert!(
                ended.code == Some(2) && ended.err.contains("which PAYOUT_CELLS does not have"),
                "{ended:?}"
            );
        }
        let ended = Command::run(&["business", "stay", &id], &settings).await;
        assert!(ended.code != Some(0) && ended.err.contains("has left"), "{ended:?}");
        let examined = Command::run(&["doctor", "--json"], &settings).await;
        assert!(!examined.out.contains(&id), "{examined:?}");
        assert!(count_rows(cells.first(), "transfers", business).await > 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_a_move_that_the_source_has_forgotten_are_dropped_by_stay() {
    cells(2, async |cells| {
        let business = cells.first().business(700).await;
        let mut first = mover(cells, business).await;
        for _ in 0..3 {
            first.step().await.unwrap();
        }
        drop(first);
        cells.first().execute("delete from relocations").await;
        let refused = move_business(cells, business, "1").await.unwrap_err();
        assert!(refused.contains(&format!("payout business stay {business}")), "{refused}");
        let printed = run_command(cells, &["business", "stay", &business.to_string()]).await.unwrap();
        assert!(printed["dropped_rows"].as_i64().unwrap() > 0, "{printed}");
        assert_eq!(move_business(cells, business, "1").await.unwrap()["moved"], true);
        assert_eq!(cells.last().payout_balance(business).await, 700);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stay_calls_off_a_move_to_an_unreachable_cell_and_drops_rows_later() {
    cells(2, async |cells| {
        let business = cells.first().business(700).await;
        let id = business.to_string();
        let mut first = mover(cells, business).await;
        for _ in 0..3 {
            first.step().await.unwrap();
        }
        drop(first);
        let printed = run_command_without(cells, Some(1), &["business", "stay", &id]).await.unwrap();
        assert_eq!((&printed["cell"], &printed["dropped_rows"]), (&json!(0), &json!(0)));
        assert_eq!(printed["unreachable_cells"], json!([1]));
        assert_eq!(count_rows(cells.first(), "relocations", business).await, 0);
        assert!(count_rows(cells.last(), "transfers", business).await > 0, "the target was unreachable");
        // The first cell no longer knows of the move, and the command still says that the other cell was not asked.
        let printed = run_command_without(cells, Some(1), &["business", "stay", &id]).await.unwrap();
        assert_eq!((&printed["cell"], &printed["unreachable_cells"]), (&json!(0), &json!([1])));
        let printed = run_command(cells, &["business", "stay", &id]).await.unwrap();
        assert!(printed["dropped_rows"].as_i64().unwrap() > 0, "{printed}");
        assert_eq!(printed["unreachable_cells"], json!([]));
        assert_eq!(count_rows(cells.last(), "relocations", business).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_third_cell_does_not_stop_a_move_that_has_left() {
    cells(3, async |cells| {
        let business = cells.first().business(700).await;
        let id = business.to_string();
        let command = ["business", "move", &id, "--to", "1"];
        let refused = run_command_without(cells, Some(2), &command).await.unwrap_err();
        assert!(
            refused.contains("cell 2 cannot be reached"),
            "cell 2 may have the business as well: {refused}"
        );
        move_until_left(cells, business, 0, 1).await;
        let printed = run_command_without(cells, Some(2), &command).await.unwrap();
        assert_eq!((&printed["cell"], &printed["from"]), (&json!(1), &json!(0)), "{printed}");
        assert_eq!(cells.each[1].payout_balance(business).await, 700);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_marks_orders_of_businesses_that_left_as_sent() {
    cells(2, async |cells| {
        let business = cells.first().business(700).await;
        move_business(cells, business, "1").await.unwrap();
        // An order that was not sent when its business left.
        cells
            .first()
            .execute(
                "set payout.relocates = 'all';
                 alter table withdrawal_queue disable trigger user;
                 insert into withdrawal_queue (business_id, withdrawal_id, provider, due_at, attempts, calling)
                 select id, gen_random_uuid(), 'stub', now(), 0, false from businesses;
                 alter table withdrawal_queue enable trigger user;
                 reset payout.relocates",
            )
            .await;
        begin_restore(cells).await;
        let sent: i64 = sqlx::query_scalar("select count(*) from withdrawal_queue where sent_at is not null")
            .fetch_one(&cells.first().pool)
            .await
            .unwrap();
        assert_eq!(sent, 1);
        cells.first().execute("set payout.relocates = 'all'; delete from withdrawal_queue; reset payout.relocates").await;
    })
    .await;
}
