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

use crate::dashboard::opened;
use crate::seen::{as_it_should_be, for_everybody};

#[tokio::test(flavor = "multi_thread")]
async fn a_member_sees_how_the_business_stands() {
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
        let (browser, member) = opened(w, &api, business, Role::Viewer).await;
        browser.says("#payout-balance", "$90.00").await;
        browser.says("#pending", "$0.30").await;
        browser.says("#paid-today", "$10.00").await;
        for line in ["failed in the last 7 days: 1", "is below $95.00", "switched off because they failed: 1"] {
            browser.says("#attention", line).await;
        }
        browser.says("#live table", &batch.to_string()).await;
        browser.says("#live table", "0 of 3").await;
        assert_eq!(browser.count("svg rect").await, DAYS);
        for_everybody(&browser, "dashboard-home").await;
        browser.look(1280, "light").await;
        browser.picture("dashboard").await;
        // The page refreshes by itself.
        let worker = w.worker();
        browser.says("#payout-balance", "$89.70").await;
        browser.says("#live", "None. All batches").await;
        browser.click("#attention a[href^='/dashboard/payments?status=failed']").await;
        browser.says("tbody tr", "b@example.com").await;
        as_it_should_be(&browser, &api.url, &member.token).await;
        worker.stop().await;
        browser.close().await;
        w.execute("update businesses set payouts_enabled = false").await;
        let off = member.get(&api, "/dashboard").await;
        assert!(off.body.contains("Payouts are switched off"), "{}", off.body);
        api.stop().await;
    })
    .await;
}

async fn of(w: &World, business: BusinessId, most: ReadLimits) -> PaidDays {
    let mut conn = w.pool.acquire().await.unwrap();
    paid(&mut conn, business, most, w.clock.now()).await.unwrap()
}

/// Lists the days on which anything was paid: how many days ago, how many payments, and how much.
fn told(paid: &PaidDays) -> Vec<(usize, i64, i64)> {
    let days = paid.days.iter().rev().enumerate();
    days.filter(|(_, day)| day.count > 0).map(|(ago, day)| (ago, day.count, day.amount.get())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_paid_is_told_by_days_as_far_as_is_read() {
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
        let all = of(w, business, READ_LIMITS).await;
        assert_eq!((all.days.len(), all.whole, all.at_least), (DAYS, true, false));
        assert_eq!(told(&all), [(0, 2, 300), (5, 7, 70), (10, 11, 670)]);
        // The sum stops at the limit of movements.
        let some = of(w, business, ReadLimits { movements: 3, ..READ_LIMITS }).await;
        assert_eq!((told(&some), some.whole, some.at_least), (vec![(0, 2, 300), (5, 7, 70)], false, false));
        let few = of(w, business, ReadLimits { movements: 2, ..READ_LIMITS }).await;
        assert_eq!((told(&few), few.at_least), (vec![(0, 2, 300)], true));
        // The sum stops at the limit of batches: on the day of the last batch there may be more.
        let one = of(w, business, ReadLimits { batches: 1, ..READ_LIMITS }).await;
        assert_eq!((told(&one), one.days.len(), one.whole), (vec![(0, 2, 300)], 5, false));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_business_has_nothing_to_see_to() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(0).await;
        let member = w.member(business, "anna@merchant.example", Role::Viewer).await;
        let home = member.get(&api, "/dashboard").await;
        assert!(home.body.contains("<p id=\"attention\">Nothing.</p>"), "{}", home.body);
        assert!(!home.body.contains("hx-trigger"), "nothing moves: {}", home.body);
        api.stop().await;
    })
    .await;
}
