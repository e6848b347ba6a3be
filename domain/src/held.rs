//! What holds a pending payment now: a business that is switched off, a pause, a schedule, or a throttle without
//! tokens. The first two also hold withdrawals. A restore holds withdrawals and webhooks, and a pause of webhooks holds
//! webhooks.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::{BatchId, BusinessId};

/// What holds a payment, a withdrawal or a webhook. If several do, the first in this order is reported, because lifting
/// a later one first would change nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeldBy {
    /// The payouts of its business are switched off.
    BusinessDisabled,
    /// A pause of everything, its business, its batch, its method, its provider, or webhooks.
    Pause,
    /// A restore of the database: nothing is sent until the providers have been asked ([`crate::restore`]).
    Restore,
    /// The batch is scheduled for a later time.
    Schedule,
    /// A throttle of everything, its business or its batch has no tokens.
    Throttle,
}

impl HeldBy {
    /// All variants.
    pub const ALL: [Self; 5] =
        [Self::BusinessDisabled, Self::Pause, Self::Restore, Self::Schedule, Self::Throttle];

    /// Returns the name that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BusinessDisabled => "business_disabled",
            Self::Pause => "pause",
            Self::Restore => "restore",
            Self::Schedule => "schedule",
            Self::Throttle => "throttle",
        }
    }

    /// Returns the first of `holds` that applies.
    pub(crate) fn first<const N: usize>(holds: [(Self, bool); N]) -> Option<Self> {
        holds.into_iter().filter(|(_, so)| *so).map(|(by, _)| by).min()
    }

    /// Returns the variant with this name, as a view stores it.
    pub(crate) fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == text)
    }
}

/// What holds the payments of a business.
#[derive(Debug, Clone, Default)]
pub struct Held {
    singles: Option<HeldBy>,
    batches: BTreeMap<BatchId, HeldBy>,
}

impl Held {
    /// Returns what holds the pending payments of this batch, or the single ones if `batch` is `None`.
    pub fn of(&self, batch: Option<BatchId>) -> Option<HeldBy> {
        batch.map_or(self.singles, |batch| self.batches.get(&batch).copied())
    }
}

/// Reads what holds the single payments of `business`, and those of `batches`.
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
               exists (select from pauses p where p.business_id = $1 and p.batch_id = $3 and p.cause = 'switch') as "disabled!",
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
        let by = HeldBy::first([
            (HeldBy::BusinessDisabled, row.disabled),
            (HeldBy::Pause, row.paused),
            (HeldBy::Schedule, row.scheduled),
            (HeldBy::Throttle, row.throttled),
        ]);
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
