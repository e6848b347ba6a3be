//! What operators see of several cells, and the commands that they give to them.

use serde_json::{Value, json};
use tests::api::OPERATOR_TOKEN;
use tests::cells::{all_ready, readiness};
use tests::proxy::Mode;
use tests::{Answer, RunningApi, World, cells, eventually};

/// Sends a request of an operator, with headers.
pub async fn operate(
    api: &RunningApi,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Answer {
    let mut all: Vec<(&str, String)> =
        headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    all.push(("authorization", format!("Bearer {OPERATOR_TOKEN}")));
    let body = if body.is_null() { String::new() } else { body.to_string() };
    api.send_to(&api.ops_url, method, path, &all, body).await
}

pub async fn count_pauses(w: &World) -> i64 {
    let counted = sqlx::query_scalar("select count(*) from pauses where cause = 'command'");
    counted.fetch_one(&w.pool).await.unwrap()
}

pub async fn count_businesses(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from businesses").fetch_one(&w.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_about_everything_succeeds_when_each_cell_has_it() {
    cells(3, async |cells| {
        let api = cells.api().await;
        let everything = json!({ "scope": "all" });
        let paused = operate(&api, "POST", "/admin/pause", &[], &everything).await;
        assert_eq!((paused.status, &paused.json()["changed"]), (200, &json!(true)), "{}", paused.body);
        for w in &cells.each {
            assert_eq!(count_pauses(w).await, 1);
        }
        let wrong =
            operate(&api, "POST", "/admin/pause", &[], &json!({ "scope": "all", "method": "paypal" })).await;
        assert_eq!(wrong.status, 400, "{}", wrong.body);

        cells.wire(Mode::Refuse);
        eventually("the API notices it", async || readiness(&api).await.1.contains("cell 2: ").then_some(()))
            .await;
        let resumed = operate(&api, "POST", "/admin/resume", &[("idempotency-key", "r")], &everything).await;
        assert_eq!(resumed.status, 503, "{}", resumed.body);
        let said = resumed.json()["detail"].as_str().unwrap().to_owned();
        assert!(said.contains("cell 2 (it cannot be reached)") && !said.contains("cell 1"), "{said}");
        assert!(!resumed.header("retry-after").is_empty() && !resumed.header("request-id").is_empty());
        let left: Vec<i64> = futures::future::join_all(cells.each.iter().map(count_pauses)).await;
        assert_eq!(left, [0, 0, 1]);

        cells.wire(Mode::Pass);
        all_ready(&api).await;
        let resumed = operate(&api, "POST", "/admin/resume", &[("idempotency-key", "r")], &everything).await;
        assert_eq!(resumed.status, 200, "{}", resumed.body);
        assert_eq!(count_pauses(cells.last()).await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_business_goes_to_the_emptiest_cell_and_a_repeat_to_the_same() {
    cells(2, async |cells| {
        let api = cells.api().await;
        for _ in 0..2 {
            cells.first().business(0).await;
        }
        let make = async |key: &str| {
            let body = json!({ "name": "New", "mode": "test" });
            operate(&api, "POST", "/admin/businesses", &[("idempotency-key", key)], &body).await
        };
        let made = make("one").await;
        assert_eq!((made.status, count_businesses(cells.last()).await), (201, 1), "{}", made.body);
        assert_eq!(make("two").await.status, 201);
        let third = make("three").await;
        assert_eq!(count_businesses(cells.first()).await + count_businesses(cells.last()).await, 5);
        assert_eq!(make("three").await.json(), third.json());
        assert_eq!(
            count_businesses(cells.first()).await + count_businesses(cells.last()).await,
            5,
            "the repeat creates none"
        );
        let key = made.json()["api_key"].as_str().unwrap().to_owned();
        assert_eq!(api.get("/v1/balance", &key).await.status, 200);

        cells.first().execute("update cell set takes_businesses = false").await;
        let before = count_businesses(cells.last()).await;
        for key in ["four", "five", "six"] {
            assert_eq!(make(key).await.status, 201);
        }
        assert_eq!(count_businesses(cells.last()).await, before + 3);
        cells.last().execute("update cell set takes_businesses = false").await;
        assert_eq!(make("seven").await.status, 409);
        let body = json!({ "name": "Here" });
        let forced = operate(&api, "POST", "/admin/businesses", &[("payout-cell", "0")], &body).await;
        assert_eq!(forced.status, 201, "{}", forced.body);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_about_a_business_go_to_its_cell_and_lists_need_a_cell() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let (first, last) = (cells.first().business(0).await, cells.last().business(0).await);
        for business in [first, last] {
            let found =
                operate(&api, "GET", &format!("/admin/businesses/{business}"), &[], &Value::Null).await;
            assert_eq!(found.json()["id"], json!(business.to_string()), "{}", found.body);
            let body = json!({ "scope": "business", "business_id": business });
            assert_eq!(operate(&api, "POST", "/admin/pause", &[], &body).await.status, 200);
        }
        assert_eq!((count_pauses(cells.first()).await, count_pauses(cells.last()).await), (1, 1));
        let query = format!("/admin/throttles?scope=business&business_id={last}");
        assert_eq!(operate(&api, "DELETE", &query, &[], &Value::Null).await.status, 200);
        let nobody = "/admin/businesses/biz_0190163d-8694-739b-aea5-966c26f8ad91";
        assert_eq!(operate(&api, "GET", nobody, &[], &Value::Null).await.status, 404);

        for list in ["businesses", "queue", "dead", "withdrawals", "pauses", "throttles", "audit"] {
            let path = format!("/admin/{list}");
            let refused = operate(&api, "GET", &path, &[], &Value::Null).await;
            assert_eq!(refused.status, 400, "{list}");
            assert!(refused.body.contains("of 0, 1"), "{}", refused.body);
            assert_eq!(operate(&api, "GET", &path, &[("payout-cell", "1")], &Value::Null).await.status, 200);
        }
        let listed = operate(&api, "GET", "/admin/businesses", &[("payout-cell", "1")], &Value::Null).await;
        assert!(listed.body.contains(&last.to_string()) && !listed.body.contains(&first.to_string()));
        for wrong in ["7", "one", ""] {
            let refused = operate(&api, "GET", "/admin/queue", &[("payout-cell", wrong)], &Value::Null).await;
            assert_eq!(refused.status, 400, "{wrong}");
        }
        let stranger =
            api.send_to(&api.ops_url, "GET", "/admin/businesses", &[("payout-cell", "1")], "").await;
        assert_eq!(stranger.status, 401);
        let metrics = api.send_to(&api.ops_url, "GET", "/metrics", &[("accept", "*/*")], "").await;
        assert_eq!(metrics.status, 200);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_shows_the_chosen_cell() {
    cells(2, async |cells| {
        let api = cells.api().await;
        cells.last().business(0).await;
        cells.last().execute("update businesses set name = 'In the last'").await;
        let form = [
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ("origin", api.ops_url.clone()),
        ];
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let post = async |path: &str, cookie: &str, body: String| {
            let mut request =
                client.post(format!("{}{path}", api.ops_url)).header("cookie", cookie).body(body);
            for (name, value) in &form {
                request = request.header(*name, value);
            }
            let response = request.send().await.unwrap();
            let set = response.headers().get("set-cookie").map_or("", |value| value.to_str().unwrap());
            (response.status().as_u16(), set.split(';').next().unwrap().to_owned())
        };
        let (status, session) = post("/console/sign-in", "", format!("token={OPERATOR_TOKEN}")).await;
        assert_eq!(status, 303);
        let page = async |cookie: &str, path: &str| {
            api.send_to(&api.ops_url, "GET", path, &[("cookie", cookie)], "").await.body
        };
        let businesses = page(&session, "/console/businesses?show=all").await;
        assert!(businesses.contains("Cell 0") && !businesses.contains("In the last"), "{businesses}");
        assert!(page(&session, "/console/cells").await.contains("Cell 1"));
        let (status, chosen) = post("/console/cells", &session, "cell=1".into()).await;
        assert_eq!((status, chosen.as_str()), (303, "payout_cell=1"));
        let businesses = page(&format!("{session}; {chosen}"), "/console/businesses?show=all").await;
        assert!(businesses.contains("Cell 1") && businesses.contains("In the last"), "{businesses}");
        let one = cells.first().api().await;
        let alone = one.send_to(&one.ops_url, "GET", "/console", &[("cookie", &session)], "").await.body;
        assert!(!alone.contains("Cell 0"), "with one cell there is nothing to choose");
        let none = one.send_to(&one.ops_url, "GET", "/console/cells", &[("cookie", &session)], "").await;
        assert_eq!(none.status, 404);
        one.stop().await;
        api.stop().await;
    })
    .await;
}
