//! The page that asks for confirmation before an action that is hard to undo, and the message that the action is done.

use maud::{Markup, html};
use uuid::Uuid;

/// A request for confirmation.
#[derive(Debug)]
pub struct Question<'a> {
    /// The address that the form is sent to.
    pub action: &'a str,
    /// The idempotency key, if carrying out the action twice would differ from once.
    pub key: Option<Uuid>,
    /// The verb on the button.
    pub verb: &'a str,
    /// The address that "Cancel" leads to.
    pub back: &'a str,
}

impl Question<'_> {
    /// The form with `fields`, a button that confirms and a link that cancels.
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

/// The hidden field with the idempotency key: a form that is sent twice is carried out once.
pub fn once(key: Uuid) -> Markup {
    html! { input type="hidden" name="key" value=(key); }
}

/// The message that the action is done. `replayed` adds that an earlier request did it.
pub fn done(said: &Markup, replayed: bool) -> Markup {
    html! {
        p.good role="status" {
            (said)
            @if replayed { " This form was sent before, and was carried out then." }
        }
    }
}

/// A link back.
pub fn back(address: &str, to: &str) -> Markup {
    html! { p { a href=(address) { "Back to " (to) } } }
}
