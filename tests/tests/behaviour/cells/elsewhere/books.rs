//! The laws of the books leave out the rows of another cell, and still find every breach in this one.

use std::collections::BTreeMap;

use domain::business::Mode;
use domain::ids::BusinessId;
use domain::ledger::books::{self, Law};
use sqlx::Connection;
use tests::{World, world};

use super::set_move_phase;
use crate::withdrawals::lifecycle::{BY_HAND, gift_card, user};

/// Runs `spoilt`, checks the laws and rolls back. Returns how many rows each law looked at, and how many break it.
async fn check_laws(w: &World, spoilt: &'static str, of: BusinessId) -> BTreeMap<&'static str, (i64, i64)> {
    let mut conn = w.pool.acquire().await.unwrap();
    let mut work = conn.begin().await.unwrap();
    if !spoilt.is_empty() {
        sqlx::query(spoilt).bind(of.uuid()).execute(&mut *work).await.unwrap();
    }
    let mut found = BTreeMap::new();
    for law in Law::ALL {
        let finding = books::check(&mut work, law).await.unwrap();
        found.insert(law.as_str(), (finding.checked, finding.breaches));
    }
    work.rollback().await.unwrap();
    found
}

/// Breaks a row that most laws read.
const MORE_MONEY: &str =
    "update business_accounts set payout_balance = payout_balance + 1 where business_id = $1";

#[tokio::test(flavor = "multi_thread")]
async fn every_law_leaves_out_businesses_of_another_cell() {
    world(async |w| {
        let api = w.api_with_methods(BY_HAND).await;
        let of = user(w, &api, Mode::Live, 2_000).await;
        of.order(&api, gift_card(500)).await;
        w.fund(of.business, 1_000).await;
        // Two batches: one waits with its reserve, the other is paid.
        let csv = "email,amount\na@example.com,7\nb@example.com,8\n";
        let whole = "/v1/batches?mode=all_or_nothing";
        let headers = [("idempotency-key", "first"), ("content-type", "text/csv")];
        assert_eq!(api.post(whole, &of.key, &headers, csv).await.status, 202);
        let worker = w.worker_with_methods(BY_HAND);
        w.drained().await;
        worker.stop().await;
        let headers = [("idempotency-key", "second"), ("content-type", "text/csv")];
        assert_eq!(api.post(whole, &of.key, &headers, csv).await.status, 202);
        api.stop().await;

        let here = check_laws(w, "", of.business).await;
        set_move_phase(w, of.business, "held").await;
        assert_eq!(check_laws(w, "", of.business).await, here, "a held business belongs to this cell");
        for phase in ["gone", "arriving"] {
            set_move_phase(w, of.business, phase).await;
            for (law, (looked_at, breaches)) in check_laws(w, MORE_MONEY, of.business).await {
                assert_eq!((looked_at, breaches), (0, 0), "{phase}: {law}");
            }
        }
        // A breach in a business of this cell is found, whatever else is in the cell.
        let other = w.business(100).await;
        let found = check_laws(w, MORE_MONEY, other).await;
        assert_eq!(found[Law::BusinessBalances.as_str()], (1, 1));
        let empty: Vec<_> = here.iter().filter(|(_, (looked_at, _))| *looked_at == 0).collect();
        let idle = [Law::ReferencesArePaidOnce, Law::ReturnsHaveTheirOutcome, Law::NotPaidOutAndReturned];
        assert!(empty.iter().all(|(law, _)| idle.iter().any(|it| it.as_str() == **law)), "{empty:?}");
    })
    .await;
}
