//! What the home page is made of, read at one go. Each statement is bounded, however much the business has paid.

use chrono::{DateTime, TimeDelta, Utc};
use domain::allocation;
use domain::batch::{self, Batch};
use domain::business::{self, Business, Pending};
use domain::held::{self, HeldBy};
use domain::ids::BusinessId;
use domain::ledger::days::{self, Paid};
use domain::money::Cents;
use domain::webhook::{self, Endpoint};
use domain::withdrawal::read::count_waiting_for_a_person_of;
use sqlx::PgConnection;

/// How many batches under way are shown.
const SHOWN_UNDER_WAY: i64 = 10;

/// For how long a payment that failed wants attention.
const FAILED_OF_LATE: TimeDelta = TimeDelta::days(7);

/// Up to how many of those are counted.
pub const MOST_FAILED: i64 = 200;

/// What there is to show.
pub struct Seen {
    pub business: Business,
    pub pending: Pending,
    pub held: Option<HeldBy>,
    pub threshold: Option<Cents>,
    pub under_way: Vec<Batch>,
    pub failed: i64,
    pub failed_since: DateTime<Utc>,
    pub by_hand: i64,
    pub webhooks: Vec<Endpoint>,
    /// What was paid; not when only what moves is asked for.
    pub paid: Option<Paid>,
}

/// Looks. What was paid is added up only for the `whole` page. Nothing, where there is no such business.
///
/// # Errors
/// When the database fails.
pub async fn look(
    conn: &mut PgConnection,
    id: BusinessId,
    whole: bool,
    now: DateTime<Utc>,
) -> Result<Option<Seen>, sqlx::Error> {
    // In this order: a page on which nothing is under way looks no more, so it must show what has come of all that was.
    let under_way = batch::under_way(conn, id, SHOWN_UNDER_WAY, now).await?;
    let pending = business::pending(conn, id).await?;
    let Some(business) = business::get(conn, id).await? else { return Ok(None) };
    let mut webhooks = webhook::list(conn, id, None, webhook::MAX_ENDPOINTS).await?;
    webhooks.extend(webhook::get_payout_webhook(conn, id).await?);
    let failed_since = now - FAILED_OF_LATE;
    Ok(Some(Seen {
        business,
        pending,
        held: held::held(conn, id, &[], now).await?.of(None),
        threshold: business::low_balance_threshold(conn, id).await?,
        under_way,
        failed: allocation::failed_since(conn, id, failed_since, MOST_FAILED).await?,
        failed_since,
        by_hand: count_waiting_for_a_person_of(conn, id).await?,
        webhooks,
        paid: if whole { Some(days::paid(conn, id, days::MOST, now).await?) } else { None },
    }))
}
