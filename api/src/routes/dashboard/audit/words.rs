//! Words for the rows of the audit page: what was done, and with which result.

use domain::money::Cents;
use domain::steering::Entry;
use maud::{Markup, html};

use crate::pages::document::time;
use crate::pages::pieces::{count, id};
use crate::routes::dashboard::filters::words;

/// The prefix of every address of the dashboard.
const ROOT: &str = "/dashboard/";

/// First parts of addresses whose display name does not follow from their spelling.
const PLACES: [(&str, &str); 2] = [("api-keys", "API keys"), ("sign-out", "Sign out")];

/// Describes the action of an address: `/dashboard/api-keys/key_…/revoke` becomes "API keys: revoke", and the id.
pub fn action_in_words(path: &str) -> Markup {
    let rest = path.strip_prefix(ROOT).unwrap_or(path);
    let mut parts = rest.split('/').filter(|part| !part.is_empty());
    let place = parts.next().unwrap_or("home");
    let (ids, verbs): (Vec<&str>, Vec<&str>) = parts.partition(|part| is_id(part));
    let verbs: Vec<String> = verbs.into_iter().map(|verb| verb.replace('-', " ")).collect();
    html! {
        (named(place))
        @if !verbs.is_empty() { ": " (verbs.join(", ")) }
        @for one in ids { small { (id(one)) } }
    }
}

/// Returns whether a part of an address is an id: a prefix, an underscore and a UUID.
fn is_id(part: &str) -> bool {
    part.split_once('_').is_some_and(|(_, uuid)| uuid::Uuid::try_parse(uuid).is_ok())
}

/// Turns a part of an address into words with a capital letter.
fn named(place: &str) -> String {
    if let Some((_, name)) = PLACES.iter().find(|(known, _)| *known == place) {
        return (*name).to_owned();
    }
    let mut letters = place.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    first + &letters.as_str().replace('-', " ")
}

/// Describes the status that an action was answered with.
pub fn answered(status: Option<i16>) -> Markup {
    let words = match status {
        None => "unknown: the result was not recorded",
        Some(200..=399) => "done",
        Some(403) => "not permitted",
        Some(404) => "not found",
        Some(400..=499) => "refused",
        Some(_) => "failed",
    };
    html! { (words) @if let Some(status) = status { small { (status) } } }
}

/// Describes what a command did, and the values that it set.
pub fn done(row: &Entry) -> Markup {
    html! {
        (words(&row.action))
        @if let Some(rate) = row.max_per_second { small { (count(rate)) " a second" } }
        @if let Some(rate) = row.max_cents_per_second { small { (Cents::new(rate)) " a second" } }
        @if let Some(weight) = row.weight { small { (weight) " claims in a turn" } }
        @if let Some(on) = row.payouts_enabled { small { "payouts " (if on { "on" } else { "off" }) } }
        @if let Some(at) = row.scheduled_at { small { "for " (time(at)) } }
        @if let Some(role) = &row.role { small { "as " (role) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_described_in_words() {
        let id = "key_01900000-0000-7000-8000-000000000001";
        let in_words = |path: &str| action_in_words(path).into_string();
        assert!(in_words(&format!("/dashboard/api-keys/{id}/revoke")).starts_with("API keys: revoke<small>"));
        assert_eq!(in_words("/dashboard/payout-users"), "Payout users");
        assert_eq!(in_words("/dashboard/settings/top-up"), "Settings: top up");
        assert_eq!(in_words("/dashboard/sign-out"), "Sign out");
        assert_eq!(in_words("/dashboard"), "Dashboard");
        assert_eq!(in_words("/dashboard/<b>/_x"), "&lt;b&gt;: _x");
    }
}
