//! Commands: pause, resume, cancel and retry. Merchants give them to their own batches, operators to anything.

mod pausing;

pub use pausing::{PauseBody, PauseScope};

use axum::body::Body;
use axum::http::{Response, StatusCode};
use domain::idempotency::{Caller, KeyedRequest};
use domain::ids::{BatchId, BusinessId};
use domain::money::Cents;
use domain::steering::{
    self, Affected, BatchOf, Command, Credential, Instruction, Orders, SteerError, Target,
};
use domain::throttle::InvalidRates;
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::app::once::{Keyed, Outcome, replayed};
use crate::auth::Merchant;
use crate::http::extract::{choice, switch};
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::work::transact::{TransactError, Witness, WorkError};

/// Whether a command is only previewed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Preview {
    /// If `true`, the response only tells how many items the command would affect, and nothing is changed.
    #[param(value_type = Option<bool>)]
    dry_run: Option<String>,
}

/// The request that gives a command, and whether the command is only previewed.
pub(crate) struct Asking(pub(crate) RequestId, pub(crate) Preview);

/// The items that a command affects. There are none if its effect was already there.
#[derive(Debug, Serialize, ToSchema)]
pub struct TouchedItems {
    /// The number of items.
    items: i64,
    /// The sum of their amounts, in cents.
    #[schema(value_type = i64)]
    amount: Cents,
    /// The withdrawals that the command affects as well. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawals: Option<TouchedWithdrawals>,
    /// Whether the command changed anything, or in a preview would change anything: `false` if its effect was already
    /// there, for example if nothing was paused that could be resumed. A command may change something and still affect
    /// no items.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<bool>,
}

/// Withdrawals that have not ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct TouchedWithdrawals {
    /// The number of withdrawals that no provider was told about. They are held, or continue.
    held: i64,
    /// The sum of their amounts, in cents.
    #[schema(value_type = i64)]
    amount: Cents,
    /// The number of withdrawals that may have been sent or wait for a person. A pause does not stop them; they
    /// continue to their end.
    under_way: i64,
}

/// The target of a command.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Target)]
pub struct TargetBody {
    /// The scope of the target.
    scope: Scope,
    /// The business's id, `biz_…`. Optional for the scope `batch`.
    #[schema(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    /// The batch's id, `bat_…`.
    #[schema(value_type = Option<String>)]
    batch_id: Option<BatchId>,
}

/// [`TargetBody`] as query parameters.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TargetQuery {
    /// The scope: `all`, `business` or `batch`.
    #[param(value_type = Scope, inline)]
    scope: Option<String>,
    /// The business's id, `biz_…`. Optional for the scope `batch`.
    #[param(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    /// The batch's id, `bat_…`.
    #[param(value_type = Option<String>)]
    batch_id: Option<BatchId>,
}

/// The scope of a command.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Scope)]
pub enum Scope {
    /// Everything.
    All,
    /// One business.
    Business,
    /// One batch.
    Batch,
}

/// Carries out a merchant's command to its batch, once under its idempotency key.
pub(crate) async fn by_merchant(
    app: &App,
    Merchant(caller): Merchant,
    asking: Asking,
    keyed: Keyed,
    id: BatchId,
    command: impl FnOnce(BatchOf) -> Command,
) -> Result<Response<Body>, Problem> {
    let of = BatchOf { id, business: Some(caller.business_id) };
    let asked = keyed.asked(Caller::Business(caller.business_id), &id)?;
    steer(app, command(of), Credential::ApiKey(caller.key_id), asking, asked).await
}

/// Carries out `command`, only once if it has a key. A preview is made anew each time and uses no key.
pub(crate) async fn steer(
    app: &App,
    command: Command,
    by: Credential,
    Asking(request_id, preview): Asking,
    asked: Option<KeyedRequest>,
) -> Result<Response<Body>, Problem> {
    let dry_run = preview.dry_run()?;
    let affected = steered(app, command, by, request_id, dry_run, asked).await?;
    Ok(affected.answer(StatusCode::OK, TouchedItems::from))
}

/// Carries out or previews `command`, and returns what it affects. For callers that show this differently than
/// [`steer`].
pub(crate) async fn steered(
    app: &App,
    command: Command,
    by: Credential,
    RequestId(request_id): RequestId,
    dry_run: bool,
    asked: Option<KeyedRequest>,
) -> Result<Outcome<Affected>, Problem> {
    let (action, scope) = (command.action(), command.scope());
    let instruction = Instruction { command, by, request_id: Some(request_id), dry_run };
    let (audit_id, now) = (app.clock.id(), app.clock.now());
    // A preview takes locks but writes nothing that could be missing.
    let witness: Witness<Affected> = Box::new(move |_, conn| {
        async move { Ok(dry_run || steering::is_recorded(conn, audit_id).await?) }.boxed()
    });
    let affected = app
        .once(
            asked.filter(|_| !dry_run),
            Some(witness),
            move |conn| async move { steering::steer(conn, instruction, audit_id, now).await }.boxed(),
            |affected| *affected,
            replayed,
        )
        .await?;
    if !dry_run && !affected.replayed {
        tracing::info!(action, scope, %by, items = affected.value.items, "a command was carried out");
        app.work.give();
        app.look_for_holds().await;
    }
    Ok(affected)
}

