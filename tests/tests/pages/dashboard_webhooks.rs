//! A developer manages webhook endpoints, and sees the outcome of each delivery.

use domain::allocation::Lane;
use domain::event::{self, EventType, NewEvent};
use domain::ids::BusinessId;
use domain::member::Role;
use domain::steering::{Command, Outgoing};
use serde_json::json;
use tests::receiver::{Receiver, Reply};
use tests::steer::carry_out;
use tests::{World, eventually, world};

use crate::browser::Browser;
use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;

/// The receiver's response. The page must show it as text.
const SCRIPT: &str = "<script>document.title = 'broken'</script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_developer_adds_an_endpoint_tests_it_and_changes_it() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(500).await;
        let receiver = Receiver::start_with(|got| match got.before {
            0 => Reply::With(500, String::new(), SCRIPT.to_owned()),
            _ => Reply::Status(204),
        })
        .await;
        let (browser, _member) = open_dashboard(w, &api, business, Role::Developer).await;
        browser.click("nav a[href='/dashboard/webhooks']").await;
        browser.wait_for_text("main", "There are no endpoints yet.").await;
        check_views(&browser, "dashboard-no-webhooks").await;
        browser.fill("#url", &receiver.url).await;
        browser.click("input[value='allocation.succeeded']").await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("#secret", "whsec_").await;
        let secret = browser.find("#secret .id").await.text().await.unwrap();
        check_views(&browser, "dashboard-webhook-secret").await;
        browser.click("main p a[href^='/dashboard/webhooks/']").await;
        browser.wait_for_text("#state", "on").await;
        // While webhooks are held, a sample is pending.
        carry_out(w, Command::PauseOutgoing(Outgoing::Webhooks)).await;
        browser.click("#test button").await;
        browser.wait_for_text("p.good", "A sample is being sent").await;
        browser.click("main p a[href^='/dashboard/webhooks/whk_']").await;
        browser.wait_for_text("#held", "an operator has paused webhooks").await;
        browser.wait_for_text("#pending", "1").await;
        browser.wait_for_text("tbody tr", "held by pause").await;
        check_views(&browser, "dashboard-webhook-held").await;
        carry_out(w, Command::ResumeOutgoing(Outgoing::Webhooks)).await;
        let worker = w.worker();
        eventually("the sample arrived", async || (!receiver.received().is_empty()).then_some(())).await;
        assert!(receiver.received()[0].verifies(&secret));
        eventually("the answer is shown as a text", async || {
            browser.run("location.reload()").await;
            browser.wait_for_text("h1", "Endpoint").await;
            (browser.count("tbody details").await == 1).then_some(())
        })
        .await;
        browser.click("tbody details summary").await;
        browser.wait_for_text("tbody details", SCRIPT).await;
        browser.wait_for_text("tbody tr", "refused with 500").await;
        check_views(&browser, "dashboard-webhook").await;
        // The delivery is sent again, arrives, and is listed as succeeded.
        browser.click("tbody button[type='submit']").await;
        browser.wait_for_text("p.good", "is sent again").await;
        eventually("the redelivery arrived", async || (receiver.received().len() > 1).then_some(())).await;
        browser.click("main p a[href^='/dashboard/webhooks/whk_']").await;
        browser.click("#status option[value='succeeded']").await;
        eventually("the delivery has succeeded", async || {
            browser.click("form.filter[method='get'] button").await;
            browser.wait_for_text("h1", "Endpoint").await;
            (browser.count("tbody tr").await == 1).then_some(())
        })
        .await;
        browser.wait_for_text("tbody tr", "delivered with 204").await;
        change_and_delete(&browser, &secret).await;
        check_requests(&browser, &api.url, &secret).await;
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

