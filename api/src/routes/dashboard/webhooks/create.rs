//! POST /dashboard/webhooks/create: creates an endpoint and shows its secret, once.

use axum::extract::State;
use axum::response::Response;
use domain::member::Permission;
use maud::html;

use super::{address_of, read_fields, secrets};
use crate::app::App;
use crate::app::once::{Keyed, Outcome};
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::routes::console::commands::body;
use crate::routes::dashboard::addresses::{CREATE_WEBHOOK, WEBHOOKS};
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::{back, done};
use crate::routes::v1::webhooks::create::created;

/// Creates the endpoint, once for each form.
pub async fn create(State(app): State<App>, member: Member, form: Form) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let request = body(read_fields(&form))?;
    let keyed = Keyed::of_form(CREATE_WEBHOOK, &form)?;
    let Outcome { value: made, replayed } = created(&app, member.business(), keyed, &request).await?;
    let main = html! {
        (done(&html! { "From now on, " strong { (made.url) } " receives the events that you selected." }, replayed))
        (secrets(&app, member.business(), &made))
        p { "Copy it now to where your program reads its secrets. It is not shown again." }
        (back(&address_of(made.id), "the endpoint"))
    };
    Ok(shown(&member, WEBHOOKS, "A new endpoint", main))
}
