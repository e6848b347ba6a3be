//! GET, POST /dashboard/api-keys/{id}/roll: asks how long both keys work, then creates the successor.

use axum::extract::State;
use axum::response::Response;
use domain::ids::ApiKeyId;
use domain::member::Permission;
use maud::html;
use serde_json::Value;

use super::{begins_with, found, made};
use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::member::Member;
use crate::http::extract::{Form, Path};
use crate::http::refusal::Refusal;
use crate::routes::console::commands::body;
use crate::routes::dashboard::addresses::{API_KEYS, ROLL_API_KEY};
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::Question;
use crate::routes::v1::api_keys::roll::rolled;

/// The overlaps on offer: how long both keys work, in seconds.
const OVERLAPS: [(u32, &str); 4] =
    [(86_400, "For a day"), (3_600, "For an hour"), (604_800, "For seven days"), (0, "Not at all")];

/// Shows the page that asks for the overlap.
pub async fn show(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<ApiKeyId>, Refusal>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let Path(wanted) = wanted?;
    let key = found(&app, member.business(), wanted).await?;
    let action = format!("{API_KEYS}/{wanted}/roll");
    let question = Question { action: &action, key: Some(app.clock.id()), verb: "Roll", back: API_KEYS };
    let main = html! {
        p { "Roll the key " strong { (key.name) } ", which begins with " (begins_with(&key, member.0.mode)) "." }
        p id="about" { "A new key with the same name is created and shown once. The old key stops working after the time that you choose." }
        (question.form(&html! {
            label for="overlap" { "Both keys work" }
            select id="overlap" name="overlap_seconds" {
                @for (seconds, name) in OVERLAPS { option value=(seconds) { (name) } }
            }
        }))
    };
    Ok(shown(&member, API_KEYS, "Roll the key?", main))
}

/// Creates the successor, once for each form, and shows it.
pub async fn roll(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<ApiKeyId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let Path(wanted) = wanted?;
    let overlap = form.text("overlap_seconds").map(|text| match text.parse::<u64>() {
        Ok(seconds) => ("overlap_seconds", Value::from(seconds)),
        Err(_) => ("overlap_seconds", Value::from(text)),
    });
    let request = body(overlap.into_iter())?;
    let keyed = Keyed::of_form(ROLL_API_KEY, &form)?;
    Ok(made(&member, rolled(&app, member.business(), keyed, wanted, request).await?))
}
