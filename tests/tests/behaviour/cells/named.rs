//! A command that names a cell is carried out there or not at all. The header names the cell, or the page that the form
//! was on.

use domain::cell::{self, Number};
use serde_json::{Value, json};
use tests::api::OPERATOR_TOKEN;
use tests::cells::readiness;
use tests::proxy::Mode;
use tests::{Answer, RunningApi, World, cells, eventually, world};

use super::operators::{count_businesses, count_pauses, operate};

async fn assign_number(w: &World, number: &str) {
    let number = Number::read(number).unwrap();
    assert!(cell::assign_number(&mut w.pool.acquire().await.unwrap(), number).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_of_one_cell_rejects_requests_that_name_another() {
    world(async |w| {
        assign_number(w, "7").await;
        let api = w.api().await;
        let everything = json!({ "scope": "all" });
        let pause = async |headers: &[(&str, &str)]| {
            operate(&api, "POST", "/admin/pause", headers, &everything).await
        };
        for wrong in [
            &[("payout-cell", "2")][..],
            &[("payout-cell", "seven")],
            &[("payout-cell", "7"), ("payout-cell", "7")],
        ] {
            let refused = pause(wrong).await;
            assert_eq!(refused.status, 400, "{wrong:?}: {}", refused.body);
            assert_eq!(refused.json()["errors"][0]["field"], "payout-cell", "{}", refused.body);
            assert!(refused.body.contains("which is 7"), "{}", refused.body);
            assert!(!refused.header("request-id").is_empty());
        }
        let list = operate(&api, "GET", "/admin/businesses", &[("payout-cell", "0")], &Value::Null).await;
        assert_eq!(list.status, 400, "{}", list.body);
        assert_eq!(count_pauses(w).await, 0);
        assert_eq!(pause(&[("payout-cell", "7")]).await.status, 200);
        assert_eq!(pause(&[]).await.status, 200);
        assert_eq!(count_pauses(w).await, 1);
        let stranger = api.send_to(&api.ops_url, "GET", "/admin/queue", &[("payout-cell", "2")], "").await;
        assert_eq!(stranger.status, 401, "an unauthorized caller does not learn which cell it is");
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_idempotency_key_makes_one_business_in_all_cells() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let make = async |key: &str, cell: &str| {
            let headers = [("idempotency-key", key), ("payout-cell", cell)];
            operate(&api, "POST", "/admin/businesses", &headers, &json!({ "name": "New" })).await
        };
        let made = make("k", "1").await;
        assert_eq!(made.status, 201, "{}", made.body);
        let elsewhere = make("k", "0").await;
        assert_eq!(elsewhere.status, 409, "{}", elsewhere.body);
        assert!(elsewhere.body.contains("Cell 1 has created a business"), "{}", elsewhere.body);
        assert_eq!(make("k", "1").await.json(), made.json());
        assert_eq!((count_businesses(cells.first()).await, count_businesses(cells.last()).await), (0, 1));

        assert_eq!(make("here", "0").await.status, 201);
        cells.wire(Mode::Refuse);
        eventually("the API notices it", async || readiness(&api).await.1.contains("cell 1: ").then_some(()))
            .await;
        assert_eq!(make("another", "0").await.status, 503, "the other cell may have made it");
        assert_eq!(make("here", "0").await.status, 201, "this cell made it");
        assert_eq!(count_businesses(cells.first()).await, 1);
        cells.wire(Mode::Pass);
        api.stop().await;
    })
    .await;
}

/// Sends a form of the console. Redirects are not followed.
async fn post(api: &RunningApi, path: &str, cookie: &str, body: &str) -> Answer {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let request = client
        .post(format!("{}{path}", api.ops_url))
        .header("cookie", cookie)
        .header("origin", &api.ops_url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.to_owned());
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.text().await.unwrap() }
}

/// Returns the address and the fields of the page's form that pauses everything.
async fn pause_form(api: &RunningApi, cookie: &str) -> (String, String) {
    let page =
        api.send_to(&api.ops_url, "GET", "/console/pauses/pause?scope=all", &[("cookie", cookie)], "").await;
    let between = |before: &str| {
        let (_, rest) = page.body.split_once(before).unwrap_or_else(|| panic!("{}", page.body));
        rest.split_once('"').unwrap().0.to_owned()
    };
    let key = between(r#"name="key" value=""#);
    (between(r#"<form method="post" action="/console/pauses"#), format!("scope=all&key={key}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_form_acts_in_the_cell_of_its_page() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let begun = post(&api, "/console/sign-in", "", &format!("token={OPERATOR_TOKEN}")).await;
        let session = begun.header("set-cookie").split(';').next().unwrap().to_owned();
        let (action, fields) = pause_form(&api, &session).await;
        assert_eq!(action, "/pause?cell=0");

        // In another window, the operator has changed to another cell.
        let looks_at_1 = format!("{session}; payout_cell=1");
        let (other, _) = pause_form(&api, &looks_at_1).await;
        assert_eq!(other, "/pause?cell=1");
        let done = post(&api, &format!("/console/pauses{action}"), &looks_at_1, &fields).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert_eq!((count_pauses(cells.first()).await, count_pauses(cells.last()).await), (1, 0));
        assert!(done.body.contains("Cell 0"), "the page names the cell: {}", done.body);
        assert!(
            done.header("set-cookie").starts_with("payout_cell=0;"),
            "the links of the page stay in that cell"
        );

        // A page from before there were several cells, or of a cell that no longer exists.
        for wrong in ["", "?cell=7", "?cell=0&cell=1"] {
            let refused = post(&api, &format!("/console/pauses/resume{wrong}"), &looks_at_1, &fields).await;
            assert_eq!(refused.status, 409, "{wrong}: {}", refused.body);
            assert!(
                refused.body.contains("this is cell 1") && refused.body.contains("Nothing was changed"),
                "{}",
                refused.body
            );
        }
        let from_elsewhere = api
            .send_to(
                &api.ops_url,
                "POST",
                "/console/pauses/pause?cell=0",
                &[("cookie", &*looks_at_1), ("origin", "https://other.example.com")],
                "",
            )
            .await;
        assert_eq!((from_elsewhere.status, from_elsewhere.header("set-cookie")), (403, ""));

        let one = cells.first().api().await;
        let refused = post(&one, "/console/pauses/resume?cell=1", &session, &fields).await;
        assert_eq!(refused.status, 409, "{}", refused.body);
        assert!(refused.body.contains("of cell 1, and this is cell 0"), "{}", refused.body);
        let (action, _) = pause_form(&one, &session).await;
        assert_eq!(action, "/pause", "with one cell, the form names none");
        assert_eq!((count_pauses(cells.first()).await, count_pauses(cells.last()).await), (1, 0));
        assert_eq!(post(&one, "/console/pauses/resume", &session, &fields).await.status, 200);
        one.stop().await;
        api.stop().await;
    })
    .await;
}
