//! A move does not change who belongs to a business. An account of another person gets nothing through its address, and
//! a password that was ended opens nothing after a return.

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
use super::commanded::{moves, ordered};
use super::{between, moved, mover, rows};

const CFO: &str = "cfo@victim.example";
const ANOTHER: &str = "another password";

async fn number(w: &World, select: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(select.to_owned())).fetch_one(&w.pool).await.unwrap()
}

async fn text(w: &World, select: &str) -> String {
    sqlx::query_scalar(AssertSqlSafe(select.to_owned())).fetch_one(&w.pool).await.unwrap()
}

/// Changes the password of the account of `email` in a cell.
async fn chooses(w: &World, email: &str, chosen: &str) {
    let stored = password::hash(chosen.into()).await.unwrap();
    let change = sqlx::query("update members set password = $2 where email = $1").bind(email).bind(stored);
    assert_eq!(change.execute(&w.pool).await.unwrap().rows_affected(), 1);
}

/// Returns the statuses of two sign-ins: with the original password, and with another one.
async fn opens(api: &RunningApi, email: &str) -> (u16, u16) {
    (sign_in(api, email, PASSWORD).await.status, sign_in(api, email, ANOTHER).await.status)
}

/// A stranger creates an account with the victim's address in the last cell.
async fn stranger(cells: &Cells) -> BusinessId {
    let own = cells.last().business(1).await;
    cells.last().member(own, CFO, Role::Viewer).await;
    chooses(cells.last(), CFO, ANOTHER).await;
    own
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_of_a_stranger_with_the_address_gets_nothing_and_nothing_is_moved() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let business = cells.first().business(700).await;
        let owner = cells.first().member(business, CFO, Role::Owner).await;
        let own = stranger(cells).await;
        let as_it_was = text(cells.last(), "select md5(members::text) from members").await;

        let refused = moves(cells, business, "1").await.unwrap_err();
        for told in
            [format!("cell 1 has other accounts of {CFO}"), format!("payout member remove {business} {CFO}")]
        {
            assert!(refused.contains(&told), "{refused}");
        }
        for w in &cells.each {
            assert_eq!(rows(w, "relocations", business).await, 0);
            assert_eq!(rows(w, "pauses", business).await, 0);
            let fences = "select count(*) from pg_trigger where tgname like 'relocates%'";
            assert_eq!(number(w, fences).await, 0);
        }
        assert_eq!(rows(cells.last(), "memberships", business).await, 0);
        assert_eq!(text(cells.last(), "select md5(members::text) from members").await, as_it_was);
        assert_eq!(owner.get(&api, "/dashboard").await.status, 200, "its owner is still signed in");
        assert_eq!(sign_in(&api, CFO, PASSWORD).await.status, 303);

        // What the refusal tells the operator to do.
        let second = "second@victim.example";
        cells.first().member(business, second, Role::Owner).await;
        ordered(cells, &["member", "remove", &business.to_string(), CFO]).await.unwrap();
        moves(cells, business, "1").await.unwrap();
        assert_eq!(sign_in(&api, second, PASSWORD).await.status, 303);
        assert_eq!(rows(cells.last(), "memberships", business).await, 1);
        assert_eq!(rows(cells.last(), "memberships", own).await, 1);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_opens_with_what_the_account_has_now() {
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
        moved(mover(cells, business).await).await;
        ordered(cells, &["business", "drop-old", &business.to_string(), "--from", "0"]).await.unwrap();
        assert_eq!(number(first, "select count(*) from members").await, 1, "the audit of another names one");
        assert_eq!(text(first, "select password from members").await, "", "which opens nothing");
        assert_eq!(number(first, "select count(*) from member_identities").await, 0);
        assert_eq!(number(first, "select count(*) from sessions").await, 0);

        // All passwords leaked, and were ended.
        last.execute("delete from member_identities").await;
        for email in [CFO, "bound@victim.example", "named@victim.example"] {
            chooses(last, email, ANOTHER).await;
        }
        moved(between(last, 1, first, 0, business).await).await;
        for email in [CFO, "bound@victim.example", "named@victim.example"] {
            assert_eq!(opens(&api, email).await, (401, 303), "{email}");
        }
        assert_eq!(number(first, "select count(*) from member_identities").await, 0);
        assert_eq!(rows(first, "memberships", business).await, 3);
        assert_eq!(rows(first, "member_actions", other).await, 1);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_business_has_left_behind_opens_nothing_after_a_return() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let (first, last) = (cells.first(), cells.last());
        let (returns, stays) = (first.business(700).await, first.business(700).await);
        for business in [returns, stays] {
            first.member(business, CFO, Role::Owner).await;
            moved(mover(cells, business).await).await;
        }
        let mut conn = first.pool.acquire().await.unwrap();
        drop_rows(&mut conn, returns).await.unwrap();
        drop(conn);
        assert_eq!(number(first, "select count(*) from members").await, 1, "the old rows of another name it");
        chooses(last, CFO, ANOTHER).await;
        moved(between(last, 1, first, 0, returns).await).await;
        assert_eq!(opens(&api, CFO).await, (401, 303));
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
async fn who_has_the_same_account_in_both_cells_moves_along_and_no_other_does() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let (first, last) = (cells.first(), cells.last());
        let (one, other) = (first.business(700).await, first.business(700).await);
        for business in [one, other] {
            first.member(business, CFO, Role::Owner).await;
        }
        moved(mover(cells, one).await).await;
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
        moved(mover(cells, other).await).await;
        let used = "select recovery_used || ' ' || totp_step from members";
        assert_eq!(text(last, used).await, "3 7", "each of them opens once");
        assert_eq!(number(last, "select count(*) from memberships").await, 2);
        assert_eq!(number(last, "select count(*) from member_identities").await, 1);
        assert_eq!(session.get(&api, "/dashboard").await.status, 200, "and it is signed in as before");
        api.stop().await;
    })
    .await;
}

