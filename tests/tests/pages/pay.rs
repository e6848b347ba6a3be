//! A payout user opens its page, withdraws money, and sees the outcome: with a script and without.

use domain::business::Mode;
use tests::world;

use crate::browser::Browser;
use crate::owner::{BY_HAND, Owner};
use crate::seen::{as_it_should_be, for_everybody};

/// Stored as a name. The page must show it as text.
const SCRIPT: &str = "<script>document.title = 'broken'</script>";

/// Gives the user's business a name.
async fn named(w: &tests::World, user: &Owner, name: &str) {
    let mut conn = w.pool.acquire().await.unwrap();
    let changes = domain::business::Changes { name: Some(name.to_owned()), ..Default::default() };
    assert!(domain::business::update(&mut conn, user.business, &changes).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_user_withdraws_and_sees_it_succeed() {
    world(async |w| {
        let api = w.api().await;
        let user = Owner::of(w, &api, Mode::Test, 123_456).await;
        named(w, &user, SCRIPT).await;
        let browser = Browser::start().await;
        browser.goto(&format!("{}/pay#{}", api.url, user.hash)).await;
        browser.says(".balance", "$1,234.56").await;
        browser.says("h1", SCRIPT).await;
        browser.says("tbody tr", "Payment received").await;
        for_everybody(&browser, "pay").await;
        browser.click("details:has(#paypal-amount) summary").await;
        // An error appears while the user types, and again in the response.
        browser.fill("#paypal-amount", "0.50").await;
        browser.fill("#paypal-email", "nobody").await;
        browser.says("#paypal-amount-fault", "The minimum is $1.00.").await;
        browser.click("details:has(#paypal-amount) button").await;
        browser.says("p.fault", "Nothing was withdrawn").await;
        browser.says("#paypal-email-fault", "not an e-mail address").await;
        browser.says(".balance", "$1,234.56").await;
        for_everybody(&browser, "pay-faults").await;
        browser.fill("#paypal-amount", "100.04").await;
        browser.fill("#paypal-email", "user@paypal.example").await;
        browser.says("#paypal-quote", "You get $100.04.").await;
        // No worker runs yet.
        browser.click("details:has(#paypal-amount) button").await;
        browser.says("p.good", "Your withdrawal of $100.04 is recorded.").await;
        browser.says(".balance", "$1,134.52").await;
        browser.says("tbody tr", "Waiting").await;
        browser.look(480, "light").await;
        browser.picture("pay").await;
        // The page refreshes by itself, and a screen reader is told of the change.
        let worker = w.worker();
        browser.says("tbody tr", "Done").await;
        browser.says("#moved", "Withdrawal of $100.04: Done").await;
        assert_eq!(browser.run("return document.title").await, "Your payouts");
        let seen = as_it_should_be(&browser, &api.url, &user.hash).await;
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
async fn it_works_without_a_script() {
    world(async |w| {
        let api = w.api().await;
        let user = Owner::of(w, &api, Mode::Test, 50_000).await;
        let browser = Browser::start().await;
        browser.scripts(false).await;
        browser.goto(&format!("{}/pay", api.url)).await;
        browser.fill("#payout-code", &"0".repeat(64)).await;
        browser.click("button").await;
        browser.says("p.fault", "does not work").await;
        browser.fill("#payout-code", &user.hash).await;
        browser.click("button").await;
        browser.says(".balance", "$500.00").await;
        browser.click("details:has(#gift_card-amount) summary").await;
        browser.fill("#gift_card-amount", "25,50").await;
        browser.fill("#gift_card-email", "user@example.com").await;
        browser.click("details:has(#gift_card-amount) button").await;
        browser.says("p.fault", "Nothing was withdrawn").await;
        browser.says("#gift_card-product-fault", "Fill this in.").await;
        browser.fill("#gift_card-product", SCRIPT).await;
        browser.click("details:has(#gift_card-amount) button").await;
        browser.says("p.good", "Your withdrawal of $25.50 is recorded.").await;
        browser.says("tbody tr", SCRIPT).await;
        // The withdrawal is cancelled, and made again.
        browser.click("td button").await;
        browser.says("p.good", "is cancelled").await;
        browser.says(".balance", "$500.00").await;
        browser.click("details:has(#paypal-amount) summary").await;
        browser.fill("#paypal-amount", "100").await;
        browser.fill("#paypal-email", "user@paypal.example").await;
        browser.click("details:has(#paypal-amount) button").await;
        browser.says("tbody tr", "Waiting").await;
        let worker = w.worker();
        tests::eventually("a look again shows that it is done", async || {
            browser.click("noscript button").await;
            browser.find("tbody tr").await.text().await.ok()?.contains("Done").then_some(())
        })
        .await;
        // The accessibility check is a script itself.
        browser.scripts(true).await;
        for_everybody(&browser, "pay-without-script").await;
        as_it_should_be(&browser, &api.url, &user.hash).await;
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn its_methods_its_fees_and_its_language() {
    world(async |w| {
        let api = w.api_paying_out(BY_HAND).await;
        let user = Owner::of(w, &api, Mode::Live, 10_000).await;
        let browser = Browser::start().await;
        for (languages, limits, button) in [
            ("de-AT,de;q=0.9", "Von $2.00 bis $50.00. Gebühr: $0.25 und 1.5 %.", "Auszahlen"),
            ("fr", "De $2.00 à $50.00. Frais : $0.25 et 1.5 %.", "Retirer"),
            ("es-MX", "De $2.00 a $50.00. Comisión: $0.25 y 1.5 %.", "Retirar"),
            ("pt-BR", "De $2.00 a $50.00. Taxa: $0.25 e 1.5 %.", "Levantar"),
            ("ja", "From $2.00 to $50.00. Fee: $0.25 and 1.5 %.", "Withdraw"),
        ] {
            browser.speaks(languages).await;
            browser.goto("about:blank").await;
            browser.goto(&format!("{}/pay#{}", api.url, user.hash)).await;
            browser.click("details summary").await;
            browser.says("details p", limits).await;
            browser.says("details button", button).await;
            assert_eq!(browser.count("details").await, 1, "only what is switched on");
        }
        browser.fill("#gift_card-amount", "10").await;
        browser.says("#gift_card-quote", "You get $9.60 after a fee of $0.40.").await;
        as_it_should_be(&browser, &api.url, &user.hash).await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}
