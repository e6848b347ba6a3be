//! A merchant's first day, in one browser from beginning to end: sign in, set up a second factor, switch payouts on,
//! move money, upload a file, correct it, pay it, retry what failed, create a key and call the API with it.

use domain::business::Account;
use domain::clock::Clock;
use domain::member::Role;
use tests::World;
use tests::member::PASSWORD;
use tests::world::{noon, world_at};

use crate::browser::Browser;
use crate::dashboard_members::{code, text};
use crate::seen::as_it_should_be;

const EMAIL: &str = "anna@merchant.example";

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_does_the_whole_job_in_a_browser() {
    world_at(Clock::set_to(noon()), async |w| {
        let api = w.api().await;
        let business = w.business(0).await;
        w.execute("update businesses set payouts_enabled = false").await;
        w.fund_account(business, Account::Balance, 10_000).await;
        let _member = w.member(business, EMAIL, Role::Owner).await;
        let browser = Browser::start().await;
        browser.goto(&format!("{}/dashboard", api.url)).await;
        signs_in_with_a_second_factor(&browser, w).await;
        // The home page says what is missing, and links to it.
        browser.says("main", "Payouts are switched off").await;
        browser.click("nav a[href='/dashboard/settings']").await;
        browser.click("a[href^='/dashboard/settings/switch-payouts']").await;
        browser.click("main form button").await;
        browser.says("p.good", "Payouts are on").await;
        tops_up(&browser, "30").await;
        assert_eq!(w.payout_balance(business).await, 3_000);
        let worker = w.worker();
        pays_a_mended_file(&browser).await;
        // The second item needs more than what is left, until there is more.
        browser.says("#failed", "1").await;
        let batch = browser.run("return location.pathname").await;
        let batch = format!("{}{}", api.url, batch.as_str().unwrap());
        tops_up(&browser, "10").await;
        browser.goto(&batch).await;
        browser.click("#retry").await;
        browser.click("main form button").await;
        browser.says("p.good", "Retrying the failed items of the batch").await;
        browser.goto(&batch).await;
        browser.says("#state", "completed").await;
        browser.says("#paid", "2").await;
        worker.stop().await;
        assert_eq!(w.payout_balance(business).await, 500);
        let key = makes_a_key(&browser).await;
        asks_in_the_playground(&browser, &api.url, &key).await;
        as_it_should_be(&browser, &api.url, PASSWORD).await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

async fn signs_in_with_a_second_factor(browser: &Browser, w: &World) {
    browser.fill("#email", EMAIL).await;
    browser.fill("#password", PASSWORD).await;
    browser.click("main button").await;
    browser.click("nav a[href='/dashboard/account']").await;
    browser.click("a[href='/dashboard/account/second-factor']").await;
    browser.fill("#password", PASSWORD).await;
    browser.click("form.narrow button").await;
    let secret = text(browser, "#secret").await;
    browser.fill("#first", &code(&secret, w)).await;
    browser.click("form.narrow button").await;
    browser.find("#recovery li").await;
    browser.click("nav button").await;
    // Each code works once, so the test waits for the next one.
    w.clock.advance(chrono::TimeDelta::seconds(30));
    browser.fill("#email", EMAIL).await;
    browser.fill("#password", PASSWORD).await;
    browser.fill("#code", &code(&secret, w)).await;
    browser.click("main button").await;
    browser.says("h1", "Home").await;
}

async fn tops_up(browser: &Browser, dollars: &str) {
    browser.click("nav a[href='/dashboard/settings']").await;
    browser.fill("#amount", dollars).await;
    browser.click("#top-up button").await;
    browser.says("h1", "Top up").await;
    browser.click("main form button").await;
    browser.says("p.good", &format!("${dollars}.00 is moved")).await;
}

async fn pays_a_mended_file(browser: &Browser) {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, second: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("email,amount\na@example.com,1000\n{second},2500\n")).unwrap();
        path.to_str().unwrap().to_owned()
    };
    browser.click("nav a[href='/dashboard/batches']").await;
    browser.click("main a[role='button']").await;
    browser.find("#file").await.send_keys(&file("rewards.csv", "b.example.com")).await.unwrap();
    browser.click("#check").await;
    browser.says("#answer p.fault", "Errors: 1 of 2 items").await;
    browser.find("#file").await.send_keys(&file("mended.csv", "b@example.com")).await.unwrap();
    browser.click("#check").await;
    browser.says("#amount", "$35.00").await;
    browser.says("#answer p.fault", "lacks $5.00: if it is paid as it stands, some items fail").await;
    browser.click("#pay").await;
    browser.says("#total", "2").await;
}

async fn makes_a_key(browser: &Browser) -> String {
    browser.click("nav a[href='/dashboard/api-keys']").await;
    browser.fill("#name", "The shop").await;
    browser.click("form.narrow button").await;
    text(browser, "#key .id").await
}

async fn asks_in_the_playground(browser: &Browser, base: &str, key: &str) {
    browser.look(1280, "light").await;
    browser.goto(&format!("{base}/docs/reference")).await;
    browser.click(".auth-wrapper .authorize").await;
    browser.find(".auth-container input").await;
    let of_key = "for (const one of document.querySelectorAll('.auth-container')) \
        if (one.textContent.includes('secret_key')) one.id = 'of-key'";
    browser.run(of_key).await;
    browser.fill("#of-key input", key).await;
    browser.click("#of-key .authorize").await;
    browser.click(".btn-done").await;
    browser.click(".opblock:has([data-path='/balance']) .opblock-summary-control").await;
    browser.click(".try-out button").await;
    browser.click(".execute").await;
    browser.says(".live-responses-table tbody .response-col_status", "200").await;
    browser.says(".live-responses-table tbody .response-col_description", "500").await;
}
