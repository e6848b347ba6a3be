//! The audit log: who gave which command. A row is written in the transaction of its command, and never changes.

mod read;

pub(super) use read::throttled_by_the_business;
pub use read::{is_recorded, list, list_of, rates_at_acceptance};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::command::{Affected, Command, Credential, Instruction};
use crate::batch::NewBatch;
use crate::business::Changes;
use crate::cell::Number;
use crate::email::Email;
use crate::ids::{AllocationId, BatchId, BusinessId, WithdrawalId};
use crate::money::Cents;
use crate::throttle::Rates;
use crate::withdrawal::{Status, Withdrawal};

/// A command that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id. Ids rise with time.
    pub id: Uuid,
    /// When the command was carried out.
    pub done_at: DateTime<Utc>,
    /// `operator`, `cli:` and the database user of the command line, `worker`, or the id of an API key or a member.
    pub credential: String,
    /// `pause`, `resume`, `cancel`, `retry`, `throttle`, `unthrottle`, `schedule`, `change`, `restore_begin`,
    /// `restore_end`, `approve`, `reject`, `invite`, `remove`, `reset`, `reset_password`, `leave`, `arrive`, `drain` or
    /// `fill`.
    pub action: String,
    /// `all`, `business`, `batch`, `allocation`, `method`, `provider`, `webhooks`, `withdrawal` or `member`.
    pub scope: String,
    /// The name of the method or provider, or the address of the member.
    pub name: Option<String>,
    /// The business concerned.
    pub business_id: Option<BusinessId>,
    /// The batch concerned.
    pub batch_id: Option<BatchId>,
    /// The parked allocation that was queued again.
    pub allocation_id: Option<AllocationId>,
    /// The withdrawal that a person approved or rejected.
    pub withdrawal_id: Option<WithdrawalId>,
    /// How many items, withdrawals or deliveries the command affected.
    pub items: i64,
    /// The sum of their amounts.
    pub amount: Cents,
    /// The request that gave the command.
    pub request_id: Option<Uuid>,
    /// The allocations per second of the throttle that was set.
    pub max_per_second: Option<i64>,
    /// The cents per second of the throttle that was set.
    pub max_cents_per_second: Option<i64>,
    /// When the items of a scheduled batch become ready.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// The new weight of the business: how many claims in a row it gets.
    pub weight: Option<i16>,
    /// Whether the payouts of the business were switched on or off.
    pub payouts_enabled: Option<bool>,
    /// The role that a person was invited to.
    pub role: Option<String>,
    /// The cell to which the business left, or from which it arrived.
    pub other_cell: Option<i16>,
}

/// Who did something that is not a [`Command`], and the id of its audit row.
#[derive(Debug, Clone, Copy)]
pub struct AuditContext {
    /// The credential that was used.
    pub by: Credential,
    /// The request that asked for it.
    pub request_id: Option<Uuid>,
    /// The id of the audit row.
    pub audit_id: Uuid,
    /// The time of the audit row.
    pub now: DateTime<Utc>,
}

impl Entry {
    pub(super) fn of(
        instruction: &Instruction,
        id: Uuid,
        business_id: Option<BusinessId>,
        batch_id: Option<BatchId>,
        affected: Affected,
        now: DateTime<Utc>,
    ) -> Self {
        let rates = if let Command::Throttle(_, rates) = instruction.command { Some(rates) } else { None };
        let name = match &instruction.command {
            Command::PauseOutgoing(of) | Command::ResumeOutgoing(of) => of.name().map(str::to_owned),
            _ => None,
        };
        let done = AuditContext { by: instruction.by, request_id: instruction.request_id, audit_id: id, now };
        Self {
            name,
            business_id,
            batch_id,
            max_per_second: rates.and_then(|rates| rates.max_per_second),
            max_cents_per_second: rates.and_then(|rates| rates.max_cents_per_second),
            ..Self::about(done, instruction.command.action(), instruction.command.scope(), affected)
        }
    }

    fn about(done: AuditContext, action: &str, scope: &str, affected: Affected) -> Self {
        Self {
            id: done.audit_id,
            done_at: done.now,
            credential: done.by.to_string(),
            action: action.to_owned(),
            scope: scope.to_owned(),
            name: None,
            business_id: None,
            batch_id: None,
            allocation_id: None,
            withdrawal_id: None,
            items: affected.items,
            amount: affected.amount,
            request_id: done.request_id,
            max_per_second: None,
            max_cents_per_second: None,
            scheduled_at: None,
            weight: None,
            payouts_enabled: None,
            role: None,
            other_cell: None,
        }
    }
}

/// Records that a batch was accepted with a schedule or with rates, in the transaction that accepts it. `new_id` makes
/// the ids of the rows.
///
/// # Errors
/// When the database fails.
pub async fn accepted_with(
    conn: &mut PgConnection,
    batch: &NewBatch,
    by: Credential,
    rates: Option<Rates>,
    new_id: impl Fn() -> Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let affected = Affected::of(batch.total, batch.total_amount);
    let entry = |action: &str| Entry {
        business_id: Some(batch.business_id),
        batch_id: Some(batch.id),
        ..Entry::about(
            AuditContext { by, request_id: Some(batch.request_id), audit_id: new_id(), now },
            action,
            "batch",
            affected,
        )
    };
    if batch.scheduled_at.is_some() {
        write(conn, &Entry { scheduled_at: batch.scheduled_at, ..entry("schedule") }).await?;
    }
    if let Some(Rates { max_per_second, max_cents_per_second }) = rates {
        write(conn, &Entry { max_per_second, max_cents_per_second, ..entry("throttle") }).await?;
    }
    Ok(())
}

