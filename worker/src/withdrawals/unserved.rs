//! Reports orders that wait for a provider that this process is not configured with. This process does not handle them.
//! If no other process does, they wait for ever.

use std::time::Duration;

use domain::platform::pace::Pace;
use domain::withdrawal::lease;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::metrics::withdrawals;

/// How often such orders are looked for and logged. A person has to act, so it need not be often.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Counts and logs open orders whose providers are not among `known`, at the start and then every minute, until `stop`.
pub async fn watch(pool: PgPool, known: Vec<String>, stop: CancellationToken) {
    let trouble = Pace::new();
    loop {
        match look(&pool, &known).await {
            Ok(unserved) => tell(&unserved),
            Err(error) => {
                if let Some(suppressed) = trouble.due() {
                    tracing::debug!(%error, suppressed, "searching for withdrawals of other providers failed; trying again");
                }
            }
        }
        if stop.run_until_cancelled(tokio::time::sleep(LOOK_EVERY)).await.is_none() {
            return;
        }
    }
}

async fn look(pool: &PgPool, known: &[String]) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let mut conn = pool.acquire().await?;
    lease::unserved(&mut conn, known).await
}

fn tell(unserved: &[(String, i64)]) {
    withdrawals::unserved(unserved.iter().map(|(_, waiting)| waiting).sum());
    for (provider, waiting) in unserved {
        tracing::warn!(
            provider,
            waiting,
            "withdrawals wait for a provider that is not in this worker's PAYOUT_METHODS: unless another worker has it, they wait \
             until it is added again"
        );
    }
}
