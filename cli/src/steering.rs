//! What `pause`, `resume`, `cancel`, `retry` and `throttle` have in common: an order, carried out on the database itself.

use std::process::ExitCode;
use std::str::FromStr;

use domain::clock;
use domain::ids::{BatchId, BusinessId};
use domain::steering::{self, BatchOf, Credential, Given, Order, SteerError, Target, Touched};
use sqlx::{Connection, PgConnection};

use crate::database::DatabaseArgs;
use crate::error::CliError;
use crate::output;

/// What to pause or resume, as it is typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedTarget(pub Target);

/// What every order is given.
#[derive(Debug, clap::Args)]
pub struct OrderArgs {
    #[command(flatten)]
    database: DatabaseArgs,

    /// Only say how many items it is about; nothing is changed.
    #[arg(long)]
    dry_run: bool,
}

impl FromStr for TypedTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self(Target::All));
        }
        if let Ok(id) = text.parse::<BatchId>() {
            return Ok(Self(Target::Batch(anyones(id))));
        }
        let business = text.parse::<BusinessId>().map(|id| Self(Target::Business(id)));
        business.map_err(|_| "neither `all`, nor a business (biz_…), nor a batch (bat_…)".to_owned())
    }
}

/// The batch `id`, whosever it is.
pub fn anyones(id: BatchId) -> BatchOf {
    BatchOf { id, business: None }
}

/// Carries out `order` and says what it touched.
///
/// # Errors
/// When it is refused, or the database fails.
pub async fn run(args: OrderArgs, order: Order) -> Result<ExitCode, CliError> {
    let mut conn = args.database.connect().await?;
    let touched = carry_out(&mut conn, order, args.dry_run).await?;
    output::line(format!(
        "{} {}: {} items, {}",
        order.action(),
        if args.dry_run { "would be about" } else { "is about" },
        touched.items,
        touched.amount
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Carries out `order`, or only says what it would touch.
///
/// # Errors
/// When it is refused, or the database fails.
pub async fn carry_out(conn: &mut PgConnection, order: Order, dry_run: bool) -> Result<Touched, CliError> {
    let given = Given { order, by: Credential::Cli, request_id: None, dry_run };
    let clock = clock::read(conn).await?;
    let mut work = conn.begin().await?;
    let touched = match steering::steer(&mut work, given, clock.id(), clock.now()).await {
        Ok(touched) => touched,
        Err(SteerError::Database(error)) => return Err(error.into()),
        Err(refused) => return Err(CliError::Failed(refused.to_string())),
    };
    work.commit().await?;
    Ok(touched)
}
