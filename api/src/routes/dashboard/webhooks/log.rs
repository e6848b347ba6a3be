//! The deliveries of an endpoint, each with its last attempt.

use domain::held::HeldBy;
use domain::ids::WebhookId;
use domain::webhook::{Delivery, DeliveryState, LastAttempt};
use maud::{Markup, html};

use super::address_of;
use crate::app::App;
use crate::pages::document::time;
use crate::pages::pieces::{count, id, pages, wide};
use crate::routes::dashboard::questions::once;

/// The states of a delivery.
pub const STATES: [DeliveryState; 3] =
    [DeliveryState::Pending, DeliveryState::Succeeded, DeliveryState::Failed];

/// One page of an endpoint's deliveries.
#[derive(Debug)]
pub struct Log<'a> {
    /// The endpoint.
    pub endpoint: WebhookId,
    /// The deliveries on the page.
    pub rows: &'a [Delivery],
    /// The filter: only deliveries in this state.
    pub only: Option<DeliveryState>,
    /// Whether this is the first page.
    pub first: bool,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Why pending deliveries are not sent for now.
    pub held: Option<HeldBy>,
    /// Whether the member may have a delivery sent again.
    pub may: bool,
}

impl Log<'_> {
    /// The filter, the table and the links between pages.
    pub fn markup(&self, app: &App) -> Markup {
        let all = address_of(self.endpoint);
        let first = self.only.map_or_else(|| all.clone(), |only| format!("{all}?status={}", only.as_str()));
        html! {
            form.filter method="get" action=(all) {
                label for="status" { "Which" }
                select id="status" name="status" {
                    option value="" { "All" }
                    @for one in STATES { option value=(one.as_str()) selected[self.only == Some(one)] { (one.as_str()) } }
                }
                button type="submit" { "Show" }
            }
            @if self.rows.is_empty() { p { "There are none." } } @else { (wide("Deliveries", self.table(app))) }
            (pages(&first, self.first, self.next.as_deref()))
        }
    }

    fn table(&self, app: &App) -> Markup {
        html! {
            table {
                thead {
                    tr { th { "Event" } th { "Status" } th { "Attempts" } th { "Last attempt" } th { "First due" } @if self.may { th { "Action" } } }
                }
                tbody {
                    @for row in self.rows {
                        tr {
                            td { (row.event_type) small { (id(row.event_id)) } }
                            td { (self.status(row)) }
                            td { (count(row.attempts.into())) }
                            td { @if let Some(last) = &row.last_attempt { (attempt(last)) } @else { "none yet" } }
                            td { (time(row.created_at)) }
                            @if self.may { td { (self.again(app, row)) } }
                        }
                    }
                }
            }
        }
    }

    fn status(&self, row: &Delivery) -> Markup {
        html! {
            (row.state.as_str())
            @if let Some(at) = row.finished_at { small { (time(at)) } }
            @if row.state == DeliveryState::Pending {
                @match (self.held, row.due_at) {
                    (Some(by), _) => { small { "held by " (by.as_str()) } },
                    (None, Some(at)) => { small { "due " (time(at)) } },
                    (None, None) => {},
                }
            }
        }
    }

    fn again(&self, app: &App, row: &Delivery) -> Markup {
        html! {
            form method="post" action={ (address_of(self.endpoint)) "/events/" (row.event_id) "/redeliver" } {
                (once(app.clock.id()))
                button.outline type="submit" aria-label={ "Send again: " (row.event_id) } { "Send again" }
            }
        }
    }
}

/// The outcome of an attempt, in words.
fn attempt(last: &LastAttempt) -> Markup {
    let words = match last.outcome.as_str() {
        "timed_out" => "timed out",
        "blocked" => "not called: its address is not public",
        other => other,
    };
    html! {
        (words)
        @if let Some(status) = last.status { " with " (status) }
        small { (time(last.started_at)) ", " (count(last.duration_ms.into())) " ms" }
        @if let Some(reply) = last.reply.as_deref().filter(|reply| !reply.is_empty()) {
            details { summary { "Response" } code.data { (reply) } }
        }
    }
}
