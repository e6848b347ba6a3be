//! A member opens the dashboard.

use api::auth::member::COOKIE_NAME;
use domain::ids::BusinessId;
use domain::member::Role;
use tests::member::{PASSWORD, SignedIn};
use tests::{RunningApi, World, world};

use crate::browser::Browser;
use crate::checks::{check_requests, check_views};

/// Opens the dashboard in a browser in which a new member of `business` is signed in.
pub async fn open_dashboard(
    w: &World,
    api: &RunningApi,
    business: BusinessId,
    role: Role,
) -> (Browser, SignedIn) {
    let member = w.member(business, "anna@merchant.example", role).await;
    let browser = Browser::start().await;
    browser.set_cookie(&api.url, COOKIE_NAME, &member.token).await;
    browser.goto(&format!("{}/dashboard", api.url)).await;
    browser.wait_for_text("h1", "Home").await;
    (browser, member)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_signs_in_with_a_password_and_signs_out() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(123_456).await;
        let _known = w.member(business, "anna@merchant.example", Role::Finance).await;
        let browser = Browser::start().await;
        browser.goto(&format!("{}/dashboard", api.url)).await;
        browser.wait_for_text("h1", "Sign in").await;
        check_views(&browser, "dashboard-sign-in").await;
        browser.fill("#email", "anna@merchant.example").await;
        browser.fill("#password", "wrong horse battery").await;
        browser.click("main button").await;
        browser.wait_for_text("p.fault", "the password or the code is wrong").await;
        browser.fill("#password", PASSWORD).await;
        browser.click("main button").await;
        browser.wait_for_text("#payout-balance", "$1,234.56").await;
        browser.wait_for_text("p.whom", "anna@merchant.example, finance").await;
        check_views(&browser, "dashboard").await;
        browser.click("nav button").await;
        browser.wait_for_text("h1", "Sign in").await;
        browser.goto(&format!("{}/dashboard", api.url)).await;
        browser.wait_for_text("h1", "Sign in").await;
        check_requests(&browser, &api.url, "no secret is in an address").await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_opens_the_dashboard() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(500).await;
        let (browser, _member) = open_dashboard(w, &api, business, Role::Viewer).await;
        browser.wait_for_text("#payout-balance", "$5.00").await;
        browser.wait_for_text("p.whom", "viewer").await;
        api.stop().await;
    })
    .await;
}
