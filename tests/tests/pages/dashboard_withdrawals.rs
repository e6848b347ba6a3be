//! A member approves and rejects withdrawals that a person carries out.

use domain::business::Mode;
use domain::member::Role;
use tests::world;

use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;
use crate::dashboard_money::{SCRIPT, create_waiting_withdrawals};
use crate::owner::{BY_HAND, Owner};

#[tokio::test(flavor = "multi_thread")]
async fn a_member_approves_one_withdrawal_and_rejects_another() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let user = Owner::of(w, &api, Mode::Live, 10_000).await;
        let worker = w.worker_with_methods(BY_HAND);
        let orders = create_waiting_withdrawals(w, &api, &user, &["k1", "k2"]).await;
        let (browser, member) = open_dashboard(w, &api, user.business, Role::Finance).await;
        browser.wait_for_text("#attention", "wait for a person: 2").await;
        browser.click("#attention a[href='/dashboard/withdrawals']").await;
        browser.wait_for_text("tbody tr", "user@example.com").await;
        check_views(&browser, "dashboard-withdrawals").await;
        browser.click("tbody a").await;
        browser.wait_for_text("main", SCRIPT).await;
        browser.wait_for_text("main", "$19.45").await;
        check_views(&browser, "dashboard-withdrawal").await;
        browser.click("#approve").await;
        browser.wait_for_text("p.good", "has succeeded").await;
        browser.click("main p:last-of-type a").await;
        browser.click("tbody a").await;
        browser.fill("#reason", SCRIPT).await;
        browser.click("#reject").await;
        browser.wait_for_text("p.good", "has the money back").await;
        browser.click("main p:last-of-type a").await;
        browser.wait_for_text("main", "No withdrawal waits for a person.").await;
        browser.click("#status option[value='rejected']").await;
        browser.click("form.filter button").await;
        browser.click("tbody a").await;
        browser.wait_for_text("main", SCRIPT).await;
        browser.wait_for_text("main", "It does not wait for a person.").await;
        assert_eq!(user.get(&api, "/payout/balance").await["balance"], 8_000);
        check_requests(&browser, &api.url, &user.hash).await;
        // A withdrawal that has ended stays as it is. The form that ended it gets the same answer again.
        let approve = format!("/dashboard/withdrawals/{}/approve", orders[1]);
        let first = member.post(&api, &approve, "key=other").await;
        assert_eq!(first.status, 409, "{}", first.body);
        let blank =
            member.post(&api, &format!("/dashboard/withdrawals/{}/reject", orders[0]), "key=k&reason=").await;
        assert_eq!(blank.status, 400, "{}", blank.body);
        let of_user = member.get(&api, "/dashboard/withdrawals?status=succeeded").await.body;
        assert!(of_user.contains(&orders[1]) && !of_user.contains(&orders[0]), "{of_user}");
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}
