//! The commands among three cells: rows of earlier moves do not mislead a command, and a key whose business is between
//! two cells is not refused by the third.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use cli::relocation::Step;
use domain::ids::BusinessId;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tests::command::Command;
use tests::{Cells, cells};

use super::super::found::balance;
use super::{count_rows, mover_between};

/// Runs an operator's command over all cells. Returns what it printed, or why it was refused.
pub async fn run_command(cells: &Cells, arguments: &[&str]) -> Result<Value, String> {
    run_command_without(cells, None, arguments).await
}

/// Like [`run_command`], while the cell `away` cannot be reached.
pub async fn run_command_without(
    cells: &Cells,
    away: Option<usize>,
    arguments: &[&str],
) -> Result<Value, String> {
    let url = |number: usize| match away {
        Some(away) if away == number => "postgres://nobody@127.0.0.1:1/away",
        _ => cells.each[number].url.expose_secret(),
    };
    let others: Vec<String> =
        (1..cells.each.len()).map(|number| format!("{number}={}", url(number))).collect();
    let settings = [("DATABASE_URL", cells.first().url.expose_secret()), ("PAYOUT_CELLS", &others.join(" "))];
    let ended = Command::run(&[arguments, &["--json"]].concat(), &settings).await;
    match ended.code {
        Some(0) => Ok(serde_json::from_str(&ended.out).unwrap()),
        _ => Err(ended.err),
    }
}

pub async fn move_business(cells: &Cells, business: BusinessId, to: &str) -> Result<Value, String> {
    run_command(cells, &["business", "move", &business.to_string(), "--to", to]).await
}

