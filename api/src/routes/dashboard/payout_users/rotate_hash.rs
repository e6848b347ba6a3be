//! GET, POST /dashboard/payout-users/{id}/rotate-hash: gives a payout user a new link, after a page that says that the
//! old link stops working.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ORIGIN;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::idempotency::Caller;
use domain::ids::{BusinessId, PayoutUserId};
use domain::member::Permission;
use domain::payout_user::{self, PayoutUser, Status};
use futures::FutureExt;
use maud::{Markup, html};
use secrecy::ExposeSecret;

use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::member::Member;
use crate::http::extract::{Form, Path};
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::routes::dashboard::addresses::{PAYOUT_USERS, ROTATE_HASH};
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::v1::payout_users::rotate_hash::rotated;

/// Shows the page that asks for confirmation.
pub async fn show(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<PayoutUserId>, Refusal>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let (business, Path(wanted)) = (member.business(), wanted?);
    let user = found(&app, business, wanted).await?;
    let here = format!("{PAYOUT_USERS}/{wanted}");
    let main = html! {
        p { "A new link for " strong { (user.email.as_str()) } "." }
        p.fault { "The old link, and the old hash that your programs may have stored, stop working at once. The money stays." }
        @if let Some(why) = shut(&user, app.clock.now()) { p.fault id="shut" { (why) } }
        form method="post" action={ (here) "/rotate-hash" } {
            input type="hidden" name="key" value=(app.clock.id());
            div.pages {
                button id="rotate" type="submit" { "Make a new link" }
                a role="button" class="secondary outline" href=(here) { "Cancel" }
            }
        }
    };
    Ok(shown(&member, PAYOUT_USERS, "Make a new link?", main))
}

async fn found(app: &App, business: BusinessId, wanted: PayoutUserId) -> Result<PayoutUser, Refusal> {
    app.read(move |conn| payout_user::get(conn, business, wanted).boxed()).await?.ok_or(Refusal::NotFound)
}

/// Returns why a new link would not open anything either, if so.
fn shut(user: &PayoutUser, now: DateTime<Utc>) -> Option<Markup> {
    if user.status == Status::Inactive {
        return Some(
            html! { "This payout user is deactivated: the new link does not work until the user is activated." },
        );
    }
    let end = user.expires_at.filter(|end| *end <= now)?;
    Some(html! {
        "The access of this payout user ended " (time(end)) ": the new link does not work until you change or remove the expiry on the user's page."
    })
}

/// Makes the new link and shows it. The same form sent again shows the same link, as long as it is the user's current
/// one.
pub async fn rotate_hash(
    State(app): State<App>,
    member: Member,
    headers: HeaderMap,
    wanted: Result<Path<PayoutUserId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let (business, Path(wanted)) = (member.business(), wanted?);
    // This comes before the link is made: a later failure would lose the link.
    let user = found(&app, business, wanted).await?;
    let asked = Keyed::of_form(ROTATE_HASH, &form)?.asked(Caller::Business(business), &wanted)?;
    let made = rotated(&app, asked, (business, wanted)).await?;
    // The guard has checked that this origin is this host.
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()).unwrap_or_default();
    let link = format!("{origin}/pay#{}", made.value.hash.expose_secret());
    let main = html! {
        p.good role="status" { "The payout user has a new link, and the old one no longer works." }
        @if let Some(why) = shut(&user, app.clock.now()) { p.fault id="shut" role="alert" { (why) } }
        p { a id="link" href=(link) rel="noreferrer" { (link) } }
        p { button.copy type="button" hidden data-copy=(link) aria-label="Copy the link" { "Copy" } }
        p { strong { "It is shown only now." } " Send it only to the payout user: anybody who has it can withdraw the money." }
        p { a href={ (PAYOUT_USERS) "/" (wanted) } { "Back to the payout user" } }
    };
    Ok(shown(&member, PAYOUT_USERS, "A new link", main))
}
