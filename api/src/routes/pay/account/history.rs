//! The history of an account: the movements of its money, newest first.

use domain::ledger::Kind;
use domain::withdrawal::{Status, Withdrawal};
use maud::{Markup, html};

use super::{Account, Movement};
use crate::pages::document::time;
use crate::pages::language::Language;

impl Account {
    pub(super) fn history(&self, language: Language) -> Markup {
        html! {
            h2 id="history" { (language.say("history")) }
            @if self.history.is_empty() {
                p { (language.say("history-empty")) }
            } @else {
                table aria-labelledby="history" {
                    thead { tr {
                        th scope="col" { (language.say("column-what")) }
                        th scope="col" { (language.say("column-amount")) }
                        th scope="col" { (language.say("column-status")) }
                    } }
                    tbody { @for movement in &self.history { (self.movement(language, movement)) } }
                }
            }
            div.pages {
                @if self.is_older { (self.page(language.say("newest"), None)) }
                @if let Some(cursor) = &self.older { (self.page(language.say("older"), Some(cursor))) }
                noscript { (self.page(language.say("refresh"), None)) }
            }
        }
    }

    fn page(&self, label: String, cursor: Option<&str>) -> Markup {
        html! {
            form method="post" action="/pay" hx-post="/pay" hx-select="#overview" hx-target="#overview" hx-swap="outerHTML" {
                (self.credential())
                @if let Some(cursor) = cursor { input type="hidden" name="cursor" value=(cursor); }
                button.secondary type="submit" { (label) }
            }
        }
    }

    fn movement(&self, language: Language, movement: &Movement) -> Markup {
        let operation = &movement.operation;
        let (sign, kind) = match operation.kind {
            Kind::Withdrawal => ("−", "withdrawal"),
            Kind::WithdrawalReturn => ("+", "withdrawal_return"),
            _ => ("+", "allocation"),
        };
        let amount = operation.amount.to_string();
        let status = operation.withdrawal.unwrap_or(Status::Succeeded).as_str();
        let status_text = language.say(&format!("status-{status}"));
        let says = language.with("said-status", &[("amount", &amount), ("status", &status_text)]);
        html! {
            tr data-order=[movement.order.as_ref().map(|order| order.id)] data-says=(says) {
                td {
                    span { (language.say(&format!("kind-{kind}"))) }
                    small { (time(operation.created_at)) }
                    @if let Some(order) = &movement.order { (details(language, order)) }
                }
                td.money { (sign) (amount) }
                td {
                    span.status data-status=(status) { (status_text) }
                    @if movement.held { small { (language.say("held")) } }
                    @if let Some(order) = movement.order.as_ref().filter(|order| order.status == Status::Created) {
                        (self.cancel(language, order))
                    }
                }
            }
        }
    }

    fn cancel(&self, language: Language, order: &Withdrawal) -> Markup {
        let label = language.with("cancel-of", &[("amount", &order.amount.to_string())]);
        html! {
            form method="post" action="/pay/cancel" hx-post="/pay/cancel" hx-target="#account" {
                (self.credential())
                input type="hidden" name="id" value=(order.id);
                button.secondary type="submit" aria-label=(label) { (language.say("cancel")) }
            }
        }
    }
}

fn details(language: Language, order: &Withdrawal) -> Markup {
    let values = order.destination.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str());
    let destination = values.collect::<Vec<_>>().join(", ");
    let net = [("net", order.net_amount.to_string()), ("fees", order.fees.to_string())];
    let net = net.each_ref().map(|(name, text)| (*name, text.as_str()));
    let reason = order.reason.as_deref().or(order.code.as_deref());
    html! {
        small { (language.say(&format!("method-{}", order.method.as_str()))) ": " (destination) }
        @if order.fees.get() > 0 { small { (language.with("net", &net)) } }
        @if let Some(reason) = reason { small { (language.with("reason", &[("reason", reason)])) } }
        small { code { (order.id) } }
    }
}