/// Records that the weight of a business was changed, or its payouts were switched. A new name is not recorded, because
/// it steers nothing.
pub(super) async fn changed(
    conn: &mut PgConnection,
    business: BusinessId,
    changes: &Changes,
    done: AuditContext,
) -> Result<(), sqlx::Error> {
    let Changes { weight, payouts_enabled, .. } = *changes;
    if weight.is_none() && payouts_enabled.is_none() {
        return Ok(());
    }
    let affected = Affected::NOTHING;
    let entry = Entry {
        business_id: Some(business),
        weight,
        payouts_enabled,
        ..Entry::about(done, "change", "business", affected)
    };
    write(conn, &entry).await
}

/// Records that a parked allocation was queued again.
pub(super) async fn retried(
    conn: &mut PgConnection,
    business: BusinessId,
    allocation: AllocationId,
    amount: Cents,
    done: AuditContext,
) -> Result<(), sqlx::Error> {
    let entry = Entry {
        business_id: Some(business),
        allocation_id: Some(allocation),
        ..Entry::about(done, "retry", "allocation", Affected::of(1, amount))
    };
    write(conn, &entry).await
}

/// Records that a person ended a withdrawal: approved it as paid out, or rejected it.
pub(super) async fn withdrawal_ended(
    conn: &mut PgConnection,
    of: &Withdrawal,
    done: AuditContext,
) -> Result<(), sqlx::Error> {
    let action = if of.status == Status::Succeeded { "approve" } else { "reject" };
    let entry = Entry {
        business_id: Some(of.business_id),
        withdrawal_id: Some(of.id),
        ..Entry::about(done, action, "withdrawal", Affected::of(1, of.amount))
    };
    write(conn, &entry).await
}

/// What an operator did to a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberAction {
    /// Sent a link with an invitation to this role.
    Invite(&'static str),
    /// Removed the member from the business.
    Remove,
    /// Ended the member's second factor, sessions, open invitations and unused proofs of a provider.
    Reset,
    /// Ended the same, and the member's password and its binding to a provider.
    ResetPassword,
}

/// Records what was done to the member with the address `email`, in `business` or, with `None`, in no business.
///
/// # Errors
/// When the database fails.
pub async fn member_changed(
    conn: &mut PgConnection,
    business: Option<BusinessId>,
    email: &Email,
    what: MemberAction,
    done: AuditContext,
) -> Result<(), sqlx::Error> {
    let (action, role) = match what {
        MemberAction::Invite(role) => ("invite", Some(role.to_owned())),
        MemberAction::Remove => ("remove", None),
        MemberAction::Reset => ("reset", None),
        MemberAction::ResetPassword => ("reset_password", None),
    };
    let entry = Entry {
        business_id: business,
        name: Some(email.as_str().to_owned()),
        role,
        ..Entry::about(done, action, "member", Affected::NOTHING)
    };
    write(conn, &entry).await
}

/// Records that `business` left for the cell `other` (`leave`), or arrived from it (`arrive`).
pub(crate) async fn relocated(
    conn: &mut PgConnection,
    business: BusinessId,
    action: &str,
    other: Number,
    done: AuditContext,
) -> Result<(), sqlx::Error> {
    let entry = Entry {
        business_id: Some(business),
        other_cell: Some(other.get().into()),
        ..Entry::about(done, action, "business", Affected::NOTHING)
    };
    write(conn, &entry).await
}

/// Records that the cell is given no new businesses (`drain`), or is given them again (`fill`).
pub(super) async fn cell_intake_changed(
    conn: &mut PgConnection,
    given: bool,
    done: AuditContext,
) -> Result<(), sqlx::Error> {
    let action = if given { "fill" } else { "drain" };
    write(conn, &Entry::about(done, action, "all", Affected::NOTHING)).await
}

/// Records that a restore is held (`restore_begin`), or was released (`restore_end`). `found` are the orders that were
/// missing.
pub(crate) async fn restored(
    conn: &mut PgConnection,
    action: &str,
    done: AuditContext,
    found: Affected,
) -> Result<(), sqlx::Error> {
    write(conn, &Entry::about(done, action, "all", found)).await
}

pub(super) async fn write(conn: &mut PgConnection, entry: &Entry) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into audit (id, done_at, credential, action, scope, business_id, batch_id, items, amount, request_id,
             max_per_second, max_cents_per_second, scheduled_at, allocation_id, weight, payouts_enabled, name, withdrawal_id, role, other_cell)
         -- The command's credential is the database user that it connects as.
         values ($1, $2, case when $3 = 'cli' then 'cli:' || session_user else $3 end, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        entry.id,
        entry.done_at,
        entry.credential,
        entry.action,
        entry.scope,
        entry.business_id.map(BusinessId::uuid),
        entry.batch_id.map(BatchId::uuid),
        entry.items,
        entry.amount.get(),
        entry.request_id,
        entry.max_per_second,
        entry.max_cents_per_second,
        entry.scheduled_at,
        entry.allocation_id.map(AllocationId::uuid),
        entry.weight,
        entry.payouts_enabled,
        entry.name,
        entry.withdrawal_id.map(WithdrawalId::uuid),
        entry.role,
        entry.other_cell
    )
    .execute(conn)
    .await
    .map(|_| ())
}