/// Takes a mover up to the step that holds the business.
async fn up_to_the_hold(cells: &Cells, business: BusinessId) -> cli::relocation::Mover {
    let mut mover = mover(cells, business).await;
    for _ in 0..4 {
        mover.step().await.unwrap().unwrap();
    }
    mover
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_comes_into_the_hold_gets_nothing_and_the_business_stays_and_is_served() {
    cells(2, async |cells| {
        let (api, first) = (cells.api().await, cells.first());
        let business = first.business(700).await;
        let key = first.key(business).await;
        first.member(business, CFO, Role::Owner).await;
        let mut mover = up_to_the_hold(cells, business).await;
        // The hold waits for this transaction, so the stranger is there before anything is compared.
        let mut writing = first.pool.begin().await.unwrap();
        let write = sqlx::query("update business_accounts set payout_balance = payout_balance");
        write.execute(&mut *writing).await.unwrap();
        let (step, own) = tokio::join!(mover.step(), async {
            let held = "select count(*) from relocations where phase = 'held'";
            eventually("it is held", async || (number(first, held).await == 1).then_some(())).await;
            let own = stranger(cells).await;
            writing.commit().await.unwrap();
            own
        });
        let refused = step.unwrap_err().to_string();
        assert!(refused.contains(&format!("other accounts of {CFO}")), "{refused}");
        assert_eq!(text(first, "select phase from relocations").await, "copying");
        assert_eq!(rows(first, "pauses", business).await, 0);
        assert_eq!(rows(cells.last(), "memberships", business).await, 0);
        assert_eq!(rows(cells.last(), "memberships", own).await, 1);
        eventually("it is served", async || (balance(&api, &key).await.0 == 200).then_some(())).await;
        assert_eq!(sign_in(&api, CFO, PASSWORD).await.status, 303);
        // The next step finds this out without holding the business again.
        let refused = mover.step().await.unwrap_err().to_string();
        assert!(refused.contains(&format!("other accounts of {CFO}")), "{refused}");
        assert_eq!(text(first, "select phase from relocations").await, "copying");
        mover.call_off().await.unwrap();
        assert_eq!(rows(cells.last(), "memberships", own).await, 1);
        assert_eq!(opens(&api, CFO).await, (303, 303), "each their own");
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_try_has_copied_is_replaced_by_what_the_account_is_now() {
    cells(2, async |cells| {
        let (api, first, last) = (cells.api().await, cells.first(), cells.last());
        let business = first.business(700).await;
        first.member(business, CFO, Role::Owner).await;
        let mut mover = up_to_the_hold(cells, business).await;
        let (step, ()) = tokio::join!(mover.step(), async {
            let complete = "select count(*) from relocations where complete_since is not null";
            eventually("all is copied", async || (number(last, complete).await == 1).then_some(())).await;
            let mut conn = first.pool.acquire().await.unwrap();
            assert!(relocation::end_hold(&mut conn, business).await.unwrap());
        });
        assert!(step.unwrap_err().to_string().contains("ended before"));
        assert_eq!(rows(last, "memberships", business).await, 1, "of the try");
        chooses(first, CFO, ANOTHER).await;
        drop(mover);
        moved(super::mover(cells, business).await).await;
        assert_eq!(opens(&api, CFO).await, (401, 303));
        assert_eq!(number(last, "select count(*) from members").await, 1);
        api.stop().await;
    })
    .await;
}