/// Moves until the business has left. There the mover dies.
pub async fn move_until_left(cells: &Cells, business: BusinessId, from: u8, to: u8) {
    let (source, target) = (&cells.each[usize::from(from)], &cells.each[usize::from(to)]);
    let mut mover = mover_between(source, from, target, to, business).await;
    while !matches!(mover.step().await.unwrap(), Some(Step::Left(..))) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_get_503_between_two_cells_until_the_command_ends_the_move() {
    cells(3, async |cells| {
        let api = cells.api().await;
        let business = cells.each[1].business(700).await;
        let key = cells.each[1].key(business).await;
        assert_eq!(balance(&api, &key).await, (200, json!(700)));
        move_until_left(cells, business, 1, 2).await;
        // While the old cell of the key is cached, and after that.
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_millis(2_500) {
            let between = api.get("/v1/balance", &key).await;
            assert_eq!(between.status, 503, "{}", between.body);
            assert!(!between.header("retry-after").is_empty());
        }
        let printed = move_business(cells, business, "2").await.unwrap();
        assert_eq!((&printed["cell"], &printed["from"]), (&json!(2), &json!(1)), "{printed}");
        assert_eq!(balance(&api, &key).await, (200, json!(700)));
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remembered_key_never_gets_401_while_old_rows_are_dropped() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let business = cells.last().business(700).await;
        let key = cells.last().key(business).await;
        move_up_to_hold(cells, business).await;
        let done = AtomicBool::new(false);
        let order = async {
            move_and_drop_old_rows(cells, business).await;
            done.store(true, Ordering::Relaxed);
        };
        let asks = async {
            let mut answers = BTreeSet::new();
            while !done.load(Ordering::Relaxed) {
                answers.insert(api.get("/v1/balance", &key).await.status);
            }
            answers
        };
        let (answers, ()) = tokio::join!(asks, order);
        assert_eq!(answers, [200, 503].into(), "no answer is 401");
        api.stop().await;
    })
    .await;
}

/// Moves up to the hold, so that only the switch is left to do.
async fn move_up_to_hold(cells: &Cells, business: BusinessId) {
    let mut mover = mover_between(cells.last(), 1, cells.first(), 0, business).await;
    for _ in 0..4 {
        mover.step().await.unwrap().unwrap();
    }
}

/// Puts the first cell on hold, as after a restore.
pub async fn begin_restore(cells: &Cells) {
    let settings = [("DATABASE_URL", cells.first().url.expose_secret())];
    let ended = Command::run(&["restore", "begin"], &settings).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

async fn move_and_drop_old_rows(cells: &Cells, business: BusinessId) {
    move_business(cells, business, "0").await.unwrap();
    run_command(cells, &["business", "drop-old", &business.to_string(), "--from", "1"]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn old_rows_of_earlier_moves_do_not_mislead_commands() {
    cells(3, async |cells| {
        let business = cells.each[2].business(700).await;
        let id = business.to_string();
        move_business(cells, business, "0").await.unwrap();
        move_until_left(cells, business, 0, 1).await;
        let refused = run_command(cells, &["business", "stay", &id]).await.unwrap_err();
        assert!(refused.contains("has left"), "{refused}");
        let printed = move_business(cells, business, "1").await.unwrap();
        assert_eq!((&printed["cell"], &printed["from"]), (&json!(1), &json!(0)), "{printed}");
        assert_eq!(move_business(cells, business, "1").await.unwrap()["moved"], json!(false));
        let refused = move_business(cells, business, "2").await.unwrap_err();
        assert!(refused.contains(&format!("payout business drop-old {id} --from 2")), "{refused}");
        for from in ["2", "0"] {
            let printed = run_command(cells, &["business", "drop-old", &id, "--from", from]).await.unwrap();
            assert!(printed["dropped_rows"].as_i64().unwrap() > 0, "{printed}");
        }
        let refused = run_command(cells, &["business", "drop-old", &id, "--from", "1"]).await.unwrap_err();
        assert!(refused.contains("no old rows"), "{refused}");
        assert_eq!(cells.each[1].payout_balance(business).await, 700);
        assert_eq!(count_rows(&cells.each[0], "transfers", business).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_after_a_killed_stay_copies_everything() {
    cells(2, async |cells| {
        let business = cells.first().business(700).await;
        let mut mover = super::mover(cells, business).await;
        for _ in 0..4 {
            mover.step().await.unwrap();
        }
        drop(mover);
        // The state after a `stay` that was killed halfway.
        let mut conn = cells.last().pool.acquire().await.unwrap();
        domain::relocation::clear_copied(&mut conn, business).await.unwrap();
        cells.last().execute("set payout.drops = 'on'; delete from transfers; reset payout.drops").await;
        let printed = move_business(cells, business, "1").await.unwrap();
        assert!(printed["held_seconds"].as_f64().unwrap() > 2.0, "{printed}");
        assert_eq!(count_rows(cells.last(), "transfers", business).await, 1);
        let refused = move_business(cells, business, "7").await.unwrap_err();
        assert!(refused.contains("PAYOUT_CELLS has no cell 7"), "{refused}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_refuse_a_business_that_both_cells_have_after_a_restore() {
    cells(2, async |cells| {
        let business = cells.first().business(700).await;
        let id = business.to_string();
        move_business(cells, business, "1").await.unwrap();
        // An earlier backup has the business, or a move that had not left yet.
        for row in [
            "delete from relocations",
            "insert into relocations (business_id, begun_at, held_until, phase, other_cell)
            select id, now(), now(), 'held', 1 from businesses",
        ] {
            cells.first().execute(row).await;
            for refused in [
                move_business(cells, business, "1").await,
                move_business(cells, business, "0").await,
                run_command(cells, &["business", "stay", &id]).await,
            ] {
                let refused = refused.unwrap_err();
                assert!(refused.contains("cells 0 and 1 both have"), "{refused}");
            }
            let refused = run_command(cells, &["business", "drop-old", &id, "--from", "0"]).await;
            assert!(refused.is_err(), "{refused:?}");
            // A mover that was running when its source was restored.
            let step = super::mover(cells, business).await.step().await;
            assert!(step.unwrap_err().to_string().contains("both have"));
            let examined = run_command(cells, &["doctor"]).await.unwrap_err();
            assert!(!examined.contains("panicked"), "{examined}");
            assert_eq!(
                count_rows(cells.last(), "relocations", business).await,
                0,
                "the target serves the business as before"
            );
        }
        cells.first().execute("update relocations set phase = 'gone', held_until = null").await;
        let printed = run_command(cells, &["business", "drop-old", &id, "--from", "0"]).await.unwrap();
        assert!(printed["dropped_rows"].as_i64().unwrap() > 0, "{printed}");
        assert_eq!(cells.last().payout_balance(business).await, 700);
    })
    .await;
}
