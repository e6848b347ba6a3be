//! Who may sign in to the console, how long a session lasts, and how little the open pages cost the database.

use std::time::{Duration, Instant};

use api::config::ApiConfig;
use chrono::TimeDelta;
use domain::clock::Clock;
use reqwest::Method;
use reqwest::redirect::Policy;
use tests::api::OPERATOR_TOKEN;
use tests::world::{noon, world_at};
use tests::{Answer, RunningApi, World, world};

/// The header of a urlencoded form.
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Every page that needs a session.
const PAGES: [&str; 19] = [
    "/console",
    "/console/pauses",
    "/console/pauses/pause?scope=all",
    "/console/pauses/resume?scope=all",
    "/console/throttles",
    "/console/throttles/set?scope=all&max_per_second=5",
    "/console/throttles/clear?scope=all",
    "/console/businesses",
    "/console/businesses?show=all",
    "/console/businesses/biz_01900000-0000-7000-8000-000000000001",
    "/console/businesses/switch?id=biz_01900000-0000-7000-8000-000000000001&payouts=off",
    "/console/parked",
    "/console/withdrawals",
    "/console/withdrawals?status=succeeded",
    "/console/withdrawals/ord_01900000-0000-7000-8000-000000000001",
    "/console/books",
    "/console/system",
    "/console/audit",
    "/console/audit?business_id=biz_01900000-0000-7000-8000-000000000001",
];

/// Every action that needs a session, with a form that would change something.
const ACTIONS: [(&str, &str); 8] = [
    ("/console/pauses/pause", "scope=all&key=k1"),
    ("/console/pauses/resume", "scope=all&key=k1"),
    ("/console/throttles/set", "scope=all&max_per_second=5&key=k1"),
    ("/console/throttles/clear", "scope=all&key=k1"),
    ("/console/businesses/switch", "id=biz_01900000-0000-7000-8000-000000000001&payouts=off"),
    ("/console/parked/retry", "id=alc_01900000-0000-7000-8000-000000000001&key=k1"),
    ("/console/withdrawals/approve", "id=ord_01900000-0000-7000-8000-000000000001&key=k1"),
    ("/console/withdrawals/reject", "id=ord_01900000-0000-7000-8000-000000000001&reason=no&key=k1"),
];

/// Sends a request to the operators' listener. The client follows no redirects.
async fn send(api: &RunningApi, method: Method, path: &str, headers: &[(&str, &str)], form: &str) -> Answer {
    let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let mut request = client.request(method, format!("{}{path}", api.ops_url)).body(form.to_owned());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.text().await.unwrap() }
}

pub async fn get(api: &RunningApi, path: &str, headers: &[(&str, &str)]) -> Answer {
    send(api, Method::GET, path, headers, "").await
}

pub async fn post(api: &RunningApi, path: &str, headers: &[(&str, &str)], form: &str) -> Answer {
    let headers: Vec<(&str, &str)> = headers.iter().copied().chain([FORM]).collect();
    send(api, Method::POST, path, &headers, form).await
}

async fn sign_in(api: &RunningApi, form: &str) -> Answer {
    post(api, "/console/sign-in", &[("origin", &api.ops_url)], form).await
}

