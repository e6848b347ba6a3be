//! Pausing what goes out: orders that nobody was told of, of a method or a provider, and webhooks. A pause of everything or
//! of a business holds its orders as well.
//!
//! Whoever takes something that goes out shares an advisory lock before it looks for pauses, until its commit; whoever
//! pauses has it alone. So once a pause is committed nothing more is taken, and what was taken before is known to be.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Credential, Given, Order, Orders, Touched};
use crate::ids::BusinessId;
use crate::money::Cents;
use crate::withdrawal::{Method, Withdrawal};

/// The number of the advisory lock. No business's is as small. What a transaction that shares it finds not to be paused, by a
/// later statement, is not until its commit.
pub(crate) const LOCK: i64 = 0x7061_7573; // "paus"

/// What goes out and can be paused by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// Orders of a method.
    Method(Method),
    /// Orders that this provider carries out.
    Provider(String),
    /// Every delivery of a webhook.
    Webhooks,
}

impl Outgoing {
    /// As it is stored and shown.
    pub const fn scope(&self) -> &'static str {
        match self {
            Self::Method(_) => "method",
            Self::Provider(_) => "provider",
            Self::Webhooks => "webhooks",
        }
    }

    /// The method's or the provider's name.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Method(method) => Some(method.as_str()),
            Self::Provider(name) => Some(name),
            Self::Webhooks => None,
        }
    }

    /// What a stored pause is of.
    pub(super) fn from_stored(scope: &str, name: String) -> Option<Self> {
        match scope {
            "method" => Method::named(&name).map(Self::Method),
            "provider" => Some(Self::Provider(name)),
            _ => Some(Self::Webhooks),
        }
    }
}

/// Nothing that goes out is taken by others until the commit: waits for those that are taking.
pub(crate) async fn lock(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock($1)", LOCK).execute(conn).await.map(|_| ())
}

/// Whether a pause keeps `order` from being sent.
pub(crate) async fn holds(conn: &mut PgConnection, order: &Withdrawal) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from pauses where business_id in ($1, $2) and batch_id = $2)
               or exists (select from outgoing_pauses
                          where (scope, name) in (('method', $3::text), ('provider', $4::text))) as "holds!""#,
        order.business_id.uuid(),
        Uuid::nil(),
        order.method.as_str(),
        order.provider
    )
    .fetch_one(conn)
    .await
}

/// Pauses or resumes what goes out.
pub(super) async fn steer(
    conn: &mut PgConnection,
    given: &Given,
    of: &Outgoing,
    now: DateTime<Utc>,
) -> Result<Touched, sqlx::Error> {
    let pauses = matches!(given.order, Order::Hold(_));
    if pauses && !given.dry_run {
        lock(conn).await?;
    }
    let changes = match (pauses, given.dry_run) {
        (_, true) => is_paused(conn, of).await? != pauses,
        (true, false) => insert(conn, of, given.by, now).await?,
        (false, false) => remove(conn, of).await?,
    };
    if changes { held(conn, of).await } else { Ok(Touched::NOTHING) }
}

async fn is_paused(conn: &mut PgConnection, of: &Outgoing) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from outgoing_pauses where scope = $1 and name = $2) as "is!""#,
        of.scope(),
        of.name().unwrap_or_default()
    )
    .fetch_one(conn)
    .await
}

async fn insert(
    conn: &mut PgConnection,
    of: &Outgoing,
    by: Credential,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let inserted = sqlx::query!(
        "insert into outgoing_pauses (scope, name, paused_by, paused_at)
         values ($1, $2, case when $3 = 'cli' then 'cli:' || session_user else $3 end, $4)
         on conflict (scope, name) do nothing",
        of.scope(),
        of.name().unwrap_or_default(),
        by.to_string(),
        now
    )
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected() > 0)
}

async fn remove(conn: &mut PgConnection, of: &Outgoing) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query!(
        "delete from outgoing_pauses where scope = $1 and name = $2",
        of.scope(),
        of.name().unwrap_or_default()
    )
    .execute(conn)
    .await?;
    Ok(removed.rows_affected() > 0)
}

/// What a pause of this holds: orders, or deliveries.
pub(super) async fn held(conn: &mut PgConnection, of: &Outgoing) -> Result<Touched, sqlx::Error> {
    let orders = match of {
        Outgoing::Method(method) => orders(conn, None, Some(method.as_str()), None).await?,
        Outgoing::Provider(name) => orders(conn, None, None, Some(name)).await?,
        Outgoing::Webhooks => {
            let items = sqlx::query_scalar!(
                r#"select count(*) as "n!" from webhook_deliveries where state = 'pending' and not leased"#
            )
            .fetch_one(conn)
            .await?;
            return Ok(Touched { items, ..Touched::NOTHING });
        }
    };
    Ok(Touched { items: orders.held, amount: orders.amount, orders: Some(orders) })
}

/// The orders of a business, a method or a provider that have not ended; `None` does not restrict them.
pub(super) async fn orders(
    conn: &mut PgConnection,
    business: Option<BusinessId>,
    method: Option<&str>,
    provider: Option<&str>,
) -> Result<Orders, sqlx::Error> {
    sqlx::query_as!(
        Orders,
        r#"select count(*) filter (where q.sent_at is null) as "held!",
               coalesce(sum(w.amount) filter (where q.sent_at is null), 0)::bigint as "amount!: Cents",
               count(q.sent_at) as "under_way!"
           from withdrawal_queue q join withdrawals w on w.business_id = q.business_id and w.id = q.withdrawal_id
           where ($1::uuid is null or q.business_id = $1) and ($2::text is null or w.method::text = $2)
             and ($3::text is null or q.provider = $3)"#,
        business.map(BusinessId::uuid),
        method,
        provider
    )
    .fetch_one(conn)
    .await
}
