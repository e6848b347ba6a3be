//! POST /dashboard/account/password: changes the password, and ends all other sessions of the member.

use axum::extract::State;
use axum::response::Response;
use domain::member::{account, sessions};
use futures::FutureExt;
use maud::html;
use secrecy::SecretString;

use super::not_proved;
use crate::app::App;
use crate::auth::member::Member;
use crate::auth::{Network, password};
use crate::http::extract::Form;
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::ACCOUNT;
use crate::routes::dashboard::frame::{PageError, shown};
use crate::routes::dashboard::sign_in::{Proof, proved};

/// Changes the password, if the form proves the present one.
pub async fn change(
    State(app): State<App>,
    member: Member,
    network: Network,
    form: Form,
) -> Result<Response, PageError> {
    let chosen: SecretString = form.all("new_password").next().unwrap_or_default().into();
    password::check(&chosen, &member.0.email)
        .map_err(|weak| Problem::field("new_password", "invalid", weak.to_string()))?;
    let proof = proved(&app, network, member.0.email.as_str(), &form).await?;
    let Proof::Is(proved) = proof else { return Err(not_proved(&proof)) };
    let (hash, this) = (password::hash(chosen).await?, member.0.id);
    let changed = app.transact(move |conn| {
        async move {
            if !account::lock_unchanged(conn, &proved).await? {
                return Ok(None);
            }
            account::set_password(conn, proved.id, &hash).await?;
            sessions::end(conn, proved.id, None, Some(this)).await.map(Some)
        }
        .boxed()
    });
    let ended = changed.await.map_err(Refusal::from)?.ok_or_else(|| not_proved(&Proof::Not))?;
    let main = html! {
        p.good role="status" { "The password was changed. Other sessions ended: " (ended) "." }
        p { a href=(ACCOUNT) { "Back to the account" } }
    };
    Ok(shown(&member, ACCOUNT, "Done", main))
}
