//! A member looks at the transactions, and downloads them as a file.

use domain::business::{Account, Mode};
use domain::member::Role;
use tests::world;

use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;
use crate::owner::Owner;

#[tokio::test(flavor = "multi_thread")]
async fn a_member_lists_and_downloads_transactions() {
    world(async |w| {
        let api = w.api().await;
        let user = Owner::of(w, &api, Mode::Test, 123_456).await;
        w.fund_account(user.business, Account::Balance, 700).await;
        let (browser, member) = open_dashboard(w, &api, user.business, Role::Viewer).await;
        browser.click("nav a[href='/dashboard/transactions']").await;
        browser.wait_for_text("tbody tr", "funding").await;
        assert_eq!(browser.count("tbody tr").await, 3);
        check_views(&browser, "dashboard-transactions").await;
        browser.click("#type option[value='allocation']").await;
        browser.click("form.filters button").await;
        browser.wait_for_text("tbody tr", "$1,234.56").await;
        assert_eq!(browser.count("tbody tr").await, 1);
        browser.click("tbody a[href^='/dashboard/payments/']").await;
        browser.wait_for_text("p.good", "It is paid.").await;
        check_requests(&browser, &api.url, &user.hash).await;
        browser.close().await;

        let file = member.get(&api, "/dashboard/transactions.csv?type=allocation&from=&to=").await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert!(file.header("content-disposition").contains("transactions.csv"));
        let lines: Vec<&str> = file.body.lines().collect();
        assert_eq!(lines[0], "id,type,debit,credit,amount_cents,amount_usd,payout_user_id,created_at");
        let cells: Vec<&str> = lines[1].split(',').collect();
        assert_eq!(cells[1..6], ["allocation", "payout_balance", "payout_user", "123456", "1234.56"]);
        assert_eq!(lines.len(), 2);
        // Types that are found by the subject are listed page by page as well.
        let funding = "/dashboard/transactions?type=funding";
        let first = member.get(&api, &format!("{funding}&limit=1")).await.body;
        let mut next = first.split("href=\"").filter_map(|rest| rest.split('"').next());
        let next = next.find(|link| link.contains("cursor=")).unwrap().replace("&amp;", "&");
        let second = member.get(&api, &next).await.body;
        assert!(first.contains("$7.00") && !first.contains("$1,234.56"), "{first}");
        assert!(second.contains("$1,234.56") && !second.contains("$7.00"), "{second}");
        assert!(!second.contains("cursor="), "{second}");
        for (query, none) in
            [("type=reservation", true), ("type=top_up", true), ("type=funding&from=2020-01-01", false)]
        {
            let page = member.get(&api, &format!("/dashboard/transactions?{query}")).await.body;
            assert_eq!(page.contains("No transaction matches."), none, "{query}: {page}");
        }
        let none = member.get(&api, "/dashboard/transactions?to=2020-01-01").await;
        assert!(none.body.contains("No transaction matches."), "{}", none.body);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_download_has_each_transaction_once() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(100_000).await;
        let member = w.member(business, "anna@merchant.example", Role::Viewer).await;
        tests::steer::accept(w, business, 1_203, None).await;
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        let file = member.get(&api, "/dashboard/transactions.csv").await;
        let mut ids: Vec<&str> =
            file.body.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        assert_eq!(ids.len(), 1_204, "the payments, and the funding");
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 1_204);
        api.stop().await;
    })
    .await;
}
