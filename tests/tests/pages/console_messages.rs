//! What the console reports to the person who gives a command: what it sets, what is still held, and whether it
//! changed anything.

use chrono::TimeDelta;
use domain::allocation::Lane;
use domain::business::Mode;
use domain::clock::Clock;
use serde_json::json;
use tests::world::{noon, world_at};
use tests::{Answer, RunningApi, World, eventually, world};

use crate::console::open_console;
use crate::console_access::{count_commands, get, post, session};
use crate::console_tasks::POISON;
use crate::owner::{BY_HAND, Owner};

/// A signed-in operator, without a browser.
struct Operator<'a> {
    api: &'a RunningApi,
    cookie: String,
}

impl<'a> Operator<'a> {
    async fn of(api: &'a RunningApi) -> Self {
        Self { api, cookie: session(api).await }
    }

    async fn get(&self, path: &str) -> Answer {
        get(self.api, path, &[("cookie", &self.cookie)]).await
    }

    async fn post(&self, path: &str, form: &str) -> Answer {
        post(self.api, path, &[("cookie", &self.cookie), ("origin", &self.api.ops_url)], form).await
    }
}

/// Asserts that the response has this status and contains all these texts.
fn assert_page(answer: &Answer, status: u16, all: &[&str]) {
    assert_eq!(answer.status, status, "{}", answer.body);
    for said in all {
        assert!(answer.body.contains(said), "not {said:?} in:\n{}", answer.body);
    }
}

