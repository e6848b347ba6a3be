//! A payout user opens its page, withdraws money, and sees the outcome: with a script and without.

use domain::business::Mode;
use tests::world;

use crate::browser::Browser;
use crate::checks::{check_requests, check_views};
use crate::owner::{BY_HAND, Owner};

/// Stored as a name. The page must show it as text.
const SCRIPT: &str = "<script>document.title = 'broken'</script>";

/// Gives the user's business a name.
async fn set_business_name(w: &tests::World, user: &Owner, name: &str) {
    let mut conn = w.pool.acquire().await.unwrap();
    let changes = domain::business::Changes { name: Some(name.to_owned()), ..Default::default() };
    assert!(domain::business::update(&mut conn, user.business, &changes).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_user_withdraws_and_sees_it_succeed() {
    world(async |w| {
        let api = w.api().await;
        let user = Owner::of(w, &api, Mode::Test, 123_456).await;
        set_business_name(w, &user, SCRIPT).await;
        let browser = Browser::start().await;
        browser.goto(&format!("{}/pay#{}", api.url, user.hash)).await;
        browser.wait_for_text(".balance", "$1,234.56").await;
        browser.wait_for_text("h1", SCRIPT).await;
        browser.wait_for_text("tbody tr", "Payment received").await;
        check_views(&browser, "pay").await;
        browser.click("details:has(#paypal-amount) summary").await;
        // An error appears while the user types, and again in the response.
        browser.fill("#paypal-amount", "0.50").await;
        browser.fill("#paypal-email", "nobody").await;
        browser.wait_for_text("#paypal-amount-fault", "The minimum is $1.00.").await;
        browser.click("details:has(#paypal-amount) button").await;
        browser.wait_for_text("p.fault", "Nothing was withdrawn").await;
        browser.wait_for_text("#paypal-email-fault", "not an e-mail address").await;
        browser.wait_for_text(".balance", "$1,234.56").await;
        check_views(&browser, "pay-faults").await;
        browser.fill("#paypal-amount", "100.04").await;
        browser.fill("#paypal-email", "user@paypal.example").await;
        browser.wait_for_text("#paypal-quote", "You get $100.04.").await;
        // No worker runs yet.
        browser.click("details:has(#paypal-amount) button").await;
        browser.wait_for_text("p.good", "Your withdrawal of $100.04 is recorded.").await;
        browser.wait_for_text(".balance", "$1,134.52").await;
        browser.wait_for_text("tbody tr", "Waiting").await;
        browser.set_view(480, "light").await;
        browser.save_picture("pay").await;
        // The page refreshes by itself, and a screen reader announces the change.
        let worker = w.worker();
        browser.wait_for_text("tbody tr", "Done").await;
        browser.wait_for_text("#moved", "Withdrawal of $100.04: Done").await;
        assert_eq!(browser.run("return document.title").await, "Your payouts");
        let seen = check_requests(&browser, &api.url, &user.hash).await;
        assert!(
            seen.requests.iter().any(|request| request["headers"]["X-Payout-Hash"] == user.hash.as_str())
        );
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_works_without_a_script() {
    world(async |w| {
        let api = w.api().await;
        let user = Owner::of(w, &api, Mode::Test, 50_000).await;
        let browser = Browser::start().await;
        browser.enable_scripts(false).await;
        browser.goto(&format!("{}/pay", api.url)).await;
        browser.fill("#payout-code", &"0".repeat(64)).await;
        browser.click("button").await;
        browser.wait_for_text("p.fault", "does not work").await;
        browser.fill("#payout-code", &user.hash).await;
        browser.click("button").await;
        browser.wait_for_text(".balance", "$500.00").await;
        browser.click("details:has(#gift_card-amount) summary").await;
        browser.fill("#gift_card-amount", "25,50").await;
        browser.fill("#gift_card-email", "user@example.com").await;
        browser.click("details:has(#gift_card-amount) button").await;
        browser.wait_for_text("p.fault", "Nothing was withdrawn").await;
        browser.wait_for_text("#gift_card-product-fault", "Fill this in.").await;
        browser.fill("#gift_card-product", SCRIPT).await;
        browser.click("details:has(#gift_card-amount) button").await;
        browser.wait_for_text("p.good", "Your withdrawal of $25.50 is recorded.").await;
        browser.wait_for_text("tbody tr", SCRIPT).await;
        // The withdrawal is cancelled, and made again.
        browser.click("td button").await;
        browser.wait_for_text("p.good", "is cancelled").await;
        browser.wait_for_text(".balance", "$500.00").await;
        browser.click("details:has(#paypal-amount) summary").await;
        browser.fill("#paypal-amount", "100").await;
        browser.fill("#paypal-email", "user@paypal.example").await;
        browser.click("details:has(#paypal-amount) button").await;
        browser.wait_for_text("tbody tr", "Waiting").await;
        let worker = w.worker();
        tests::eventually("a refresh shows that it is done", async || {
            browser.click("noscript button").await;
            browser.find("tbody tr").await.text().await.ok()?.contains("Done").then_some(())
        })
        .await;
        // The accessibility check is a script itself.
        browser.enable_scripts(true).await;
        check_views(&browser, "pay-without-script").await;
        check_requests(&browser, &api.url, &user.hash).await;
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_methods_and_fees_in_the_readers_language() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let user = Owner::of(w, &api, Mode::Live, 10_000).await;
        let browser = Browser::start().await;
        for (languages, limits, button) in [
            ("de-AT,de;q=0.9", "Von $2.00 bis $50.00. Gebühr: $0.25 und 1.5 %.", "Auszahlen"),
            ("fr", "De $2.00 à $50.00. Frais : $0.25 et 1.5 %.", "Retirer"),
            ("es-MX", "De $2.00 a $50.00. Comisión: $0.25 y 1.5 %.", "Retirar"),
            ("pt-BR", "De $2.00 a $50.00. Taxa: $0.25 e 1.5 %.", "Levantar"),
            ("ja", "From $2.00 to $50.00. Fee: $0.25 and 1.5 %.", "Withdraw"),
        ] {
            browser.set_language(languages).await;
            browser.goto("about:blank").await;
            browser.goto(&format!("{}/pay#{}", api.url, user.hash)).await;
            browser.click("details summary").await;
            browser.wait_for_text("details p", limits).await;
            browser.wait_for_text("details button", button).await;
            assert_eq!(browser.count("details").await, 1, "only the enabled method");
        }
        browser.fill("#gift_card-amount", "10").await;
        browser.wait_for_text("#gift_card-quote", "You get $9.60 after a fee of $0.40.").await;
        check_requests(&browser, &api.url, &user.hash).await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}