/// Changes the events of the open endpoint, switches it off, makes a new secret, and deletes it.
async fn change_and_delete(browser: &Browser, secret: &str) {
    browser.click("main > details summary").await;
    browser.click("#change input[value='balance.low']").await;
    browser.click("#change button").await;
    browser.wait_for_text("p.good", "is changed").await;
    browser.click("main p a[href^='/dashboard/webhooks/whk_']").await;
    browser.wait_for_text("dl.facts", "balance.low").await;
    browser.click("form[action*='/change?'] button.outline").await;
    browser.wait_for_text("p.good", "switched off").await;
    browser.click("main p a[href^='/dashboard/webhooks/whk_']").await;
    browser.wait_for_text("#state", "switched off").await;
    browser.click("a[href$='/rotate-secret']").await;
    browser.wait_for_text("#about", "24 hours").await;
    browser.click("main form button").await;
    browser.wait_for_text("#secret", "whsec_").await;
    assert_ne!(browser.find("#secret .id").await.text().await.unwrap(), secret);
    browser.click("main p a[href^='/dashboard/webhooks/whk_']").await;
    browser.click("a[href$='/delete']").await;
    browser.wait_for_text("#about", "are not sent").await;
    check_views(browser, "dashboard-webhook-delete").await;
    browser.click("main form button").await;
    browser.wait_for_text("p.good", "is deleted").await;
    browser.click("main p a[href='/dashboard/webhooks']").await;
    browser.wait_for_text("main", "There are no endpoints yet.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_developer_sets_the_payout_webhook_and_lists_events() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(50_000).await;
        let key = w.key(business).await;
        let (browser, _member) = open_dashboard(w, &api, business, Role::Developer).await;
        browser.goto(&format!("{}/dashboard/webhooks", api.url)).await;
        browser.click("a[href='/dashboard/webhooks/payout']").await;
        browser.fill("#url", "http://127.0.0.1:9/payouts").await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("p.good", "It is on").await;
        let token = browser.find("#token .id").await.text().await.unwrap();
        let known = api.get("/v1/payout-webhook", &key).await.json();
        assert_eq!((&known["token"], &known["enabled"]), (&json!(token), &json!(true)));
        assert_eq!(known["events"], json!(["payout.succeeded"]));
        browser.goto(&format!("{}/dashboard/webhooks/payout", api.url)).await;
        browser.wait_for_text("#token", &token).await;
        check_views(&browser, "dashboard-payout-webhook").await;
        browser.click("input[name='enabled']").await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("p.good", "switched off").await;
        assert_eq!(api.get("/v1/payout-webhook", &key).await.json()["enabled"], false);
        browser.click("main p a[href^='/dashboard/webhooks/whk_']").await;
        browser.wait_for_text("h1", "Payout webhook").await;
        // Lists events, newest first, of one type only.
        let endpoint = json!({"url": "http://127.0.0.1:9/", "events": ["allocation.*", "payout_user.*"]});
        assert_eq!(api.post("/v1/webhooks", &key, &[], endpoint.to_string()).await.status, 201);
        pay_and_record_event(w, business).await;
        browser.goto(&format!("{}/dashboard/webhooks/events", api.url)).await;
        browser.wait_for_text("tbody tr", "payout_user.updated").await;
        browser.click("tbody details summary").await;
        browser.wait_for_text("tbody details", SCRIPT).await;
        check_views(&browser, "dashboard-events").await;
        browser.click("#type option[value='allocation.succeeded']").await;
        browser.click("form.filter button").await;
        browser.wait_for_text("tbody tr", "allocation.succeeded").await;
        assert_eq!(browser.count("tbody tr").await, 1);
        browser.goto(&format!("{}/dashboard/webhooks/events?limit=1", api.url)).await;
        browser.click("a[rel='next']").await;
        browser.wait_for_text("tbody tr", "allocation.succeeded").await;
        browser.goto(&format!("{}/dashboard/webhooks/events?type=balance.low", api.url)).await;
        browser.wait_for_text("main", "There are none.").await;
        check_requests(&browser, &api.url, &token).await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

/// Makes a payment, and writes an event that contains a script.
async fn pay_and_record_event(w: &World, business: BusinessId) {
    w.queue(business, Lane::Interactive, &[("user@example.com", 1_000)]).await;
    let worker = w.worker();
    w.drained().await;
    worker.stop().await;
    let event = NewEvent::new(EventType::PayoutUserUpdated, w.clock.id(), &json!({"note": SCRIPT})).unwrap();
    let mut tx = w.pool.begin().await.unwrap();
    event::record(&mut tx, business, &[event], w.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn all_events_since_a_time_are_redelivered() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(50_000).await;
        let key = w.key(business).await;
        let member = w.member(business, "dev@merchant.example", Role::Developer).await;
        let receiver = Receiver::start().await;
        let form = format!("url={}&events=allocation.succeeded&key=k1", receiver.url.replace(':', "%3A"));
        let made = member.post(&api, "/dashboard/webhooks/create", &form).await;
        assert!(made.status == 200 && made.body.contains("whsec_"), "{}", made.body);
        let worker = w.worker();
        w.queue(business, Lane::Interactive, &[("a@example.com", 1_000), ("b@example.com", 1_000)]).await;
        eventually("both arrived", async || (receiver.received().len() == 2).then_some(())).await;
        let id = api.get("/v1/webhooks", &key).await.json()["data"][0]["id"].as_str().unwrap().to_owned();
        let page = member.get(&api, &format!("/dashboard/webhooks/{id}")).await.body;
        let from = page.find("<option value=\"20").unwrap() + "<option value=\"".len();
        let since = page[from..].split('"').next().unwrap().replace(':', "%3A").replace('+', "%2B");
        let path = format!("/dashboard/webhooks/{id}/redeliver");
        for said in ["2 events", "This form was sent before"] {
            let sent = member.post(&api, &path, &format!("since={since}&key=k2")).await;
            assert!(sent.status == 200 && sent.body.contains(said), "{}", sent.body);
        }
        eventually("both arrived again", async || (receiver.received().len() == 4).then_some(())).await;
        for form in ["key=k3", "since=yesterday&key=k3", "since=2999-01-01T00%3A00%3A00Z&key=k3"] {
            let wrong = member.post(&api, &path, form).await;
            assert_eq!(wrong.status, 400, "{form}: {}", wrong.body);
        }
        // An endpoint without events, or with an invalid address, is rejected, as in `/v1`.
        let change = format!("/dashboard/webhooks/{id}/change");
        for form in ["url=http%3A%2F%2F127.0.0.1%3A9%2F", "url=nowhere&events=balance.low", "enabled=perhaps"]
        {
            let wrong = member.post(&api, &change, form).await;
            assert!(
                wrong.status == 400 && wrong.body.contains("Nothing was changed"),
                "{form}: {}",
                wrong.body
            );
        }
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rare_event_is_found_page_by_page() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(0).await;
        let member = w.member(business, "viewer@merchant.example", Role::Viewer).await;
        // A rare, old event, after as many others as one page looks at.
        for (kind, count, first) in [("balance.low", 1, 1), ("allocation.succeeded", 10_000, 2)] {
            sqlx::query(
                "insert into events (created_at, sequence, business_id, id, object_id, type, data)
                 select now(), n, $1, lpad(to_hex(n), 32, '0')::uuid, $1, $2, '{}' from generate_series($3, $3 + $4 - 1) n",
            )
            .bind(business.uuid())
            .bind(kind)
            .bind(first)
            .bind(count)
            .execute(&w.pool)
            .await
            .unwrap();
        }
        let first = member.get(&api, "/dashboard/webhooks/events?type=balance.low").await;
        assert!(first.body.contains("The next page searches older ones"), "{}", first.body);
        let next = first.body.split("\" rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap();
        let second = member.get(&api, &next.replace("&amp;", "&")).await;
        assert!(second.body.contains("<td>balance.low</td>"), "{}", second.body);
        assert!(!second.body.contains("rel=\"next\""), "{}", second.body);
        api.stop().await;
    })
    .await;
}