/// Returns a cursor: the JSON of a row's key, in hex.
fn hex(key: &str) -> String {
    key.bytes().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttle_shows_old_and_new_rates_and_rejects_decimal_commas() {
    world(async |w| {
        let api = w.api().await;
        let operator = Operator::of(&api).await;
        for wrong in ["1,5", "1,50", "1.5", "1500,000"] {
            let ask = format!("/console/throttles/set?scope=all&max_per_second={wrong}");
            assert_page(&operator.get(&ask).await, 400, &["max_per_second"]);
        }
        let new = "at most <strong>1,500 allocations a second and $12.50 a second</strong>";
        let form = "scope=all&max_per_second=1,500&money=12.50";
        let ask = operator.get(&format!("/console/throttles/set?{form}")).await;
        assert_page(&ask, 200, &[new, "Before: no throttle."]);
        let set = operator.post("/console/throttles/set", &format!("{form}&key=k1")).await;
        assert_page(&set, 200, &["Throttled everything.", new, "Before: no throttle."]);
        let form = "scope=all&max_per_second=1";
        let before = "Before: at most 1,500 allocations a second and $12.50 a second.";
        let ask = operator.get(&format!("/console/throttles/set?{form}")).await;
        assert_page(&ask, 200, &["<strong>1 allocation a second</strong>", before]);
        assert_page(
            &operator.post("/console/throttles/set", &format!("{form}&key=k2")).await,
            200,
            &["1 allocation a second", before],
        );
        let again = operator.post("/console/throttles/set", &format!("{form}&key=k2")).await;
        assert_page(&again, 200, &["sent before"]);
        assert!(!again.body.contains("Before:"), "{}", again.body);
        let clear = operator.post("/console/throttles/clear", "scope=all&key=k3").await;
        assert_page(&clear, 200, &["Cleared", "Before: at most 1 allocation a second."]);
        let clear = operator.post("/console/throttles/clear", "scope=all&key=k4").await;
        assert_page(&clear, 200, &["There was no throttle, and nothing was cleared"]);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_fields_are_rejected_and_a_signed_out_form_says_it_did_nothing() {
    world(async |w| {
        let api = w.api().await;
        let operator = Operator::of(&api).await;
        let twice = "scope=all&which=&which=x&key=k1";
        assert_page(
            &operator.post("/console/pauses/pause", twice).await,
            400,
            &["which is given more than once"],
        );
        assert_page(&operator.get(&format!("/console/pauses/pause?{twice}")).await, 400, &["more than once"]);
        for (path, form) in [
            ("/console/throttles/set", "scope=all&max_per_second=5&money=1&money=2&key=k1"),
            ("/console/throttles/clear", "scope=all&scope=all&key=k1"),
            ("/console/parked/retry", "id=alc_01900000-0000-7000-8000-000000000001&key=k1&key=k2"),
            ("/console/withdrawals/approve", "id=a&id=b&key=k1"),
            ("/console/withdrawals/reject", "id=a&reason=b&reason=c&key=k1"),
            ("/console/businesses/switch", "id=a&payouts=on&payouts=off"),
        ] {
            assert_page(&operator.post(path, form).await, 400, &["more than once"]);
        }
        let keyless = operator.post("/console/pauses/pause", "scope=all").await;
        assert_page(&keyless, 400, &["lacks the key from its page"]);
        assert!(!keyless.body.contains("Idempotency-Key"), "{}", keyless.body);
        let lost = post(&api, "/console/pauses/pause", &[("origin", &api.ops_url)], "scope=all&key=k1").await;
        assert_eq!((lost.status, lost.header("location")), (303, "/console/sign-in?ended"));
        let notice = get(&api, lost.header("location"), &[]).await;
        assert_page(&notice, 200, &["You were signed out, so nothing was done. Sign in and try again."]);
        assert!(!get(&api, "/console/sign-in", &[]).await.body.contains("signed out,"));
        assert_eq!(count_commands(w).await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_later_page_and_an_unknown_address_are_explained() {
    world(async |w| {
        let api = w.api().await;
        let operator = Operator::of(&api).await;
        // Cursors after all rows: "zzz", or the smallest id.
        let (text, id) = (hex("\"zzz\""), hex("\"00000000-0000-0000-0000-000000000000\""));
        let (lists, ids) = (
            [("/console/pauses", &text, "Nothing is paused.")],
            [("/console/audit", &id, "No command was given.")],
        );
        for (path, cursor, none) in lists.into_iter().chain(ids) {
            assert_page(&operator.get(path).await, 200, &[none]);
            let later = operator.get(&format!("{path}?cursor={cursor}")).await;
            assert_page(&later, 200, &["Nothing more."]);
            assert!(!later.body.contains(none), "{}", later.body);
        }
        let nul = hex(r#""\u0000""#);
        assert_page(&operator.get(&format!("/console/pauses?cursor={nul}")).await, 400, &["cursor"]);
        let of_admin = api.operate("GET", &format!("/admin/pauses?cursor={nul}")).await;
        assert_eq!(of_admin.json()["errors"][0]["field"], "cursor", "{}", of_admin.body);
        let nowhere = operator.get("/console/nowhere").await;
        assert_page(&nowhere, 404, &["no such page"]);
        assert!(!nowhere.body.contains("openapi.json"), "{}", nowhere.body);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resume_shows_what_still_holds_the_business() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        w.queue(business, Lane::Interactive, &[("a@example.com", 1)]).await;
        let operator = Operator::of(&api).await;
        let of = format!("scope=business&which={business}");
        let resume =
            async |key: &str| operator.post("/console/pauses/resume", &format!("{of}&key={key}")).await;
        let idle = resume("r1").await;
        assert_page(&idle, 200, &["It was not paused, and nothing was resumed"]);
        assert!(!idle.body.contains("Resumed") && !idle.body.contains("still held"), "{}", idle.body);
        for (path, form) in [
            ("/console/pauses/pause", "scope=all&key=p1"),
            ("/console/pauses/pause", &format!("{of}&key=p2")),
            ("/console/businesses/switch", &format!("id={business}&payouts=off")),
        ] {
            assert_page(&operator.post(path, form).await, 200, &[]);
        }
        let held = "It is still held: everything is paused; the payouts of the business are switched off.";
        assert_page(&operator.get(&format!("/console/pauses/resume?{of}")).await, 200, &[held]);
        assert_page(&resume("r2").await, 200, &["Resumed the business", held]);
        assert_page(&resume("r3").await, 200, &["It was not paused", held]);
        let everything = operator.post("/console/pauses/resume", "scope=all&key=r4").await;
        assert_page(&everything, 200, &["Resumed everything", "stay held"]);
        assert_page(&operator.get("/console").await, 200, &["Businesses whose payouts are switched off: 1"]);
        let page = operator.get(&format!("/console/businesses/{business}")).await;
        assert_page(&page, 200, &[": the payouts of the business are switched off"]);
        // Both lists mark a paused business, and held payments do not count as about to be paid.
        operator.post("/console/businesses/switch", &format!("id={business}&payouts=on")).await;
        operator.post("/console/pauses/pause", &format!("{of}&key=p3")).await;
        for list in ["/console/businesses", "/console/businesses?show=all"] {
            eventually("the business is marked as paused", async || {
                operator.get(list).await.body.contains("on<small>paused</small>").then_some(())
            })
            .await;
        }
        eventually("held work is shown", async || {
            operator.get("/console").await.body.contains("Ready, but held").then_some(())
        })
        .await;
        api.stop().await;
    })
    .await;
}

/// Makes a withdrawal that a person carries out, and returns its id.
async fn create_withdrawal(api: &RunningApi, user: &Owner) -> String {
    let destination = json!({"email": "user@example.com", "product": "p"});
    let body = json!({"amount": 2_000, "provider": "gift_card", "destination": destination}).to_string();
    let made = api.as_user("POST", "/payout/withdraw", &user.hash, &[], body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn wait_for_manual_withdrawals(w: &World, many: i64) {
    eventually("the withdrawals wait for a person", async || {
        let mut conn = w.pool.acquire().await.unwrap();
        let waiting = domain::withdrawal::read::count_waiting_for_a_person(&mut conn).await.unwrap();
        (waiting == many).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_shows_what_holds_it_and_what_a_person_can_do() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let (user, tester) =
            (Owner::of(w, &api, Mode::Live, 10_000).await, Owner::of(w, &api, Mode::Test, 10_000).await);
        let sandboxed = tester.order(&api, 1_000).await;
        let worker = w.worker_with_methods(BY_HAND);
        let waiting = create_withdrawal(&api, &user).await;
        wait_for_manual_withdrawals(w, 1).await;
        let operator = Operator::of(&api).await;
        let of = format!("scope=business&which={}", user.business);
        let under_way = "1 may have been sent or wait for a person";
        assert_page(&operator.get(&format!("/console/pauses/pause?{of}")).await, 200, &[under_way]);
        for scope in ["scope=method&which=gift_card", "scope=provider&which=manual"] {
            assert_page(&operator.get(&format!("/console/pauses/pause?{scope}")).await, 200, &[under_way]);
        }
        let other = operator.get("/console/pauses/pause?scope=method&which=crypto").await;
        assert!(!other.body.contains("wait for a person"), "{}", other.body);
        assert_page(
            &operator.post("/console/pauses/pause", &format!("{of}&key=p1")).await,
            200,
            &[under_way],
        );
        let held = create_withdrawal(&api, &user).await;
        let page = async |id: &str| operator.get(&format!("/console/withdrawals/{id}")).await;
        assert_page(
            &page(&waiting).await,
            200,
            &["Check before you pay it out: the business is paused.", "Approve"],
        );
        let shown = page(&held).await;
        assert_page(
            &shown,
            200,
            &["created, held by pause", "does not wait for a person yet", "once nothing holds it"],
        );
        assert!(!shown.body.contains("id=\"approve\""), "{}", shown.body);
        // A withdrawal that another provider carries out is shown without forms.
        let shown = page(&sandboxed).await;
        assert_page(&shown, 200, &["<dd id=\"provider\">sandbox</dd>", "user@paypal.example"]);
        assert!(!shown.body.contains("id=\"approve\""), "{}", shown.body);
        assert_page(&operator.get("/console/withdrawals?status=created").await, 200, &[">View</a>"]);
        // An operator who approves a rejected withdrawal may have paid it out.
        let form = format!("id={waiting}&reason=no&key=w1");
        assert_page(&operator.post("/console/withdrawals/reject", &form).await, 200, &["has the money back"]);
        let late = operator.post("/console/withdrawals/approve", &format!("id={waiting}&key=w2")).await;
        assert_page(&late, 409, &["is rejected", "it was paid twice"]);
        assert!(!late.body.contains("try again,"), "{}", late.body);
        // The audit log contains the operator's command, once.
        assert_page(&operator.post("/console/withdrawals/reject", &form).await, 200, &["has the money back"]);
        let audit = operator.get("/console/audit").await;
        assert_page(&audit, 200, &["reject", &waiting]);
        assert_eq!(audit.body.matches("<td>reject</td>").count(), 1, "{}", audit.body);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_form_sent_again_does_not_promise_another_attempt() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        w.execute(POISON).await;
        let api = w.api().await;
        let business = w.business(100_000).await;
        let ids = w.queue(business, Lane::Interactive, &[("poison@example.com", 1_000)]).await;
        let worker = w.worker();
        let parked = async || {
            eventually("the job is parked", async || {
                clock.advance(TimeDelta::seconds(400));
                (w.queue_status().await.dead == 1).then_some(())
            })
            .await;
        };
        parked().await;
        let operator = Operator::of(&api).await;
        let form = format!("id={}&key=k1", ids[0]);
        assert_page(
            &operator.post("/console/parked/retry", &form).await,
            200,
            &["waits for one more attempt"],
        );
        parked().await;
        let operator = Operator::of(&api).await;
        let again = operator.post("/console/parked/retry", &form).await;
        assert_page(&again, 200, &["sent before", "Nothing was done now."]);
        assert!(!again.body.contains("waits for one more attempt"), "{}", again.body);
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_cannot_refresh_shows_since_when() {
    world(async |w| {
        let api = w.api().await;
        let browser = open_console(&api).await;
        assert_eq!(browser.count("#not-refreshed").await, 0);
        let network = |offline| json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
        browser.command("Network.emulateNetworkConditions", network(true)).await;
        browser.wait_for_text("#not-refreshed[role='alert']", "Not refreshed since").await;
        browser.command("Network.emulateNetworkConditions", network(false)).await;
        eventually("the notice disappears", async || (browser.count("#not-refreshed").await == 0).then_some(())).await;
        // Now the whole service stops.
        api.stop().await;
        browser.wait_for_text("#not-refreshed", "does not answer").await;
        browser.wait_for_text("h2", "What needs attention").await;
        browser.close().await;
    })
    .await;
}
