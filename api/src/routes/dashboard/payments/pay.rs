//! GET, POST /dashboard/payments/pay: makes one payment, after a page that shows the recipient, the amount and what is
//! left.
//!
//! The payment is accepted as by `POST /v1/allocations`. If it has no reference, the form's key becomes its reference,
//! so a form that is sent twice pays once.

use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::business::{self, Balances, Pending};
use domain::ids::BusinessId;
use domain::member::Permission;
use domain::money::Cents;
use domain::reference::Reference;
use futures::FutureExt;
use maud::{Markup, html};
use serde_json::json;

use super::one::live;
use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::may_pay;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::http::problem::{FieldProblem, Problem};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::intake::fields::allocation::{Fields, read_body};
use crate::pages::pieces::count;
use crate::routes::dashboard::addresses::{PAY, PAYMENTS};
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::v1::allocations::create::accepted;

/// How long the response waits for the outcome. After that, the payment's page looks for it.
const WAIT: Duration = Duration::from_secs(5);

/// The error for an amount that cannot be read.
const AMOUNT: &str = "Write the amount in dollars, such as 12.50: from $0.01 to $1,000,000.00, without a comma between thousands.";

/// The fields as a person typed them.
#[derive(Default)]
struct Typed<'a> {
    email: &'a str,
    amount: &'a str,
    reference: Option<&'a str>,
}

/// Shows the empty form, or, if it was filled in, the page that asks for confirmation.
pub async fn show(State(app): State<App>, member: Member, address: Uri) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let form = Form::of_query(&address);
    if form.fields().next().is_none() {
        return Ok(asked_for(&member, &Typed::default(), &[]));
    }
    may_pay(&app, member.business(), member.0.payouts_enabled).await?;
    let typed = Typed::of(&form);
    let fields = match typed.read() {
        Ok(fields) => fields,
        Err(problem) => return Ok(asked_for(&member, &typed, problem.errors())),
    };
    let (balances, pending) = read(&app, member.business()).await?;
    let main = question(&app, &typed, &fields, balances, pending);
    Ok(shown(&member, PAYMENTS, "Pay this?", main))
}

/// Makes the payment, and shows its outcome or that it is pending.
pub async fn pay(
    State(app): State<App>,
    member: Member,
    RequestId(request_id): RequestId,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let business = member.business();
    may_pay(&app, business, member.0.payouts_enabled).await?;
    let typed = Typed::of(&form);
    let fields = match typed.read() {
        Ok(fields) => fields,
        Err(problem) => return Ok(asked_for(&member, &typed, problem.errors())),
    };
    let keyed = Keyed::of_form(PAY, &form)?;
    let key: Reference =
        keyed.key().and_then(|key| key.parse().ok()).ok_or(Refusal::InvalidIdempotencyKey)?;
    let fields = Fields { reference: fields.reference.or(Some(key)), ..fields };
    let (made, accepted) = accepted(&app, business, request_id, fields, WAIT).await?;
    let main = html! {
        @if accepted.replayed { p { "This payment was requested before, and is not made twice. This is its outcome." } }
        (live(&made))
        p { a href={ (PAYMENTS) "/" (made.id) } { "The payment" } " · " a href=(PAY) { "Pay another" } }
    };
    Ok(shown(&member, PAYMENTS, "A payment", main))
}

impl<'a> Typed<'a> {
    fn of(form: &'a Form) -> Self {
        let text = |name| form.text(name);
        Self {
            email: text("email").unwrap_or_default(),
            amount: text("amount").unwrap_or_default(),
            reference: text("reference"),
        }
    }

    /// Reads the fields by the rules of `/v1`. Only the amount is written in dollars.
    fn read(&self) -> Result<Fields, Problem> {
        let amount = Cents::written(self.amount);
        let body =
            json!({"email": self.email, "amount": amount.map(Cents::get), "reference": self.reference});
        read_body(body.to_string().as_bytes())
    }
}

async fn read(app: &App, id: BusinessId) -> Result<(Balances, Pending), Refusal> {
    let read = app.read(move |conn| {
        async move { Ok((business::balances(conn, id).await?, business::pending(conn, id).await?)) }.boxed()
    });
    let (balances, pending) = read.await?;
    Ok((balances.ok_or(Refusal::Internal)?, pending))
}

/// The form, with the values that were typed and their errors.
fn asked_for(member: &Member, typed: &Typed<'_>, faults: &[FieldProblem]) -> Response {
    let fault = |field: &str| {
        let found = faults.iter().find(|fault| fault.field == field)?;
        Some(if field == "amount" { AMOUNT } else { found.message.as_str() })
    };
    let main = html! {
        form.narrow method="get" action=(PAY) {
            (field(("email", "E-mail address", "Who is paid. A new address becomes a payout user."), "email", typed.email, fault("email")))
            (field(("amount", "Amount", "In dollars, such as 12.50."), "text", typed.amount, fault("amount")))
            (field(("reference", "Reference", "Your own name for the payment, if it has one. A reference is paid only once."), "text",
                typed.reference.unwrap_or_default(), fault("reference")))
            button type="submit" { "Continue" }
            p { "Nothing is paid yet: the next page asks for confirmation." }
        }
        p { a href=(PAYMENTS) { "All payments" } }
    };
    let mut response = shown(member, PAYMENTS, "Pay one person", main);
    if !faults.is_empty() {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    response.into_response()
}

fn field((name, label, help): (&str, &str, &str), kind: &str, value: &str, fault: Option<&str>) -> Markup {
    let (help_id, fault_id) = (format!("{name}-help"), format!("{name}-fault"));
    let described = if fault.is_some() { format!("{fault_id} {help_id}") } else { help_id.clone() };
    html! {
        label for=(name) { (label) }
        input id=(name) type=(kind) name=(name) value=(value) required[name != "reference"] autocomplete="off" maxlength="255"
            inputmode=[(name == "amount").then_some("decimal")] aria-describedby=(described) aria-invalid=[fault.map(|_| "true")];
        @if let Some(fault) = fault { p.fault id=(fault_id) role="alert" { (fault) } }
        small id=(help_id) { (help) }
    }
}

fn question(app: &App, typed: &Typed<'_>, fields: &Fields, balances: Balances, pending: Pending) -> Markup {
    let left = balances.payout_balance.checked_sub(fields.amount);
    html! {
        dl.facts id="about" {
            dt { "To" } dd { strong { (fields.email.as_str()) } }
            dt { "Amount" } dd { strong { (fields.amount) } }
            @if let Some(reference) = typed.reference { dt { "Reference" } dd { (reference) } }
            dt { "Payout balance now" } dd { (balances.payout_balance) }
            @if pending.count > 0 { dt { "Not yet paid" } dd { (count(pending.count)) " others, " (pending.amount) } }
            dt { "Payout balance after it" } dd id="left" { @if let Some(left) = left { (left) } @else { "not enough" } }
        }
        @if left.is_none() {
            p.fault role="alert" { "The payout balance does not cover it. As it stands, the payment will fail: add money first." }
        }
        form method="post" action=(PAY) {
            input type="hidden" name="email" value=(typed.email);
            input type="hidden" name="amount" value=(typed.amount);
            @if let Some(reference) = typed.reference { input type="hidden" name="reference" value=(reference); }
            input type="hidden" name="key" value={ "dashboard-" (app.clock.id()) };
            div.pages {
                button id="pay" type="submit" { "Pay " (fields.amount) }
                a role="button" class="secondary outline" href=(PAYMENTS) { "Cancel" }
            }
        }
    }
}
