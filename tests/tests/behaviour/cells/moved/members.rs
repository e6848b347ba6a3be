//! A move does not change who belongs to a business. An account of another person gets nothing through its address, and
//! a replaced password does not sign in after a return.

use api::auth::password;
use cli::relocation::drop_rows;
use domain::ids::BusinessId;
use domain::member::Role;
use domain::relocation;
use sqlx::AssertSqlSafe;
use tests::member::PASSWORD;
use tests::{Cells, RunningApi, World, cells, eventually};

use super::super::found::balance;
use super::super::pages::sign_in;
use super::commands::{move_business, run_command};
use super::{count_rows, move_to_end, mover, mover_between};

const CFO: &str = "cfo@victim.example";
const ANOTHER: &str = "another password";

async fn query_number(w: &World, select: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(select.to_owned())).fetch_one(&w.pool).await.unwrap()
}

async fn query_text(w: &World, select: &str) -> String {
    sqlx::query_scalar(AssertSqlSafe(select.to_owned())).fetch_one(&w.pool).await.unwrap()
}

/// Changes the password of the account of `email` in a cell.
async fn set_password(w: &World, email: &str, chosen: &str) {
    let stored = password::hash(chosen.into()).await.unwrap();
    let change = sqlx::query("update members set password = $2 where email = $1").bind(email).bind(stored);
    assert_eq!(change.execute(&w.pool).await.unwrap().rows_affected(), 1);
}

/// Returns the statuses of two sign-ins: with the original password, and with another one.
async fn sign_in_statuses(api: &RunningApi, email: &str) -> (u16, u16) {
    (sign_in(api, email, PASSWORD).await.status, sign_in(api, email, ANOTHER).await.status)
}

/// A stranger creates an account with the victim's address in the last cell.
async fn create_stranger(cells: &Cells) -> BusinessId {
    let own = cells.last().business(1).await;
    cells.last().member(own, CFO, Role::Viewer).await;
    set_password(cells.last(), CFO, ANOTHER).await;
    own
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_account_with_the_address_blocks_the_move_and_gets_nothing() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let business = cells.first().business(700).await;
        let owner = cells.first().member(business, CFO, Role::Owner).await;
        let own = create_stranger(cells).await;
        let as_it_was = query_text(cells.last(), "select md5(members::text) from members").await;

        let refused = move_business(cells, business, "1").await.unwrap_err();
        for part in
            [format!("cell 1 has other accounts of {CFO}"), format!("payout member remove {business} {CFO}")]
        {
            assert!(refused.contains(&part), "{refused}");
        }
        for w in &cells.each {
            assert_eq!(count_rows(w, "relocations", business).await, 0);
            assert_eq!(count_rows(w, "pauses", business).await, 0);
            let fences = "select count(*) from pg_trigger where tgname like 'relocates%'";
            assert_eq!(query_number(w, fences).await, 0);
        }
        assert_eq!(count_rows(cells.last(), "memberships", business).await, 0);
        assert_eq!(query_text(cells.last(), "select md5(members::text) from members").await, as_it_was);
        assert_eq!(owner.get(&api, "/dashboard").await.status, 200, "the owner is still signed in");
        assert_eq!(sign_in(&api, CFO, PASSWORD).await.status, 303);

        // The operator does what the refusal says.
        let second = "second@victim.example";
        cells.first().member(business, second, Role::Owner).await;
        run_command(cells, &["member", "remove", &business.to_string(), CFO]).await.unwrap();
        move_business(cells, business, "1").await.unwrap();
        assert_eq!(sign_in(&api, second, PASSWORD).await.status, 303);
        assert_eq!(count_rows(cells.last(), "memberships", business).await, 1);
        assert_eq!(count_rows(cells.last(), "memberships", own).await, 1);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_return_only_the_current_password_signs_in() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let (first, last) = (cells.first(), cells.last());
        let business = first.business(700).await;
        for email in [CFO, "bound@victim.example", "named@victim.example"] {
            first.member(business, email, Role::Owner).await;
        }
        // One account is bound to a provider, and one has done something for another business.
        let other = first.business(1).await;
        first
            .execute(
                "insert into member_identities (member_id, bound_at, issuer, subject)
                 select id, now(), 'https://login.example', 'bound' from members where email like 'bound%'",
            )
            .await;
        let acted = "insert into member_actions (business_id, id, member_id, request_id, path)
             select $1, gen_random_uuid(), id, gen_random_uuid(), '/dashboard' from members where email like 'named%'";
        sqlx::query(acted).bind(other.uuid()).execute(&first.pool).await.unwrap();
        move_to_end(mover(cells, business).await).await;
        run_command(cells, &["business", "drop-old", &business.to_string(), "--from", "0"]).await.unwrap();
        assert_eq!(query_number(first, "select count(*) from members").await, 1, "another audit log names one");
        assert_eq!(query_text(first, "select password from members").await, "", "its password is gone");
        assert_eq!(query_number(first, "select count(*) from member_identities").await, 0);
        assert_eq!(query_number(first, "select count(*) from sessions").await, 0);

        // All passwords leaked and were replaced.
        last.execute("delete from member_identities").await;
        for email in [CFO, "bound@victim.example", "named@victim.example"] {
            set_password(last, email, ANOTHER).await;
        }
        move_to_end(mover_between(last, 1, first, 0, business).await).await;
        for email in [CFO, "bound@victim.example", "named@victim.example"] {
            assert_eq!(sign_in_statuses(&api, email).await, (401, 303), "{email}");
        }
        assert_eq!(query_number(first, "select count(*) from member_identities").await, 0);
        assert_eq!(count_rows(first, "memberships", business).await, 3);
        assert_eq!(count_rows(first, "member_actions", other).await, 1);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_password_left_behind_does_not_sign_in_after_a_return() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let (first, last) = (cells.first(), cells.last());
        let (returns, stays) = (first.business(700).await, first.business(700).await);
        for business in [returns, stays] {
            first.member(business, CFO, Role::Owner).await;
            move_to_end(mover(cells, business).await).await;
        }
        let mut conn = first.pool.acquire().await.unwrap();
        drop_rows(&mut conn, returns).await.unwrap();
        drop(conn);
        assert_eq!(
            query_number(first, "select count(*) from members").await,
            1,
            "old rows of the other business name the account"
        );
        set_password(last, CFO, ANOTHER).await;
        move_to_end(mover_between(last, 1, first, 0, returns).await).await;
        assert_eq!(sign_in_statuses(&api, CFO).await, (401, 303));
        api.stop().await;
    })
    .await;
}

