//! What holds up single payments, for all businesses. The queries are cheap enough to run every second.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::BusinessId;
use crate::platform::lease::{LEADER, LEASE_SECONDS};

/// How many jobs ahead of a new payment are counted. With more ahead, no client waits for an answer.
const COUNTED: i64 = 10_000;

/// What holds up single payments.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Blockers {
    /// Whether everything is paused.
    pub paused: bool,
    /// The paused businesses.
    pub paused_businesses: BTreeSet<BusinessId>,
    /// The businesses whose payouts are switched off.
    pub disabled_businesses: BTreeSet<BusinessId>,
    /// How long the throttle of everything delays a new payment, in seconds.
    pub throttled: Option<f64>,
    /// How long the throttle of each business delays a new payment, in seconds.
    pub throttled_businesses: BTreeMap<BusinessId, f64>,
    /// Whether a worker leads, or led until a moment ago. If any worker runs, one leads.
    pub led: bool,
}

/// Reads what holds up single payments at `now`.
///
/// # Errors
/// When the database fails.
pub async fn blockers(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Blockers, sqlx::Error> {
    let paused = sqlx::query!(
        r#"select business_id, cause = 'switch' as "disabled?", exists (select from leases where name = $2
               and expires_at > clock_timestamp() - make_interval(secs => $3)) as "led!"
           from (select business_id, cause from pauses where batch_id = $1 union all select null, null) p"#,
        Uuid::nil(),
        LEADER,
        LEASE_SECONDS
    )
    .fetch_all(&mut *conn)
    .await?;
    // A new payment waits for the single payments before it, and for the first tokens. Items of batches come after it.
    let throttled = sqlx::query!(
        r#"select t.business_id, greatest(extract(epoch from t.next_at - $3)::float8, 0)
               + greatest(coalesce(ahead.n / t.max_per_second::float8, 0),
                          coalesce(ahead.amount / t.max_cents_per_second::float8, 0)) as "seconds!"
           from throttles t
           cross join lateral (
               select count(*)::float8 as n, coalesce(sum(q.amount), 0)::float8 as amount
               from (select r.business_id from ring r where t.business_id in ($1, r.business_id)) r
               cross join lateral (
                   select amount from allocation_queue
                   where business_id = r.business_id and lane = 0 order by allocation_id limit $2) q
           ) ahead
           where t.batch_id = $1"#,
        Uuid::nil(),
        COUNTED,
        now
    )
    .fetch_all(conn)
    .await?;
    let mut standing = Blockers { led: paused.iter().any(|row| row.led), ..Blockers::default() };
    for row in paused {
        match (row.business_id, row.disabled) {
            (Some(business), Some(true)) => {
                standing.disabled_businesses.insert(business.into());
            }
            (Some(business), _) if business.is_nil() => standing.paused = true,
            (Some(business), _) => {
                standing.paused_businesses.insert(business.into());
            }
            (None, _) => {}
        }
    }
    for row in throttled {
        if row.business_id.is_nil() {
            standing.throttled = Some(row.seconds);
        } else {
            standing.throttled_businesses.insert(row.business_id.into(), row.seconds);
        }
    }
    Ok(standing)
}
