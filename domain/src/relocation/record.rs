//! What each of the two cells knows of a relocation: its row.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::cell::Number;
use crate::ids::BusinessId;

/// How far a relocation is in one of its two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// This cell serves the business, and its rows are copied from here.
    Copying,
    /// Nothing is done for it, here or there.
    Held,
    /// The other cell has it.
    Gone,
    /// Its rows are being copied to here.
    Arriving,
}

/// A relocation, as one of its two cells knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relocation {
    /// How far it is.
    pub phase: Phase,
    /// The other cell.
    pub other: Number,
    /// When it began.
    pub begun_at: DateTime<Utc>,
    /// The oldest transaction of the source that the last complete round of copying may have missed. Known at the target.
    pub copied_up_to: Option<String>,
    /// Whether a mover has it to itself, from the pause before the hold on.
    pub paused: bool,
    /// Whether everything is here, of a business that is arriving.
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

/// What the cell knows of the relocation of `business`.
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

/// Whether the cell has rows of `business`, whether it is here or not.
///
/// # Errors
/// When the database fails.
pub async fn has_rows(conn: &mut PgConnection, business: BusinessId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select exists (select from businesses where id = $1) as "has!""#, business.uuid())
        .fetch_one(conn)
        .await
}

/// The businesses that are served here, in the order of their ids.
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

/// The businesses that have left for other cells, and which, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub async fn left(conn: &mut PgConnection) -> Result<Vec<(BusinessId, Number)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select business_id as "id: BusinessId", other_cell from relocations where phase = 'gone' order by business_id"#
    );
    let rows = rows.fetch_all(conn).await?;
    rows.into_iter().map(|row| Ok((row.id, Number::stored(row.other_cell)?))).collect()
}

/// Says at the source that `business` will be copied to the cell `to`.
///
/// # Errors
/// When the database fails.
pub async fn leave_later(
    source: &mut PgConnection,
    business: BusinessId,
    to: Number,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    say(source, business, "copying", to, now).await
}

/// Says at the target that `business` will come from the cell `from`, and holds it there.
///
/// # Errors
/// When the database fails.
pub async fn expect(
    target: &mut PgConnection,
    business: BusinessId,
    from: Number,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    say(target, business, "arriving", from, now).await?;
    pause(target, business, now).await
}

/// Notes at the target that everything is copied which transactions before `horizon` have written.
///
/// # Errors
/// When the database fails.
pub async fn copied_up_to(
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

/// Forgets at the target what is copied: what is there may be dropped from now on, and a next mover begins anew.
///
/// # Errors
/// When the database fails.
pub async fn copied_nothing(target: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update relocations set copied_up_to = null, complete_since = null where business_id = $1",
        business.uuid()
    )
    .execute(target)
    .await
    .map(|_| ())
}

/// Forgets the relocation of a business: it is called off at the source, or its rows that were dropped here meant nothing.
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

async fn say(
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

/// Pauses the business, until its relocation is forgotten or let go.
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
