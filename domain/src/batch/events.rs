//! The event `batch.completed`.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Tally;
use super::read::get;
use crate::event::data::{BatchData, TallyData};
use crate::event::{EventType, NewEvent, insert, listeners};
use crate::ids::{BatchId, BusinessId};

/// Records that these batches have completed, in the transaction that marked them as finished. Call it each time a
/// batch becomes finished: a batch that is retried and finishes again has completed again.
///
/// # Errors
/// When the database fails.
pub async fn batches_completed(
    conn: &mut PgConnection,
    business: BusinessId,
    batches: &[BatchId],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    if batches.is_empty() {
        return Ok(());
    }
    let listeners = listeners(conn, business).await?;
    if !listeners.any_wants(EventType::BatchCompleted) {
        return Ok(());
    }
    let mut events = Vec::with_capacity(batches.len());
    for id in batches {
        if let Some(batch) = get(conn, business, *id, now).await? {
            let data = BatchData {
                id: *id,
                status: batch.status.as_str(),
                mode: batch.mode.as_str(),
                counts: batch.counts.into(),
                amounts: batch.amounts.into(),
                created_at: batch.created_at,
                finished_at: batch.finished_at,
            };
            events.push(NewEvent::new(EventType::BatchCompleted, id.uuid(), &data)?);
        }
    }
    insert(conn, business, &listeners, &events, now).await.map(|_| ())
}

impl From<Tally> for TallyData {
    fn from(of: Tally) -> Self {
        Self {
            total: of.total,
            pending: of.pending,
            succeeded: of.succeeded,
            failed: of.failed,
            cancelled: of.cancelled,
            duplicate: of.duplicate,
        }
    }
}
