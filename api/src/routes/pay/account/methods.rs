//! The forms for withdrawing: one for each method, with its limits and fees.

use domain::money::Cents;
use domain::withdrawal::Method;
use domain::withdrawal::address::Chain;
use domain::withdrawal::terms::Terms;
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::{Account, FormValues, Offered};
use crate::http::extract::{Form, JsonObject};
use crate::intake::fields::FieldFault;
use crate::pages::language::Language;

/// The character between the chain and the currency, in the value of an option.
const OF_CHAIN: char = ':';

/// Returns the inputs of a method's form, each with the field of the request that it fills.
pub fn fields(method: Method) -> &'static [(&'static str, &'static str)] {
    match method {
        Method::Paypal => &[("amount", "amount"), ("email", "destination.email")],
        Method::Crypto => {
            &[("amount", "amount"), ("asset", "destination.currency"), ("address", "destination.address")]
        }
        Method::GiftCard => {
            &[("amount", "amount"), ("product", "destination.product"), ("email", "destination.email")]
        }
    }
}

/// Returns the method that the form is for.
pub fn method_of(form: &Form) -> Option<Method> {
    Method::named(form.text("provider")?)
}

/// Turns a form into the body of `POST /payout/withdraw`. Text that is not an amount in dollars stays text, which that
/// route rejects too.
pub fn asked(form: &Form) -> JsonObject {
    let mut destination = Map::new();
    for name in ["email", "address", "product"] {
        destination.extend(form.text(name).map(|text| (name.to_owned(), text.into())));
    }
    if let Some((chain, currency)) = form.text("asset").and_then(|asset| asset.split_once(OF_CHAIN)) {
        destination.insert("chain".to_owned(), chain.into());
        destination.insert("currency".to_owned(), currency.into());
    }
    let mut body = Map::new();
    if let Some(written) = form.text("amount") {
        let amount =
            Cents::written(written).map_or_else(|| written.into(), |amount| Value::from(amount.get()));
        body.insert("amount".to_owned(), amount);
    }
    body.extend(form.text("provider").map(|provider| ("provider".to_owned(), provider.into())));
    body.insert("destination".to_owned(), Value::Object(destination));
    JsonObject::read(Value::Object(body).to_string().as_bytes()).unwrap_or_default()
}

/// The element for the error of an input. It is empty if there is none. With `apart`, htmx swaps it in on its own.
pub fn fault(
    language: Language,
    method: Method,
    input: &str,
    fault: Option<FieldFault>,
    apart: bool,
) -> Markup {
    html! {
        small.fault id=(fault_id(method, input)) hx-swap-oob=[apart.then_some("true")] {
            @if let Some(fault) = fault { (words(language, fault)) }
        }
    }
}

fn fault_id(method: Method, input: &str) -> String {
    format!("{}-{input}-fault", method.as_str())
}

fn words(language: Language, fault: FieldFault) -> String {
    let limit = match fault {
        FieldFault::TooSmall(cents) | FieldFault::TooLarge(cents) => Cents::new(cents).to_string(),
        FieldFault::TooLong(characters) => characters.to_string(),
        _ => String::new(),
    };
    let code = fault.code();
    language.with(&format!("fault-{code}"), &[("limit", &limit)])
}

impl Account {
    pub(super) fn methods(&self, language: Language, filled: Option<&FormValues<'_>>) -> Markup {
        html! {
            @if self.offers.is_empty() { p { (language.say("method-none")) } }
            @for offered in &self.offers {
                @let filled = filled.filter(|filled| method_of(filled.form) == Some(offered.method));
                (self.method(language, offered, filled))
            }
        }
    }

    fn method(&self, language: Language, offered: &Offered, filled: Option<&FormValues<'_>>) -> Markup {
        let Offered { method, terms } = offered;
        let (min, max) = (Cents::new(terms.min).to_string(), Cents::new(terms.max).to_string());
        html! {
            details open[filled.is_some()] {
                summary { (language.say(&format!("method-{}", method.as_str()))) }
                p {
                    (language.with("limits", &[("min", &min), ("max", &max)])) " " (fees(language, *terms))
                    @if self.user.balance.get() < terms.min { " " (language.with("too-little", &[("min", &min)])) }
                }
                form method="post" action="/pay/withdraw" hx-post="/pay/withdraw" hx-target="#account"
                    autocomplete="on" novalidate {
                    (self.credential())
                    input type="hidden" name="key" value=(self.key);
                    input type="hidden" name="provider" value=(method.as_str());
                    @for (input, field) in fields(*method) {
                        @let at_fault = filled.and_then(|filled| filled.faults.get(field));
                        @let value = filled.and_then(|filled| filled.form.text(input)).unwrap_or_default();
                        (labelled(language, *method, input, value, at_fault))
                    }
                    p id=(format!("{}-quote", method.as_str())) role="status" {}
                    button type="submit" { (language.say("withdraw")) }
                }
            }
        }
    }
}

fn labelled(
    language: Language,
    method: Method,
    input: &str,
    value: &str,
    at_fault: Option<FieldFault>,
) -> Markup {
    let id = format!("{}-{input}", method.as_str());
    let label = match (method, input) {
        (Method::Paypal, "email") => language.say("field-paypal_email"),
        (Method::GiftCard, "email") => language.say("field-gift_email"),
        _ => language.say(&format!("field-{input}")),
    };
    let (kind, mode, complete) = match input {
        "amount" => ("text", "decimal", "off"),
        "email" => ("email", "email", "email"),
        _ => ("text", "text", "off"),
    };
    let invalid = at_fault.map(|_| "true");
    let described = fault_id(method, input);
    html! {
        label for=(id) { (label) }
        @if input == "asset" {
            select id=(id) name=(input) aria-describedby=(described) aria-invalid=[invalid] { (assets(value)) }
        } @else {
            input id=(id) name=(input) type=(kind) inputmode=(mode) autocomplete=(complete) value=(value) required
                aria-describedby=(described) aria-invalid=[invalid] hx-post="/pay/check" hx-trigger="change, input changed delay:500ms"
                hx-target=(format!("#{}-quote", method.as_str())) hx-swap="innerHTML";
        }
        (fault(language, method, input, at_fault, false))
    }
}

fn assets(chosen: &str) -> Markup {
    let all = Chain::ALL
        .into_iter()
        .flat_map(|chain| chain.currencies().iter().map(move |currency| (chain, currency)));
    html! {
        @for (chain, currency) in all {
            @let value = format!("{}{OF_CHAIN}{currency}", chain.as_str());
            option value=(value) selected[value == chosen] { (currency) " (" (chain.as_str()) ")" }
        }
    }
}

fn fees(language: Language, terms: Terms) -> String {
    let fixed = Cents::new(terms.fee_fixed).to_string();
    // Basis points are hundredths of a percent, so this is exact.
    let share = format!("{}.{:02}", terms.fee_basis_points / 100, terms.fee_basis_points % 100);
    let share = share.trim_end_matches('0').trim_end_matches('.');
    match (terms.fee_fixed, terms.fee_basis_points) {
        (0, 0) => language.say("fee-none"),
        (_, 0) => language.with("fee-fixed", &[("fixed", &fixed)]),
        (0, _) => language.with("fee-share", &[("share", share)]),
        _ => language.with("fee-both", &[("fixed", &fixed), ("share", share)]),
    }
}
