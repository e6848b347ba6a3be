//! Findings: what providers knew and this database did not.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::ids::{BusinessId, WithdrawalId};
use crate::money::Cents;
use crate::withdrawal::recover::Told;

/// What happened to an order that a provider knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was paid and was missing here. It is now in the books.
    Booked,
    /// The provider is working on it, and it was missing here. It is now in the books, and its provider is asked about
    /// it.
    Tracked,
    /// It was paid, or may have been, and the payout user's balance does not cover it. The user cannot withdraw the
    /// amount that is owed. A later run books the order once the balance covers it.
    Owed,
    /// It was in the books, but its end was not.
    Settled,
    /// The provider refused it, and it was missing here. No money moved.
    Refused,
    /// It is an order of ours that was never sent. It was cancelled, so that its money pays for an order that was paid.
    Cancelled,
    /// It ended differently here. A person must look.
    Contradicts,
    /// No one here knows whose it is. A person must look.
    Unattributed,
}

/// An order that a provider knows, and that was missing here or had not ended here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The provider that carried it out.
    pub provider: String,
    /// The order, by the id under which its provider knows it.
    pub order_id: WithdrawalId,
    /// What happened to it here.
    pub outcome: Outcome,
    /// The business of its payout user, if known.
    pub business_id: Option<BusinessId>,
    /// The amount debited from its user.
    pub amount: Option<Cents>,
    /// The amount that was paid out.
    pub net_amount: Option<Cents>,
    /// How much the balance lacks, if the order is owed.
    pub lacking: Option<Cents>,
    /// Why a person must look.
    pub why: Option<String>,
    /// Whether it is owed while the same payout user has an open order that may be for the same money and that may have
    /// been sent. This is not stored: each run looks again.
    pub disputed: bool,
}

impl Outcome {
    /// All variants.
    pub const ALL: [Self; 8] = [
        Self::Booked,
        Self::Tracked,
        Self::Owed,
        Self::Settled,
        Self::Refused,
        Self::Cancelled,
        Self::Contradicts,
        Self::Unattributed,
    ];

    /// Returns the name that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Tracked => "tracked",
            Self::Owed => "owed",
            Self::Settled => "settled",
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
            Self::Contradicts => "contradicts",
            Self::Unattributed => "unattributed",
        }
    }

    /// Returns whether the database lacked more than an end that the provider would have reported anyway.
    pub const fn was_missing(self) -> bool {
        !matches!(self, Self::Settled)
    }

    /// Returns whether a person must act.
    pub const fn needs_operator(self) -> bool {
        matches!(self, Self::Owed | Self::Contradicts | Self::Unattributed)
    }

    fn from_stored(text: &str) -> Self {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text).unwrap_or(Self::Unattributed)
    }
}

/// Lists the findings of `generation`, by provider and order. Findings of a business that moved to another cell are not
/// included, because they moved with it.
///
/// # Errors
/// When the database fails.
pub async fn findings(conn: &mut PgConnection, generation: i64) -> Result<Vec<Finding>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select provider, order_id as "order_id: WithdrawalId", outcome, business_id as "business_id: BusinessId",
               amount as "amount: Cents", net_amount as "net_amount: Cents", lacking as "lacking: Cents", why
           from restore_findings
           where generation = $1
             and (business_id is null or business_id not in (select business_id from absent_businesses))
           order by provider, order_id"#,
        generation
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Finding {
            provider: row.provider,
            order_id: row.order_id,
            outcome: Outcome::from_stored(&row.outcome),
            business_id: row.business_id,
            amount: row.amount,
            net_amount: row.net_amount,
            lacking: row.lacking,
            why: row.why,
            disputed: false,
        })
        .collect())
}

/// Records `finding`, and what its provider was told of the order, in place of an earlier finding about the same order.
pub(super) async fn record(
    conn: &mut PgConnection,
    finding: &Finding,
    told: Option<&Told>,
    generation: i64,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into restore_findings as f (generation, provider, order_id, outcome, business_id, email, amount,
             net_amount, lacking, why, told, found_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (provider, order_id) do update set generation = excluded.generation, outcome = excluded.outcome,
             business_id = excluded.business_id, email = excluded.email, amount = excluded.amount,
             net_amount = excluded.net_amount, lacking = excluded.lacking, why = excluded.why, told = excluded.told",
        generation,
        finding.provider,
        finding.order_id.uuid(),
        finding.outcome.as_str(),
        finding.business_id.map(BusinessId::uuid),
        told.map(|told| told.email.as_str()),
        finding.amount.map(Cents::get),
        finding.net_amount.map(Cents::get),
        finding.lacking.map(Cents::get),
        finding.why,
        told.filter(|_| finding.outcome == Outcome::Owed).map(Json) as Option<Json<&Told>>,
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Removes a finding that did not know whose the order of `provider` is.
pub(super) async fn forget_unattributed(
    conn: &mut PgConnection,
    provider: &str,
    order: WithdrawalId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from restore_findings where provider = $1 and order_id = $2 and outcome = 'unattributed'
             and (business_id is null or business_id not in (select business_id from absent_businesses))",
        provider,
        order.uuid()
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Returns the earlier finding about an order of `provider`, in any generation, and what is stored of the order while
/// it is owed.
pub(super) async fn found_before(
    conn: &mut PgConnection,
    provider: &str,
    order: WithdrawalId,
) -> Result<Option<(Outcome, Option<Told>)>, sqlx::Error> {
    let found = sqlx::query!(
        r#"select outcome, told as "told: Json<Told>" from restore_findings where provider = $1 and order_id = $2"#,
        provider,
        order.uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| (Outcome::from_stored(&row.outcome), row.told.map(|told| told.0))))
}

/// Lists the orders that are owed, by provider and order. Orders of a business that moved to another cell are not
/// included.
///
/// # Errors
/// When the database fails.
pub async fn owed(conn: &mut PgConnection) -> Result<Vec<(String, WithdrawalId)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select provider, order_id as "order_id: WithdrawalId" from restore_findings
           where outcome = 'owed' and business_id not in (select business_id from absent_businesses)
           order by provider, order_id"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.provider, row.order_id)).collect())
}
