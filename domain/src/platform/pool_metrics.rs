//! A gauge of the connections in this process's pools. It is read from the pool, not from the database. It is in this
//! crate because both processes use it.

use std::time::Duration;

use metrics::{describe_gauge, gauge};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

/// How often the gauge is set: more often than it is scraped.
const EVERY: Duration = Duration::from_secs(2);

/// Sets `payout_db_pool_connections{pool,state}` for `pools` until `stop`.
pub async fn watch(pools: Vec<(&'static str, PgPool)>, stop: CancellationToken) {
    describe_gauge!(
        "payout_db_pool_connections",
        "Connections of this process to Postgres, by pool and state."
    );
    loop {
        for (name, pool) in &pools {
            let idle = pool.num_idle();
            let size = usize::try_from(pool.size()).unwrap_or(usize::MAX);
            gauge!("payout_db_pool_connections", "pool" => *name, "state" => "idle").set(idle as f64);
            gauge!("payout_db_pool_connections", "pool" => *name, "state" => "used")
                .set(size.saturating_sub(idle) as f64);
        }
        if stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_none() {
            return;
        }
    }
}
