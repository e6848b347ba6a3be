//! An operator signs in, sees the state of the service, and steers it. Each command shows how much it affects before it
//! is given.

use domain::allocation::Lane;
use tests::api::OPERATOR_TOKEN;
use tests::{RunningApi, world};

use crate::browser::Browser;
use crate::checks::{check_requests, check_views};

/// Opens the console in a browser, with the tests' token.
pub async fn open_console(api: &RunningApi) -> Browser {
    let browser = Browser::start().await;
    browser.goto(&format!("{}/console", api.ops_url)).await;
    browser.fill("#token", OPERATOR_TOKEN).await;
    browser.click("main button").await;
    browser.wait_for_text("h1", "Overview").await;
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_signs_in_pauses_and_resumes() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(100_000).await;
        w.queue(business, Lane::Interactive, &[("a@example.com", 1_000), ("b@example.com", 2_000)]).await;
        w.queue(business, Lane::Bulk, &[("c@example.com", 123_456)]).await;
        let browser = Browser::start().await;
        browser.goto(&format!("{}/console/pauses", api.ops_url)).await;
        check_views(&browser, "console-sign-in").await;
        browser.fill("#token", &OPERATOR_TOKEN.replace('e', "f")).await;
        browser.click("main button").await;
        browser.wait_for_text("p.fault", "not the operators' token").await;
        browser.fill("#token", OPERATOR_TOKEN).await;
        browser.click("main button").await;
        browser.wait_for_text("#ready", "3").await;
        browser.wait_for_text("#bulk", "1").await;
        browser.wait_for_text("#attention", "No worker leads").await;
        // The page refreshes by itself.
        browser.wait_for_text("figure svg", "").await;
        w.queue(business, Lane::Interactive, &[("d@example.com", 500)]).await;
        browser.wait_for_text("#ready", "4").await;
        check_views(&browser, "console").await;
        // The page shows what a pause would hold before the pause is made.
        browser.click("a[href='/console/pauses']").await;
        browser.wait_for_text("main", "Nothing is paused.").await;
        browser.click("#scope option[value='business']").await;
        browser.fill("#which", "nobody").await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("p.fault", "business_id").await;
        check_views(&browser, "console-wrong").await;
        browser.goto(&format!("{}/console/pauses", api.ops_url)).await;
        browser.click("#scope option[value='business']").await;
        browser.fill("#which", &business.to_string()).await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("#about", "4 allocations of $1,269.56").await;
        check_views(&browser, "console-confirm").await;
        assert_eq!(w.queue_status().await.pauses, 0);
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "Paused the business").await;
        assert_eq!(w.queue_status().await.pauses, 1);
        browser.click("main p a").await;
        browser.wait_for_text("tbody tr", "4 allocations, $1,269.56").await;
        browser.wait_for_text("tbody tr", "operator").await;
        check_views(&browser, "console-pauses").await;
        browser.set_view(1280, "light").await;
        browser.save_picture("console-pauses").await;
        browser.click("tbody a").await;
        browser.wait_for_text("#about", "4 allocations").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "Resumed the business").await;
        let worker = w.worker();
        w.drained().await;
        browser.click("nav a[href='/console']").await;
        browser.wait_for_text("#ready", "0").await;
        browser.wait_for_text("#empty", "empty").await;
        browser.save_picture("console").await;
        check_requests(&browser, &api.ops_url, OPERATOR_TOKEN).await;
        browser.click("nav button").await;
        browser.wait_for_text("h1", "Sign in").await;
        browser.goto(&format!("{}/console", api.ops_url)).await;
        browser.wait_for_text("h1", "Sign in").await;
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_works_without_a_script() {
    world(async |w| {
        let api = w.api().await;
        let browser = open_console(&api).await;
        browser.enable_scripts(false).await;
        browser.goto(&format!("{}/console/pauses", api.ops_url)).await;
        browser.click("#scope option[value='webhooks']").await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("#about", "0 deliveries").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "Paused deliveries of webhooks").await;
        browser.click("nav a[href='/console']").await;
        browser.wait_for_text("#attention", "Webhooks are held").await;
        browser.enable_scripts(true).await;
        check_requests(&browser, &api.ops_url, OPERATOR_TOKEN).await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}
