//! A member manages payout users.

use domain::business::Mode;
use domain::member::Role;
use tests::world;

use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;
use crate::owner::Owner;

#[tokio::test(flavor = "multi_thread")]
async fn a_member_finds_a_payout_user_and_makes_a_new_link() {
    world(async |w| {
        let api = w.api().await;
        let user = Owner::of(w, &api, Mode::Test, 10_000).await;
        user.order(&api, 2_500).await;
        let (browser, member) = open_dashboard(w, &api, user.business, Role::Finance).await;
        browser.click("nav a[href='/dashboard/payout-users']").await;
        check_views(&browser, "dashboard-payout-users").await;
        browser.fill("#email", "nobody@example.com").await;
        browser.click("form.filter button").await;
        browser.wait_for_text("main", "Nobody with this address was paid.").await;
        browser.fill("#email", "User@Example.com").await;
        browser.click("form.filter button").await;
        browser.wait_for_text("tbody tr", "$75.00").await;
        browser.click("tbody a").await;
        browser.wait_for_text("#balance", "$75.00").await;
        browser.wait_for_text("tbody tr", "−$25.00").await;
        check_views(&browser, "dashboard-payout-user").await;
        let here = browser.run("return location.pathname").await.as_str().unwrap().to_owned();
        // The user's access is switched off and on again.
        browser.click("#switch").await;
        browser.wait_for_text("p.good", "is inactive").await;
        assert_eq!(api.as_user("GET", "/payout/balance", &user.hash, &[], "").await.status, 401);
        browser.click("main p:last-of-type a").await;
        browser.wait_for_text("#status", "inactive").await;
        browser.click("#switch").await;
        browser.wait_for_text("p.good", "is active").await;
        assert_eq!(user.get(&api, "/payout/balance").await["balance"], 7_500);
        // The expiry of the link: in the past, never, and an error for an impossible year.
        let expiry = format!("{here}/expiry");
        let past = member.post(&api, &expiry, "expires_at=2020-01-01T00%3A00").await;
        assert!(past.body.contains("has ended"), "{}", past.body);
        assert_eq!(api.as_user("GET", "/payout/balance", &user.hash, &[], "").await.status, 401);
        let never = member.post(&api, &expiry, "expires_at=").await;
        assert!(never.body.contains("never expires"), "{}", never.body);
        assert_eq!(user.get(&api, "/payout/balance").await["balance"], 7_500);
        // A new link: the page says that the old link stops working, and the new one opens the user's page.
        browser.click("main p:last-of-type a").await;
        browser.click("main a[href$='rotate-hash']").await;
        browser.wait_for_text("p.fault", "stop working at once").await;
        check_views(&browser, "dashboard-rotate").await;
        browser.click("#rotate").await;
        browser.wait_for_text("main", "It is shown only now.").await;
        check_views(&browser, "dashboard-rotated").await;
        let link = browser.run("return document.querySelector('#link').href").await;
        let (page, hash) = link.as_str().unwrap().split_once('#').unwrap();
        assert_eq!(page, format!("{}/pay", api.url));
        assert_eq!(api.as_user("GET", "/payout/balance", &user.hash, &[], "").await.status, 401);
        let new = Owner { business: user.business, hash: hash.to_owned() };
        assert_eq!(new.get(&api, "/payout/balance").await["balance"], 7_500);
        check_requests(&browser, &api.url, hash).await;
        browser.click("#link").await;
        browser.wait_for_text("main", "$75.00").await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_for_a_new_link_sent_twice_makes_one_link() {
    world(async |w| {
        let api = w.api().await;
        let user = Owner::of(w, &api, Mode::Test, 1_000).await;
        let member = w.member(user.business, "anna@merchant.example", Role::Owner).await;
        let list = member.get(&api, "/dashboard/payout-users").await.body;
        let id = &list[list.find("usr_").unwrap()..][..40];
        let rotate = format!("/dashboard/payout-users/{id}/rotate-hash");
        let link = |body: &str| body[body.find("/pay#").unwrap()..][..69].to_owned();
        let (first, again) =
            (member.post(&api, &rotate, "key=k1").await, member.post(&api, &rotate, "key=k1").await);
        assert_eq!(link(&first.body), link(&again.body));
        assert_eq!(first.header("cache-control"), "no-store");
        let next = member.post(&api, &rotate, "key=k2").await;
        assert_ne!(link(&first.body), link(&next.body));
        let late = member.post(&api, &rotate, "key=k1").await;
        assert_eq!(late.status, 409, "{}", late.body);
        assert!(!late.body.contains("/pay#"), "{}", late.body);
        // A new link for a user whose access has ended opens nothing. The page says so before and after.
        assert!(!next.body.contains("id=\"shut\""), "{}", next.body);
        let ended = "expires_at=2020-01-01T00%3A00";
        let page = format!("/dashboard/payout-users/{id}/expiry");
        assert_eq!(member.post(&api, &page, ended).await.status, 200);
        for answer in [member.get(&api, &rotate).await, member.post(&api, &rotate, "key=k3").await] {
            assert!(answer.body.contains("the new link does not work until"), "{}", answer.body);
        }
        api.stop().await;
    })
    .await;
}
