//! The start of an API over several cells: an unreachable cell does not delay it, and a database that is another cell's
//! is refused.

use domain::cell::CellSettings;
use secrecy::ExposeSecret;
use serde_json::json;
use tests::cells;
use tests::cells::{all_ready, readiness};
use tests::proxy::Mode;

use super::found::{balance, tenants, unknown_key};
use crate::programs::secrets::start_error;

#[tokio::test(flavor = "multi_thread")]
async fn an_api_with_exchanged_or_malformed_addresses_does_not_start() {
    cells(2, async |cells| {
        let (first, last) = (cells.first(), cells.last());
        let other = format!("1={}", first.url.expose_secret());
        let mut config = cells.api_config();
        config.database_url = last.url.clone();
        config.cells = CellSettings { cells: Some(other.into()) };
        let said = start_error(first, config).await;
        assert!(said.contains("says that it is cell") && !said.contains("postgres://"), "{said}");
        let mut config = cells.api_config();
        config.cells = CellSettings { cells: Some("nonsense".into()) };
        let said = start_error(first, config).await;
        assert!(said.starts_with("PAYOUT_CELLS must be a list of NUMBER=URL"), "{said}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_cell_does_not_delay_the_start_and_is_served_later() {
    cells(2, async |cells| {
        let keys = tenants(cells).await;
        cells.wire(Mode::Refuse);
        let api = cells.first().api_on(cells.api_config()).await;
        tests::eventually("the first cell is ready", async || (readiness(&api).await.0 == 200).then_some(()))
            .await;
        assert!(readiness(&api).await.1.contains("\ncell 1: "), "{:?}", readiness(&api).await);
        assert_eq!(balance(&api, &keys[0]).await, (200, json!(100)));
        assert_eq!(api.get("/v1/balance", &keys[1]).await.status, 503);
        assert_eq!(api.get("/v1/balance", &unknown_key()).await.status, 503);
        cells.wire(Mode::Pass);
        all_ready(&api).await;
        assert_eq!(balance(&api, &keys[1]).await, (200, json!(200)));
        api.stop().await;
    })
    .await;
}
