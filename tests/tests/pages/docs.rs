//! The guides and the playground: a reader enters a key, and a call goes to this server.

use tests::{eventually, world};

use crate::browser::Browser;
use crate::checks::{check_requests, check_views};

/// The languages that a call is shown in.
const LANGUAGES: [&str; 6] = ["curl", "JavaScript", "Python", "PHP", "Ruby", "Go"];

#[tokio::test(flavor = "multi_thread")]
async fn the_playground_calls_this_server_and_shows_code() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(4_711).await;
        let key = w.key(business).await;
        let browser = Browser::start().await;
        browser.goto(&format!("{}/docs/reference", api.url)).await;
        browser.find(".opblock").await;
        check_views(&browser, "reference").await;
        browser.set_view(1280, "light").await;
        browser.save_picture("reference").await;
        browser.click(".auth-wrapper .authorize").await;
        browser.find(".auth-container input").await;
        let of_key = "for (const one of document.querySelectorAll('.auth-container')) \
            if (one.textContent.includes('secret_key')) one.id = 'of-key'";
        browser.run(of_key).await;
        browser.fill("#of-key input", &key).await;
        browser.click("#of-key .authorize").await;
        browser.click(".btn-done").await;
        browser.click(".opblock:has([data-path='/balance']) .opblock-summary-control").await;
        browser.click(".try-out button").await;
        browser.click(".execute").await;
        browser.wait_for_text(".live-responses-table tbody .response-col_status", "200").await;
        browser.wait_for_text(".live-responses-table tbody .response-col_description", "4711").await;
        for (place, language) in (1..).zip(LANGUAGES) {
            let tab = format!(".request-snippets .curl-command > div > div:nth-child({place})");
            browser.wait_for_text(&tab, language).await;
            browser.click(&tab).await;
            browser.wait_for_text(".request-snippets .curl-command", &key).await;
        }
        // Each payment that is tried has its own key, so the second one does not repeat the first.
        let create = |what: &str| format!(".opblock:has([data-path='/payout/create']) {what}");
        browser.click(&create(".opblock-summary-control")).await;
        browser.click(&create(".try-out button")).await;
        let mut before = String::from("Idempotency-Key: 4c2f9f60-5a0c-4f0e-9d5b-3c1a3f0f6b1e");
        for _twice in 0..2 {
            browser.click(&create(".execute")).await;
            before = eventually("another key is sent", async || {
                let shown = browser.find(&create(".curl-command")).await.text().await.ok()?;
                let key = shown.lines().find(|line| line.contains("Idempotency-Key"))?.trim().to_owned();
                (!key.contains(&before)).then_some(key)
            })
            .await;
        }
        let seen = check_requests(&browser, &api.url, "nothing secret").await;
        let balance = format!("{}/balance", api.url);
        assert!(seen.requests.iter().any(|request| request["url"] == balance.as_str()));
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_guide_opens_and_is_accessible() {
    world(async |w| {
        let api = w.api().await;
        let browser = Browser::start().await;
        browser.goto(&format!("{}/docs", api.url)).await;
        check_views(&browser, "docs").await;
        browser.set_view(800, "light").await;
        browser.save_picture("docs").await;
        let guides =
            browser.run("return [...document.querySelectorAll('h2 a')].map((link) => link.href)").await;
        let guides: Vec<&str> =
            guides.as_array().unwrap().iter().map(|link| link.as_str().unwrap()).collect();
        assert_eq!(guides.len(), 8);
        for guide in guides.iter().filter(|link| !link.ends_with("/reference")) {
            browser.goto(guide).await;
            check_views(&browser, guide).await;
            assert_eq!(browser.count("h1").await, 1, "{guide}");
        }
        check_requests(&browser, &api.url, "nothing secret").await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}
