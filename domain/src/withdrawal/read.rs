//! Reading orders, one by one and in lists.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Method, Status, Withdrawal};
use crate::business::Mode;
use crate::email::Email;
use crate::held::HeldBy;
use crate::ids::{BusinessId, PayoutUserId, WithdrawalId, lower_bound};
use crate::money::Cents;

/// Which orders a list includes. A field that is `None` does not restrict the list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Orders in this status.
    pub status: Option<Status>,
    /// Orders of this payout user.
    pub payout_user_id: Option<PayoutUserId>,
    /// Orders that were made at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Orders that were made before this time.
    pub to: Option<DateTime<Utc>>,
}

struct Row {
    business_id: Uuid,
    id: Uuid,
    told_as: Uuid,
    payout_user_id: Uuid,
    email: String,
    method: Method,
    provider: String,
    amount: i64,
    fees: i64,
    net_amount: i64,
    destination: serde_json::Value,
    status: Status,
    code: Option<String>,
    reason: Option<String>,
    provider_reference: Option<String>,
    created_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

impl From<Row> for Withdrawal {
    fn from(row: Row) -> Self {
        Self {
            business_id: row.business_id.into(),
            id: row.id.into(),
            told_as: row.told_as.into(),
            payout_user_id: row.payout_user_id.into(),
            email: Email::from_stored(row.email),
            method: row.method,
            provider: row.provider,
            amount: Cents::new(row.amount),
            fees: Cents::new(row.fees),
            net_amount: Cents::new(row.net_amount),
            destination: row.destination,
            status: row.status,
            code: row.code,
            reason: row.reason,
            provider_reference: row.provider_reference,
            created_at: row.created_at,
            finished_at: row.finished_at,
        }
    }
}

/// Returns the order `id` of `business`.
///
/// # Errors
/// If the database fails.
pub async fn get(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WithdrawalId,
) -> Result<Option<Withdrawal>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        r#"select w.business_id, w.id, coalesce(w.told_as, w.id) as "told_as!", w.payout_user_id, u.email, w.method as "method: Method", w.provider, w.amount,
               w.fees, w.net_amount, w.destination, w.status as "status: Status", w.code, w.reason,
               w.provider_reference, w.created_at, w.finished_at
           from withdrawals w
           cross join lateral (
               select email from payout_users
               where business_id = w.business_id and id >= w.payout_user_id and id <= w.payout_user_id
               order by id limit 1) u
           where w.business_id = $1 and w.id = $2"#,
        business.uuid(),
        id.uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Withdrawal::from))
}

/// Lists up to `limit` orders of `business` with ids below `before`, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list(
    conn: &mut PgConnection,
    business: BusinessId,
    filter: Filter,
    before: Option<WithdrawalId>,
    limit: i64,
) -> Result<Vec<Withdrawal>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select w.business_id, w.id, coalesce(w.told_as, w.id) as "told_as!", w.payout_user_id, u.email, w.method as "method: Method", w.provider, w.amount,
               w.fees, w.net_amount, w.destination, w.status as "status: Status", w.code, w.reason,
               w.provider_reference, w.created_at, w.finished_at
           from withdrawals w
           cross join lateral (
               select email from payout_users
               where business_id = w.business_id and id >= w.payout_user_id and id <= w.payout_user_id
               order by id limit 1) u
           where w.business_id = $1 and ($2::withdrawal_status is null or w.status = $2)
             and ($3::uuid is null or w.payout_user_id = $3) and ($4::uuid is null or w.id < $4)
             and ($6::uuid is null or w.id >= $6) and ($7::uuid is null or w.id < $7)
           order by w.id desc limit $5"#,
        business.uuid(),
        filter.status as Option<Status>,
        filter.payout_user_id.map(PayoutUserId::uuid),
        before.map(WithdrawalId::uuid),
        limit,
        filter.from.map(lower_bound),
        filter.to.map(lower_bound)
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Withdrawal::from).collect())
}

/// Lists up to `limit` orders of all businesses that wait for a person, with ids below `before`, newest first.
///
/// # Errors
/// If the database fails.
pub async fn waiting_for_a_person(
    conn: &mut PgConnection,
    before: Option<WithdrawalId>,
    limit: i64,
) -> Result<Vec<Withdrawal>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select w.business_id, w.id, coalesce(w.told_as, w.id) as "told_as!", w.payout_user_id, u.email, w.method as "method: Method", w.provider, w.amount,
               w.fees, w.net_amount, w.destination, w.status as "status: Status", w.code, w.reason,
               w.provider_reference, w.created_at, w.finished_at
           from withdrawals w
           cross join lateral (
               select email from payout_users
               where business_id = w.business_id and id >= w.payout_user_id and id <= w.payout_user_id
               order by id limit 1) u
           where w.provider = 'manual' and w.status = 'processing' and ($1::uuid is null or w.id < $1)
             and w.business_id not in (select business_id from absent_businesses)
           order by w.id desc limit $2"#,
        before.map(WithdrawalId::uuid),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Withdrawal::from).collect())
}

