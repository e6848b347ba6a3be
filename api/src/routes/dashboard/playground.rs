//! GET, POST /dashboard/playground: makes an API key of a test business for the playground. The key expires after a
//! day.
//!
//! The reference (`/docs/reference`) is the same page for everybody, so it learns here who the reader is. Its script
//! copies the element [`PART`] of this page into the reference, and takes the key from the response to the form. The
//! session's cookie is sent to the dashboard only. Without a script, this page shows the key like any new key.
//!
//! Keys are stored as digests, so the playground cannot fill in a key that exists. Each member has one key for the
//! playground: making another key ends it.

use axum::extract::State;
use axum::response::Response;
use chrono::TimeDelta;
use domain::business::Mode;
use domain::email::Email;
use domain::idempotency::Caller;
use domain::member::Permission;
use maud::{Markup, html};

use super::addresses::{ACCOUNT, API_KEYS, PLAYGROUND};
use super::api_keys::made;
use super::frame::{PageError, permitted, shown};
use super::questions::once;
use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::http::problem::{Code, Problem};
use crate::routes::v1::api_keys::NAME_MAX_CHARS;
use crate::routes::v1::api_keys::create::{Replaces, Wanted, issued};

/// The id of the element that the reference shows.
const PART: &str = "fill-in";

/// The lifetime of a playground key.
const LASTS: TimeDelta = TimeDelta::days(1);

/// The reason why a live business gets no key here.
const LIVE: &str = "Its keys move real money, so the playground makes none.";

/// Shows the form, or the reason why there is none.
pub async fn show(State(app): State<App>, member: Member) -> Response {
    let main = html! {
        p { "You can try calls in the " a href="/docs/reference" { "reference" } ". They need a key." }
        div id=(PART) { (part(&app, &member)) }
    };
    shown(&member, API_KEYS, "Playground", main)
}

fn part(app: &App, member: &Member) -> Markup {
    let business = html! { strong { (member.0.business) } };
    html! {
        @if !member.has(Permission::Integration) {
            p { "Your role in " (business) " cannot create keys: ask " (Permission::Integration.held_by()) " of the business for one." }
        } @else if member.0.mode == Mode::Live {
            p {
                (business) " is live. " (LIVE) " Switch to a test business under " a href=(ACCOUNT) { "Account" } ", or type in a key that you have."
            }
        } @else {
            form method="post" action=(PLAYGROUND) {
                (once(app.clock.id()))
                button type="submit" { "Fill in a test key" }
                " " small { "Creates a key for " (business) " that expires in a day, and revokes the one that was created here for you before." }
            }
        }
    }
}

/// Makes the key and shows it.
pub async fn fill_in(State(app): State<App>, member: Member, form: Form) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
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

/// Returns the name of a member's key, by which others see whose it is. It is cut if the address is longer than a name
/// may be.
fn name(of: &Email) -> String {
    format!("Playground, {}", of.as_str()).chars().take(NAME_MAX_CHARS).collect()
}