/// The ways in which an account may differ, each with the statement that ends the difference.
const DIFFERENCES: [(&str, &str); 4] = [
    (
        "update members set password = password || 'x'",
        "update members set password = left(password, length(password) - 1)",
    ),
    (
        "update members set totp_version = totp_version + 1",
        "update members set totp_version = totp_version - 1",
    ),
    ("update members set second_factor_since = now()", "update members set second_factor_since = null"),
    (
        "insert into member_identities (member_id, bound_at, issuer, subject)
         select id, now(), 'https://login.example', 'another' from members",
        "delete from member_identities",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_member_moves_only_if_the_accounts_in_both_cells_are_equal() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let (first, last) = (cells.first(), cells.last());
        let (one, other) = (first.business(700).await, first.business(700).await);
        for business in [one, other] {
            first.member(business, CFO, Role::Owner).await;
        }
        move_to_end(mover(cells, one).await).await;
        let session = last.member(one, CFO, Role::Owner).await;
        for (differs, ends) in DIFFERENCES {
            for w in [last, first] {
                w.execute(differs).await;
                let refused = mover(cells, other).await.step().await.unwrap_err().to_string();
                assert!(refused.contains(&format!("other accounts of {CFO}")), "{differs}: {refused}");
                w.execute(ends).await;
            }
        }
        // An account with another address that is bound to the same subject.
        first.execute(DIFFERENCES[3].0).await;
        last.execute(DIFFERENCES[3].0).await;
        last.execute("update members set email = 'x@victim.example'").await;
        let refused = mover(cells, other).await.step().await.unwrap_err().to_string();
        assert!(refused.contains(&format!("other accounts of {CFO}")), "{refused}");
        last.execute("update members set email = 'cfo@victim.example'").await;

        // Codes were used in both cells.
        first.execute("update members set recovery_used = 2, totp_step = 5").await;
        last.execute("update members set recovery_used = 1, totp_step = 7").await;
        move_to_end(mover(cells, other).await).await;
        let used = "select recovery_used || ' ' || totp_step from members";
        assert_eq!(query_text(last, used).await, "3 7", "the used codes of both cells stay used");
        assert_eq!(query_number(last, "select count(*) from memberships").await, 2);
        assert_eq!(query_number(last, "select count(*) from member_identities").await, 1);
        assert_eq!(session.get(&api, "/dashboard").await.status, 200, "the session is still valid");
        api.stop().await;
    })
    .await;
}

