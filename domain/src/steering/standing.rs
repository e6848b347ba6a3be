//! The state of a command's target, apart from the command: its throttle, and what holds it.

use sqlx::PgConnection;
use uuid::Uuid;

use super::command::{Command, Outgoing, Target};
use crate::batch;
use crate::ids::{BatchId, BusinessId};
use crate::throttle::{self, Rates};

/// Something that holds payments, withdrawals or webhooks. Each holds by itself, so all of them must be lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hold {
    /// A pause of everything.
    Everything,
    /// The business is being moved to another cell. It continues there, and no command resumes it here.
    Move,
    /// The payouts of the business are switched off.
    Switch,
    /// A pause of the business.
    Business,
    /// A pause of the batch.
    Batch,
    /// A pause of the withdrawal's method.
    Method,
    /// A pause of the withdrawal's provider.
    Provider,
    /// A pause of webhooks.
    Webhooks,
    /// The database was restored: no withdrawal and no webhook is sent yet.
    Restore,
}

/// What may be held. A field that is `None` is not considered.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject<'a> {
    /// The business.
    pub business: Option<BusinessId>,
    /// A batch of the business.
    pub batch: Option<BatchId>,
    /// The method of a withdrawal.
    pub method: Option<&'a str>,
    /// The provider of a withdrawal.
    pub provider: Option<&'a str>,
}

/// The state of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The throttle of the target itself.
    pub rates: Option<Rates>,
    /// What holds the target.
    pub holds: Vec<Hold>,
}

/// Reads the state of the target of `command`.
///
/// # Errors
/// When the database fails.
pub async fn standing(conn: &mut PgConnection, command: &Command) -> Result<Standing, sqlx::Error> {
    let subject = match command {
        Command::Pause(target)
        | Command::Resume(target)
        | Command::Throttle(target, _)
        | Command::Unthrottle(target) => match *target {
            Target::All => Subject::default(),
            Target::Business(id) => Subject { business: Some(id), ..Subject::default() },
            Target::Batch(of) => of_batch(conn, of.id).await?,
        },
        Command::Cancel(of) | Command::Retry(of) => of_batch(conn, of.id).await?,
        Command::PauseOutgoing(of) | Command::ResumeOutgoing(of) => {
            let holds = holds(conn, of_outgoing(of)).await?;
            let about_webhooks = matches!(of, Outgoing::Webhooks);
            let concerns = |hold: &Hold| match hold {
                Hold::Webhooks => about_webhooks,
                Hold::Restore => true,
                _ => !about_webhooks,
            };
            return Ok(Standing { rates: None, holds: holds.into_iter().filter(concerns).collect() });
        }
    };
    let rates = throttle::find(conn, (subject.business, subject.batch)).await?.map(|found| found.rates);
    let holds = holds(conn, subject).await?.into_iter().filter(|hold| *hold != Hold::Webhooks).collect();
    Ok(Standing { rates, holds })
}

/// Lists what holds `subject`, in the order of [`Hold`]. Pauses of everything and of webhooks and a restore are always
/// listed.
///
/// # Errors
/// When the database fails.
pub async fn holds(conn: &mut PgConnection, subject: Subject<'_>) -> Result<Vec<Hold>, sqlx::Error> {
    let stored = sqlx::query_scalar!(
        r#"select 'all' as "hold!" from pauses where business_id = $5 and batch_id = $5
           union all
           select case when cause in ('switch', 'move') then cause when batch_id = $5 then 'business' else 'batch' end
           from pauses where business_id = $1 and (batch_id = $5 or batch_id = $2)
           union all
           select scope from outgoing_pauses
           where scope = 'webhooks' or (scope = 'method' and name = $3) or (scope = 'provider' and name = $4)
           union all
           select 'restore' from restore_fence where held"#,
        subject.business.map(BusinessId::uuid),
        subject.batch.map(BatchId::uuid),
        subject.method,
        subject.provider,
        Uuid::nil()
    )
    .fetch_all(conn)
    .await?;
    let mut holds: Vec<Hold> = stored.iter().filter_map(|name| Hold::from_stored(name)).collect();
    holds.sort_unstable();
    Ok(holds)
}

async fn of_batch(conn: &mut PgConnection, id: BatchId) -> Result<Subject<'static>, sqlx::Error> {
    let business = batch::business_of(conn, id).await?;
    Ok(Subject { business, batch: Some(id), ..Subject::default() })
}

fn of_outgoing(of: &Outgoing) -> Subject<'_> {
    match of {
        Outgoing::Method(method) => Subject { method: Some(method.as_str()), ..Subject::default() },
        Outgoing::Provider(name) => Subject { provider: Some(name), ..Subject::default() },
        Outgoing::Webhooks => Subject::default(),
    }
}

impl Hold {
    fn from_stored(name: &str) -> Option<Self> {
        Some(match name {
            "all" => Self::Everything,
            "move" => Self::Move,
            "switch" => Self::Switch,
            "business" => Self::Business,
            "batch" => Self::Batch,
            "method" => Self::Method,
            "provider" => Self::Provider,
            "webhooks" => Self::Webhooks,
            "restore" => Self::Restore,
            _ => return None,
        })
    }
}
