//! A member approves and rejects withdrawals that a person carries out.

use domain::business::Mode;
use domain::member::Role;
use tests::world;

use crate::dashboard::opened;
use crate::dashboard_money::{SCRIPT, waiting};
use crate::owner::{BY_HAND, Owner};
use crate::seen::{as_it_should_be, for_everybody};

#[tokio::test(flavor = "multi_thread")]
async fn a_member_approves_one_withdrawal_and_rejects_another() {
    world(async |w| {
        let api = w.api_paying_out(BY_HAND).await;
        let user = Owner::of(w, &api, Mode::Live, 10_000).await;
        let worker = w.worker_paying_out(BY_HAND);
        let orders = waiting(w, &api, &user, &["k1", "k2"]).await;
        let (browser, member) = opened(w, &api, user.business, Role::Finance).await;
        browser.says("#attention", "wait for a person: 2").await;
        browser.click("#attention a[href='/dashboard/withdrawals']").await;
        browser.says("tbody tr", "user@example.com").await;
        for_everybody(&browser, "dashboard-withdrawals").await;
        browser.click("tbody a").await;
        browser.says("main", SCRIPT).await;
        browser.says("main", "$19.45").await;
        for_everybody(&browser, "dashboard-withdrawal").await;
        browser.click("#approve").await;
        browser.says("p.good", "is succeeded").await;
        browser.click("main p:last-of-type a").await;
        browser.click("tbody a").await;
        browser.fill("#reason", SCRIPT).await;
        browser.click("#reject").await;
        browser.says("p.good", "has the money back").await;
        browser.click("main p:last-of-type a").await;
        browser.says("main", "No withdrawal waits for a person.").await;
        browser.click("#status option[value='rejected']").await;
        browser.click("form.filter button").await;
        browser.click("tbody a").await;
        browser.says("main", SCRIPT).await;
        browser.says("main", "It does not wait for a person.").await;
        assert_eq!(user.get(&api, "/payout/balance").await["balance"], 8_000);
        as_it_should_be(&browser, &api.url, &user.hash).await;
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
