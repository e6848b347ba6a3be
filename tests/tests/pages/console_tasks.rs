//! The operators' tasks, each on its page: throttling, switching payouts, retrying parked allocations, ending
//! withdrawals, looking things up.

use chrono::TimeDelta;
use domain::allocation::Lane;
use domain::business::{self, Changes, Mode};
use domain::clock::Clock;
use serde_json::json;
use tests::api::OPERATOR_TOKEN;
use tests::world::{noon, world_at};
use tests::{eventually, world};

use crate::checks::{check_requests, check_views};
use crate::console::open_console;
use crate::owner::{BY_HAND, Owner};

/// Stored as a name, a reason or an error. The page must show it as text.
const SCRIPT: &str = "<script>document.title = 'broken'</script>";

/// Makes payments to poison@example.com fail, as a defect in the database would. The error is a script.
pub const POISON: &str = "
    create function refuse_poison() returns trigger language plpgsql as $$
    begin
        if new.email = 'poison@example.com' then
            raise exception '<script>document.title = 1</script>' using errcode = 'P0001';
        end if;
        return new;
    end $$;
    create trigger poison before insert on payout_users for each row execute function refuse_poison();";

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_throttles_a_business_and_disables_its_payouts() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(100_000).await;
        let named = Changes { name: Some(SCRIPT.to_owned()), ..Changes::default() };
        assert!(business::update(&mut w.pool.acquire().await.unwrap(), business, &named).await.unwrap());
        w.queue(business, Lane::Interactive, &[("a@example.com", 1_000), ("b@example.com", 2_000)]).await;
        let browser = open_console(&api).await;
        browser.wait_for_text("#ready", "2").await;
        browser.click("nav a[href='/console/businesses']").await;
        browser.wait_for_text("tbody tr", SCRIPT).await;
        browser.wait_for_text("tbody tr", "$1,000.00").await;
        check_views(&browser, "console-businesses").await;
        browser.click("nav.pages a[href$='all']").await;
        browser.click("tbody a").await;
        browser.wait_for_text("h1", SCRIPT).await;
        browser.wait_for_text("#throttle", "none").await;
        check_views(&browser, "console-business").await;
        // A throttle: first an invalid one, then the question, then the command.
        browser.fill("#per-second", "many").await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("p.fault", "max_per_second").await;
        browser.goto(&format!("{}/console/businesses/{business}", api.ops_url)).await;
        browser.fill("#per-second", "5").await;
        browser.fill("#money", "12.50").await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("#about", "2 allocations of $30.00").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "Throttled the business").await;
        browser.click("main p a").await;
        browser.wait_for_text("tbody tr", "$12.50").await;
        check_views(&browser, "console-throttles").await;
        browser.click("tbody a").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "Cleared the throttle").await;
        // The switch of the business's payouts.
        browser.goto(&format!("{}/console/businesses/{business}", api.ops_url)).await;
        browser.click("a[href^='/console/businesses/switch']").await;
        browser.wait_for_text("#about", "2 allocations of $30.00").await;
        check_views(&browser, "console-switch").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "are off").await;
        browser.click("main p a").await;
        browser.wait_for_text("#payouts", "switched off").await;
        // The audit log contains all commands. It can be filtered by business, and the filter is in the address.
        browser.click("nav a[href='/console/audit']").await;
        browser.wait_for_text("tbody tr", "change").await;
        browser.fill("#business", &business.to_string()).await;
        browser.click("form.narrow button").await;
        browser.wait_for_text("tbody tr", "payouts off").await;
        assert_eq!(browser.count("tbody tr").await, 3);
        check_views(&browser, "console-audit").await;
        browser.goto(&format!("{}/console/audit?business_id={business}&limit=1", api.ops_url)).await;
        browser.click("a[rel='next']").await;
        browser.wait_for_text("tbody tr", "unthrottle").await;
        assert_eq!(browser.count("tbody tr").await, 1);
        let title = browser.run("return document.title").await;
        assert_eq!(title, "Audit · payout");
        check_requests(&browser, &api.ops_url, OPERATOR_TOKEN).await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_retries_a_parked_allocation() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        w.execute(POISON).await;
        let api = w.api().await;
        let business = w.business(100_000).await;
        let ids = w.queue(business, Lane::Interactive, &[("poison@example.com", 123_456)]).await;
        w.fund(business, 100_000).await;
        let worker = w.worker();
        eventually("the poison is parked", async || {
            clock.advance(TimeDelta::seconds(400));
            (w.queue_status().await.dead == 1).then_some(())
        })
        .await;
        let browser = open_console(&api).await;
        browser.click("#attention a[href='/console/parked']").await;
        browser.wait_for_text("tbody tr", "$1,234.56").await;
        browser.wait_for_text("tbody tr", "<script>document.title = 1</script>").await;
        check_views(&browser, "console-parked").await;
        w.execute("drop trigger poison on payout_users").await;
        browser.click("tbody button[type='submit']").await;
        browser.wait_for_text("p.good", &ids[0].to_string()).await;
        w.drained().await;
        assert_eq!(w.state(business, ids[0]).await.0, "succeeded");
        browser.click("main p:last-of-type a").await;
        browser.wait_for_text("main", "Nothing is parked.").await;
        check_views(&browser, "console-nothing-parked").await;
        check_requests(&browser, &api.ops_url, OPERATOR_TOKEN).await;
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_approves_and_rejects_withdrawals() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let user = Owner::of(w, &api, Mode::Live, 10_000).await;
        let worker = w.worker_with_methods(BY_HAND);
        for key in ["k1", "k2"] {
            let destination = json!({"email": "user@example.com", "product": SCRIPT});
            let body =
                json!({"amount": 2_000, "provider": "gift_card", "destination": destination}).to_string();
            let keyed = [("idempotency-key", key)];
            let made = api.as_user("POST", "/payout/withdraw", &user.hash, &keyed, body).await;
            assert_eq!(made.status, 201, "{}", made.body);
        }
        let waiting = async || {
            let mut conn = w.pool.acquire().await.unwrap();
            domain::withdrawal::read::count_waiting_for_a_person(&mut conn).await.unwrap()
        };
        eventually("both wait for a person", async || (waiting().await == 2).then_some(())).await;
        let browser = open_console(&api).await;
        browser.wait_for_text("#attention", "wait for a person: 2").await;
        browser.click("#attention a[href='/console/withdrawals']").await;
        browser.wait_for_text("tbody tr", "user@example.com").await;
        check_views(&browser, "console-withdrawals").await;
        browser.click("tbody a").await;
        browser.wait_for_text("main", SCRIPT).await;
        browser.wait_for_text("main", "$19.45").await;
        check_views(&browser, "console-withdrawal").await;
        browser.click("#approve").await;
        browser.wait_for_text("p.good", "has succeeded").await;
        browser.click("main p:last-of-type a").await;
        browser.click("tbody a").await;
        browser.fill("#reason", SCRIPT).await;
        browser.click("#reject").await;
        browser.wait_for_text("p.good", "has the money back").await;
        browser.click("main p:last-of-type a").await;
        browser.wait_for_text("main", "There are none.").await;
        browser.click("#status option[value='rejected']").await;
        browser.click("form.filter button").await;
        browser.click("tbody a").await;
        browser.wait_for_text("main", SCRIPT).await;
        browser.wait_for_text("main", "It does not wait for a person.").await;
        assert_eq!(user.get(&api, "/payout/balance").await["balance"], 8_000);
        check_requests(&browser, &api.ops_url, OPERATOR_TOKEN).await;
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_views_the_books_and_the_system() {
    world(async |w| {
        let api = w.api().await;
        let browser = open_console(&api).await;
        browser.click("nav a[href='/console/books']").await;
        browser.wait_for_text("main", "The books were not checked yet.").await;
        check_views(&browser, "console-books-unchecked").await;
        let worker =
            w.worker_on(worker::config::WorkerConfig { verify_interval_seconds: 3_600, ..w.worker_config() });
        eventually("the books were checked", async || {
            browser.goto(&format!("{}/console/books", api.ops_url)).await;
            browser.count("#said").await.eq(&1).then_some(())
        })
        .await;
        browser.wait_for_text("#said", "The books balanced at").await;
        assert_eq!(browser.count("tbody tr").await, domain::ledger::books::Law::ALL.len());
        check_views(&browser, "console-books").await;
        browser.click("nav a[href='/console/system']").await;
        browser.wait_for_text("main", "PAYOUT_API_CONNECTIONS").await;
        browser.wait_for_text("main", "allocation_queue").await;
        check_views(&browser, "console-system").await;
        assert!(
            !browser
                .run("return document.body.textContent")
                .await
                .as_str()
                .unwrap()
                .contains(tests::api::KEY_PEPPER)
        );
        check_requests(&browser, &api.ops_url, OPERATOR_TOKEN).await;
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}
