//! GET /dashboard/settings/brand: the name, colour and logo that payout users see, with a preview in the light and the
//! dark scheme.

pub mod change;
pub mod logo;
pub mod remove;

use axum::extract::State;
use axum::response::Response;
use domain::business::brand::{Brand, Colour, MAX_SHOWN_NAME_CHARS};
use domain::member::Permission;
use maud::{Markup, html};

use super::addresses::{BRAND, BRAND_LOGO, REMOVE_BRAND_LOGO, SETTINGS};
use super::frame::{PageError, shown};
use crate::app::App;
use crate::auth::member::Member;
use crate::routes::pay::brand::accent::{by_day, by_night};
use crate::routes::pay::brand::shown::{CLASS, picture, styles};
use crate::routes::v1::brand::stored;

/// The schemes of the preview: Pico's name, and the label on the page.
const SCHEMES: [(&str, &str); 2] = [("light", "Light"), ("dark", "Dark")];

/// Shows the page.
pub async fn show(State(app): State<App>, member: Member) -> Result<Response, PageError> {
    let brand = stored(&app, member.business()).await?;
    Ok(page(&member, &brand, None))
}

/// The page, with a sentence about what was done if `done` is given.
fn page(member: &Member, brand: &Brand, done: Option<&str>) -> Response {
    let main = html! {
        @if let Some(done) = done { p.good role="status" { (done) } }
        p { "Payout users see this at " code { "/pay" } ", once their link has opened it." }
        @if member.has(Permission::Ownership) { (name_and_colour(member, brand)) (logo_part(brand)) }
        @else { p { "Only owners can change it." } }
        (preview(member, brand))
    };
    shown(member, SETTINGS, "Brand", main)
}

fn name_and_colour(member: &Member, brand: &Brand) -> Markup {
    let colour = brand.colour.map(|colour| colour.to_string());
    html! {
        h2 { "Name and colour" }
        form.narrow method="post" action=(BRAND) {
            label for="name" { "Name" }
            input id="name" type="text" name="name" maxlength=(MAX_SHOWN_NAME_CHARS) value=[brand.name.as_deref()]
                autocomplete="off" aria-describedby="name-help";
            small id="name-help" { "If empty: " (member.0.business) }
            label for="colour" { "Colour" }
            input id="colour" type="text" name="colour" pattern="#[0-9a-fA-F]{6}" maxlength="7" value=[colour]
                autocomplete="off" aria-describedby="colour-help";
            small id="colour-help" {
                "The colour of buttons and links: # and six hex digits, such as #1a7f37. If empty, the default is used. Where it would not be readable, \
                 it is shown darker or lighter."
            }
            button type="submit" { "Save" }
        }
    }
}

fn logo_part(brand: &Brand) -> Markup {
    html! {
        h2 { "Logo" }
        form.narrow method="post" action=(BRAND_LOGO) enctype="multipart/form-data" {
            label for="file" { "Picture" }
            input id="file" type="file" name="file" required accept="image/png, image/jpeg, image/webp" aria-describedby="file-help";
            small id="file-help" {
                "PNG, JPEG or WebP, up to 64 KiB and 1,024 pixels to a side. It is shown on white in both schemes."
            }
            button type="submit" { "Upload the logo" }
        }
        @if brand.logo.is_some() {
            form method="post" action=(REMOVE_BRAND_LOGO) { button.secondary type="submit" { "Remove the logo" } }
        }
    }
}

/// The header of `/pay`, in both schemes.
fn preview(member: &Member, brand: &Brand) -> Markup {
    let name = brand.name.as_ref().unwrap_or(&member.0.business);
    html! {
        h2 id="preview" { "Preview" }
        (styles(brand.colour))
        div.charts {
            @for (scheme, words) in SCHEMES {
                section.preview.(CLASS)[brand.colour.is_some()] data-theme=(scheme) aria-label=(words) {
                    div.branded { (picture(brand.logo.as_ref())) strong.shown-name { "Payouts from " (name) } }
                    p { a href="#preview" { "A link" } }
                    button type="button" { "A button" }
                }
            }
        }
        @if let Some(colour) = brand.colour { p id="shown-as" { (shown_as(colour)) } }
    }
}

/// Describes how each scheme shows a colour.
fn shown_as(chosen: Colour) -> String {
    let (day, night) = (by_day(chosen).colour, by_night(chosen).colour);
    let said = |shown: Colour| if shown == chosen { "as it is".to_owned() } else { format!("as {shown}") };
    format!(
        "{chosen} is shown {} in the light scheme and {} in the dark one, so that text has a contrast of 4.5 to 1.",
        said(day),
        said(night)
    )
}
