//! POST /dashboard/batches/check: runs the checks of a payment on a file and shows the result. Nothing is recorded.

use axum::extract::{Request, State};
use axum::response::Response;
use domain::member::Permission;

use super::checked::{Examined, answer};
use super::columns::to_check;
use super::new::{asked, kind, options, page, wrong};
use crate::app::App;
use crate::auth::may_pay;
use crate::auth::member::Member;
use crate::http::extract::{Form, FormWithFile};
use crate::intake::batch::recipients::recipients;
use crate::routes::dashboard::frame::{PageError, permitted};
use crate::routes::v1::batches::create::{NotAccepted, examined};

/// Checks the file, and shows the form with the result below it.
pub async fn check(State(app): State<App>, member: Member, request: Request) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    may_pay(&app, member.business(), member.0.payouts_enabled).await?;
    let sent = match FormWithFile::read(request).await {
        Ok(sent) => sent,
        Err(refusal) => return Ok(wrong(&member, &app, &Form::default(), None, &refusal.problem())),
    };
    let form = sent.form.clone();
    Ok(match of_file(&app, &member, sent).await {
        Ok(examined) => {
            let checked = examined.dry_run.valid.then(|| examined.digest.clone());
            page(&member, &app, (&form, examined.sheet.as_ref()), checked.as_deref(), answer(&examined))
        }
        Err(NotAccepted::Asked(sheet)) => asked(&member, &app, &form, &sheet),
        Err(not_accepted) => wrong(&member, &app, &form, None, &not_accepted.problem()),
    })
}

async fn of_file(app: &App, member: &Member, sent: FormWithFile) -> Result<Examined, NotAccepted> {
    let business = member.business();
    let FormWithFile { form, file_name, file, rest } = sent;
    let chosen = options(&form)?.read(app.clock.now())?;
    let (kind, told) = (kind(&file_name)?, to_check(&form)?);
    let (dry_run, mut received) = examined(app, business, chosen, (kind, told), file).await?;
    rest.is_empty().await?;
    let recipients = recipients(app, business, &received).await?;
    let digest = hex::encode(received.checked.spool.fingerprint);
    let sheet = received.sheet.take();
    Ok(Examined { dry_run, recipients, digest, form: kind.0, scheduled_at: chosen.scheduled_at, sheet })
}
