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

use crate::console::signed_in;
use crate::owner::{BY_HAND, Owner};
use crate::seen::{as_it_should_be, for_everybody};

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
async fn an_operator_throttles_and_switches_a_business() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(100_000).await;
        let named = Changes { name: Some(SCRIPT.to_owned()), ..Changes::default() };
        assert!(business::update(&mut w.pool.acquire().await.unwrap(), business, &named).await.unwrap());
        w.queue(business, Lane::Interactive, &[("a@example.com", 1_000), ("b@example.com", 2_000)]).await;
        let browser = signed_in(&api).await;
        browser.says("#ready", "2").await;
        browser.click("nav a[href='/console/businesses']").await;
        browser.says("tbody tr", SCRIPT).await;
        browser.says("tbody tr", "$1,000.00").await;
        for_everybody(&browser, "console-businesses").await;
        browser.click("nav.pages a[href$='all']").await;
        browser.click("tbody a").await;
        browser.says("h1", SCRIPT).await;
        browser.says("#throttle", "none").await;
        for_everybody(&browser, "console-business").await;
        // A throttle: first an invalid one, then the question, then the command.
        browser.fill("#per-second", "many").await;
        browser.click("form.narrow button").await;
        browser.says("p.fault", "max_per_second").await;
        browser.goto(&format!("{}/console/businesses/{business}", api.ops_url)).await;
        browser.fill("#per-second", "5").await;
        browser.fill("#money", "12.50").await;
        browser.click("form.narrow button").await;
        browser.says("#about", "2 allocations of $30.00").await;
        browser.click("main form button").await;
        browser.says("p.good", "Throttled the business").await;
        browser.click("main p a").await;
        browser.says("tbody tr", "$12.50").await;
        for_everybody(&browser, "console-throttles").await;
        browser.click("tbody a").await;
        browser.click("main form button").await;
        browser.says("p.good", "Cleared the throttle").await;
        // The switch of the business's payouts.
        browser.goto(&format!("{}/console/businesses/{business}", api.ops_url)).await;
        browser.click("a[href^='/console/businesses/switch']").await;
        browser.says("#about", "2 allocations of $30.00").await;
        for_everybody(&browser, "console-switch").await;
        browser.click("main form button").await;
        browser.says("p.good", "are off").await;
        browser.click("main p a").await;
        browser.says("#payouts", "switched off").await;
        // The audit log contains all commands. It can be filtered by business, and the filter is in the address.
        browser.click("nav a[href='/console/audit']").await;
        browser.says("tbody tr", "change").await;
        browser.fill("#business", &business.to_string()).await;
        browser.click("form.narrow button").await;
        browser.says("tbody tr", "payouts off").await;
        assert_eq!(browser.count("tbody tr").await, 3);
        for_everybody(&browser, "console-audit").await;
        browser.goto(&format!("{}/console/audit?business_id={business}&limit=1", api.ops_url)).await;
        browser.click("a[rel='next']").await;
        browser.says("tbody tr", "unthrottle").await;
        assert_eq!(browser.count("tbody tr").await, 1);
        let title = browser.run("return document.title").await;
        assert_eq!(title, "Audit · payout");
        as_it_should_be(&browser, &api.ops_url, OPERATOR_TOKEN).await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_retries_what_was_parked() {
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
        let browser = signed_in(&api).await;
        browser.click("#attention a[href='/console/parked']").await;
        browser.says("tbody tr", "$1,234.56").await;
        browser.says("tbody tr", "<script>document.title = 1</script>").await;
        for_everybody(&browser, "console-parked").await;
        w.execute("drop trigger poison on payout_users").await;
        browser.click("tbody button[type='submit']").await;
        browser.says("p.good", &ids[0].to_string()).await;
        w.drained().await;
        assert_eq!(w.state(business, ids[0]).await.0, "succeeded");
        browser.click("main p:last-of-type a").await;
        browser.says("main", "Nothing is parked.").await;
        for_everybody(&browser, "console-nothing-parked").await;
        as_it_should_be(&browser, &api.ops_url, OPERATOR_TOKEN).await;
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_sees_to_withdrawals() {
    world(async |w| {
        let api = w.api_paying_out(BY_HAND).await;
        let user = Owner::of(w, &api, Mode::Live, 10_000).await;
        let worker = w.worker_paying_out(BY_HAND);
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
        let browser = signed_in(&api).await;
        browser.says("#attention", "wait for a person: 2").await;
        browser.click("#attention a[href='/console/withdrawals']").await;
        browser.says("tbody tr", "user@example.com").await;
        for_everybody(&browser, "console-withdrawals").await;
        browser.click("tbody a").await;
        browser.says("main", SCRIPT).await;
        browser.says("main", "$19.45").await;
        for_everybody(&browser, "console-withdrawal").await;
        browser.click("#approve").await;
        browser.says("p.good", "is succeeded").await;
        browser.click("main p:last-of-type a").await;
        browser.click("tbody a").await;
        browser.fill("#reason", SCRIPT).await;
        browser.click("#reject").await;
        browser.says("p.good", "has the money back").await;
        browser.click("main p:last-of-type a").await;
        browser.says("main", "There are none.").await;
        browser.click("#status option[value='rejected']").await;
        browser.click("form.filter button").await;
        browser.click("tbody a").await;
        browser.says("main", SCRIPT).await;
        browser.says("main", "It does not wait for a person.").await;
        assert_eq!(user.get(&api, "/payout/balance").await["balance"], 8_000);
        as_it_should_be(&browser, &api.ops_url, OPERATOR_TOKEN).await;
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_looks_at_the_books_and_the_system() {
    world(async |w| {
        let api = w.api().await;
        let browser = signed_in(&api).await;
        browser.click("nav a[href='/console/books']").await;
        browser.says("main", "The books were not checked yet.").await;
        for_everybody(&browser, "console-books-unchecked").await;
        let worker =
            w.worker_on(worker::config::WorkerConfig { verify_interval_seconds: 3_600, ..w.worker_config() });
        eventually("the books were checked", async || {
            browser.goto(&format!("{}/console/books", api.ops_url)).await;
            browser.count("#said").await.eq(&1).then_some(())
        })
        .await;
        browser.says("#said", "The books balanced at").await;
        assert_eq!(browser.count("tbody tr").await, domain::ledger::books::Law::ALL.len());
        for_everybody(&browser, "console-books").await;
        browser.click("nav a[href='/console/system']").await;
        browser.says("main", "PAYOUT_API_CONNECTIONS").await;
        browser.says("main", "allocation_queue").await;
        for_everybody(&browser, "console-system").await;
        assert!(
            !browser
                .run("return document.body.textContent")
                .await
                .as_str()
                .unwrap()
                .contains(tests::api::KEY_PEPPER)
        );
        as_it_should_be(&browser, &api.ops_url, OPERATOR_TOKEN).await;
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}
