//! What keeps a pending payment from being made at this moment: a pause, its time, or a throttle without tokens.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::{BatchId, BusinessId};

/// What holds a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBy {
    /// Everything, its business or its batch is paused, or its business's payouts are switched off.
    Pause,
    /// Its batch's time is still to come.
    Schedule,
    /// A throttle of everything, its business or its batch has no tokens.
    Throttle,
}

impl HeldBy {
    /// As it is shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Schedule => "schedule",
            Self::Throttle => "throttle",
        }
    }

    /// The first of these that is so.
    pub(crate) const fn first(paused: bool, scheduled: bool, throttled: bool) -> Option<Self> {
        match (paused, scheduled, throttled) {
            (true, _, _) => Some(Self::Pause),
            (_, true, _) => Some(Self::Schedule),
            (_, _, true) => Some(Self::Throttle),
            (false, false, false) => None,
        }
    }
}

/// What holds the payments of a business.
#[derive(Debug, Clone, Default)]
pub struct Held {
    singles: Option<HeldBy>,
    batches: BTreeMap<BatchId, HeldBy>,
}

impl Held {
    /// What holds a pending payment of this batch, or of none.
    pub fn of(&self, batch: Option<BatchId>) -> Option<HeldBy> {
        batch.map_or(self.singles, |batch| self.batches.get(&batch).copied())
    }
}

/// What holds the single payments of `business`, and those of `batches`.
///
/// # Errors
/// When the database fails.
pub async fn held(
    conn: &mut PgConnection,
    business: BusinessId,
    batches: &[BatchId],
    now: DateTime<Utc>,
) -> Result<Held, sqlx::Error> {
    let ids: Vec<Option<Uuid>> =
        std::iter::once(None).chain(batches.iter().map(|batch| Some(batch.uuid()))).collect();
    let rows = sqlx::query!(
        r#"select i.id, coalesce(b.scheduled_at > $4, false) as "scheduled!",
               exists (select from pauses p where (p.business_id, p.batch_id) in (($1, i.id), ($1, $3), ($3, $3))) as "paused!",
               exists (select from throttles t where (t.business_id, t.batch_id) in (($1, i.id), ($1, $3), ($3, $3))
                       and t.next_at > $4) as "throttled!"
           from unnest($2::uuid[]) as i (id) left join batches b on b.business_id = $1 and b.id = i.id"#,
        business.uuid(),
        &ids as _,
        Uuid::nil(),
        now
    )
    .fetch_all(conn)
    .await?;
    let mut held = Held::default();
    for row in rows {
        let by = HeldBy::first(row.paused, row.scheduled, row.throttled);
        match (row.id, by) {
            (None, by) => held.singles = by,
            (Some(batch), Some(by)) => {
                held.batches.insert(batch.into(), by);
            }
            (Some(_), None) => {}
        }
    }
    Ok(held)
}
