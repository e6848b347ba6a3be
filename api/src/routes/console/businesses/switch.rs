//! GET, POST /console/businesses/switch: switches a business's payouts on or off, after a page that shows what this
//! affects.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::business::{self, Changes};
use domain::ids::BusinessId;
use domain::steering::Credential;
use futures::FutureExt;
use maud::{Markup, html};

use crate::app::App;
use crate::http::extract::{Form, choice};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::pages::pieces::count;
use crate::routes::admin::businesses::update::changed;
use crate::routes::console::addresses::{BUSINESSES, SWITCH};
use crate::routes::console::frame::{PageError, shown};
use crate::routes::console::own_cell::in_this_cell;

/// Shows the page that asks for confirmation.
pub async fn show(State(app): State<App>, address: Uri) -> Result<Response, PageError> {
    let (id, on) = asked(&Form::of_query(&address))?;
    let read = app.read(move |conn| {
        async move { Ok((business::get(conn, id).await?, business::pending(conn, id).await?)) }.boxed()
    });
    let (found, pending) = read.await.map_err(Refusal::from)?;
    let found = found.ok_or(Refusal::NotFound)?;
    let main = html! {
        p { "Switch the payouts of " strong { (found.name) } " " (word(on)) "." }
        p id="about" {
            "This affects " strong { (count(pending.count)) " allocations" } " of " strong { (pending.amount) } ". "
            @if on { "They are paid again, unless a pause holds them." }
            @else { "They are held, and new ones are rejected with 403, until payouts are switched on." }
        }
        form method="post" action=(in_this_cell(SWITCH)) {
            input type="hidden" name="id" value=(id);
            input type="hidden" name="payouts" value=(word(on));
            div.pages {
                button type="submit" { "Switch " (word(on)) }
                a role="button" class="secondary outline" href=(address_of(id)) { "Cancel" }
            }
        }
    };
    Ok(shown(BUSINESSES, &format!("Switch payouts {}?", word(on)), main))
}

/// Switches the payouts. Doing so twice changes nothing, so the form has no idempotency key.
pub async fn switch(
    State(app): State<App>,
    request_id: RequestId,
    form: Form,
) -> Result<Response, PageError> {
    let (id, on) = asked(&form)?;
    let changes = Changes { payouts_enabled: Some(on), ..Changes::default() };
    let business = changed(&app, Credential::Operator, request_id, id, changes).await?;
    let main: Markup = html! {
        p.good role="status" { "The payouts of " (business.name) " are " (word(business.payouts_enabled)) "." }
        p { a href=(address_of(id)) { "Back to the business" } }
    };
    Ok(shown(BUSINESSES, "Done", main))
}

fn asked(form: &Form) -> Result<(BusinessId, bool), Refusal> {
    form.each_once()?;
    let id = form.text("id").and_then(|id| id.parse().ok()).ok_or(Refusal::NotFound)?;
    let on = choice("payouts", form.text("payouts").map(str::to_owned), &[true, false], word)?;
    Ok((id, on.ok_or(Refusal::NotFound)?))
}

const fn word(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn address_of(id: BusinessId) -> String {
    format!("{BUSINESSES}/{id}")
}
