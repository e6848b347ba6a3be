//! A member checks a file, pays it, follows the batch and steers it.

use std::path::{Path, PathBuf};

use domain::allocation::Lane;
use domain::member::Role;
use tempfile::TempDir;
use tests::{RunningApi, eventually, world};

use crate::browser::Browser;
use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;

/// Stored as a reference. The page must show it as text.
const SCRIPT: &str = "<script>document.title = 'broken'</script>";

/// A directory of files to choose from.
pub struct Files(TempDir);

impl Files {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

/// Chooses a file in the form.
pub async fn choose_file(browser: &Browser, file: &Path) {
    browser.find("#file").await.send_keys(file.to_str().unwrap()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_checks_a_file_and_only_that_file_can_be_paid() {
    world(async |w| {
        let (api, files) = (w.api().await, Files::new());
        let business = w.business(10_000).await;
        let (browser, _member) = open_dashboard(w, &api, business, Role::Finance).await;
        browser.click("nav a[href='/dashboard/batches']").await;
        browser.wait_for_text("main", "There are no batches yet.").await;
        browser.click("main a[role='button']").await;
        // An error is shown with its line, and the file cannot be paid. The form keeps its file and its fields.
        let head = "email,amount,reference\n";
        let wrong =
            files.write("wrong.csv", &format!("{head}a@example.com,10.50,r1\nb@example.com,{SCRIPT},r2\n"));
        browser.fill("#per-second", "1,000").await;
        choose_file(&browser, &wrong).await;
        browser.click("#check").await;
        browser.wait_for_text("#answer p.fault", "Errors: 2 of 2 items").await;
        browser.wait_for_text("#answer tbody tr", "cents").await;
        check_views(&browser, "dashboard-batch-at-fault").await;
        assert_eq!(browser.run("return document.querySelector('#file').files.length").await, 1);
        assert_eq!(browser.run("return document.querySelector('#pay').disabled").await, true);
        check_requests(&browser, &api.url, "no secret is in an address").await;
        // A browser does not send a file that was changed since it was chosen, and the page says so.
        files.write("wrong.csv", &format!("{head}a@example.com,1050,r1\n"));
        browser.click("#check").await;
        browser.wait_for_text("#answer p.fault", "the file was changed since it was chosen").await;
        let _log = browser.take_log().await;
        // A file other than the checked one is not paid.
        let right = files.write(
            "right.csv",
            &format!("{head}a@example.com,1000,r1\nb@example.com,2000,{SCRIPT}\na@example.com,1000,r1\n"),
        );
        let other = files.write("other.csv", &format!("{head}a@example.com,9000,r1\n"));
        choose_file(&browser, &right).await;
        browser.click("#check").await;
        browser.wait_for_text("#answer p.good", "No errors: the file can be paid.").await;
        browser.wait_for_text("#recipients", "2: 2 new, 0 known").await;
        browser.wait_for_text("#amount", "$30.00").await;
        browser.wait_for_text("#after", "$70.00").await;
        browser.wait_for_text("#answer table", "line 2").await;
        check_views(&browser, "dashboard-batch-checked").await;
        browser.set_view(1280, "light").await;
        browser.save_picture("dashboard-file").await;
        choose_file(&browser, &other).await;
        browser.click("#pay").await;
        browser.wait_for_text("#answer p.fault", "This is not the file that was checked").await;
        assert_eq!(w.recorded().await, 0);
        // The checked file is paid, and the batch's page refreshes by itself.
        choose_file(&browser, &right).await;
        browser.click("#check").await;
        browser.wait_for_text("#answer p.good", "No errors: the file can be paid.").await;
        browser.click("#pay").await;
        browser.wait_for_text("#state", "accepted").await;
        browser.wait_for_text("#rates", "1,000 items a second").await;
        let worker = w.worker();
        browser.wait_for_text("#state", "completed").await;
        browser.wait_for_text("#paid", "2").await;
        browser.wait_for_text("#duplicate", "1").await;
        browser.wait_for_text("table", SCRIPT).await;
        check_views(&browser, "dashboard-batch").await;
        assert_eq!(w.payout_balance(business).await, 7_000);
        pay_without_a_script(&browser, &api, &files).await;
        w.drained().await;
        worker.stop().await;
        assert_eq!(w.payout_balance(business).await, 6_700);
        check_requests(&browser, &api.url, "no secret is in an address").await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}

/// Without a script, each response is a new page, so the file is chosen twice.
async fn pay_without_a_script(browser: &Browser, api: &RunningApi, files: &Files) {
    browser.enable_scripts(false).await;
    let wrong = files.write("wrong.csv", "email,amount,reference\na@example.com,9000,r1\n");
    browser.goto(&format!("{}/dashboard/batches/new", api.url)).await;
    choose_file(browser, &wrong).await;
    browser.click("#check").await;
    browser.wait_for_text("#answer p.fault", "Errors: 1 of 1 items").await;
    let more = files.write("more.csv", "email,amount\na@example.com,100\nc@example.com,200\n");
    choose_file(browser, &more).await;
    browser.click("#check").await;
    browser.wait_for_text("#recipients", "2: 1 new, 1 known").await;
    choose_file(browser, &more).await;
    browser.click("#pay").await;
    browser.wait_for_text("h1", "Batch").await;
    browser.wait_for_text("#total", "2").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_steers_a_batch_and_filters_the_list_by_status() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        w.queue(business, Lane::Bulk, &[("a@example.com", 1_000), ("b@example.com", 2_000)]).await;
        let (browser, _member) = open_dashboard(w, &api, business, Role::Owner).await;
        browser.click("nav a[href='/dashboard/batches']").await;
        browser.wait_for_text("tbody tr", "0 of 2 ended").await;
        check_views(&browser, "dashboard-batches").await;
        browser.click("tbody a").await;
        browser.wait_for_text("#pending", "2").await;
        // Each command shows how much it affects before it is given.
        for (link, done) in [("#pause", "Paused the batch"), ("#resume", "Resumed the batch")] {
            browser.click(link).await;
            browser.wait_for_text("#about", "2 items of $30.00").await;
            if link == "#pause" {
                check_views(&browser, "dashboard-batch-pause").await;
            }
            browser.click("main form button").await;
            browser.wait_for_text("p.good", done).await;
            browser.click("main p:last-of-type a").await;
            browser.wait_for_text("#state", if link == "#pause" { "paused" } else { "accepted" }).await;
        }
        browser.click("details summary").await;
        browser.fill("#money", "12.50").await;
        browser.click("#throttle button").await;
        browser.wait_for_text("#about", "2 items of $30.00").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "Throttled the batch").await;
        browser.click("main p:last-of-type a").await;
        browser.wait_for_text("#rates", "$12.50 a second").await;
        browser.click("#unthrottle").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "Cleared the throttle of the batch").await;
        browser.click("main p:last-of-type a").await;
        browser.wait_for_text("#rates", "none").await;
        // The first item is paid. The second fails for lack of funds, and is paid after a top-up.
        let worker = w.worker();
        browser.wait_for_text("#failed", "1").await;
        w.fund(business, 2_000).await;
        browser.click("#retry").await;
        browser.wait_for_text("#about", "1 item of $20.00").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "Retrying the failed items of the batch").await;
        browser.click("main p:last-of-type a").await;
        browser.wait_for_text("#state", "completed").await;
        worker.stop().await;
        // A cancelled batch stays cancelled, and the list can be filtered by its status.
        w.queue(business, Lane::Bulk, &[("c@example.com", 500)]).await;
        browser.goto(&format!("{}/dashboard/batches?status=accepted", api.url)).await;
        browser.click("tbody a").await;
        browser.click("#cancel").await;
        browser.wait_for_text("#about", "1 item of $5.00").await;
        browser.click("main form button").await;
        browser.wait_for_text("p.good", "Cancelled the batch").await;
        let worker = w.worker();
        eventually("the batch is cancelled", async || {
            browser.goto(&format!("{}/dashboard/batches?status=cancelled&limit=1", api.url)).await;
            (browser.count("tbody tr").await == 1).then_some(())
        })
        .await;
        worker.stop().await;
        assert_eq!(w.payout_balance(business).await, 0);
        check_requests(&browser, &api.url, "no secret is in an address").await;
        browser.close().await;
        api.stop().await;
    })
    .await;
}
