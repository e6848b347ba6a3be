//! The usage page: every role sees the usage of its own business only.

use chrono::Days;
use domain::member::Role;
use domain::usage::{Latencies, Outcome, UsageCount, add};
use std::time::Duration;
use tests::world;

use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;

#[tokio::test(flavor = "multi_thread")]
async fn every_role_sees_the_daily_usage_of_its_own_business_only() {
    world(async |w| {
        let api = w.api().await;
        let (business, other) = (w.business(1_000).await, w.business(1_000).await);
        let (browser, viewer) = open_dashboard(w, &api, business, Role::Viewer).await;
        browser.click("nav a[href='/dashboard/usage']").await;
        browser.wait_for_text("#nothing", "No request from").await;
        check_views(&browser, "dashboard-usage-empty").await;

        let today = w.clock.now().date_naive();
        let ago = |days| today.checked_sub_days(Days::new(days)).unwrap();
        let counted = |business_id, days, route: &str, outcome, ms, times| {
            let mut latencies = Latencies::default();
            for _ in 0..times {
                latencies.add(&Latencies::of(Duration::from_millis(ms)));
            }
            UsageCount { business_id, day: ago(days), route: route.to_owned(), outcome, latencies }
        };
        let mut all = Vec::new();
        for days in 0..90 {
            let times = 1_000 + (days % 7) * 300;
            all.push(counted(business, days, "POST /payout/create", Outcome::Succeeded, 30, times));
            all.push(counted(business, days, "POST /payout/create", Outcome::RateLimited, 1, days % 5 * 40));
            all.push(counted(business, days, "GET /v1/batches/{id}", Outcome::Failed, 20_000, days % 3 * 30));
        }
        all.retain(|one| one.latencies.requests() > 0);
        all.push(counted(business, 1, "GET <script>alert(1)</script>", Outcome::NotFound, 1, 1));
        all.push(counted(other, 1, "GET /v1/secret-of-another", Outcome::Succeeded, 1, 1));
        add(&mut w.pool.acquire().await.unwrap(), all).await.unwrap();

        browser.click("nav a[href='/dashboard/usage']").await;
        browser.wait_for_text("#routes", "POST /payout/create").await;
        browser.wait_for_text("#routes", "50 ms").await;
        browser.wait_for_text("#routes", "over 10 s").await;
        assert_eq!(browser.count("#days tbody tr").await, 30);
        assert_eq!(browser.count("figure.chart svg path").await, 3);
        check_views(&browser, "dashboard-usage").await;
        // The chosen day is in the address.
        browser.click(&format!("#days a[href$='from={0}&to={0}']", ago(1))).await;
        browser.wait_for_text("#days tbody", "1,371").await;
        browser.wait_for_text("#routes", "<script>alert(1)</script>").await;
        assert_eq!(browser.count("#days tbody tr").await, 1);
        let at = browser.run("return location.search").await;
        assert_eq!(at, format!("?from={0}&to={0}", ago(1)));
        let seen = browser.run("return document.body.innerText").await;
        assert!(!seen.as_str().unwrap().contains("secret-of-another"));
        check_requests(&browser, &api.url, &viewer.token).await;

        for role in [Role::Owner, Role::Finance, Role::Developer] {
            let member = w.member(business, &format!("{}@merchant.example", role.as_str()), role).await;
            let page = member.get(&api, "/dashboard/usage").await;
            assert_eq!(page.status, 200);
            assert!(page.body.contains("POST /payout/create") && !page.body.contains("secret-of-another"));
        }
        let wrong = viewer.get(&api, "/dashboard/usage?from=yesterday").await;
        assert_eq!(wrong.status, 400);
        assert!(wrong.body.contains("from must be a day in UTC"), "{}", wrong.body);
        let unfilled = viewer.get(&api, "/dashboard/usage?from=&to=").await;
        assert_eq!(unfilled.status, 200);
        let signed_out = tests::member::SignedIn { token: "0".repeat(64), ..viewer };
        let sent_away = signed_out.get(&api, "/dashboard/usage").await;
        assert_eq!((sent_away.status, sent_away.header("location")), (303, "/dashboard/sign-in"));
        api.stop().await;
    })
    .await;
}
