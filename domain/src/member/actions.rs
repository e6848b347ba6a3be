//! What members do in a browser. It is recorded before it is done, so nothing is done that is not there, and once more when
//! it was answered.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::email::Email;
use crate::ids::{ActionId, BusinessId, MemberId, created_at};

/// The most characters of an address that is recorded.
const MAX_PATH_CHARS: usize = 300;

/// What a member asks for.
#[derive(Debug, Clone)]
pub struct NewAction {
    /// Its id, which has its time.
    pub id: ActionId,
    /// The business that it is about.
    pub business_id: BusinessId,
    /// Who asks.
    pub member_id: MemberId,
    /// The request, under which the audit and the log have what came of it.
    pub request_id: Uuid,
    /// The address, without its query.
    pub path: String,
}

/// What a member has asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// Who asked.
    pub email: Email,
    /// The request.
    pub request_id: Uuid,
    /// What the request was answered with; nothing while that is not known.
    pub status: Option<i16>,
    /// The address, without its query.
    pub path: String,
}

impl Action {
    /// When it was asked for.
    pub fn asked_at(&self) -> DateTime<Utc> {
        created_at(self.id.uuid())
    }
}

/// Records what is about to be done.
///
/// # Errors
/// When the database fails.
pub async fn record(conn: &mut PgConnection, new: &NewAction) -> Result<(), sqlx::Error> {
    let path: String = new.path.chars().take(MAX_PATH_CHARS).collect();
    sqlx::query!(
        "insert into member_actions (business_id, id, member_id, request_id, path) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        new.business_id.uuid(),
        new.id.uuid(),
        new.member_id.uuid(),
        new.request_id,
        path
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Records what it was answered with.
///
/// # Errors
/// When the database fails.
pub async fn answered(
    conn: &mut PgConnection,
    business: BusinessId,
    id: ActionId,
    status: i16,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update member_actions set status = $3 where business_id = $1 and id = $2",
        business.uuid(),
        id.uuid(),
        status
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// The actions of a business before `before`, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    business: BusinessId,
    before: Option<ActionId>,
    limit: i64,
) -> Result<Vec<Action>, sqlx::Error> {
    let rows = sqlx::query!(
        "select a.id, m.email, a.request_id, a.status, a.path
         from member_actions a join members m on m.id = a.member_id
         where a.business_id = $1 and ($2::uuid is null or a.id < $2) order by a.id desc limit $3",
        business.uuid(),
        before.map(ActionId::uuid),
        limit
    )
    .fetch_all(conn)
    .await?;
    let action = |id: Uuid, email, request_id, status, path| Action {
        id: id.into(),
        email: Email::from_stored(email),
        request_id,
        status,
        path,
    };
    Ok(rows.into_iter().map(|row| action(row.id, row.email, row.request_id, row.status, row.path)).collect())
}
