//! GET /dashboard/payout-users/{id}: one payout user, the history of its balance, and the actions on it.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, SubsecRound, Utc};
use domain::ids::PayoutUserId;
use domain::ledger::operation::Operation;
use domain::ledger::{Kind, operation};
use domain::member::Permission;
use domain::payout_user::{self, HashHolder, PayoutUser, Status};
use futures::FutureExt;
use maud::{Markup, html};

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{id, pages, wide};
use crate::routes::dashboard::addresses::{PAYMENTS, PAYOUT_USERS, WITHDRAWALS};
use crate::routes::dashboard::filters::{address, words};
use crate::routes::dashboard::frame::{PageError, shown};
use crate::routes::payout::operations::OperationsPage;

/// Shows the payout user, with a page of its history.
pub async fn one(
    State(app): State<App>,
    member: Member,
    page: OperationsPage,
    wanted: Result<Path<PayoutUserId>, Refusal>,
) -> Result<Response, PageError> {
    let (business_id, Path(wanted)) = (member.business(), wanted?);
    let (after, fetch) = (page.after, page.fetch());
    let read = app.read(move |conn| {
        async move {
            let Some(user) = payout_user::get(conn, business_id, wanted).await? else { return Ok(None) };
            let holder = HashHolder { business_id, user };
            let rows = operation::list(conn, &holder, after, fetch).await?;
            Ok(Some((holder.user, rows)))
        }
        .boxed()
    });
    let (user, rows) = read.await.map_err(Refusal::from)?.ok_or(Refusal::NotFound)?;
    let (rows, next) = page.rows(rows, Operation::place);
    let here = format!("{PAYOUT_USERS}/{wanted}");
    let main = html! {
        (facts(&user))
        @if member.has(Permission::Money) { (actions(&user)) }
        h2 { "History" }
        @if rows.is_empty() { p { "Nothing." } } @else { (wide("History", history(&rows))) }
        (pages(&here, page.after.is_none(), next.as_deref()))
        p { a href=(PAYOUT_USERS) { "All payout users" } }
    };
    Ok(shown(&member, PAYOUT_USERS, "A payout user", main))
}

fn facts(of: &PayoutUser) -> Markup {
    let payments = address(PAYMENTS, [("email", Some(of.email.as_str()))]);
    html! {
        dl.facts {
            dt { "Payout user" } dd { (id(of.id)) }
            dt { "E-mail address" } dd { (of.email.as_str()) }
            dt { "Balance" } dd id="balance" { strong { (of.balance) } }
            dt { "Status" }
            dd id="status" {
                (of.status.as_str())
                @if of.status == Status::Inactive { small { "The link does not work. The user is still paid, and keeps its money." } }
            }
            dt { "Link expires" } dd id="expires" { @if let Some(end) = of.expires_at { (time(end)) } @else { "never" } }
            dt { "First paid" } dd { (time(of.created_at)) }
            dt { "See" }
            dd {
                a href=(payments) { "its payments" } ", "
                a href={ (WITHDRAWALS) "?payout_user_id=" (of.id) } { "its withdrawals" }
            }
        }
    }
}

fn actions(of: &PayoutUser) -> Markup {
    let here = format!("{PAYOUT_USERS}/{}", of.id);
    let active = of.status == Status::Active;
    html! {
        h2 { "Access" }
        form.narrow method="post" action={ (here) (if active { "/deactivate" } else { "/activate" }) } {
            p {
                @if active { "If you deactivate the user, the link does not work until you activate the user again. The user is still paid, and keeps its money." }
                @else { "If you activate the user, the link works again." }
            }
            button.secondary id="switch" type="submit" { (if active { "Deactivate" } else { "Activate" }) }
        }
        form.narrow method="post" action={ (here) "/expiry" } {
            label for="expires_at" { "The link expires at (UTC)" }
            input id="expires_at" type="datetime-local" name="expires_at" value=[of.expires_at.map(field)] aria-describedby="expires-help";
            small id="expires-help" { "Leave it empty for a link that never expires." }
            button.secondary id="expire" type="submit" { "Set the expiry" }
        }
        p { a role="button" class="secondary outline" href={ (here) "/rotate-hash" } { "Make a new link" } }
    }
}

/// Formats a time for a `datetime-local` field.
fn field(end: DateTime<Utc>) -> String {
    end.trunc_subsecs(0).format("%Y-%m-%dT%H:%M").to_string()
}

fn history(rows: &[Operation]) -> Markup {
    html! {
        table {
            thead { tr { th { "What" } th { "Id" } th { "Amount" } th { "Status" } th { "When" } } }
            tbody {
                @for row in rows {
                    tr {
                        td { (words(row.kind.as_str())) }
                        td { a href=(subject(row)) { (row.kind.subject(row.subject_id)) } }
                        td.money { (if row.kind == Kind::Withdrawal { "−" } else { "+" }) (row.amount) }
                        td { @if let Some(status) = row.withdrawal { (status.as_str()) } }
                        td { (time(row.created_at)) }
                    }
                }
            }
        }
    }
}

fn subject(of: &Operation) -> String {
    let page = if of.kind == Kind::Allocation { PAYMENTS } else { WITHDRAWALS };
    format!("{page}/{}", of.kind.subject(of.subject_id))
}
