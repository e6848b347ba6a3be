//! GET, POST /dashboard/playground: a key of a test business for the playground, which ends in a day.
//!
//! The reference (`/docs/reference`) is the same for everybody, so it asks here who reads it: its script takes the part
//! [`PART`] of this page into the reference, and the key out of the page that the form is answered with. The cookie of a
//! session travels no further than the dashboard. Without a script this page shows the key, as that of any other.
//!
//! Keys are stored as digests, so no key that exists can be filled in. Each member has one for the playground: making
//! another one ends it.

use axum::extract::State;
use axum::response::Response;
use chrono::TimeDelta;
use domain::business::Mode;
use domain::email::Email;
use domain::idempotency::Caller;
use domain::member::Right;
use maud::{Markup, html};

use super::addresses::{ACCOUNT, API_KEYS, PLAYGROUND};
use super::api_keys::made;
use super::frame::{Wrong, permitted, shown};
use super::questions::once;
use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::http::problem::{Code, Problem};
use crate::routes::v1::api_keys::NAME_MAX_CHARS;
use crate::routes::v1::api_keys::create::{Replaces, Wanted, issued};

/// The part of the page that the reference shows.
const PART: &str = "fill-in";

/// How long a key of the playground lasts.
const LASTS: TimeDelta = TimeDelta::days(1);

/// What is said of a live business.
const LIVE: &str = "Its keys move real money, so none is made for trying things out.";

/// The form, or why there is none.
pub async fn show(State(app): State<App>, member: Member) -> Response {
    let main = html! {
        p { "Calls can be tried in the " a href="/docs/reference" { "reference" } ". They take a key." }
        div id=(PART) { (part(&app, &member)) }
    };
    shown(&member, API_KEYS, "Playground", main)
}

fn part(app: &App, member: &Member) -> Markup {
    let business = html! { strong { (member.0.business) } };
    html! {
        @if !member.has(Right::Integration) {
            p { "Your role in " (business) " makes no keys: ask " (Right::Integration.held_by()) " of it for one." }
        } @else if member.0.mode == Mode::Live {
            p {
                (business) " is live. " (LIVE) " Act for a test business, under " a href=(ACCOUNT) { "Account" } ", or type in a key that you have."
            }
        } @else {
            form method="post" action=(PLAYGROUND) {
                (once(app.clock.id()))
                button type="submit" { "Fill in a test key" }
                " " small { "Makes a key of " (business) " that ends in a day, and ends the one that was made here for you before." }
            }
        }
    }
}

/// Makes the key.
pub async fn fill_in(State(app): State<App>, member: Member, form: Form) -> Result<Response, Wrong> {
    permitted(&member, Right::Integration)?;
    if member.0.mode == Mode::Live {
        return Err(Problem::new(Code::Conflict, format!("This business is live. {LIVE}")).into());
    }
    let keyed = Keyed::of_form(PLAYGROUND, &form)?;
    let (key, name) = (keyed.key().map(str::to_owned), name(&member.0.email));
    let asked = keyed.asked(Caller::Business(member.business()), &name)?;
    let expires_at = Some(app.clock.now() + LASTS);
    let wanted = Wanted { name, expires_at, replaces: Replaces::Passing };
    Ok(made(&member, issued(&app, member.business(), (key.as_deref(), asked), wanted).await?))
}

/// What the key of a member is called, so that others see in the list of keys whose it is. An address may be longer than a name.
fn name(of: &Email) -> String {
    format!("Playground, {}", of.as_str()).chars().take(NAME_MAX_CHARS).collect()
}
