//! `/pay`: a payout user's own page, which its hash opens.
//!
//! A link is `/pay#<hash>`. The part behind `#` is sent nowhere by itself. A script sends it in the header
//! `X-Payout-Hash`; without a script the reader fills it into a form, whose answers hand it from form to form. So no
//! address, log or `Referer` has it, and nothing is kept between requests. Each answer is the whole account; htmx takes
//! the part that it came for.

pub mod account;
pub mod brand;
pub mod cancel;
pub mod check;
pub mod open;
pub mod show;
pub mod withdraw;

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::http::html::{HX_REQUEST, page};
use crate::pages::assets::PAY_JS;
use crate::pages::document::Document;
use crate::pages::language::Language;

/// The id of the account in the page.
const ACCOUNT: &str = "account";

/// An answer: the account alone for a script, the whole page for a form.
fn answer(
    status: StatusCode,
    headers: &HeaderMap,
    language: Language,
    title: &str,
    account: Markup,
) -> Response {
    let markup = if headers.contains_key(HX_REQUEST) { account } else { whole(language, title, account) };
    (status, page(markup)).into_response()
}

fn whole(language: Language, title: &str, account: Markup) -> Markup {
    let document = Document {
        language,
        title,
        header: html! {},
        styles: &[],
        scripts: &[&PAY_JS],
        main: html! { div id=(ACCOUNT) { (account) } },
    };
    document.markup()
}

/// The page for a reader who has shown no hash, or one that opens nothing.
fn closed(status: StatusCode, headers: &HeaderMap, language: Language) -> Response {
    let title = language.say("pay-title");
    let account = html! {
        h1 { (title) }
        @if status == StatusCode::UNAUTHORIZED {
            p.fault role="alert" { (language.say("open-refused")) }
        }
        form method="post" action="/pay" {
            label for="payout-code" { (language.say("open-label")) }
            input id="payout-code" type="password" name="payout_hash" required autocomplete="off" maxlength="64"
                aria-describedby="payout-code-help";
            small id="payout-code-help" { (language.say("open-help")) }
            button type="submit" { (language.say("open-button")) }
        }
    };
    answer(status, headers, language, &title, account)
}
