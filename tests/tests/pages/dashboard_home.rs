//! A member sees the overview of the business.

use chrono::TimeDelta;
use domain::allocation::Lane;
use domain::business::set_low_balance_threshold;
use domain::clock::Clock;
use domain::ids::{BusinessId, WebhookId};
use domain::ledger::days::{DAYS, PaidDays, READ_LIMITS, ReadLimits, paid};
use domain::member::Role;
use domain::money::Cents;
use tests::steer::accept;
use tests::world;
use tests::world::{World, noon, world_at};

use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;

#[tokio::test(flavor = "multi_thread")]
async fn the_home_page_shows_the_state_of_the_business() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(10_000).await;
        let worker = w.worker();
        w.queue(business, Lane::Interactive, &[("a@example.com", 1_000), ("b@example.com", 90_000)]).await;
        w.drained().await;
        worker.stop().await;
        let batch = accept(w, business, 3, None).await;
        let mut conn = w.pool.acquire().await.unwrap();
        set_low_balance_threshold(&mut conn, business, Some(Cents::new(9_500))).await.unwrap();
        sqlx::query(
            "insert into webhook_endpoints (business_id, id, created_at, secret_version, enabled, kind, url, events, disabled_because)
             values ($1, $2, now(), 1, false, 'standard', 'https://gone.example', '{allocation.succeeded}', 'gone')",
        )
        .bind(business)
        .bind(WebhookId::from(w.clock.id()))
        .execute(&mut *conn)
        .await
        .unwrap();
        let (browser, member) = open_dashboard(w, &api, business, Role::Viewer).await;
        browser.wait_for_text("#payout-balance", "$90.00").await;
        browser.wait_for_text("#pending", "$0.30").await;
        browser.wait_for_text("#paid-today", "$10.00").await;
        for line in ["failed in the last 7 days: 1", "is below $95.00", "switched off because they failed: 1"] {
            browser.wait_for_text("#attention", line).await;
        }
        browser.wait_for_text("#live table", &batch.to_string()).await;
        browser.wait_for_text("#live table", "0 of 3").await;
        assert_eq!(browser.count("svg rect").await, DAYS);
        check_views(&browser, "dashboard-home").await;
        browser.set_view(1280, "light").await;
        browser.save_picture("dashboard").await;
        // The page refreshes by itself.
        let worker = w.worker();
        browser.wait_for_text("#payout-balance", "$89.70").await;
        browser.wait_for_text("#live", "None. All batches").await;
        browser.click("#attention a[href^='/dashboard/payments?status=failed']").await;
        browser.wait_for_text("tbody tr", "b@example.com").await;
        check_requests(&browser, &api.url, &member.token).await;
        worker.stop().await;
        browser.close().await;
        w.execute("update businesses set payouts_enabled = false").await;
        let off = member.get(&api, "/dashboard").await;
        assert!(off.body.contains("Payouts are switched off"), "{}", off.body);
        api.stop().await;
    })
    .await;
}

async fn read_paid_days(w: &World, business: BusinessId, most: ReadLimits) -> PaidDays {
    let mut conn = w.pool.acquire().await.unwrap();
    paid(&mut conn, business, most, w.clock.now()).await.unwrap()
}

/// Lists the days on which anything was paid: how many days ago, how many payments, and how much.
fn days_with_payments(paid: &PaidDays) -> Vec<(usize, i64, i64)> {
    let days = paid.days.iter().rev().enumerate();
    days.filter(|(_, day)| day.count > 0).map(|(ago, day)| (ago, day.count, day.amount.get())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn daily_sums_stop_at_the_read_limits() {
    world_at(Clock::set_to(noon()), async |w| {
        let business = w.business(1_000_000).await;
        let worker = w.worker();
        // Payments forty days ago, single payments on two days around a batch, and payments today.
        for (later, batch) in [(0, false), (30, false), (0, true), (0, false), (5, true), (5, false)] {
            w.clock.advance(TimeDelta::days(later));
            if batch {
                accept(w, business, 7, None).await;
            } else {
                w.queue(business, Lane::Interactive, &[("a@example.com", 100), ("b@example.com", 200)]).await;
            }
            w.drained().await;
        }
        worker.stop().await;
        let all = read_paid_days(w, business, READ_LIMITS).await;
        assert_eq!((all.days.len(), all.whole, all.at_least), (DAYS, true, false));
        assert_eq!(days_with_payments(&all), [(0, 2, 300), (5, 7, 70), (10, 11, 670)]);
        // The sum stops at the limit of movements.
        let some = read_paid_days(w, business, ReadLimits { movements: 3, ..READ_LIMITS }).await;
        assert_eq!(
            (days_with_payments(&some), some.whole, some.at_least),
            (vec![(0, 2, 300), (5, 7, 70)], false, false)
        );
        let few = read_paid_days(w, business, ReadLimits { movements: 2, ..READ_LIMITS }).await;
        assert_eq!((days_with_payments(&few), few.at_least), (vec![(0, 2, 300)], true));
        // The sum stops at the limit of batches: on the day of the last batch there may be more.
        let one = read_paid_days(w, business, ReadLimits { batches: 1, ..READ_LIMITS }).await;
        assert_eq!((days_with_payments(&one), one.days.len(), one.whole), (vec![(0, 2, 300)], 5, false));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_business_needs_no_attention() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(0).await;
        let member = w.member(business, "anna@merchant.example", Role::Viewer).await;
        let home = member.get(&api, "/dashboard").await;
        assert!(home.body.contains("<p id=\"attention\">Nothing.</p>"), "{}", home.body);
        assert!(!home.body.contains("hx-trigger"), "nothing refreshes: {}", home.body);
        api.stop().await;
    })
    .await;
}
