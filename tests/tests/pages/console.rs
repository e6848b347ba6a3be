//! An operator signs in, sees the state of the service, and steers it. Each command shows how much it affects before it
//! is given.

use domain::allocation::Lane;
use tests::api::OPERATOR_TOKEN;
use tests::{RunningApi, world};

use crate::browser::Browser;
use crate::seen::{as_it_should_be, for_everybody};

/// Opens the console in a browser, with the tests' token.
pub async fn signed_in(api: &RunningApi) -> Browser {
    let browser = Browser::start().await;
    browser.goto(&format!("{}/console", api.ops_url)).await;
    browser.fill("#token", OPERATOR_TOKEN).await;
    browser.click("main button").await;
    browser.says("h1", "Overview").await;
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
        for_everybody(&browser, "console-sign-in").await;
        browser.fill("#token", &OPERATOR_TOKEN.replace('e', "f")).await;
        browser.click("main button").await;
        browser.says("p.fault", "not the operators' token").await;
        browser.fill("#token", OPERATOR_TOKEN).await;
        browser.click("main button").await;
        browser.says("#ready", "3").await;
        browser.says("#bulk", "1").await;
        browser.says("#attention", "No worker leads").await;
        // The page refreshes by itself.
        browser.says("figure svg", "").await;
        w.queue(business, Lane::Interactive, &[("d@example.com", 500)]).await;
        browser.says("#ready", "4").await;
        for_everybody(&browser, "console").await;
        // The page shows what a pause would hold before the pause is made.
        browser.click("a[href='/console/pauses']").await;
        browser.says("main", "Nothing is paused.").await;
        browser.click("#scope option[value='business']").await;
        browser.fill("#which", "nobody").await;
        browser.click("form.narrow button").await;
        browser.says("p.fault", "business_id").await;
        for_everybody(&browser, "console-wrong").await;
        browser.goto(&format!("{}/console/pauses", api.ops_url)).await;
        browser.click("#scope option[value='business']").await;
        browser.fill("#which", &business.to_string()).await;
        browser.click("form.narrow button").await;
        browser.says("#about", "4 allocations of $1,269.56").await;
        for_everybody(&browser, "console-confirm").await;
        assert_eq!(w.queue_status().await.pauses, 0);
        browser.click("main form button").await;
        browser.says("p.good", "Paused the business").await;
        assert_eq!(w.queue_status().await.pauses, 1);
        browser.click("main p a").await;
        browser.says("tbody tr", "4 allocations, $1,269.56").await;
        browser.says("tbody tr", "operator").await;
        for_everybody(&browser, "console-pauses").await;
        browser.look(1280, "light").await;
        browser.picture("console-pauses").await;
        browser.click("tbody a").await;
        browser.says("#about", "4 allocations").await;
        browser.click("main form button").await;
        browser.says("p.good", "Resumed the business").await;
        let worker = w.worker();
        w.drained().await;
        browser.click("nav a[href='/console']").await;
        browser.says("#ready", "0").await;
        browser.says("#empty", "empty").await;
        browser.picture("console").await;
        as_it_should_be(&browser, &api.ops_url, OPERATOR_TOKEN).await;
        browser.click("nav button").await;
        browser.says("h1", "Sign in").await;
        browser.goto(&format!("{}/console", api.ops_url)).await;
        browser.says("h1", "Sign in").await;
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
        let browser = signed_in(&api).await;
        browser.scripts(false).await;
        browser.goto(&format!("{}/console/pauses", api.ops_url)).await;
        browser.click("#scope option[value='webhooks']").await;
        browser.click("form.narrow button").await;
        browser.says("#about", "0 deliveries").await;
        browser.click("main form button").await;
        browser.says("p.good", "Paused deliveries of webhooks").await;
        browser.click("nav a[href='/console']").await;
        browser.says("#attention", "Webhooks are held").await;
        browser.scripts(true).await;
        as_it_should_be(&browser, &api.ops_url, OPERATOR_TOKEN).await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}