impl Preview {
    fn dry_run(self) -> Result<bool, Refusal> {
        switch("dry_run", self.dry_run)
    }
}

impl TargetQuery {
    /// Returns the target.
    ///
    /// # Errors
    /// As [`TargetBody::target`].
    pub fn target(self) -> Result<Target, Problem> {
        let all = [Scope::All, Scope::Business, Scope::Batch];
        let scope = choice("scope", self.scope, &all, Scope::as_str)?;
        let scope = scope.ok_or_else(|| {
            Problem::field("scope", "required", "scope is required: write all, business or batch.")
        })?;
        TargetBody::new(scope, self.business_id, self.batch_id).target()
    }
}

impl Scope {
    const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Business => "business",
            Self::Batch => "batch",
        }
    }
}

impl TargetBody {
    /// Makes the target that these fields of a body describe.
    pub fn new(scope: Scope, business_id: Option<BusinessId>, batch_id: Option<BatchId>) -> Self {
        Self { scope, business_id, batch_id }
    }

    /// Returns the target. Ids that the scope does not have are rejected, because the client meant something else.
    ///
    /// # Errors
    /// A problem that names the field at fault.
    pub fn target(&self) -> Result<Target, Problem> {
        let needed = |field: &str| Problem::field(field, "required", format!("The scope needs {field}."));
        let not_known = |field: &str| Problem::field(field, "invalid", format!("The scope has no {field}."));
        match (self.scope, self.business_id, self.batch_id) {
            (Scope::All, None, None) => Ok(Target::All),
            (Scope::Business, Some(business), None) => Ok(Target::Business(business)),
            (Scope::Batch, business, Some(id)) => Ok(Target::Batch(BatchOf { id, business })),
            (Scope::All, Some(_), _) => Err(not_known("business_id")),
            (Scope::Business, None, _) => Err(needed("business_id")),
            (Scope::All | Scope::Business, _, Some(_)) => Err(not_known("batch_id")),
            (Scope::Batch, _, None) => Err(needed("batch_id")),
        }
    }
}

impl From<Affected> for TouchedItems {
    fn from(affected: Affected) -> Self {
        let any = |orders: &Orders| orders.held > 0 || orders.under_way > 0;
        let withdrawals = affected.orders.filter(any).map(|orders| {
            let Orders { held, amount, under_way } = orders;
            TouchedWithdrawals { held, amount, under_way }
        });
        Self { items: affected.items, amount: affected.amount, withdrawals, changed: affected.changed }
    }
}

impl From<InvalidRates> for Problem {
    fn from(wrong: InvalidRates) -> Self {
        Self::field(wrong.field(), "out_of_range", wrong.to_string())
    }
}

impl WorkError for SteerError {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Database(error) => Err(error),
            refusal => Ok(refusal),
        }
    }
}

impl From<TransactError<SteerError>> for Problem {
    fn from(not_done: TransactError<SteerError>) -> Self {
        match not_done.from_work_error() {
            Ok(SteerError::NoSuchBusiness) => Self::new(Code::NotFound, "There is no such business."),
            Ok(SteerError::NoSuchBatch) => Self::new(Code::NotFound, "There is no such batch."),
            Ok(SteerError::Finished) => Self::new(Code::Conflict, "The batch has finished."),
            Ok(SteerError::Cancelled) => Self::new(
                Code::Conflict,
                "The batch was cancelled, which is final. To pay its unpaid items, send the same items as a new batch \
                 with another Idempotency-Key (payout submit FILE --key KEY). An item with a reference that was paid \
                 is not paid twice.",
            ),
            Ok(SteerError::PausedByOperator) => {
                Self::new(Code::Conflict, "The batch was paused by an operator, who can resume it.")
            }
            Ok(SteerError::ThrottledByOperator) => {
                Self::new(Code::Conflict, "The batch was throttled by an operator, who can change it.")
            }
            Ok(SteerError::SwitchedOffByOperator) => Self::new(
                Code::Conflict,
                "The payouts were switched off by an operator, who can switch them on again.",
            ),
            Ok(SteerError::Database(_)) => Refusal::Internal.problem(),
            Err(refusal) => refusal.problem(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_accepts_only_its_ids() {
        let read = |json: &str| serde_json::from_str::<TargetBody>(json).unwrap().target();
        let (biz, bat) = (
            "\"business_id\": \"biz_01900000-0000-7000-8000-000000000001\"",
            "\"batch_id\": \"bat_01900000-0000-7000-8000-000000000002\"",
        );
        assert_eq!(read("{\"scope\": \"all\"}"), Ok(Target::All));
        assert!(matches!(read(&format!("{{\"scope\": \"business\", {biz}}}")), Ok(Target::Business(_))));
        assert!(matches!(read(&format!("{{\"scope\": \"batch\", {bat}}}")), Ok(Target::Batch(_))));
        assert!(matches!(read(&format!("{{\"scope\": \"batch\", {bat}, {biz}}}")), Ok(Target::Batch(_))));
        for wrong in [
            format!("{{\"scope\": \"all\", {biz}}}"),
            format!("{{\"scope\": \"business\", {biz}, {bat}}}"),
            "{\"scope\": \"business\"}".to_owned(),
            format!("{{\"scope\": \"batch\", {biz}}}"),
        ] {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
    }
}
