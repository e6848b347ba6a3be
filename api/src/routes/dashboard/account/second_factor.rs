//! GET, POST /dashboard/account/second-factor: sets up a second factor (codes of an authenticator app), or ends it.
//!
//! The page shows the secret of the member's next TOTP version, to a person who has proved the password. Nothing is
//! stored until the form sends a code made with that secret, so an abandoned set-up changes nothing.

use axum::extract::State;
use axum::response::Response;
use chrono::TimeDelta;
use domain::member::account::{self, Account};
use domain::member::{second_factor, sessions};
use domain::secrets::fingerprint::Unproven;
use futures::FutureExt;
use maud::html;
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use super::{code_field, not_proved, qr};
use crate::app::App;
use crate::auth::Network;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::{ACCOUNT, SECOND_FACTOR, SECOND_FACTOR_SECRET};
use crate::routes::dashboard::frame::{PageError, shown};
use crate::routes::dashboard::sign_in::{Proof, proved};

/// How long the page with the secret stays valid.
const SHOWN_FOR: TimeDelta = TimeDelta::minutes(15);

/// The purpose under which the pepper signs the form of that page.
const PURPOSE: &[u8] = b"member second factor set-up";

/// Asks for the password and a code, as signing in does: a person who sees the secret can make all future codes.
pub async fn ask(member: Member) -> Response {
    let main = html! {
        p { "The next page shows a secret for an authenticator app on your phone." }
        form.narrow method="post" action=(SECOND_FACTOR_SECRET) {
            label for="password" { "Password" }
            input id="password" type="password" name="password" required autocomplete="current-password";
            @if member.0.second_factor { (code_field("code")) }
            button type="submit" { "Show the secret" }
        }
    };
    shown(&member, ACCOUNT, "Second factor", main)
}

/// Shows the secret and a form for its first code. The form is bound to this session and to an end time.
pub async fn show(
    State(app): State<App>,
    member: Member,
    network: Network,
    form: Form,
) -> Result<Response, PageError> {
    let account = proved_account(&app, network, &member, &form).await?;
    let next = account.totp_version + 1;
    let until = (app.clock.now() + SHOWN_FOR).timestamp();
    let secret = second_factor::secret(&app.key_pepper, account.id, next);
    let address =
        url::Url::parse_with_params("otpauth://totp/", [("secret", secret.as_str()), ("issuer", "payout")])
            .map(|mut address| {
                address.set_path(&format!("payout:{}", member.0.email.as_str()));
                address.to_string()
            })
            .map_err(|_| Refusal::Internal)?;
    let main = html! {
        p { "Scan this with your authenticator app, or type the secret into the app." }
        (qr::picture(&address, "QR code of the secret"))
        p { "Secret: " code.id id="secret" { (secret) } }
        form.narrow method="post" action=(SECOND_FACTOR) {
            input type="hidden" name="until" value=(until);
            input type="hidden" name="proof" value=(hex::encode(proof(&app, &member, &account, until)));
            label for="first" { "First code of the new app" }
            input id="first" type="text" name="first" required inputmode="numeric" autocomplete="one-time-code" maxlength="10";
            button type="submit" { "Turn on" }
        }
    };
    Ok(shown(&member, ACCOUNT, "Second factor", main))
}

/// Turns the second factor on and shows the recovery codes. All other sessions of the member end.
pub async fn begin(State(app): State<App>, member: Member, form: Form) -> Result<Response, PageError> {
    let account = account_of(&app, &member).await?;
    let until = form.text("until").and_then(|until| until.parse().ok()).unwrap_or_default();
    let given = form.text("proof").and_then(|proof| hex::decode(proof).ok()).unwrap_or_default();
    let same: bool = given.ct_eq(&proof(&app, &member, &account, until)).into();
    if !same || app.clock.now().timestamp() > until {
        let said =
            "This page has expired, or your password or second factor has changed since. Open it again.";
        return Err(Problem::field("proof", "invalid", said.to_owned()).into());
    }
    let (who, version) = (account.id, account.totp_version + 1);
    let code = form.text("first").unwrap_or_default().to_owned();
    let (pepper, now, this) = (app.key_pepper.clone(), app.clock.now(), member.0.id);
    let begun = app.transact(move |conn| {
        async move {
            let begun = account::lock_unchanged(conn, &account).await?
                && second_factor::begin(conn, &pepper, (who, version), &code, now).await?;
            if begun {
                sessions::end(conn, who, None, Some(this)).await?;
            }
            Ok::<_, Unproven>(begun)
        }
        .boxed()
    });
    if !begun.await.map_err(Refusal::from)? {
        let said = "This is not the current code of the new app. Check that your phone's clock is right, and try again.";
        return Err(Problem::field("first", "invalid", said.to_owned()).into());
    }
    let main = html! {
        p.good role="status" { "From now on, you need a code to sign in." }
        p { "Keep these recovery codes in a safe place away from your phone. Each one replaces a code once. They are not shown again." }
        ul id="recovery" {
            @for code in second_factor::recovery_codes(&app.key_pepper, who, version) { li { code { (code) } } }
        }
        p { a href=(ACCOUNT) { "Back to the account" } }
    };
    Ok(shown(&member, ACCOUNT, "Second factor", main))
}

/// The signature that proves that the secret of the next version was shown in this session. It is valid until a Unix
/// time in seconds.
fn proof(app: &App, member: &Member, account: &Account, until: i64) -> [u8; 32] {
    app.key_pepper.sign(&[
        PURPOSE,
        member.0.id.uuid().as_bytes(),
        &account.totp_version.to_be_bytes(),
        account.password.expose_secret().as_bytes(),
        &until.to_be_bytes(),
    ])
}

/// Turns the second factor off.
pub async fn end(
    State(app): State<App>,
    member: Member,
    network: Network,
    form: Form,
) -> Result<Response, PageError> {
    let account = proved_account(&app, network, &member, &form).await?;
    let who = account.id;
    let ended = app.transact(move |conn| {
        async move {
            let still = account::lock_unchanged(conn, &account).await?;
            if still {
                second_factor::end(conn, who).await?;
            }
            Ok::<_, sqlx::Error>(still)
        }
        .boxed()
    });
    if !ended.await.map_err(Refusal::from)? {
        return Err(not_proved(&Proof::Not));
    }
    let main = html! {
        p.good role="status" { "From now on, you sign in with a password only." }
        p { a href=(ACCOUNT) { "Back to the account" } }
    };
    Ok(shown(&member, ACCOUNT, "Second factor", main))
}

/// Returns the account, if the form proves the password and the code of the signed-in member again.
async fn proved_account(
    app: &App,
    network: Network,
    member: &Member,
    form: &Form,
) -> Result<Account, PageError> {
    match proved(app, network, member.0.email.as_str(), form).await? {
        Proof::Is(account) => Ok(account),
        proof => Err(not_proved(&proof)),
    }
}

async fn account_of(app: &App, member: &Member) -> Result<Account, Refusal> {
    let email = member.0.email.clone();
    let found = app.read(move |conn| async move { account::by_email(conn, &email).await }.boxed());
    found.await?.ok_or(Refusal::NotFound)
}