/// Signs in and returns the session's cookie.
pub async fn session(api: &RunningApi) -> String {
    let answer = sign_in(api, &format!("token={OPERATOR_TOKEN}")).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/console"), "{}", answer.body);
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// Returns the number of commands that were carried out.
pub async fn count_commands(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from audit").fetch_one(&w.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_every_address_leads_to_the_sign_in_page() {
    world(async |w| {
        let api = w.api().await;
        let forged = "payout_console=1.1.plain.00";
        for headers in [&[][..], &[("cookie", forged)]] {
            for path in PAGES {
                let answer = get(&api, path, headers).await;
                assert_eq!((answer.status, answer.header("location")), (303, "/console/sign-in"), "{path}");
                let refresh: Vec<_> = headers.iter().copied().chain([("hx-request", "true")]).collect();
                let answer = get(&api, path, &refresh).await;
                assert_eq!(
                    (answer.status, answer.header("hx-redirect")),
                    (204, "/console/sign-in"),
                    "{path}"
                );
            }
            for (path, form) in ACTIONS {
                let here: Vec<_> =
                    headers.iter().copied().chain([("origin", api.ops_url.as_str())]).collect();
                let answer = post(&api, path, &here, form).await;
                assert_eq!(
                    (answer.status, answer.header("location")),
                    (303, "/console/sign-in?ended"),
                    "{path}"
                );
            }
        }
        // The public listener does not have the console.
        assert_eq!(api.send("GET", "/console", &[] as &[(&str, &str)], "").await.status, 404);
        assert_eq!(count_commands(w).await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_sign_ins_look_the_same_and_are_rate_limited() {
    world(async |w| {
        let api = w.api().await;
        let wrong = sign_in(&api, "token=wrong").await;
        assert_eq!(wrong.status, 401);
        let twice = format!("token={OPERATOR_TOKEN}&token={OPERATOR_TOKEN}");
        for form in ["", "token=", "other=1", twice.as_str()] {
            let answer = sign_in(&api, form).await;
            assert_eq!((answer.status, &answer.body), (401, &wrong.body), "{form}");
            assert_eq!(answer.header("set-cookie"), "");
        }
        for _ in 0..5 {
            assert_eq!(sign_in(&api, "token=wrong").await.status, 401);
        }
        let limited = sign_in(&api, "token=wrong").await;
        assert_eq!(limited.status, 429);
        assert!(limited.header("retry-after").parse::<u64>().unwrap() <= 6);
        let right = sign_in(&api, &format!("token={OPERATOR_TOKEN}")).await;
        let cookie = right.header("set-cookie");
        assert!(cookie.ends_with("; Path=/console; Max-Age=43200; HttpOnly; SameSite=Strict"), "{cookie}");
        assert!(!cookie.contains(OPERATOR_TOKEN) && !right.body.contains(OPERATOR_TOKEN));
        // A cookie that was set over TLS is never sent without TLS.
        let host = api.ops_url.trim_start_matches("http://");
        let over_tls = [("origin", format!("https://{host}"))];
        let form = format!("token={OPERATOR_TOKEN}");
        let headers = [("origin", over_tls[0].1.as_str())];
        assert!(
            post(&api, "/console/sign-in", &headers, &form).await.header("set-cookie").ends_with("; Secure")
        );
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_works_in_every_process_until_it_expires_or_the_token_changes() {
    let clock = Clock::set_to(noon());
    world_at(clock.clone(), async |w| {
        let (api, other) = (w.api().await, w.api().await);
        let new_token =
            ApiConfig { operator_token: "5b1d6c80f3a94e27d06f8c3e97b2a415".into(), ..w.api_config() };
        let renewed = w.api_on(new_token).await;
        let cookie = session(&api).await;
        let status =
            async |api: &RunningApi, cookie: &str| get(api, "/console/pauses", &[("cookie", cookie)]).await;
        assert_eq!(status(&other, &cookie).await.status, 200);
        assert_eq!(status(&renewed, &cookie).await.status, 303);
        clock.advance(TimeDelta::minutes(20));
        let refresh = get(&api, "/console", &[("cookie", &cookie), ("hx-request", "true")]).await;
        assert_eq!(
            (refresh.status, refresh.header("set-cookie")),
            (200, ""),
            "a refresh does not count as use"
        );
        let used = status(&api, &cookie).await;
        let later = used.header("set-cookie").split(';').next().unwrap().to_owned();
        clock.advance(TimeDelta::minutes(10));
        assert_eq!(status(&api, &cookie).await.status, 303, "not used for half an hour");
        assert_eq!(status(&api, &later).await.status, 200);
        let mut cookie = later;
        for _ in 0..35 {
            clock.advance(TimeDelta::minutes(20));
            let answer = status(&api, &cookie).await;
            if answer.status == 200 {
                cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
            }
        }
        assert_eq!(status(&api, &cookie).await.status, 303, "twelve hours have passed");
        for api in [api, other, renewed] {
            api.stop().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cross_origin_forms_are_rejected_and_own_forms_act_once() {
    world(async |w| {
        let api = w.api().await;
        let cookie = session(&api).await;
        let elsewhere: [&[(&str, &str)]; 4] = [
            &[],
            &[("origin", "null")],
            &[("origin", "https://evil.example")],
            &[("origin", &api.ops_url), ("sec-fetch-site", "cross-site")],
        ];
        for headers in elsewhere {
            for (path, form) in
                ACTIONS.into_iter().chain([("/console/sign-in", "token=x"), ("/console/sign-out", "")])
            {
                let headers: Vec<_> = headers.iter().copied().chain([("cookie", cookie.as_str())]).collect();
                assert_eq!(post(&api, path, &headers, form).await.status, 403, "{path} {headers:?}");
            }
        }
        assert_eq!(count_commands(w).await, 0);
        let here = [("origin", api.ops_url.as_str()), ("cookie", cookie.as_str())];
        let keyless = post(&api, "/console/pauses/pause", &here, "scope=all").await;
        assert_eq!((keyless.status, count_commands(w).await), (400, 0));
        for said in ["Paused everything", "This form was sent before"] {
            let answer = post(&api, "/console/pauses/pause", &here, "scope=all&key=k1").await;
            assert!(answer.status == 200 && answer.body.contains(said), "{}", answer.body);
        }
        assert_eq!(post(&api, "/console/pauses/pause", &here, "scope=webhooks&key=k1").await.status, 422);
        let wrong = post(&api, "/console/pauses/pause", &here, "scope=all&which=x&key=k2").await;
        assert_eq!(wrong.status, 400, "{}", wrong.body);
        let (by, action): (String, String) =
            sqlx::query_as("select credential, action from audit").fetch_one(&w.pool).await.unwrap();
        assert_eq!((by.as_str(), action.as_str()), ("operator", "pause"));
        for name in
            ["content-security-policy", "cache-control", "referrer-policy", "cross-origin-opener-policy"]
        {
            assert_ne!(get(&api, "/console", &[("cookie", &cookie)]).await.header(name), "", "{name}");
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_open_pages_cost_the_database_as_much_as_one() {
    world(async |w| {
        let api = w.api().await;
        let cookie = session(&api).await;
        let (headers, begun) = ([("cookie", cookie.as_str())], Instant::now());
        while begun.elapsed() < Duration::from_secs(1) {
            let all = (0..20).map(|_| get(&api, "/console", &headers));
            assert!(futures::future::join_all(all).await.iter().all(|answer| answer.status == 200));
        }
        // Postgres reports the reads of sessions once they have ended.
        api.stop().await;
        let reads: i64 = sqlx::query_scalar(
            "select seq_scan + idx_scan from pg_stat_user_tables where relname = 'withdrawal_queue'",
        )
        .fetch_one(&w.pool)
        .await
        .unwrap();
        let most = 1 + i64::try_from(begun.elapsed().as_secs() / 5).unwrap();
        assert!((1..=most).contains(&reads), "{reads} reads, at most {most} expected");
    })
    .await;
}

/// Tables that grow with the work. No page may read one of them from end to end.
const LARGE: [&str; 8] = [
    "allocation_dead",
    "allocations",
    "audit",
    "businesses",
    "business_accounts",
    "payout_users",
    "transfers",
    "withdrawals",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_page_scans_a_large_table() {
    world(async |w| {
        let business = w.business(1_000).await;
        w.queue(business, domain::allocation::Lane::Interactive, &[("a@example.com", 1)]).await;
        let api = w.api().await;
        let cookie = session(&api).await;
        tests::eventually("the queue was sampled", async || {
            let page = get(&api, "/console/businesses", &[("cookie", &cookie)]).await;
            page.body.contains("Acme").then_some(())
        })
        .await;
        for path in PAGES {
            let path = path.replace("biz_01900000-0000-7000-8000-000000000001", &business.to_string());
            let answer = get(&api, &path, &[("cookie", &cookie)]).await;
            let found = if path.contains("ord_") { 404 } else { 200 };
            assert_eq!(answer.status, found, "{path}: {}", answer.body);
        }
        // Postgres reports the reads of sessions once they have ended. No table that has an index may be read in
        // sequence.
        api.stop().await;
        let read: Vec<String> = sqlx::query_scalar(
            "select relname::text from pg_stat_user_tables where seq_scan > 0 and relname = any($1)",
        )
        .bind(LARGE.map(str::to_owned).to_vec())
        .fetch_all(&w.pool)
        .await
        .unwrap();
        assert_eq!(read, Vec::<String>::new());
    })
    .await;
}
