//! The start of an API over several cells: an unreachable cell does not delay it, and a database that is another cell's
//! is refused.

use domain::cell::CellSettings;
use secrecy::ExposeSecret;
use serde_json::json;
use tests::cells;
use tests::cells::{all_ready, readiness};
use tests::proxy::Mode;

use super::found::{balance, nobodys_key, tenants};
use crate::programs::secrets::refused;

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_were_exchanged_refuse_the_start() {
    cells(2, async |cells| {
        let (first, last) = (cells.first(), cells.last());
        let other = format!("1={}", first.url.expose_secret());
        let mut config = cells.api_config();
        config.database_url = last.url.clone();
        config.cells = CellSettings { cells: Some(other.into()) };
        let said = refused(first, config).await;
        assert!(said.contains("says that it is cell") && !said.contains("postgres://"), "{said}");
        let mut config = cells.api_config();
        config.cells = CellSettings { cells: Some("nonsense".into()) };
        let said = refused(first, config).await;
        assert!(said.starts_with("PAYOUT_CELLS must be a list of NUMBER=URL"), "{said}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_that_is_away_at_the_start_holds_nothing_up_and_is_served_once_it_is_there() {
    cells(2, async |cells| {
        let keys = tenants(cells).await;
        cells.wire(Mode::Refuse);
        let api = cells.first().api_on(cells.api_config()).await;
        tests::eventually("the first is ready", async || (readiness(&api).await.0 == 200).then_some(()))
            .await;
        assert!(readiness(&api).await.1.contains("\ncell 1: "), "{:?}", readiness(&api).await);
        assert_eq!(balance(&api, &keys[0]).await, (200, json!(100)));
        assert_eq!(api.get("/v1/balance", &keys[1]).await.status, 503);
        assert_eq!(api.get("/v1/balance", &nobodys_key()).await.status, 503);
        cells.wire(Mode::Pass);
        all_ready(&api).await;
        assert_eq!(balance(&api, &keys[1]).await, (200, json!(200)));
        api.stop().await;
    })
    .await;
}
