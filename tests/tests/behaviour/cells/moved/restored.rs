//! One of the two cells was restored to an earlier time, or cannot be reached. No cell serves half of a business, the
//! last copy of its rows is not dropped, and a command continues from there.

use cli::relocation::drop_rows;
use domain::ids::BusinessId;
use secrecy::ExposeSecret;
use serde_json::json;
use tests::command::Command;
use tests::{Cells, cells};

use super::super::found::balance;
use super::commanded::{is_restored, leaves, moves, ordered, ordered_without};
use super::{mover, rows};

/// Undoes the move in the target, as a restore to before the move does.
async fn forgets(cells: &Cells, business: BusinessId) {
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
    assert_eq!(rows(cells.last(), "allocations", business).await, 0);
}

/// Takes `business` back to the first cell, which has to be held for it.
async fn is_taken_back(cells: &Cells, business: BusinessId) {
    let id = business.to_string();
    for refused in [
        moves(cells, business, "1").await,
        moves(cells, business, "0").await,
        ordered(cells, &["business", "drop-old", &id, "--from", "0"]).await,
    ] {
        let refused = refused.unwrap_err();
        let told = [format!("payout business stay {id}"), format!("payout business move {id} --to 1")];
        assert!(told.iter().any(|one| refused.contains(one)), "{refused}");
    }
    let examined = ordered(cells, &["doctor"]).await.unwrap_err();
    assert!(!examined.contains("panicked"), "{examined}");
    let refused = ordered(cells, &["business", "stay", &id]).await.unwrap_err();
    assert!(refused.contains("payout restore begin --cell 0"), "{refused}");
    assert!(rows(cells.first(), "transfers", business).await > 0);
    is_restored(cells).await;
    let told = ordered(cells, &["business", "stay", &id]).await.unwrap();
    assert_eq!(told["cell"], json!(0), "{told}");
    assert_eq!(rows(cells.last(), "relocations", business).await, 0);
    assert_eq!(rows(cells.last(), "transfers", business).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_not_whole_any_more_does_not_serve() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let business = cells.first().business(700).await;
        let key = cells.first().key(business).await;
        leaves(cells, business, 0, 1).await;
        // The state during the copying.
        cells.last().execute("update relocations set complete_since = null; delete from api_keys").await;
        is_taken_back(cells, business).await;
        tests::eventually("it is served", async || {
            (balance(&api, &key).await == (200, json!(700))).then_some(())
        })
        .await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_rows_are_not_dropped_and_are_taken_back() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let business = cells.first().business(700).await;
        let key = cells.first().key(business).await;
        moves(cells, business, "1").await.unwrap();
        forgets(cells, business).await;
        is_taken_back(cells, business).await;
        tests::eventually("it is served", async || {
            (balance(&api, &key).await == (200, json!(700))).then_some(())
        })
        .await;
        let worker = cells.first().worker();
        tests::eventually("it is paid", async || {
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
async fn a_cell_that_is_not_named_is_not_taken_for_one_that_has_lost_it() {
    cells(3, async |cells| {
        let business = cells.first().business(700).await;
        let id = business.to_string();
        moves(cells, business, "2").await.unwrap();
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
        assert!(rows(cells.first(), "transfers", business).await > 0);
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
        let refused = moves(cells, business, "1").await.unwrap_err();
        assert!(refused.contains(&format!("payout business stay {business}")), "{refused}");
        let told = ordered(cells, &["business", "stay", &business.to_string()]).await.unwrap();
        assert!(told["dropped_rows"].as_i64().unwrap() > 0, "{told}");
        assert_eq!(moves(cells, business, "1").await.unwrap()["moved"], true);
        assert_eq!(cells.last().payout_balance(business).await, 700);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_to_a_cell_that_is_away_is_called_off_and_its_rows_are_dropped_later() {
    cells(2, async |cells| {
        let business = cells.first().business(700).await;
        let id = business.to_string();
        let mut first = mover(cells, business).await;
        for _ in 0..3 {
            first.step().await.unwrap();
        }
        drop(first);
        let told = ordered_without(cells, Some(1), &["business", "stay", &id]).await.unwrap();
        assert_eq!((&told["cell"], &told["dropped_rows"]), (&json!(0), &json!(0)));
        assert_eq!(told["unreachable_cells"], json!([1]));
        assert_eq!(rows(cells.first(), "relocations", business).await, 0);
        assert!(rows(cells.last(), "transfers", business).await > 0, "it was away");
        // The first cell no longer knows of the move, and the command still says that the other cell was not asked.
        let told = ordered_without(cells, Some(1), &["business", "stay", &id]).await.unwrap();
        assert_eq!((&told["cell"], &told["unreachable_cells"]), (&json!(0), &json!([1])));
        let told = ordered(cells, &["business", "stay", &id]).await.unwrap();
        assert!(told["dropped_rows"].as_i64().unwrap() > 0, "{told}");
        assert_eq!(told["unreachable_cells"], json!([]));
        assert_eq!(rows(cells.last(), "relocations", business).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_third_cell_that_is_away_does_not_keep_a_business_between_two() {
    cells(3, async |cells| {
        let business = cells.first().business(700).await;
        let id = business.to_string();
        let order = ["business", "move", &id, "--to", "1"];
        let refused = ordered_without(cells, Some(2), &order).await.unwrap_err();
        assert!(refused.contains("cell 2 cannot be reached"), "it may have it as well: {refused}");
        leaves(cells, business, 0, 1).await;
        let told = ordered_without(cells, Some(2), &order).await.unwrap();
        assert_eq!((&told["cell"], &told["from"]), (&json!(1), &json!(0)), "{told}");
        assert_eq!(cells.each[1].payout_balance(business).await, 700);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_is_noticed_whatever_has_left_or_is_held() {
    cells(2, async |cells| {
        let business = cells.first().business(700).await;
        moves(cells, business, "1").await.unwrap();
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
        is_restored(cells).await;
        let sent: i64 = sqlx::query_scalar("select count(*) from withdrawal_queue where sent_at is not null")
            .fetch_one(&cells.first().pool)
            .await
            .unwrap();
        assert_eq!(sent, 1);
        cells.first().execute("set payout.relocates = 'all'; delete from withdrawal_queue; reset payout.relocates").await;
    })
    .await;
}