/// Lists up to `limit` orders of `business` that wait for a person, with ids below `before`, newest first.
///
/// # Errors
/// If the database fails.
pub async fn waiting_for_a_person_of(
    conn: &mut PgConnection,
    business: BusinessId,
    before: Option<WithdrawalId>,
    limit: i64,
) -> Result<Vec<Withdrawal>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select w.business_id, w.id, coalesce(w.told_as, w.id) as "told_as!", w.payout_user_id, u.email, w.method as "method: Method", w.provider, w.amount,
               w.fees, w.net_amount, w.destination, w.status as "status: Status", w.code, w.reason,
               w.provider_reference, w.created_at, w.finished_at
           from withdrawals w
           cross join lateral (
               select email from payout_users
               where business_id = w.business_id and id >= w.payout_user_id and id <= w.payout_user_id
               order by id limit 1) u
           where w.business_id = $1 and w.provider = 'manual' and w.status = 'processing' and ($2::uuid is null or w.id < $2)
           order by w.id desc limit $3"#,
        business.uuid(),
        before.map(WithdrawalId::uuid),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Withdrawal::from).collect())
}

/// The highest count of orders that wait for a person. Nobody works through a longer list.
pub const COUNTED: i64 = 1_000;

/// Counts the orders of all businesses that wait for a person, up to [`COUNTED`].
///
/// # Errors
/// If the database fails.
pub async fn count_waiting_for_a_person(conn: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from (
               select from withdrawals where provider = 'manual' and status = 'processing'
                   and business_id not in (select business_id from absent_businesses)
               order by id limit $1) w"#,
        COUNTED
    )
    .fetch_one(conn)
    .await
}

/// Counts the orders of `business` that wait for a person, up to [`COUNTED`].
///
/// # Errors
/// If the database fails.
pub async fn count_waiting_for_a_person_of(
    conn: &mut PgConnection,
    business: BusinessId,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from (
               select from withdrawals where business_id = $1 and provider = 'manual' and status = 'processing'
               order by id limit $2) w"#,
        business.uuid(),
        COUNTED
    )
    .fetch_one(conn)
    .await
}

/// Lists up to `limit` orders of all businesses in `status`, with ids below `before`, newest first.
///
/// # Errors
/// If the database fails.
pub async fn of_all(
    conn: &mut PgConnection,
    status: Status,
    before: Option<WithdrawalId>,
    limit: i64,
) -> Result<Vec<Withdrawal>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select w.business_id, w.id, coalesce(w.told_as, w.id) as "told_as!", w.payout_user_id, u.email, w.method as "method: Method", w.provider, w.amount,
               w.fees, w.net_amount, w.destination, w.status as "status: Status", w.code, w.reason,
               w.provider_reference, w.created_at, w.finished_at
           from withdrawals w
           cross join lateral (
               select email from payout_users
               where business_id = w.business_id and id >= w.payout_user_id and id <= w.payout_user_id
               order by id limit 1) u
           where w.status = $1 and ($2::uuid is null or w.id < $2)
             and w.business_id not in (select business_id from absent_businesses)
           order by w.id desc limit $3"#,
        status as Status,
        before.map(WithdrawalId::uuid),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Withdrawal::from).collect())
}

/// Returns what holds those of the orders `ids` that are held (the view `held_withdrawals`).
///
/// # Errors
/// If the database fails.
pub async fn held(
    conn: &mut PgConnection,
    ids: &[(BusinessId, WithdrawalId)],
) -> Result<BTreeMap<WithdrawalId, HeldBy>, sqlx::Error> {
    let (businesses, ids): (Vec<Uuid>, Vec<Uuid>) =
        ids.iter().map(|(business, id)| (business.uuid(), id.uuid())).unzip();
    let rows = sqlx::query!(
        r#"select withdrawal_id as "id!: WithdrawalId", held_by as "held_by!" from held_withdrawals
           where (business_id, withdrawal_id) in (select * from unnest($1::uuid[], $2::uuid[]))"#,
        &businesses,
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.id, HeldBy::from_stored(&row.held_by)?))).collect())
}

/// Returns the mode of `business`; `None` if it does not exist.
///
/// # Errors
/// If the database fails.
pub async fn mode(conn: &mut PgConnection, business: BusinessId) -> Result<Option<Mode>, sqlx::Error> {
    let mode = sqlx::query_scalar!("select mode from businesses where id = $1", business.uuid())
        .fetch_optional(conn)
        .await?;
    Ok(mode.map(|mode| if mode == Mode::Live.as_str() { Mode::Live } else { Mode::Test }))
}
