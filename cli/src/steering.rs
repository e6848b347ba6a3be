//! What `pause`, `resume`, `cancel`, `retry` and `throttle` have in common: an order, carried out on the database itself.

use std::process::ExitCode;
use std::str::FromStr;

use domain::clock;
use domain::ids::{BatchId, BusinessId};
use domain::steering::{
    self, BatchOf, Credential, Given, Order, Orders, Outgoing, SteerError, Target, Touched,
};
use domain::withdrawal::Method;
use sqlx::{Connection, PgConnection};

use crate::database::DatabaseArgs;
use crate::error::CliError;
use crate::output;

/// What to pause or resume, as it is typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedTarget(pub Target);

/// What to pause or resume, as it is typed: what goes out, too.
#[derive(Debug, Clone)]
pub enum TypedPause {
    /// What is paid.
    Paid(Target),
    /// What goes out.
    Outgoing(Outgoing),
}

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

impl FromStr for TypedPause {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "webhooks" => Ok(Self::Outgoing(Outgoing::Webhooks)),
            Some(("method", name)) => match Method::named(name) {
                Some(method) => Ok(Self::Outgoing(Outgoing::Method(method))),
                None => Err(format!("a method is one of {}", Method::ALL.map(Method::as_str).join(", "))),
            },
            Some(("provider", name)) if !name.is_empty() => {
                Ok(Self::Outgoing(Outgoing::Provider(name.to_owned())))
            }
            _ => text.parse().map(|TypedTarget(target)| Self::Paid(target)).map_err(|_| {
                "neither `all`, nor a business (biz_…), a batch (bat_…), method:NAME, provider:NAME or `webhooks`"
                    .to_owned()
            }),
        }
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
    let (action, what) = (order.action(), noun(&order));
    let touched = carry_out(&mut conn, order, args.dry_run).await?;
    output::line(format!(
        "{action} {}: {} {what}, {}",
        if args.dry_run { "would be about" } else { "is about" },
        touched.items,
        touched.amount
    ))?;
    let other = |orders: &Orders| what == ITEMS && orders.held > 0;
    if let Some(orders) = touched.orders.filter(other) {
        output::line(format!("and {} withdrawals that were not sent, {}", orders.held, orders.amount))?;
    }
    if let Some(sent) = touched.orders.map(|orders| orders.under_way).filter(|sent| *sent > 0) {
        output::line(format!("{sent} withdrawals may have been sent: they are followed to their end"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What most orders are about.
const ITEMS: &str = "items";

/// What `order` is about.
fn noun(order: &Order) -> &'static str {
    match order {
        Order::Hold(Outgoing::Webhooks) | Order::LetGo(Outgoing::Webhooks) => "deliveries",
        Order::Hold(_) | Order::LetGo(_) => "withdrawals",
        _ => ITEMS,
    }
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
