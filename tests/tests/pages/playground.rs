//! A member has a key filled in at the playground; and what other readers see there.

use api::auth::member::COOKIE_NAME;
use domain::ids::BusinessId;
use domain::member::Role;
use tests::{RunningApi, World, world};

use crate::browser::Browser;
use crate::dashboard::opened;
use crate::seen::{as_it_should_be, for_everybody};

/// Opens the reference, and waits until the viewer is ready.
async fn reference(browser: &Browser, api: &RunningApi) {
    browser.goto(&format!("{}/docs/reference", api.url)).await;
    browser.find(".opblock").await;
}

/// Tries a call with the key that is filled in.
async fn tried(browser: &Browser) {
    browser.click(".opblock:has([data-path='/balance']) .opblock-summary-control").await;
    browser.click(".try-out button").await;
    browser.click(".execute").await;
}

/// Returns the number of playground keys, and how many of them are live.
async fn keys(w: &World) -> (i64, i64) {
    sqlx::query_as(
        "select count(*), count(*) filter (where revoked_at is null and expires_at between now() + interval '23 h' and now() + interval '24 h')
         from api_keys where name like 'Playground, %'",
    )
    .fetch_one(&w.pool)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_developer_has_a_key_filled_in_and_tries_a_call() {
    world(async |w| {
        let api = w.api().await;
        let (browser, member) = opened(w, &api, w.business(4_711).await, Role::Developer).await;
        reference(&browser, &api).await;
        browser.says("#fill-in", "Fill in a test key").await;
        for_everybody(&browser, "playground").await;
        browser.click("#fill-in button").await;
        browser.says("#fill-in", "A test key is filled in").await;
        assert_eq!(keys(w).await, (1, 1));
        browser.look(1280, "light").await;
        tried(&browser).await;
        browser.says(".live-responses-table tbody .response-col_status", "200").await;
        browser.says(".live-responses-table tbody .response-col_description", "4711").await;
        let shown = browser.find(".request-snippets .curl-command").await.text().await.unwrap();
        let key = shown.split("sk_test_").nth(1).unwrap().split('\'').next().unwrap();
        as_it_should_be(&browser, &api.url, "nothing secret").await;
        // Another key ends the first one.
        reference(&browser, &api).await;
        browser.click("#fill-in button").await;
        browser.says("#fill-in", "A test key is filled in").await;
        assert_eq!(keys(w).await, (2, 1));
        assert_eq!(api.get("/v1/balance", &format!("sk_test_{key}")).await.status, 401);
        // The record of actions contains it.
        let page = member.get(&api, "/dashboard/audit").await.body;
        assert_eq!(page.matches("Playground").count(), 2, "{page}");
        // If the member was signed out meanwhile, the page says so.
        reference(&browser, &api).await;
        browser.says("#fill-in", "Fill in a test key").await;
        assert_eq!(member.post(&api, "/dashboard/sign-out", "").await.status, 303);
        browser.click("#fill-in button").await;
        browser.says("#fill-in", "You were signed out").await;
        assert_eq!(keys(w).await, (2, 1));
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn others_are_told_why_there_is_no_key_to_fill_in() {
    world(async |w| {
        let api = w.api().await;
        let browser = Browser::start().await;
        reference(&browser, &api).await;
        browser.says("#fill-in a", "Sign in").await;
        for_everybody(&browser, "playground-signed-out").await;
        let business = w.business(4_711).await;
        let viewer = w.member(business, "viewer@merchant.example", Role::Viewer).await;
        browser.cookie(&api.url, COOKIE_NAME, &viewer.token).await;
        reference(&browser, &api).await;
        browser.says("#fill-in", "cannot create keys").await;
        let live = live(w).await;
        let owner = w.member(live, "owner@merchant.example", Role::Owner).await;
        browser.cookie(&api.url, COOKIE_NAME, &owner.token).await;
        reference(&browser, &api).await;
        browser.says("#fill-in", "is live").await;
        assert_eq!(browser.count("#fill-in button").await, 0);
        for_everybody(&browser, "playground-live").await;
        as_it_should_be(&browser, &api.url, &owner.token).await;
        // A member who sends the form anyway gets no key.
        let refused = owner.post(&api, "/dashboard/playground", "key=k1").await;
        assert_eq!(refused.status, 409, "{}", refused.body);
        assert_eq!(viewer.post(&api, "/dashboard/playground", "key=k1").await.status, 403);
        assert_eq!(keys(w).await, (0, 0));
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_twice_makes_one_key_of_the_playground_for_each_member() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(4_711).await;
        let ben = w.member(business, "ben@merchant.example", Role::Developer).await;
        let anna = w.member(business, "anna@merchant.example", Role::Owner).await;
        let first = ben.post(&api, "/dashboard/playground", "key=k1").await;
        let again = ben.post(&api, "/dashboard/playground", "key=k1").await;
        assert_eq!((first.status, again.status, keys(w).await), (200, 200, (1, 1)), "{}", again.body);
        assert_eq!(anna.post(&api, "/dashboard/playground", "key=k2").await.status, 200);
        assert_eq!(keys(w).await, (2, 2));
        // A page that was opened for another business makes no key. A permanent key that a member gave the same name
        // stays.
        let other = w.business(0).await;
        let elsewhere = format!("/dashboard/playground?for={other}");
        assert_eq!(ben.send(&api, reqwest::Method::POST, &elsewhere, "key=k3").await.status, 409);
        let form = "name=Playground%2C+ben%40merchant.example&expires_at=&key=k4";
        assert_eq!(ben.post(&api, "/dashboard/api-keys/create", form).await.status, 200);
        assert_eq!(ben.post(&api, "/dashboard/playground", "key=k5").await.status, 200);
        assert_eq!(keys(w).await, (4, 2));
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
async fn live(w: &World) -> BusinessId {
    let business = w.business(0).await;
    sqlx::query("update businesses set mode = 'live' where id = $1")
        .bind(business.uuid())
        .execute(&w.pool)
        .await
        .unwrap();
    business
}
