//! A member looks at payments, and makes one.

use domain::allocation::Lane;
use domain::member::Role;
use serde_json::json;
use tests::world;

use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;
use crate::dashboard_money::{ESCAPED, SCRIPT};

#[tokio::test(flavor = "multi_thread")]
async fn a_member_makes_a_payment_after_confirming_it() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(10_000).await;
        let worker = w.worker();
        let (browser, _member) = open_dashboard(w, &api, business, Role::Finance).await;
        browser.click("nav a[href='/dashboard/payments']").await;
        browser.wait_for_text("main", "Nothing was paid yet.").await;
        browser.click("main a[href='/dashboard/payments/pay']").await;
        check_views(&browser, "dashboard-pay").await;
        // First an invalid form, then the question with the recipient and the amount, then the payment.
        browser.fill("#email", "new@example.com").await;
        browser.fill("#amount", "1,234.50").await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("#amount-fault", "such as 12.50").await;
        check_views(&browser, "dashboard-pay-fault").await;
        browser.fill("#amount", "12.50").await;
        browser.fill("#reference", SCRIPT).await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("h1", "Pay this?").await;
        browser.wait_for_text("#about", "new@example.com").await;
        browser.wait_for_text("#about", "$12.50").await;
        browser.wait_for_text("#left", "$87.50").await;
        assert_eq!(w.payout_balance(business).await, 10_000, "nothing is paid before the confirmation");
        check_views(&browser, "dashboard-pay-asked").await;
        browser.click("#pay").await;
        browser.wait_for_text("p.good", "It is paid.").await;
        assert_eq!(w.payout_balance(business).await, 8_750);
        check_views(&browser, "dashboard-paid").await;
        browser.click("main p:last-of-type a").await;
        browser.wait_for_text("#status", "succeeded").await;
        browser.wait_for_text("main", SCRIPT).await;
        check_views(&browser, "dashboard-payment").await;
        browser.click("nav a[href='/dashboard/payments']").await;
        browser.wait_for_text("tbody tr", SCRIPT).await;
        check_views(&browser, "dashboard-payments").await;
        browser.click("#status option[value='failed']").await;
        browser.click("form.filters button").await;
        browser.wait_for_text("main", "No payment matches.").await;
        check_requests(&browser, &api.url, "no secret is in an address").await;
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_pays_once_and_shows_the_outcome() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let member = w.member(business, "anna@merchant.example", Role::Owner).await;
        let pay = async |form: &str| member.post(&api, "/dashboard/payments/pay", form).await;
        // Without a worker the payment is pending, and the page refreshes.
        let waits = pay("email=a%40example.com&amount=4&key=dashboard-1").await;
        assert_eq!(waits.status, 200, "{}", waits.body);
        assert!(waits.body.contains("pending") && waits.body.contains("every 2s"), "{}", waits.body);
        let worker = w.worker();
        w.drained().await;
        let again = pay("email=a%40example.com&amount=4&key=dashboard-1").await;
        assert!(
            again.body.contains("is not made twice") && again.body.contains("It is paid."),
            "{}",
            again.body
        );
        assert_eq!(w.payout_balance(business).await, 600);
        // The same form for another recipient is another payment.
        let other = pay("email=b%40example.com&amount=4&key=dashboard-1").await;
        assert_eq!(other.status, 422, "{}", other.body);
        // An amount above the balance.
        let asked = member.get(&api, "/dashboard/payments/pay?email=c%40example.com&amount=7.00").await;
        assert!(asked.body.contains("not enough"), "{}", asked.body);
        let form =
            format!("email=c%40example.com&amount=7.00&key=dashboard-2&reference={}", form_encode(SCRIPT));
        let failed = pay(&form).await;
        assert!(failed.body.contains("did not cover it") && failed.body.contains(ESCAPED), "{}", failed.body);
        assert!(!failed.body.contains(SCRIPT), "{}", failed.body);
        let list = member.get(&api, "/dashboard/payments?status=failed&email=&from=&to=").await;
        assert!(list.body.contains("c@example.com") && !list.body.contains("a@example.com"), "{}", list.body);
        // A failed payment is made again under its reference, once there is money.
        let place = list.body.find("href=\"/dashboard/payments/alc_").unwrap();
        let one: String = list.body[place + 6..].chars().take_while(|char| *char != '"').collect();
        let one = member.get(&api, &one).await;
        let place = one.body.find("/dashboard/payments/pay?").unwrap();
        let again: String = one.body[place..].chars().take_while(|char| *char != '"').collect();
        w.fund(business, 1_000).await;
        let asked = member.get(&api, &again.replace("&amp;", "&")).await;
        assert!(asked.body.contains("$7.00") && asked.body.contains(ESCAPED), "{}", asked.body);
        let paid = pay(&form).await;
        assert!(paid.body.contains("It is paid."), "{}", paid.body);
        assert_eq!(w.payout_balance(business).await, 900);
        // While payouts are switched off nothing is paid, and the form says so.
        w.execute("update businesses set payouts_enabled = false").await;
        let off = pay("email=d%40example.com&amount=1&key=dashboard-3").await;
        assert_eq!(off.status, 403, "{}", off.body);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_can_be_filtered() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let key = w.key(business).await;
        let member = w.member(business, "anna@merchant.example", Role::Viewer).await;
        w.queue(business, Lane::Interactive, &[("single@example.com", 10)]).await;
        let items = json!([
            {"email": "one@example.com", "amount": 10, "reference": "r-1", "metadata": {"note": SCRIPT}},
            {"email": "two@example.com", "amount": 10},
        ]);
        let made = api.batch(&key, "k1", "application/json", json!({"items": items}).to_string()).await;
        let batch = made.json()["id"].as_str().unwrap_or_else(|| panic!("{}", made.body)).to_owned();
        let shown = async |query: &str| member.get(&api, &format!("/dashboard/payments?{query}")).await.body;
        let emails = ["single@example.com", "one@example.com", "two@example.com"];
        for (query, found) in [
            ("status=&email=&reference=&batch_id=&from=&to=".to_owned(), [true, true, true]),
            ("email=single%40Example.com".to_owned(), [true, false, false]),
            (format!("batch_id={batch}"), [false, true, true]),
            (format!("batch_id={batch}&status=pending"), [false, true, true]),
            ("batch_id=bat_01900000-0000-7000-8000-000000000001".to_owned(), [false; 3]),
            ("reference=r-1".to_owned(), [false, true, false]),
            ("to=2020-01-01".to_owned(), [false; 3]),
            ("from=2020-01-01".to_owned(), [true; 3]),
        ] {
            let page = shown(&query).await;
            assert_eq!(
                emails.map(|email| page.contains(&format!("<td>{email}</td>"))),
                found,
                "{query}: {page}"
            );
        }
        // The link to the next page keeps the filter.
        let first = shown("status=pending&limit=2").await;
        let mut next = first.split("href=\"").filter_map(|rest| rest.split('"').next());
        let next = next.find(|link| link.contains("cursor=")).unwrap().replace("&amp;", "&");
        assert!(next.contains("status=pending"), "{next}");
        assert!(member.get(&api, &next).await.body.contains("single@example.com"));
        let id = first.split("/dashboard/payments/alc_").nth(2).unwrap()[..36].to_owned();
        let one = member.get(&api, &format!("/dashboard/payments/alc_{id}")).await.body;
        assert!(one.contains("&lt;script&gt;") && !one.contains(SCRIPT), "{one}");
        assert!(!one.contains("Pay it again"), "{one}");
        api.stop().await;
    })
    .await;
}

/// Encodes a text as a form sends it.
fn form_encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
