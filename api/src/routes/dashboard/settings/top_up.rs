//! GET, POST /dashboard/settings/top-up: moves money from the main balance to the payout balance, after a page that
//! shows both balances as they will be.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::business::{self, Balances};
use domain::member::Permission;
use domain::money::Cents;
use futures::FutureExt;
use maud::{Markup, html};

use crate::app::App;
use crate::app::once::key_of_form;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;
use crate::pages::pieces::id;
use crate::routes::dashboard::addresses::{SETTINGS, TOP_UP};
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::{Question, back, done};
use crate::routes::v1::balance::top_up::{amount, moved};

/// Shows the page that asks for confirmation.
pub async fn show(State(app): State<App>, member: Member, address: Uri) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let amount = asked(&Form::of_query(&address))?;
    let business = member.business();
    let read = app.read(move |conn| business::balances(conn, business).boxed());
    let now = read.await.map_err(Refusal::from)?.ok_or(Refusal::NotFound)?;
    let after = now.balance.checked_sub(amount).zip(now.payout_balance.checked_add(amount));
    let question = Question { action: TOP_UP, key: Some(app.clock.id()), verb: "Move it", back: SETTINGS };
    let main = html! {
        p id="about" { "Move " strong { (amount) } " from the main balance to the payout balance." }
        @match after {
            Some((balance, payout_balance)) => {
                p { "The balances will then be:" }
                (figures(Balances { balance, payout_balance, ..now }))
                (question.form(&html! { input type="hidden" name="amount" value=(cents(amount)); }))
            },
            None => {
                p.fault role="alert" { "The main balance, " (now.balance) ", does not cover it." }
                (back(SETTINGS, "the settings"))
            },
        }
    };
    Ok(shown(&member, SETTINGS, "Top up?", main))
}

/// Moves the money, once for each form.
pub async fn top_up(State(app): State<App>, member: Member, form: Form) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let (amount, key) = (asked(&form)?, key_of_form(&form)?);
    let moved = moved(&app, member.business(), key, amount).await?;
    let said = html! { strong { (amount) } " is moved to the payout balance, as " (id(moved.id)) "." };
    let main = html! {
        (done(&said, moved.replayed))
        (figures(moved.balances))
        (back(SETTINGS, "the settings"))
    };
    Ok(shown(&member, SETTINGS, "Done", main))
}

/// Reads the amount of a form. Money is written in dollars, as the pages show it.
fn asked(form: &Form) -> Result<Cents, Problem> {
    let written = form.text("amount").and_then(Cents::written);
    let wrong = || Problem::field("amount", "invalid", "Write dollars as 12 or 12.34.");
    amount(written.ok_or_else(wrong)?.get())
}

/// Formats an amount for a form field.
fn cents(amount: Cents) -> String {
    format!("{}.{:02}", amount.get() / 100, amount.get() % 100)
}

fn figures(of: Balances) -> Markup {
    html! {
        dl.figures {
            div { dt { "Main balance" } dd id="main-balance" { (of.balance) } }
            div { dt { "Payout balance" } dd id="payout-balance" { (of.payout_balance) } }
        }
    }
}
