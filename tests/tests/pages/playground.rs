//! A member fills in a key at the playground. Other readers see why they cannot.

use api::auth::member::COOKIE_NAME;
use domain::ids::BusinessId;
use domain::member::Role;
use tests::{RunningApi, World, world};

use crate::browser::Browser;
use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;

/// Opens the reference, and waits until the viewer is ready.
async fn open_reference(browser: &Browser, api: &RunningApi) {
    browser.goto(&format!("{}/docs/reference", api.url)).await;
    browser.find(".opblock").await;
}

/// Tries a call with the key that is filled in.
async fn try_call(browser: &Browser) {
    browser.click(".opblock:has([data-path='/balance']) .opblock-summary-control").await;
    browser.click(".try-out button").await;
    browser.click(".execute").await;
}

/// Returns the number of playground keys, and how many of them are live.
async fn count_keys(w: &World) -> (i64, i64) {
    sqlx::query_as(
        "select count(*), count(*) filter (where revoked_at is null and expires_at between now() + interval '23 h' and now() + interval '24 h')
         from api_keys where name like 'Playground, %'",
    )
    .fetch_one(&w.pool)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_developer_fills_in_a_key_and_tries_a_call() {
    world(async |w| {
        let api = w.api().await;
        let (browser, member) = open_dashboard(w, &api, w.business(4_711).await, Role::Developer).await;
        open_reference(&browser, &api).await;
        browser.wait_for_text("#fill-in", "Fill in a test key").await;
        check_views(&browser, "playground").await;
        browser.click("#fill-in button").await;
        browser.wait_for_text("#fill-in", "A test key is filled in").await;
        assert_eq!(count_keys(w).await, (1, 1));
        browser.set_view(1280, "light").await;
        try_call(&browser).await;
        browser.wait_for_text(".live-responses-table tbody .response-col_status", "200").await;
        browser.wait_for_text(".live-responses-table tbody .response-col_description", "4711").await;
        let shown = browser.find(".request-snippets .curl-command").await.text().await.unwrap();
        let key = shown.split("sk_test_").nth(1).unwrap().split('\'').next().unwrap();
        check_requests(&browser, &api.url, "nothing secret").await;
        // Another key ends the first one.
        open_reference(&browser, &api).await;
        browser.click("#fill-in button").await;
        browser.wait_for_text("#fill-in", "A test key is filled in").await;
        assert_eq!(count_keys(w).await, (2, 1));
        assert_eq!(api.get("/v1/balance", &format!("sk_test_{key}")).await.status, 401);
        // The record of actions contains it.
        let page = member.get(&api, "/dashboard/audit").await.body;
        assert_eq!(page.matches("Playground").count(), 2, "{page}");
        // If the member was signed out meanwhile, the page says so.
        open_reference(&browser, &api).await;
        browser.wait_for_text("#fill-in", "Fill in a test key").await;
        assert_eq!(member.post(&api, "/dashboard/sign-out", "").await.status, 303);
        browser.click("#fill-in button").await;
        browser.wait_for_text("#fill-in", "You were signed out").await;
        assert_eq!(count_keys(w).await, (2, 1));
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_readers_see_why_no_key_can_be_filled_in() {
    world(async |w| {
        let api = w.api().await;
        let browser = Browser::start().await;
        open_reference(&browser, &api).await;
        browser.wait_for_text("#fill-in a", "Sign in").await;
        check_views(&browser, "playground-signed-out").await;
        let business = w.business(4_711).await;
        let viewer = w.member(business, "viewer@merchant.example", Role::Viewer).await;
        browser.set_cookie(&api.url, COOKIE_NAME, &viewer.token).await;
        open_reference(&browser, &api).await;
        browser.wait_for_text("#fill-in", "cannot create keys").await;
        let live = create_live_business(w).await;
        let owner = w.member(live, "owner@merchant.example", Role::Owner).await;
        browser.set_cookie(&api.url, COOKIE_NAME, &owner.token).await;
        open_reference(&browser, &api).await;
        browser.wait_for_text("#fill-in", "is live").await;
        assert_eq!(browser.count("#fill-in button").await, 0);
        check_views(&browser, "playground-live").await;
        check_requests(&browser, &api.url, &owner.token).await;
        // A member who sends the form anyway gets no key.
        let refused = owner.post(&api, "/dashboard/playground", "key=k1").await;
        assert_eq!(refused.status, 409, "{}", refused.body);
        assert_eq!(viewer.post(&api, "/dashboard/playground", "key=k1").await.status, 403);
        assert_eq!(count_keys(w).await, (0, 0));
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_makes_one_playground_key_for_each_member() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(4_711).await;
        let ben = w.member(business, "ben@merchant.example", Role::Developer).await;
        let anna = w.member(business, "anna@merchant.example", Role::Owner).await;
        let first = ben.post(&api, "/dashboard/playground", "key=k1").await;
        let again = ben.post(&api, "/dashboard/playground", "key=k1").await;
        assert_eq!((first.status, again.status, count_keys(w).await), (200, 200, (1, 1)), "{}", again.body);
        assert_eq!(anna.post(&api, "/dashboard/playground", "key=k2").await.status, 200);
        assert_eq!(count_keys(w).await, (2, 2));
        // A page that was opened for another business makes no key. A permanent key that a member gave the same name
        // stays.
        let other = w.business(0).await;
        let elsewhere = format!("/dashboard/playground?for={other}");
        assert_eq!(ben.send(&api, reqwest::Method::POST, &elsewhere, "key=k3").await.status, 409);
        let form = "name=Playground%2C+ben%40merchant.example&expires_at=&key=k4";
        assert_eq!(ben.post(&api, "/dashboard/api-keys/create", form).await.status, 200);
        assert_eq!(ben.post(&api, "/dashboard/playground", "key=k5").await.status, 200);
        assert_eq!(count_keys(w).await, (4, 2));
        let for_good: i64 = sqlx::query_scalar(
            "select count(*) from api_keys where expires_at is null and revoked_at is null",
        )
        .fetch_one(&w.pool)
        .await
        .unwrap();
        assert_eq!(for_good, 1);
        api.stop().await;
    })
    .await;
}

/// A live business.
async fn create_live_business(w: &World) -> BusinessId {
    let business = w.business(0).await;
    sqlx::query("update businesses set mode = 'live' where id = $1")
        .bind(business.uuid())
        .execute(&w.pool)
        .await
        .unwrap();
    business
}
