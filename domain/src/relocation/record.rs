//! The row in which each of the two cells records a relocation.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::cell::Number;
use crate::ids::BusinessId;

/// The phase of a relocation in one of its two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// This cell serves the business, and its rows are copied from here.
    Copying,
    /// Neither cell does anything for the business.
    Held,
    /// The other cell has the business.
    Gone,
    /// The rows of the business are being copied to this cell.
    Arriving,
}

/// A relocation, as recorded in one of its two cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relocation {
    /// The phase in this cell.
    pub phase: Phase,
    /// The other cell.
    pub other: Number,
    /// When the relocation began.
    pub begun_at: DateTime<Utc>,
    /// The oldest transaction of the source that the last complete round of copying may have missed. Stored at the
    /// target.
    pub copied_up_to: Option<String>,
    /// Whether a mover has paused the business, which it does before it holds the business.
    pub paused: bool,
    /// Whether all rows of an arriving business are here.
    pub complete: bool,
}

impl Phase {
    fn from_stored(text: &str) -> Self {
        match text {
            "copying" => Self::Copying,
            "held" => Self::Held,
            "gone" => Self::Gone,
            _ => Self::Arriving,
        }
    }
}

/// Returns what this cell has recorded of the relocation of `business`.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut PgConnection, business: BusinessId) -> Result<Option<Relocation>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select phase, other_cell, begun_at, copied_up_to::text, held_until is not null as "paused!",
               complete_since is not null as "complete!"
           from relocations where business_id = $1"#,
        business.uuid()
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    Ok(Some(Relocation {
        phase: Phase::from_stored(&row.phase),
        other: Number::stored(row.other_cell)?,
        begun_at: row.begun_at,
        copied_up_to: row.copied_up_to,
        paused: row.paused,
        complete: row.complete,
    }))
}

/// Returns whether this cell has rows of `business`, even if the business is not here.
///
/// # Errors
/// When the database fails.
pub async fn has_rows(conn: &mut PgConnection, business: BusinessId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select exists (select from businesses where id = $1) as "has!""#, business.uuid())
        .fetch_one(conn)
        .await
}

/// Lists the businesses that are in this cell, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub async fn served(conn: &mut PgConnection) -> Result<Vec<BusinessId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select id as "id: BusinessId" from businesses
           where id not in (select business_id from absent_businesses) order by id"#
    )
    .fetch_all(conn)
    .await
}

/// Lists the businesses that left for other cells, with the cell of each, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub async fn departed(conn: &mut PgConnection) -> Result<Vec<(BusinessId, Number)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select business_id as "id: BusinessId", other_cell from relocations where phase = 'gone' order by business_id"#
    );
    let rows = rows.fetch_all(conn).await?;
    rows.into_iter().map(|row| Ok((row.id, Number::stored(row.other_cell)?))).collect()
}

/// Records at the source that `business` will be copied to the cell `to`.
///
/// # Errors
/// When the database fails.
pub async fn plan_departure(
    source: &mut PgConnection,
    business: BusinessId,
    to: Number,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    record(source, business, "copying", to, now).await
}

/// Records at the target that `business` will come from the cell `from`, and pauses it there.
///
/// # Errors
/// When the database fails.
pub async fn plan_arrival(
    target: &mut PgConnection,
    business: BusinessId,
    from: Number,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    record(target, business, "arriving", from, now).await?;
    pause(target, business, now).await
}

/// Records at the target that everything is copied that transactions before `horizon` have written.
///
/// # Errors
/// When the database fails.
pub async fn record_copied(
    target: &mut PgConnection,
    business: BusinessId,
    horizon: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update relocations set copied_up_to = ($2::text)::xid8, complete_since = null where business_id = $1",
        business.uuid(),
        horizon
    )
    .execute(target)
    .await
    .map(|_| ())
}

/// Records at the target that nothing is copied. The rows there may then be dropped, and the next mover starts anew.
///
/// # Errors
/// When the database fails.
pub async fn clear_copied(target: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update relocations set copied_up_to = null, complete_since = null where business_id = $1",
        business.uuid()
    )
    .execute(target)
    .await
    .map(|_| ())
}

/// Deletes the record of a relocation, with its pause: this cell serves the business from now on, or the relocation was
/// called off at the source, or rows that were not in use were dropped here.
///
/// # Errors
/// When the database fails.
pub async fn forget(conn: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with pause as (delete from pauses where business_id = $1 and cause = 'move'),
              deletions as (delete from relocation_deletions where business_id = $1)
         delete from relocations where business_id = $1",
        business.uuid()
    )
    .execute(conn)
    .await
    .map(|_| ())
}

async fn record(
    conn: &mut PgConnection,
    business: BusinessId,
    phase: &str,
    other: Number,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into relocations (business_id, phase, other_cell, begun_at) values ($1, $2, $3, $4)
         on conflict (business_id) do nothing",
        business.uuid(),
        phase,
        i16::from(other.get()),
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Pauses the business until its relocation is forgotten or its hold is ended.
pub(super) async fn pause(
    conn: &mut PgConnection,
    business: BusinessId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into pauses (business_id, batch_id, cause, by_operator, paused_by, paused_at)
         values ($1, $2, 'move', true, 'cli:' || session_user, $3) on conflict do nothing",
        business.uuid(),
        Uuid::nil(),
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}
