//! A merchant's first day, in one browser from beginning to end: sign in, set up a second factor, switch payouts on,
//! move money, upload a file, correct it, pay it, retry what failed, create a key and call the API with it.

use domain::business::Account;
use domain::clock::Clock;
use domain::member::Role;
use tests::World;
use tests::member::PASSWORD;
use tests::world::{noon, world_at};

use crate::browser::Browser;
use crate::checks::check_requests;
use crate::dashboard_members::{code, text};

const EMAIL: &str = "anna@merchant.example";

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_can_set_up_and_pay_in_one_browser_session() {
    world_at(Clock::set_to(noon()), async |w| {
        let api = w.api().await;
        let business = w.business(0).await;
        w.execute("update businesses set payouts_enabled = false").await;
        w.fund_account(business, Account::Balance, 10_000).await;
        let _member = w.member(business, EMAIL, Role::Owner).await;
        let browser = Browser::start().await;
        browser.goto(&format!("{}/dashboard", api.url)).await;
        sign_in_with_second_factor(&browser, w).await;
        // The home page says what is missing, and links to it.
        browser.wait_for_text("main", "Payouts are switched off").await;
        browser.click("nav a[href='/dashboard/settings']").await;
        browser.click("a[href^='/dashboard/settings/switch-payouts']").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "Payouts are on").await;
        top_up(&browser, "30").await;
        assert_eq!(w.payout_balance(business).await, 3_000);
        let worker = w.worker();
        pay_corrected_file(&browser).await;
        // The second item needs more than the remaining balance, until a top-up.
        browser.wait_for_text("#failed", "1").await;
        let batch = browser.run("return location.pathname").await;
        let batch = format!("{}{}", api.url, batch.as_str().unwrap());
        top_up(&browser, "10").await;
        browser.goto(&batch).await;
        browser.click("#retry").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "Retrying the failed items of the batch").await;
        browser.goto(&batch).await;
        browser.wait_for_text("#state", "completed").await;
        browser.wait_for_text("#paid", "2").await;
        worker.stop().await;
        assert_eq!(w.payout_balance(business).await, 500);
        let key = create_key(&browser).await;
        call_from_playground(&browser, &api.url, &key).await;
        check_requests(&browser, &api.url, PASSWORD).await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

async fn sign_in_with_second_factor(browser: &Browser, w: &World) {
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
    browser.wait_for_text("h1", "Home").await;
}

async fn top_up(browser: &Browser, dollars: &str) {
    browser.click("nav a[href='/dashboard/settings']").await;
    browser.fill("#amount", dollars).await;
    browser.click("#top-up button").await;
    browser.wait_for_text("h1", "Top up").await;
    browser.click("main form button").await;
    browser.wait_for_text("p.good", &format!("${dollars}.00 is moved")).await;
}

async fn pay_corrected_file(browser: &Browser) {
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
    browser.wait_for_text("#answer p.fault", "Errors: 1 of 2 items").await;
    browser.find("#file").await.send_keys(&file("mended.csv", "b@example.com")).await.unwrap();
    browser.click("#check").await;
    browser.wait_for_text("#amount", "$35.00").await;
    browser
        .wait_for_text("#answer p.fault", "lacks $5.00: if it is paid as it stands, some items fail")
        .await;
    browser.click("#pay").await;
    browser.wait_for_text("#total", "2").await;
}

async fn create_key(browser: &Browser) -> String {
    browser.click("nav a[href='/dashboard/api-keys']").await;
    browser.fill("#name", "The shop").await;
    browser.click("form.narrow button").await;
    text(browser, "#key .id").await
}

async fn call_from_playground(browser: &Browser, base: &str, key: &str) {
    browser.set_view(1280, "light").await;
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
    browser.wait_for_text(".live-responses-table tbody .response-col_status", "200").await;
    browser.wait_for_text(".live-responses-table tbody .response-col_description", "500").await;
}
