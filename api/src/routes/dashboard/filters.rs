//! The fields that filter a list. A browser sends all fields of a form, even empty ones, and people pick days where
//! `/v1` takes times.

use chrono::{Days, NaiveDate};
use maud::{Markup, html};

/// Returns the trimmed text of a field, or `None` if it is empty.
pub fn non_empty(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Returns the time at which a day begins in UTC. Text that is not a day is returned unchanged.
pub fn from_day(text: Option<String>) -> Option<String> {
    non_empty(text).map(|text| day(&text).map_or(text, beginning))
}

/// Returns the time at which a day ends in UTC, so that the last day is included. Text that is not a day is returned
/// unchanged.
pub fn to_day(text: Option<String>) -> Option<String> {
    let end = |text: &str| day(text)?.checked_add_days(Days::new(1));
    non_empty(text).map(|text| end(&text).map_or(text, beginning))
}

/// The two fields for days, filled in with the filter's values.
pub fn days(from: Option<&str>, to: Option<&str>) -> Markup {
    html! {
        div { label for="from" { "From (day in UTC)" } input id="from" type="date" name="from" value=[from]; }
        div { label for="to" { "To (that day included)" } input id="to" type="date" name="to" value=[to]; }
    }
}

/// A field to choose one of `all`, or none.
pub fn select_field<'a>(
    (name, label, any): (&str, &str, &str),
    all: impl Iterator<Item = &'a str>,
    chosen: Option<&str>,
) -> Markup {
    html! {
        div {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                option value="" { (any) }
                @for one in all { option value=(one) selected[chosen == Some(one)] { (words(one)) } }
            }
        }
    }
}

/// A text field, filled in with the filter's value.
pub fn text(name: &str, label: &str, value: Option<&str>) -> Markup {
    html! { div { label for=(name) { (label) } input id=(name) type="text" name=(name) value=[value] autocomplete="off"; } }
}

/// Turns a stable name into words.
pub fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// Returns the address of a page with the fields that were filled in, encoded.
pub fn address<'a>(page: &str, fields: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { page.to_owned() } else { format!("{page}?{query}") }
}

fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

fn beginning(day: NaiveDate) -> String {
    format!("{}T00:00:00Z", day.format("%Y-%m-%d"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_times_and_the_last_day_is_included() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(from_day(some("2026-02-28")), some("2026-02-28T00:00:00Z"));
        assert_eq!(to_day(some("2026-02-28")), some("2026-03-01T00:00:00Z"));
        assert_eq!(to_day(some("2026-03-01T12:00:00Z")), some("2026-03-01T12:00:00Z"));
        assert_eq!((from_day(some(" ")), to_day(None)), (None, None));
    }

    #[test]
    fn an_address_keeps_the_filters_that_are_set() {
        assert_eq!(address("/a", [("b", None)]), "/a");
        assert_eq!(address("/a", [("b", Some("x y&z")), ("c", Some("d+e@f"))]), "/a?b=x+y%26z&c=d%2Be%40f");
    }
}
