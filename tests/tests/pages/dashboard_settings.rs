//! An owner changes the settings of the business, tops up the payout balance, and reads the audit log.

use domain::allocation::Lane;
use domain::business::Account;
use domain::ids::BusinessId;
use domain::member::Role;
use domain::steering::{Command, Credential, Target};
use serde_json::json;
use tests::steer::{accept_rewards, of, try_command};
use tests::{RunningApi, World, eventually, world};

use crate::browser::Browser;
use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;

/// Stored as a name. The page must show it as text.
const SCRIPT: &str = "<script>document.title = 'broken'</script>";

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_changes_the_settings_and_tops_up() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        w.fund_account(business, Account::Balance, 5_000).await;
        let key = w.key(business).await;
        w.queue(business, Lane::Interactive, &[("a@example.com", 300)]).await;
        let (browser, member) = open_dashboard(w, &api, business, Role::Owner).await;
        browser.click("nav a[href='/dashboard/settings']").await;
        browser.wait_for_text("#payouts", "Payouts are on").await;
        check_views(&browser, "dashboard-settings").await;
        // Payouts are switched off, after a page that shows what this holds.
        browser.click("a[href^='/dashboard/settings/switch-payouts']").await;
        browser.wait_for_text("#about", "1 allocation of $3.00").await;
        check_views(&browser, "dashboard-payouts").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "Payouts are off").await;
        assert_eq!(api.pay(&key, &[], "b@example.com", 1).await.status, 403);
        browser.click("main p a[href='/dashboard/settings']").await;
        browser.wait_for_text("#payouts", "switched off").await;
        browser.click("a[href^='/dashboard/settings/switch-payouts']").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "Payouts are on").await;
        let by: Vec<String> =
            sqlx::query_scalar("select credential from audit").fetch_all(&w.pool).await.unwrap();
        assert_eq!(by, [member.id.to_string(), member.id.to_string()]);
        top_up(w, &browser, &api, business).await;
        // The alert, the origins, the name.
        browser.click("main p a[href='/dashboard/settings']").await;
        browser.fill("#threshold", "1000").await;
        browser.click("form[action*='/set-alert?'] button").await;
        browser.wait_for_text("p.good", "$1,000.00").await;
        assert_eq!(api.get("/v1/balance/alert", &key).await.json(), json!({"threshold": 100_000}));
        browser.click("main p a[href='/dashboard/settings']").await;
        browser.fill("#origins", "https://shop.example.com\nhttps://b.example\n").await;
        browser.click("form[action*='/set-origins?'] button").await;
        browser.wait_for_text("p.good", "https://b.example, https://shop.example.com").await;
        browser.click("main p a[href='/dashboard/settings']").await;
        browser.wait_for_text("#origins-now", "https://b.example").await;
        browser.fill("#name", SCRIPT).await;
        browser.click("form[action*='/rename?'] button").await;
        browser.wait_for_text("p.good", SCRIPT).await;
        browser.click("nav a[href='/dashboard/settings']").await;
        browser.wait_for_text("p.whom", SCRIPT).await;
        check_views(&browser, "dashboard-settings-set").await;
        // The audit log contains all of this.
        browser.click("nav a[href='/dashboard/audit']").await;
        browser.wait_for_text("tbody tr", "Settings: rename").await;
        browser.wait_for_text("tbody tr", "anna@merchant.example").await;
        browser.wait_for_text("tbody tr", "done").await;
        assert_eq!(browser.count("tbody tr").await, 6);
        check_views(&browser, "dashboard-audit").await;
        browser.click("nav.pages a[href$='steering']").await;
        browser.wait_for_text("tbody tr", "payouts on").await;
        browser.wait_for_text("tbody tr", "anna@merchant.example").await;
        check_views(&browser, "dashboard-audit-steering").await;
        check_requests(&browser, &api.url, &member.token).await;
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

