//! Elements that several pages share.

use std::fmt::Display;

use maud::{Markup, html};

/// An id. One click selects all of it. If scripts run, a button copies it.
pub fn id(id: impl Display) -> Markup {
    let text = id.to_string();
    html! {
        code.id { (text) }
        button.copy type="button" hidden data-copy=(text) aria-label={ "Copy " (text) } { "Copy" }
    }
}

/// Formats a count with commas between thousands.
pub fn count(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::from(if n < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Formats a duration in its two largest units.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3_600 => format!("{} min {} s", whole / 60, whole % 60),
        3_600..86_400 => format!("{} h {} min", whole / 3_600, whole % 3_600 / 60),
        _ => format!("{} d {} h", whole / 86_400, whole % 86_400 / 3_600),
    }
}

/// A container for a table that may be wider than a phone. It scrolls, also by keyboard.
pub fn wide(name: &str, table: Markup) -> Markup {
    html! { div.overflow-auto role="region" tabindex="0" aria-label=(name) { (table) } }
}

/// The sentence for an empty page of a list: `none` on the first page. A later page is empty only if its rows are gone
/// by now.
pub fn nothing(first: bool, none: &str) -> Markup {
    html! { p { (if first { none } else { "Nothing more." }) } }
}

/// Links to the next page of a list and to the first one.
pub fn pages(address: &str, first: bool, next: Option<&str>) -> Markup {
    html! {
        @if !first || next.is_some() {
            nav.pages aria-label="Pages" {
                @if !first { a href=(address) { "First page" } }
                @if let Some(next) = next { a href=(next) rel="next" { "Next page" } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_durations_are_formatted_for_people() {
        assert_eq!([0, 999, 1_000, -1_234_567].map(count), ["0", "999", "1,000", "-1,234,567"]);
        assert_eq!(
            [0.4, 59.4, 61.0, 3_725.0, 90_000.0].map(duration),
            ["0 s", "59 s", "1 min 1 s", "1 h 2 min", "1 d 1 h"]
        );
    }
}
