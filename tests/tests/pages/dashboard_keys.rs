//! A developer creates, rolls and revokes API keys. Each key is shown once.

use domain::member::Role;
use serde_json::Value;
use tests::{RunningApi, World, world};

use crate::browser::Browser;
use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;

/// Stored as a name. The page must show it as text.
const SCRIPT: &str = "<script>document.title = 'broken'</script>";

/// Returns the key that a page shows.
async fn shown_key(browser: &Browser) -> String {
    browser.find("#key .id").await.text().await.unwrap()
}

/// Returns the status of `/v1` for a key.
async fn status_with_key(api: &RunningApi, key: &str) -> u16 {
    api.get("/v1/balance", key).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_developer_creates_rolls_and_revokes_keys() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(500).await;
        let (browser, _member) = open_dashboard(w, &api, business, Role::Developer).await;
        browser.click("nav a[href='/dashboard/api-keys']").await;
        browser.wait_for_text("main", "There are no keys yet").await;
        check_views(&browser, "dashboard-no-keys").await;
        browser.fill("#name", SCRIPT).await;
        browser.click("#expires option:nth-child(2)").await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("p.good", SCRIPT).await;
        let first = shown_key(&browser).await;
        assert_eq!((first.starts_with("sk_test_"), status_with_key(&api, &first).await), (true, 200));
        browser.wait_for_text("p.secret button.copy", "Copy").await;
        check_views(&browser, "dashboard-key").await;
        // The list does not show the whole key again.
        browser.click("main p a[href='/dashboard/api-keys']").await;
        browser.wait_for_text("tbody tr", SCRIPT).await;
        browser.wait_for_text("tbody tr", "until").await;
        let page = browser.run("return document.documentElement.innerHTML").await;
        assert!(!page.as_str().unwrap().contains(&first));
        check_views(&browser, "dashboard-keys").await;
        // A roll makes a successor, and both keys work.
        browser.click("tbody a[href$='/roll']").await;
        browser.wait_for_text("#about", "shown once").await;
        check_views(&browser, "dashboard-key-roll").await;
        browser.click("#overlap option:nth-child(2)").await;
        browser.click("main form button").await;
        browser.wait_for_text("#until", "works until").await;
        let second = shown_key(&browser).await;
        assert_eq!((status_with_key(&api, &first).await, status_with_key(&api, &second).await), (200, 200));
        // The older key is revoked, after a confirmation.
        browser.click("main p a[href='/dashboard/api-keys']").await;
        browser.click("tbody tr:nth-child(2) a[href$='/revoke']").await;
        browser.wait_for_text("#about", "at once and for good").await;
        assert_eq!(status_with_key(&api, &first).await, 200);
        check_views(&browser, "dashboard-key-revoke").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "is revoked").await;
        assert_eq!((status_with_key(&api, &first).await, status_with_key(&api, &second).await), (401, 200));
        browser.click("main p a[href='/dashboard/api-keys']").await;
        browser.wait_for_text("tbody tr:nth-child(2)", "revoked").await;
        assert_eq!(browser.run("return document.title").await, "API keys · payout");
        for secret in [&first, &second] {
            assert!(
                browser.run("return location.href").await.as_str().is_some_and(|at| !at.contains(secret))
            );
        }
        check_requests(&browser, &api.url, &second).await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

/// Returns the number of keys.
async fn count_keys(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from api_keys").fetch_one(&w.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_creates_one_key_and_shows_it_again() {
    world(async |w| {
        let api = w.api().await;
        let member = w.member(w.business(0).await, "dev@merchant.example", Role::Developer).await;
        let page = "/dashboard/api-keys/create";
        let first = member.post(&api, page, "name=shop&expires_at=&key=k1").await;
        let again = member.post(&api, page, "name=shop&expires_at=&key=k1").await;
        assert_eq!((first.status, again.status, count_keys(w).await), (200, 200, 1));
        assert!(again.body.contains("This form was sent before"), "{}", again.body);
        let key = |body: &str| {
            let from = body.find("sk_test_").unwrap();
            body[from..].split('<').next().unwrap().to_owned()
        };
        assert_eq!(key(&first.body), key(&again.body));
        assert_eq!(api.get("/v1/balance", &key(&first.body)).await.status, 200);
        for (form, status, said) in [
            ("name=other&key=k1", 422, "already used"),
            ("name=shop", 400, "lacks the key from its page"),
            ("name=&key=k2", 400, "name"),
            ("name=shop&expires_at=2001-01-01T00%3A00%3A00Z&key=k3", 400, "expires_at"),
        ] {
            let answer = member.post(&api, page, form).await;
            assert_eq!((answer.status, count_keys(w).await), (status, 1), "{form}: {}", answer.body);
            assert!(
                answer.body.contains(said) && answer.body.contains("Nothing was changed"),
                "{}",
                answer.body
            );
        }
        // A roll also happens once, and only for a key that has not ended.
        let listed: Value = api.get("/v1/api-keys", &key(&first.body)).await.json();
        let roll = format!("{}/{}/roll", "/dashboard/api-keys", listed["data"][0]["id"].as_str().unwrap());
        for _ in 0..2 {
            let rolled = member.post(&api, &roll, "overlap_seconds=60&key=r1").await;
            assert_eq!((rolled.status, count_keys(w).await), (200, 2), "{}", rolled.body);
        }
        let other = member.post(&api, &roll, "overlap_seconds=60&key=r2").await;
        assert_eq!((other.status, count_keys(w).await), (409, 2), "{}", other.body);
        let forever = member.post(&api, &roll, "overlap_seconds=604801&key=r3").await;
        assert_eq!((forever.status, count_keys(w).await), (400, 2), "{}", forever.body);
        api.stop().await;
    })
    .await;
}
