//! A business whose payouts are disabled is held, as by a pause that no resume ends.

use serde_json::json;
use tests::provider::{Manners, Provider};
use tests::steer::{accept, finished, read};
use tests::{eventually, world};

use super::pauses::{count, payee, resume, wait_for_status, withdraw, withdrawal};

/// Payouts are switched off in the middle of a batch.
#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_business_holds_its_pending_work() {
    world(async |w| {
        let provider = Provider::start(Manners::Good).await;
        let methods = provider.methods();
        let api = w.api_with_methods(&methods).await;
        let one = payee(w, &api).await;
        w.fund(one.business, 100_000).await;
        let batch = accept(w, one.business, 5_000, None).await;
        let switch = async |on: bool| {
            let path = format!("/admin/businesses/{}", one.business);
            let body = json!({ "payouts_enabled": on }).to_string();
            assert_eq!(api.operate_with("PATCH", &path, body).await.status, 200);
        };
        w.execute(crate::steering::commands::HOLD).await;
        let worker = w.worker_with_methods(&methods);
        let in_flight = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
        eventually("a claim is in flight", async || (count(w, in_flight).await > 0).then_some(())).await;
        switch(false).await;
        w.execute(crate::steering::commands::RELEASE).await;
        eventually("the claim in flight ends", async || {
            (read(w, one.business, batch).await.counts.succeeded == 3_000).then_some(())
        })
        .await;
        let order = withdraw(&api, &one.hash, "paypal").await;
        let other = w.business(1_000).await;
        let paid = accept(w, other, 1, None).await;
        finished(w, other, paid).await;
        let scheduled = accept(w, one.business, 1, Some(w.clock.now())).await;
        resume(&api, &json!({"scope": "business", "business_id": one.business})).await;
        let retried = api.post(&format!("/v1/batches/{batch}/retry"), &one.key, &[], "").await;
        assert_eq!(retried.status, 403, "new work is refused");
        let shown = api.get(&format!("/v1/batches/{batch}"), &one.key).await.json();
        assert_eq!((&shown["held_by"], &shown["counts"]["pending"]), (&json!("business_disabled"), &json!(2_000)), "{shown}");
        let balance = api.get("/v1/balance", &one.key).await.json();
        assert_eq!((&balance["held_by"], balance["held_since"].is_string()), (&json!("business_disabled"), true));
        assert_eq!(withdrawal(&api, &one.key, &order).await["held_by"], "business_disabled");
        let pauses = api.operate("GET", "/admin/pauses").await.json();
        let off = &pauses["data"][0];
        assert_eq!((&off["switched_off"], &off["by"]), (&json!(true), &json!("operator")), "{pauses}");
        let third = accept(w, other, 1, None).await;
        finished(w, other, third).await;
        assert_eq!(read(w, one.business, batch).await.counts.succeeded, 3_000);
        assert!(provider.books().is_empty());
        switch(true).await;
        finished(w, one.business, batch).await;
        finished(w, one.business, scheduled).await;
        wait_for_status(&api, &one.key, &order, "succeeded").await;
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
