//! Sign-in through a provider: operators, and a real browser.

use domain::member::Role;
use serde_json::json;
use tests::member::with_second_factor;
use tests::sign_in_provider::{OPERATOR, SignInProvider, open, open_at};
use tests::{Answer, world};

use crate::browser::Browser;
use crate::checks::check_views;

#[tokio::test(flavor = "multi_thread")]
async fn only_a_configured_operator_can_sign_in_to_the_console() {
    world(async |w| {
        let provider = SignInProvider::start().await;
        let (api, business) = (provider.api(w).await, w.business(1_000).await);
        let _anna = w.member(business, "anna@merchant.example", Role::Owner).await;
        let worker = w.worker_on(provider.worker_config(w));
        provider.known(w).await;
        assert!(open_at(&api.ops_url, "/console/sign-in", "").await.body.contains("Sign in with Acme"));
        let begin = async || provider.begin_at(&api.ops_url, "/console/sign-in/provider").await;
        let cookie = |answer: &Answer| {
            let cookies = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
            let mut given = cookies.filter(|cookie| cookie.starts_with("payout_console="));
            given.next().map(|cookie| cookie.split(';').next().unwrap().to_owned())
        };
        let member = begin().await;
        let refused = open_at(&api.ops_url, &member.back, &member.cookie).await;
        assert_eq!((refused.status, cookie(&refused)), (403, None), "{}", refused.body);
        provider.set_claims(json!({"sub": "op-1", "email": OPERATOR}));
        let way = begin().await;
        // A sign-in that began at the console does not end at the dashboard.
        let other_door = way.back.replace("/console/", "/dashboard/");
        assert_eq!(open(&api, &other_door, &way.cookie).await.status, 400);
        let signed_in = open_at(&api.ops_url, &way.back, &way.cookie).await;
        assert_eq!(signed_in.status, 200, "{}", signed_in.body);
        let session = cookie(&signed_in).unwrap();
        assert_eq!(open_at(&api.ops_url, "/console", &session).await.status, 200);
        assert_eq!(open_at(&api.ops_url, &way.back, &way.cookie).await.status, 400);
        // A person who is no longer an operator is signed out at once.
        let without = w.api().await;
        assert_eq!(open_at(&without.ops_url, "/console", &session).await.status, 303);
        without.stop().await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_signs_in_through_the_provider() {
    world(async |w| {
        let provider = SignInProvider::start().await;
        let (api, business) = (provider.api(w).await, w.business(1_000).await);
        let anna = w.member(business, "anna@merchant.example", Role::Owner).await;
        let worker = w.worker_on(provider.worker_config(w));
        provider.known(w).await;
        let browser = Browser::start().await;
        let through = async || {
            browser.goto(&format!("{}/dashboard/sign-in", api.url)).await;
            browser.click("a[href='/dashboard/sign-in/provider']").await;
        };
        through().await;
        browser.wait_for_text("p.whom", "anna@merchant.example, owner").await;
        browser.click("nav button").await;
        browser.wait_for_text("h1", "Sign in").await;
        check_views(&browser, "dashboard-sign-in-provider").await;
        let code = with_second_factor(w, &anna).await;
        through().await;
        check_views(&browser, "dashboard-sign-in-code").await;
        browser.fill("#code", &code).await;
        browser.click("main button").await;
        browser.wait_for_text("p.whom", "anna@merchant.example, owner").await;
        provider.set_claims(json!({"sub": "op-1", "email": OPERATOR}));
        browser.goto(&format!("{}/console/sign-in", api.ops_url)).await;
        browser.click("a[href='/console/sign-in/provider']").await;
        // The console's cookie is for its own pages only, and is present after the return from the provider.
        browser.wait_for_text("h1", "Overview").await;
        let complaints = browser.take_log().await.complaints;
        assert_eq!(complaints, Vec::<String>::new());
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
