//! A member uploads a spreadsheet, describes its columns, sees how it is read, and pays it to the cent.

use domain::member::Role;
use tests::member::SignedIn;
use tests::{Answer, RunningApi, world};

use crate::browser::Browser;
use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;
use crate::dashboard_batches::{Files, choose_file};
use crate::dashboard_batches_access::{Upload, digest};

/// The name of a column. The page must show it as text.
const SCRIPT: &str = "<script>document.title = 'broken'</script>";

/// Chooses the unit of the amounts in the second column.
async fn choose_unit(browser: &Browser, unit: &str) {
    browser.click(&format!("#column-2 option[value='{unit}']")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_describes_columns_and_pays_dollars_to_the_cent() {
    world(async |w| {
        let (api, files) = (w.api().await, Files::new());
        let business = w.business(1_000_000).await;
        let (browser, _member) = open_dashboard(w, &api, business, Role::Finance).await;
        browser.goto(&format!("{}/dashboard/batches/new", api.url)).await;
        let rows =
            "ada@example.com;$1,234.56;May\r\ngrace@example.com;0.07;May\r\nada@example.com;12.5;June\r\n";
        let file = files.write("june.csv", &format!("\u{feff}E-mail;Amount ($);Month\r\n{rows}"));
        // The page asks what the columns hold, and preselects only the address. The form keeps its file.
        choose_file(&browser, &file).await;
        browser.click("#check").await;
        browser.wait_for_text("#answer p.good", "Say above what each column holds").await;
        browser.wait_for_text("#answer", "separated by semicolons").await;
        browser.wait_for_text("#columns tbody tr:last-child", "Month").await;
        let chosen = "return [...document.querySelectorAll('#columns select')].map((select) => select.value)";
        assert_eq!(browser.run(chosen).await, serde_json::json!(["email", "", ""]));
        assert_eq!(browser.run("return document.querySelector('#pay').disabled").await, true);
        check_views(&browser, "dashboard-columns").await;
        // After an incomplete answer, the page asks again and keeps the choices.
        browser.click("#check").await;
        browser.wait_for_text("#answer p.fault", "whether it is in cents or in dollars").await;
        assert_eq!(browser.run("return document.querySelector('#file').files.length").await, 1);
        choose_unit(&browser, "dollars").await;
        browser.click("#check").await;
        browser.wait_for_text("#answer p.good", "No errors: the file can be paid.").await;
        browser.wait_for_text("#amount", "$1,247.13").await;
        for (row, paid) in [(1, "$1,234.56"), (2, "$0.07"), (3, "$12.50")] {
            browser.wait_for_text(&format!("#answer tbody tr:nth-child({row}) td.money"), paid).await;
        }
        assert_eq!(browser.run(chosen).await, serde_json::json!(["email", "dollars", ""]));
        check_views(&browser, "dashboard-columns-checked").await;
        browser.set_view(1280, "light").await;
        browser.save_picture("dashboard-columns").await;
        assert_eq!(w.recorded().await, 0);
        browser.click("#pay").await;
        browser.wait_for_text("#state", "accepted").await;
        let worker = w.worker();
        browser.wait_for_text("#state", "completed").await;
        assert_eq!(w.payout_balance(business).await, 1_000_000 - 124_713);
        // Without a script, each response is a new page, so the file is chosen again, and the page says so.
        let _seen = check_requests(&browser, &api.url, "no secret is in an address").await;
        browser.enable_scripts(false).await;
        browser.goto(&format!("{}/dashboard/batches/new", api.url)).await;
        let file = files.write("july.csv", "Mail\tSum\nada@example.com\t19.99\n");
        choose_file(&browser, &file).await;
        browser.click("#check").await;
        browser.wait_for_text("#columns", "choose it again").await;
        choose_unit(&browser, "dollars").await;
        choose_file(&browser, &file).await;
        browser.click("#check").await;
        browser.wait_for_text("#answer td.money", "$19.99").await;
        choose_file(&browser, &file).await;
        browser.click("#pay").await;
        browser.wait_for_text("h1", "Batch").await;
        w.drained().await;
        worker.stop().await;
        assert_eq!(w.payout_balance(business).await, 1_000_000 - 124_713 - 1_999);
        browser.close().await;
        api.stop().await;
    })
    .await;
}

/// A form with a file and the answers about its columns.
struct Sheet<'a> {
    columns: &'a [(&'a str, &'a str)],
    name: &'a str,
    content: &'a str,
}

impl Sheet<'_> {
    async fn send(&self, api: &RunningApi, by: &SignedIn, checked: Option<&str>) -> Answer {
        let names: Vec<(String, String)> = (1..=self.columns.len())
            .map(|place| (format!("column-{place}-name"), format!("column-{place}")))
            .collect();
        let mut fields = vec![("key", "k1"), ("checked", checked.unwrap_or_default())];
        for ((name, holds), column) in names.iter().zip(self.columns) {
            fields.extend([(name.as_str(), column.0), (holds.as_str(), column.1)]);
        }
        let path = if checked.is_some() { "/dashboard/batches/pay" } else { "/dashboard/batches/check" };
        Upload { fields, name: self.name, content: self.content.as_bytes() }.send(api, by, path).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_is_paid_only_as_described_and_checked() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(10_000).await;
        let member = w.member(business, "anna@merchant.example", Role::Finance).await;
        let content = "E-mail,Amount\na@example.com,12\n";
        let sheet = |columns, content| Sheet { columns, name: "r.csv", content };
        let dollars = [("E-mail", "email"), ("Amount", "dollars")];
        let cents = [("E-mail", "email"), ("Amount", "cents")];
        let asked = sheet(&[], content).send(&api, &member, None).await;
        assert_eq!((asked.status, digest(&asked).as_str()), (200, ""), "{}", asked.body);
        assert!(asked.body.contains("Amount in dollars"), "{}", asked.body);
        let strange = format!("E-mail,{SCRIPT}\na@example.com,{SCRIPT}\n");
        let shown = sheet(&[], &strange).send(&api, &member, None).await;
        assert!(
            shown.body.contains("&lt;script&gt;") && !shown.body.contains("<script>document"),
            "{}",
            shown.body
        );
        let checked = sheet(&dollars, content).send(&api, &member, None).await;
        let in_dollars = digest(&checked);
        assert!(
            checked.status == 200 && in_dollars.len() == 64 && checked.body.contains("$12.00"),
            "{}",
            checked.body
        );
        let in_cents = digest(&sheet(&cents, content).send(&api, &member, None).await);
        assert!(in_cents.len() == 64 && in_cents != in_dollars);
        // Unknown answers, answers about another table, incomplete answers, or none: nothing is checked or paid, and
        // each error says why.
        let unknown = [("E-mail", "email"), ("Amount", "euros")];
        let half = [("E-mail", "email"), ("Amount", "")];
        let beyond = [("E-mail", "email"), ("Amount", "dollars"), ("Bonus", "")];
        let other = "E-mail,Points\na@example.com,12\n";
        let more = content.replace("12", "13");
        for (columns, content, checks, pays, says) in [
            (&cents[..], content, 200, 409, "the description of its columns has changed"),
            (&dollars, &more, 200, 409, "This is not the file that was checked"),
            (&[], content, 200, 400, "Nothing was paid."),
            (&dollars, other, 400, 400, "column 2 is now called Points"),
            (&beyond, content, 400, 400, "it had 3 columns, and this one has 2"),
            (&half, content, 400, 400, "in cents or in dollars"),
            (&unknown, content, 400, 400, "euros is not a value of column-2"),
        ] {
            let sheet = sheet(columns, content);
            assert_eq!(sheet.send(&api, &member, None).await.status, checks, "{says}");
            let paid = sheet.send(&api, &member, Some(&in_dollars)).await;
            assert!(paid.status == pays && paid.body.contains(says), "{says}: {} {}", paid.status, paid.body);
        }
        check_own_header_can_be_described(&api, &member).await;
        // The answers are not applied to a file that has no columns, and the form drops them.
        let line = "{\"email\":\"a@example.com\",\"amount\":12}\n";
        let lines =
            Sheet { columns: &dollars, name: "r.ndjson", content: line }.send(&api, &member, None).await;
        assert!(lines.status == 400 && lines.body.contains("not a table"), "{}", lines.body);
        assert!(!lines.body.contains("column-1"), "{}", lines.body);
        assert_eq!(w.recorded().await, 0);
        // The file is paid once, as it was described and checked. Read in another way, it is another request under the
        // same key.
        let paid = sheet(&dollars, content).send(&api, &member, Some(&in_dollars)).await;
        assert_eq!(paid.status, 204, "{}", paid.body);
        let again = sheet(&dollars, content).send(&api, &member, Some(&in_dollars)).await;
        assert_eq!((again.status, again.header("hx-redirect")), (204, paid.header("hx-redirect")));
        let reused = sheet(&cents, content).send(&api, &member, Some(&in_cents)).await;
        assert!(reused.status == 422 && reused.body.contains("Begin with a new form"), "{}", reused.body);
        // Every response keeps the answers.
        assert!(reused.body.contains("value=\"cents\" selected"), "{}", reused.body);
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        assert_eq!(w.payout_balance(business).await, 10_000 - 1_200);
        api.stop().await;
    })
    .await;
}

async fn check_own_header_can_be_described(api: &RunningApi, member: &SignedIn) {
    let sheet = |columns, content| Sheet { columns, name: "r.csv", content };
    // A member may also describe the columns of a file with our own header, because its amounts may be dollars. The
    // page says so.
    let ours = "email,amount\na@example.com,12.50\n";
    let at_fault = sheet(&[], ours).send(api, member, None).await;
    assert!(at_fault.body.contains("If the amounts are in dollars, tick the box above"), "{}", at_fault.body);
    let ask =
        Upload { fields: vec![("key", "k1"), ("ask", "true")], name: "r.csv", content: ours.as_bytes() };
    let asked = ask.send(api, member, "/dashboard/batches/check").await;
    assert!(asked.status == 200 && asked.body.contains("value=\"email\" selected"), "{}", asked.body);
    let ours = sheet(&[("email", "email"), ("amount", "dollars")], ours).send(api, member, None).await;
    assert!(digest(&ours).len() == 64 && ours.body.contains("$12.50"), "{}", ours.body);
}
