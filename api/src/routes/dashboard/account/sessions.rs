//! POST /dashboard/account/sessions/end: ends one of the member's sessions, or all others.

use axum::extract::State;
use axum::response::Response;
use domain::ids::SessionId;
use domain::member::sessions;
use futures::FutureExt;
use maud::html;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::ACCOUNT;
use crate::routes::dashboard::frame::{PageError, shown};

/// Ends the session that the form names, or all but this one if it names none.
pub async fn end(State(app): State<App>, member: Member, form: Form) -> Result<Response, PageError> {
    let asked = form.text("session").map(str::parse::<SessionId>).transpose();
    let asked = asked.map_err(|_| Refusal::NotFound)?;
    let (who, this) = (member.0.member_id, member.0.id);
    let ended = app.transact(move |conn| sessions::end(conn, who, asked, Some(this)).boxed());
    let ended = ended.await.map_err(Refusal::from)?;
    let main = html! {
        p.good role="status" {
            @if ended == 0 { "There was no other session." } @else { "Sessions ended: " (ended) "." }
        }
        p { a href=(ACCOUNT) { "Back to the account" } }
    };
    Ok(shown(&member, ACCOUNT, "Done", main))
}