async fn top_up(w: &World, browser: &Browser, api: &RunningApi, business: BusinessId) {
    // First too much, then a part of the balance, once.
    browser.click("main p a[href='/dashboard/settings']").await;
    browser.fill("#amount", "50.01").await;
    browser.click("#top-up button").await;
    browser.wait_for_text("p.fault", "does not cover it").await;
    browser.goto(&format!("{}/dashboard/settings", api.url)).await;
    browser.fill("#amount", "12.50").await;
    browser.click("#top-up button").await;
    browser.wait_for_text("#main-balance", "$37.50").await;
    browser.wait_for_text("#payout-balance", "$22.50").await;
    check_views(browser, "dashboard-top-up").await;
    assert_eq!(w.payout_balance(business).await, 1_000);
    browser.click("main form button").await;
    browser.wait_for_text("p.good", "$12.50 is moved").await;
    browser.wait_for_text("#main-balance", "$37.50").await;
    assert_eq!(w.payout_balance(business).await, 2_250);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_moves_money_once_and_invalid_forms_do_nothing() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(0).await;
        w.fund_account(business, Account::Balance, 5_000).await;
        let owner = w.member(business, "owner@merchant.example", Role::Owner).await;
        let top_up = "/dashboard/settings/top-up";
        for said in ["$20.00", "This form was sent before"] {
            let answer = owner.post(&api, top_up, "amount=20&key=k1").await;
            assert!(answer.status == 200 && answer.body.contains(said), "{}", answer.body);
        }
        for (path, form, status) in [
            (top_up, "amount=21&key=k1", 422),
            (top_up, "amount=20", 400),
            (top_up, "amount=0&key=k2", 400),
            (top_up, "amount=-1&key=k2", 400),
            (top_up, "amount=1,000&key=k2", 400),
            (top_up, "amount=30.01&key=k2", 400),
            ("/dashboard/settings/set-alert", "threshold=0", 400),
            ("/dashboard/settings/set-alert", "threshold=much", 400),
            ("/dashboard/settings/set-origins", "origins=https%3A%2F%2Fa.example%2Fpath", 400),
            ("/dashboard/settings/rename", "name=", 400),
            ("/dashboard/settings/switch-payouts", "payouts=perhaps", 400),
        ] {
            let answer = owner.post(&api, path, form).await;
            assert_eq!(answer.status, status, "{path} {form}: {}", answer.body);
            assert!(answer.body.contains("Nothing was changed"), "{}", answer.body);
        }
        assert_eq!(w.payout_balance(business).await, 2_000);
        // An empty field switches the alert off, and an empty list allows no origin.
        for (path, form, said) in [
            ("/dashboard/settings/set-alert", "threshold=", "No event is sent"),
            ("/dashboard/settings/set-origins", "origins=", "No origin is allowed"),
        ] {
            let answer = owner.post(&api, path, form).await;
            assert!(answer.status == 200 && answer.body.contains(said), "{}", answer.body);
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_cannot_enable_payouts_that_an_operator_disabled() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let owner = w.member(business, "owner@merchant.example", Role::Owner).await;
        let switch = async |to: &str| {
            owner.post(&api, "/dashboard/settings/switch-payouts", &format!("payouts={to}")).await.status
        };
        let operate = async |on: bool| {
            let body = json!({"payouts_enabled": on}).to_string();
            let path = format!("/admin/businesses/{business}");
            assert_eq!(api.operate_with("PATCH", &path, body).await.status, 200);
        };
        assert_eq!((switch("off").await, switch("on").await), (200, 200));
        operate(false).await;
        assert_eq!(switch("on").await, 409);
        let page = owner.get(&api, "/dashboard/settings").await;
        assert!(page.body.contains("only an operator can switch them on"), "{}", page.body);
        // Neither renaming the business nor switching payouts off again makes the switch the owner's.
        assert_eq!(owner.post(&api, "/dashboard/settings/rename", "name=Other").await.status, 200);
        assert_eq!((switch("off").await, switch("on").await), (200, 409));
        operate(true).await;
        // An operator may take over a switch that the owner set.
        assert_eq!(switch("off").await, 200);
        operate(false).await;
        assert_eq!(switch("on").await, 409);
        operate(true).await;
        // No one has switched off payouts that were off from the start, so the owner may switch them on.
        w.execute("update businesses set payouts_enabled = false").await;
        assert_eq!(switch("on").await, 200);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_names_who_acted_and_has_pages() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(10_000).await;
        let viewer = w.member(business, "viewer@merchant.example", Role::Viewer).await;
        let other = w.member(w.business(0).await, "other@merchant.example", Role::Owner).await;
        let key = w.key(business).await;
        let (batch, _) = accept_rewards(w, business, &[("a@example.com", 100)], None).await;
        let pause = format!("/v1/batches/{batch}/pause");
        assert_eq!(api.post(&pause, &key, &[], "").await.status, 200);
        let resume = Command::Resume(Target::Batch(of(batch)));
        try_command(w, resume, Credential::Operator, false).await.unwrap();
        try_command(w, Command::Cancel(of(batch)), Credential::Member(viewer.id), false).await.unwrap();
        let steering = viewer.get(&api, "/dashboard/audit?show=steering").await;
        assert_eq!(steering.status, 200);
        for said in ["the key test", "an operator", "viewer@merchant.example", &batch.to_string()] {
            assert!(steering.body.contains(said), "{said}: {}", steering.body);
        }
        assert!(!steering.body.contains(&viewer.id.to_string()));
        let others = other.get(&api, "/dashboard/audit?show=steering").await;
        assert!(others.body.contains("No command was given yet"), "{}", others.body);
        let other_list = other.get(&api, "/dashboard/audit").await;
        assert!(other_list.body.contains("No member has done anything here"), "{}", other_list.body);
        // The record also contains rejected actions, as they were requested.
        let refused = viewer.post(&api, "/dashboard/settings/rename", "name=Mine").await;
        assert_eq!(refused.status, 403);
        assert_eq!(
            viewer.post(&api, &format!("/dashboard/api-keys/key_{}/revoke", w.clock.id()), "").await.status,
            403
        );
        let list = viewer.get(&api, "/dashboard/audit").await;
        for said in ["Settings: rename", "API keys: revoke", "not permitted", "viewer@merchant.example"] {
            assert!(list.body.contains(said), "{said}: {}", list.body);
        }
        let first = viewer.get(&api, "/dashboard/audit?limit=1").await;
        assert!(!first.body.contains("Settings: rename"), "{}", first.body);
        let next = first.body.split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap();
        let next = next.split('"').next().unwrap().replace("&amp;", "&");
        let second = viewer.get(&api, &next).await;
        assert!(
            second.body.contains("Settings: rename") && second.body.contains("First page"),
            "{}",
            second.body
        );
        let steered = viewer.get(&api, "/dashboard/audit?show=steering&limit=1").await;
        assert!(steered.body.contains("show=steering&amp;limit=1&amp;cursor="), "{}", steered.body);
        assert_eq!(viewer.get(&api, "/dashboard/audit?show=all").await.status, 400);
        let worker = w.worker();
        eventually("the batch has ended", async || (w.queue_status().await.ready == 0).then_some(())).await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