/// Takes a mover up to the step that holds the business.
async fn mover_before_hold(cells: &Cells, business: BusinessId) -> cli::relocation::Mover {
    let mut mover = mover(cells, business).await;
    for _ in 0..4 {
        mover.step().await.unwrap().unwrap();
    }
    mover
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_account_created_during_the_hold_stops_the_move() {
    cells(2, async |cells| {
        let (api, first) = (cells.api().await, cells.first());
        let business = first.business(700).await;
        let key = first.key(business).await;
        first.member(business, CFO, Role::Owner).await;
        let mut mover = mover_before_hold(cells, business).await;
        // The hold waits for this transaction, so the stranger is there before anything is compared.
        let mut writing = first.pool.begin().await.unwrap();
        let write = sqlx::query("update business_accounts set payout_balance = payout_balance");
        write.execute(&mut *writing).await.unwrap();
        let (step, own) = tokio::join!(mover.step(), async {
            let held = "select count(*) from relocations where phase = 'held'";
            eventually("the business is held", async || (query_number(first, held).await == 1).then_some(()))
                .await;
            let own = create_stranger(cells).await;
            writing.commit().await.unwrap();
            own
        });
        let refused = step.unwrap_err().to_string();
        assert!(refused.contains(&format!("other accounts of {CFO}")), "{refused}");
        assert_eq!(query_text(first, "select phase from relocations").await, "copying");
        assert_eq!(count_rows(first, "pauses", business).await, 0);
        assert_eq!(count_rows(cells.last(), "memberships", business).await, 0);
        assert_eq!(count_rows(cells.last(), "memberships", own).await, 1);
        eventually("the business is served", async || (balance(&api, &key).await.0 == 200).then_some(()))
            .await;
        assert_eq!(sign_in(&api, CFO, PASSWORD).await.status, 303);
        // The next step finds this out without holding the business again.
        let refused = mover.step().await.unwrap_err().to_string();
        assert!(refused.contains(&format!("other accounts of {CFO}")), "{refused}");
        assert_eq!(query_text(first, "select phase from relocations").await, "copying");
        mover.call_off().await.unwrap();
        assert_eq!(count_rows(cells.last(), "memberships", own).await, 1);
        assert_eq!(
            sign_in_statuses(&api, CFO).await,
            (303, 303),
            "each person signs in to their own account"
        );
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_try_replaces_the_account_that_an_earlier_one_copied() {
    cells(2, async |cells| {
        let (api, first, last) = (cells.api().await, cells.first(), cells.last());
        let business = first.business(700).await;
        first.member(business, CFO, Role::Owner).await;
        let mut mover = mover_before_hold(cells, business).await;
        let (step, ()) = tokio::join!(mover.step(), async {
            let complete = "select count(*) from relocations where complete_since is not null";
            eventually("everything is copied", async || {
                (query_number(last, complete).await == 1).then_some(())
            })
            .await;
            let mut conn = first.pool.acquire().await.unwrap();
            assert!(relocation::end_hold(&mut conn, business).await.unwrap());
        });
        assert!(step.unwrap_err().to_string().contains("ended before"));
        assert_eq!(count_rows(last, "memberships", business).await, 1, "the first try copied the membership");
        set_password(first, CFO, ANOTHER).await;
        drop(mover);
        move_to_end(super::mover(cells, business).await).await;
        assert_eq!(sign_in_statuses(&api, CFO).await, (401, 303));
        assert_eq!(query_number(last, "select count(*) from members").await, 1);
        api.stop().await;
    })
    .await;
}
