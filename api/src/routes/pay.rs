//! `/pay`: a payout user's own page, which the user's hash opens.
//!
//! A link is `/pay#<hash>`. Browsers do not send the part after `#`. A script sends the hash in the header
//! `X-Payout-Hash`. Without a script, the user types the hash into a form, and each response passes it on to the next
//! form in a hidden field. So no address, log or `Referer` contains the hash, and the server stores nothing between
//! requests. Each response is the whole account; htmx takes the part that it needs.

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

/// The id of the element that holds the account.
const ACCOUNT: &str = "account";

/// Returns a response: the account alone for a script, the whole page for a form.
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

/// The page for a user who has sent no hash, or one that opens nothing.
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
