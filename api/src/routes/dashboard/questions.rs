//! The question before something is done that is not easily undone, and how it is said that it is done.

use maud::{Markup, html};
use uuid::Uuid;

/// What a question leads to.
#[derive(Debug)]
pub struct Question<'a> {
    /// Where the answer is sent.
    pub action: &'a str,
    /// What the answer is done once under, if to say it twice is to do it twice.
    pub key: Option<Uuid>,
    /// What is done.
    pub verb: &'a str,
    /// Where it leads not to do it.
    pub back: &'a str,
}

impl Question<'_> {
    /// The form with `fields`, and the way out.
    pub fn form(&self, fields: &Markup) -> Markup {
        html! {
            form method="post" action=(self.action) {
                (fields)
                @if let Some(key) = self.key { (once(key)) }
                div.pages {
                    button type="submit" { (self.verb) }
                    a role="button" class="secondary outline" href=(self.back) { "Cancel" }
                }
            }
        }
    }
}

/// What makes a form that is sent twice be done once.
pub fn once(key: Uuid) -> Markup {
    html! { input type="hidden" name="key" value=(key); }
}

/// Says what was done.
pub fn done(said: &Markup, replayed: bool) -> Markup {
    html! {
        p.good role="status" {
            (said)
            @if replayed { " This form was sent before, and it was done then." }
        }
    }
}

/// The way back.
pub fn back(address: &str, to: &str) -> Markup {
    html! { p { a href=(address) { "Back to " (to) } } }
}
