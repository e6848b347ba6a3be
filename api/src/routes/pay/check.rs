//! POST /pay/check: checks a form that is being filled in by the rules of `POST /pay/withdraw`, and shows its errors
//! and the amount that the user would get. It changes nothing. It is for scripts: htmx swaps each part of the response
//! into its place.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::money::Cents;
use domain::withdrawal::terms::Terms;
use maud::html;

use super::account::{asked, fault, fields, method_of};
use crate::app::App;
use crate::auth::PayoutUserWithForm;
use crate::http::html::page;
use crate::http::refusal::Refusal;
use crate::intake::fields::withdraw_fields;
use crate::pages::language::Language;
use crate::routes::payout::withdraw::amount_outside_limits;
use crate::routes::payout::withdrawals::mode_of;

/// Shows the errors of the fields that are filled in, and the quote.
pub async fn check(
    State(app): State<App>,
    language: Language,
    PayoutUserWithForm { holder, form }: PayoutUserWithForm,
) -> Result<Response, Refusal> {
    let holder = holder.ok_or(Refusal::NotFound)?;
    let method = method_of(&form).ok_or(Refusal::NotFound)?;
    let mode = mode_of(&app, holder.business_id).await?;
    let terms = app.methods.offer(mode, method).ok_or(Refusal::NotFound)?.terms;
    let amount = form.text("amount").and_then(Cents::written);
    let of_terms = amount.and_then(|amount| amount_outside_limits(terms, amount));
    let quoted = amount.filter(|_| of_terms.is_none()).map(|amount| quote(language, terms, amount));
    let faults = withdraw_fields(Some(&asked(&form))).err().into_iter().chain(of_terms).collect::<Vec<_>>();
    let fault_of = |field| faults.iter().find_map(|faults| faults.get(field));
    let parts = html! {
        (quoted.unwrap_or_default())
        @for (input, field) in fields(method) {
            // An empty field is not an error yet.
            (fault(language, method, input, fault_of(field).filter(|_| form.text(input).is_some()), true))
        }
    };
    Ok(page(parts).into_response())
}

fn quote(language: Language, terms: Terms, amount: Cents) -> String {
    let fees = terms.fees(amount);
    let net = Cents::new(amount.get() - fees.get()).to_string();
    if fees == Cents::ZERO {
        language.with("quote-free", &[("net", &net)])
    } else {
        language.with("quote", &[("net", &net), ("fees", &fees.to_string())])
    }
}
