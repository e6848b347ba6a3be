//! A payout user sees the brand of its business: in the light and the dark scheme, with a script and without.

use domain::business::Mode;
use domain::business::brand::{self, Colour, Logo};
use tests::picture::png;
use tests::{RunningApi, World, world};

use crate::browser::Browser;
use crate::checks::{check_requests, check_views};
use crate::owner::Owner;

/// Stored as a name. The page must show it as text.
const SCRIPT: &str = "Acme <script>document.title = 'broken'</script>";

/// Colours, each with the scheme in which it is readable unchanged: this yellow is not readable on a light page, nor
/// this blue on a dark one.
const COLOURS: [(&str, &str, &str); 2] =
    [("#ffdd00", "dark", "rgb(255, 221, 0)"), ("#003366", "light", "rgb(0, 51, 102)")];

/// The largest compressed size of a payout user's page, without pictures.
const MOST_BYTES: usize = 100_000;

async fn set_brand(w: &World, user: &Owner, colour: &str) {
    let mut conn = w.pool.acquire().await.unwrap();
    let colour = Colour::read(colour).unwrap();
    brand::set_brand(&mut conn, user.business, Some(SCRIPT), Some(colour)).await.unwrap();
    let logo = Logo::read(png(240, 60, [0, 0, 0])).unwrap();
    brand::set_logo(&mut conn, user.business, &logo).await.unwrap();
}

/// A script that returns whether the browser has drawn the logo.
const DRAWN: &str = "return document.querySelector('img.logo').naturalWidth === 240";

/// A script that returns the background of a button.
const BUTTON: &str =
    "return getComputedStyle(document.querySelector('details[open] button')).backgroundColor";

#[tokio::test(flavor = "multi_thread")]
async fn a_brand_is_readable_in_the_light_and_the_dark_scheme() {
    world(async |w| {
        let api = w.api().await;
        let user = Owner::of(w, &api, Mode::Test, 50_000).await;
        let browser = Browser::start().await;
        for (colour, stays_in, as_it_is) in COLOURS {
            set_brand(w, &user, colour).await;
            browser.goto("about:blank").await;
            browser.goto(&format!("{}/pay#{}", api.url, user.hash)).await;
            browser.wait_for_text("h1", SCRIPT).await;
            browser.click("details:has(#paypal-amount) summary").await;
            tests::eventually("the logo is drawn", async || (browser.run(DRAWN).await == true).then_some(()))
                .await;
            check_views(&browser, &format!("pay-brand-{}", &colour[1..])).await;
            for scheme in ["light", "dark"] {
                browser.set_view(360, scheme).await;
                let is_as_it_is = browser.run(BUTTON).await == as_it_is;
                assert_eq!(is_as_it_is, scheme == stays_in, "{colour} in {scheme}");
            }
            assert_eq!(browser.run("return document.title").await, "Your payouts");
            check_requests(&browser, &api.url, &user.hash).await;
        }
        // The stylesheet stays when a script swaps in a response.
        browser.fill("#paypal-amount", "100").await;
        browser.fill("#paypal-email", "user@paypal.example").await;
        browser.click("details:has(#paypal-amount) button").await;
        browser.wait_for_text("p.good", "is recorded").await;
        browser.wait_for_text("h1", SCRIPT).await;
        assert_eq!(browser.run(DRAWN).await, true);
        check_requests(&browser, &api.url, &user.hash).await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brand_is_shown_without_a_script() {
    world(async |w| {
        let api = w.api().await;
        let user = Owner::of(w, &api, Mode::Test, 50_000).await;
        set_brand(w, &user, "#ffdd00").await;
        let browser = Browser::start().await;
        browser.enable_scripts(false).await;
        browser.goto(&format!("{}/pay", api.url)).await;
        // Without a hash, the page shows no brand.
        assert_eq!(browser.count("img, .brand").await, 0);
        browser.fill("#payout-code", &user.hash).await;
        browser.click("button").await;
        browser.wait_for_text("h1", SCRIPT).await;
        browser.enable_scripts(true).await;
        assert_eq!(browser.run(DRAWN).await, true);
        check_views(&browser, "pay-brand-without-script").await;
        check_requests(&browser, &api.url, &user.hash).await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

/// Returns the bytes that an account's page loads, without pictures.
async fn page_weight(api: &RunningApi, page: &str) -> usize {
    let mut weight = page.len();
    let mut styles = 0;
    let is_part = |text: &&str| text.starts_with("/assets/") || text.starts_with("/pay/brand/");
    for part in page.split('"').filter(is_part) {
        let answer = api.send("GET", part, &[("accept-encoding", "gzip")], "").await;
        assert_eq!(answer.status, 200, "{part}");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable", "{part}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{part}");
        if part.ends_with(".png") {
            assert_eq!(answer.header("content-type"), "image/png");
            continue;
        }
        styles += usize::from(part.starts_with("/pay/brand/") && part.ends_with(".css"));
        weight += answer.header("content-length").parse::<usize>().unwrap();
    }
    assert_eq!(styles, 1);
    weight
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branded_page_is_small_and_its_addresses_name_no_one() {
    world(async |w| {
        let api = w.api().await;
        let user = Owner::of(w, &api, Mode::Test, 50_000).await;
        set_brand(w, &user, "#003366").await;
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", api.url.as_str())];
        let page = api.send("POST", "/pay", &headers, format!("payout_hash={}", user.hash)).await;
        assert_eq!(page.status, 200);
        assert!(
            page.body.contains("Acme &lt;script&gt;") && !page.body.contains("Acme <script>"),
            "{}",
            page.body
        );
        assert!(!page.body.contains("style="), "the policy forbids it");
        let weight = page_weight(&api, &page.body).await;
        assert!(weight < MOST_BYTES, "{weight} bytes");
        for address in page.body.split('"').filter(|text| text.starts_with("/pay/brand/")) {
            assert!(
                !address.contains(&user.hash) && !address.contains(&user.business.uuid().to_string()),
                "{address}"
            );
        }
        api.stop().await;
    })
    .await;
}
