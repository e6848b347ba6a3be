//! The record of what members do in a browser. An action is recorded before it is carried out, so none can be missing,
//! and its response is recorded afterwards.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::email::Email;
use crate::ids::{ActionId, BusinessId, MemberId, created_at};

/// The most characters of a path that is recorded.
const MAX_PATH_CHARS: usize = 300;

/// An action that a member requests.
#[derive(Debug, Clone)]
pub struct NewAction {
    /// The action's id, which contains its time.
    pub id: ActionId,
    /// The business that the action concerns.
    pub business_id: BusinessId,
    /// The member who requests the action.
    pub member_id: MemberId,
    /// The id of the request. The audit log and the log lines have the results under this id.
    pub request_id: Uuid,
    /// The path of the request, without its query.
    pub path: String,
}

/// A recorded action of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The action's id.
    pub id: ActionId,
    /// The address of the member who requested the action.
    pub email: Email,
    /// The id of the request.
    pub request_id: Uuid,
    /// The status of the response; `None` while it is not known.
    pub status: Option<i16>,
    /// The path of the request, without its query.
    pub path: String,
}

impl Action {
    /// Returns when the action was requested.
    pub fn asked_at(&self) -> DateTime<Utc> {
        created_at(self.id.uuid())
    }
}

/// Records an action before it is carried out.
///
/// # Errors
/// If the database fails.
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

/// Records the status of the response.
///
/// # Errors
/// If the database fails.
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

/// Lists up to `limit` actions of a business before `before`, newest first.
///
/// # Errors
/// If the database fails.
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
