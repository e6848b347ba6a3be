//! GET, POST /dashboard/account/second-factor: codes of an app besides the password; and ending them.
//!
//! The secret that is shown is that of the member's next version. Nothing is stored until a code of it is shown, so a page that
//! is left half done leaves everything as it was.

use axum::extract::State;
use axum::response::Response;
use domain::ids::MemberId;
use domain::member::account::{self, Account};
use domain::member::{second_factor, sessions};
use domain::secrets::fingerprint::Unproven;
use futures::FutureExt;
use maud::html;

use super::{code_field, not_proved, qr};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::{ACCOUNT, SECOND_FACTOR};
use crate::routes::dashboard::frame::{Wrong, shown};
use crate::routes::dashboard::sign_in::{Proof, proved};

/// The secret, and a form for its first code.
pub async fn show(State(app): State<App>, member: Member) -> Result<Response, Wrong> {
    let next = account_of(&app, &member).await?.totp_version + 1;
    let secret = second_factor::secret(&app.key_pepper, member.0.member_id, next);
    let address =
        url::Url::parse_with_params("otpauth://totp/", [("secret", secret.as_str()), ("issuer", "payout")])
            .map(|mut address| {
                address.set_path(&format!("payout:{}", member.0.email.as_str()));
                address.to_string()
            })
            .map_err(|_| Refusal::Internal)?;
    let main = html! {
        p { "Read this with the app on your phone that makes codes, or type the secret there." }
        (qr::picture(&address, "The secret, for an app to read"))
        p { "Secret: " code.id id="secret" { (secret) } }
        form.narrow method="post" action=(SECOND_FACTOR) {
            input type="hidden" name="version" value=(next);
            label for="password" { "Password" }
            input id="password" type="password" name="password" required autocomplete="current-password";
            @if member.0.second_factor { (code_field("code")) }
            label for="first" { "First code of the new app" }
            input id="first" type="text" name="first" required inputmode="numeric" autocomplete="one-time-code" maxlength="10";
            button type="submit" { "Begin" }
        }
    };
    Ok(shown(&member, ACCOUNT, "Second factor", main))
}

/// Begins it, and shows the recovery codes. All other sessions of the member end.
pub async fn begin(State(app): State<App>, member: Member, form: Form) -> Result<Response, Wrong> {
    let version = form.text("version").and_then(|version| version.parse::<i32>().ok());
    let version = version.ok_or(Refusal::NotFound)?;
    let who = proved_member(&app, &member, &form).await?;
    let code = form.text("first").unwrap_or_default().to_owned();
    let (pepper, now, this) = (app.key_pepper.clone(), app.clock.now(), member.0.id);
    let begun = app.transact(move |conn| {
        async move {
            let begun = second_factor::begin(conn, &pepper, (who, version), &code, now).await?;
            if begun {
                sessions::end(conn, who, None, Some(this)).await?;
            }
            Ok::<_, Unproven>(begun)
        }
        .boxed()
    });
    if !begun.await.map_err(Refusal::from)? {
        let said = "This is not a code of the new app at present. Look whether your phone's clock is right, and try again.";
        return Err(Problem::field("first", "invalid", said.to_owned()).into());
    }
    let main = html! {
        p.good role="status" { "From now on signing in takes a code." }
        p { "Keep these recovery codes where your phone is not. Each signs you in once in place of a code. They are not shown again." }
        ul id="recovery" {
            @for code in second_factor::recovery_codes(&app.key_pepper, who, version) { li { code { (code) } } }
        }
        p { a href=(ACCOUNT) { "Back to the account" } }
    };
    Ok(shown(&member, ACCOUNT, "Second factor", main))
}

/// Ends it.
pub async fn end(State(app): State<App>, member: Member, form: Form) -> Result<Response, Wrong> {
    let who = proved_member(&app, &member, &form).await?;
    app.transact(move |conn| second_factor::end(conn, who).boxed()).await.map_err(Refusal::from)?;
    let main = html! {
        p.good role="status" { "From now on a password alone signs you in." }
        p { a href=(ACCOUNT) { "Back to the account" } }
    };
    Ok(shown(&member, ACCOUNT, "Second factor", main))
}

/// The member, if the form proves once more that it is the one who is signed in.
async fn proved_member(app: &App, member: &Member, form: &Form) -> Result<MemberId, Wrong> {
    let who = member.0.member_id;
    let proof = proved(app, member.0.email.as_str(), form).await?;
    if proof == Proof::Is(who) { Ok(who) } else { Err(not_proved(proof)) }
}

async fn account_of(app: &App, member: &Member) -> Result<Account, Refusal> {
    let email = member.0.email.clone();
    let found = app.read(move |conn| async move { account::by_email(conn, &email).await }.boxed());
    found.await?.ok_or(Refusal::NotFound)
}
