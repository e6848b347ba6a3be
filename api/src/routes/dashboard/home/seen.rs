//! Reads all data of the home page in one go. Each statement is bounded, however much the business has paid.

use chrono::{DateTime, TimeDelta, Utc};
use domain::allocation;
use domain::batch::{self, Batch};
use domain::business::{self, Business, Pending};
use domain::held::{self, HeldBy};
use domain::ids::BusinessId;
use domain::ledger::days::{self, PaidDays};
use domain::money::Cents;
use domain::webhook::{self, Endpoint};
use domain::withdrawal::read::count_waiting_for_a_person_of;
use sqlx::PgConnection;

/// The largest number of batches under way that the page lists.
const SHOWN_UNDER_WAY: i64 = 10;

/// How long a failed payment needs attention.
const FAILED_OF_LATE: TimeDelta = TimeDelta::days(7);

/// The largest number of such payments that are counted.
pub const MOST_FAILED: i64 = 200;

/// The data of the home page.
pub struct HomeSnapshot {
    pub business: Business,
    pub pending: Pending,
    pub held: Option<HeldBy>,
    pub threshold: Option<Cents>,
    pub under_way: Vec<Batch>,
    pub failed: i64,
    pub failed_since: DateTime<Utc>,
    pub by_hand: i64,
    pub webhooks: Vec<Endpoint>,
    /// What was paid. `None` if only the changing part is asked for.
    pub paid: Option<PaidDays>,
}

/// Reads the data. Adds up what was paid only for the `whole` page. Returns `None` if there is no such business.
///
/// # Errors
/// If the database fails.
pub async fn look(
    conn: &mut PgConnection,
    id: BusinessId,
    whole: bool,
    now: DateTime<Utc>,
) -> Result<Option<HomeSnapshot>, sqlx::Error> {
    // This order matters: once the page shows no batch under way, it stops refreshing. What is read after the batches
    // must then include all that came of them.
    let under_way = batch::under_way(conn, id, SHOWN_UNDER_WAY, now).await?;
    let pending = business::pending(conn, id).await?;
    let Some(business) = business::get(conn, id).await? else { return Ok(None) };
    let mut webhooks = webhook::list(conn, id, None, webhook::MAX_ENDPOINTS).await?;
    webhooks.extend(webhook::get_payout_webhook(conn, id).await?);
    let failed_since = now - FAILED_OF_LATE;
    Ok(Some(HomeSnapshot {
        business,
        pending,
        held: held::held(conn, id, &[], now).await?.of(None),
        threshold: business::low_balance_threshold(conn, id).await?,
        under_way,
        failed: allocation::failed_since(conn, id, failed_since, MOST_FAILED).await?,
        failed_since,
        by_hand: count_waiting_for_a_person_of(conn, id).await?,
        webhooks,
        paid: if whole { Some(days::paid(conn, id, days::READ_LIMITS, now).await?) } else { None },
    }))
}
