//! Pauses what goes out: withdrawals of a method or a provider that have not been sent, and webhooks. A pause of
//! everything or of a business also holds its withdrawals.
//!
//! Taking a withdrawal or a delivery and pausing it exclude each other ([`crate::outgoing`]).

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::command::{Affected, Command, Credential, Instruction, Orders, Outgoing};
use crate::ids::BusinessId;
use crate::money::Cents;
use crate::outgoing;

/// Pauses or resumes what goes out.
pub(super) async fn steer(
    conn: &mut PgConnection,
    instruction: &Instruction,
    of: &Outgoing,
    now: DateTime<Utc>,
) -> Result<Affected, sqlx::Error> {
    let pauses = matches!(instruction.command, Command::PauseOutgoing(_));
    if pauses && !instruction.dry_run {
        outgoing::lock(conn).await?;
    }
    let changes = match (pauses, instruction.dry_run) {
        (_, true) => is_paused(conn, of).await? != pauses,
        (true, false) => insert(conn, of, instruction.by, now).await?,
        (false, false) => remove(conn, of).await?,
    };
    if changes { held(conn, of).await } else { Ok(Affected::NOTHING) }
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

/// Returns how many withdrawals or deliveries a pause of `of` holds.
pub(super) async fn held(conn: &mut PgConnection, of: &Outgoing) -> Result<Affected, sqlx::Error> {
    let orders = match of {
        Outgoing::Method(method) => orders(conn, None, Some(method.as_str()), None).await?,
        Outgoing::Provider(name) => orders(conn, None, None, Some(name)).await?,
        Outgoing::Webhooks => {
            let items = sqlx::query_scalar!(
                r#"select count(*) as "n!" from webhook_deliveries
                   where state = 'pending' and not leased and business_id not in (select business_id from absent_businesses)"#
            )
            .fetch_one(conn)
            .await?;
            return Ok(Affected::of(items, Cents::ZERO));
        }
    };
    Ok(Affected { orders: Some(orders), ..Affected::of(orders.held, orders.amount) })
}

/// Counts the withdrawals of a business, a method or a provider that have not ended. `None` does not restrict them.
/// Withdrawals that wait for a person count as under way: the person may have paid them already, and a pause does not
/// stop the person.
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
               count(q.sent_at) + (
                   select count(*) from (
                       -- Forces the index of the orders that wait for a person, whatever the statistics say.
                       select m.business_id, m.id, m.method from withdrawals m
                       where m.provider = 'manual' and m.status = 'processing' order by m.id) m
                   where ($1::uuid is null or m.business_id = $1) and ($2::text is null or m.method::text = $2)
                     and ($3::text is null or $3 = 'manual')
                     and m.business_id not in (select business_id from absent_businesses)
                     -- While the order is in the queue, the queue counts it.
                     and not exists (select from withdrawal_queue o
                                     where o.business_id = m.business_id and o.withdrawal_id = m.id)
               ) as "under_way!"
           from withdrawal_queue q join withdrawals w on w.business_id = q.business_id and w.id = q.withdrawal_id
           where ($1::uuid is null or q.business_id = $1) and ($2::text is null or w.method::text = $2)
             and ($3::text is null or q.provider = $3)
             and q.business_id not in (select business_id from absent_businesses)"#,
        business.map(BusinessId::uuid),
        method,
        provider
    )
    .fetch_one(conn)
    .await
}
