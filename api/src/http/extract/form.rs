//! Forms of pages: `application/x-www-form-urlencoded`, in which a name may occur more than once.

use std::collections::BTreeSet;

use axum::extract::{FromRequest, Request};
use axum::http::Uri;

use super::body;
use crate::http::refusal::Refusal;

/// The maximum length of a repeated field's name in an error message.
const MOST_SHOWN: usize = 50;

/// The only field that may be repeated: the event types that are chosen from a list.
const LISTED: &str = "events";

/// A request extension: a form in which a name occurs more than once is refused ([`Form::each_once`]).
#[derive(Debug, Clone, Copy)]
pub struct EachOnce;

/// The fields of a form, in order.
#[derive(Clone, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Parses the form in a query string.
    pub fn of_query(address: &Uri) -> Self {
        Self(
            url::form_urlencoded::parse(address.query().unwrap_or_default().as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// Parses the form in a body.
    pub fn of_body(bytes: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// Wraps fields that were read elsewhere, as names and values.
    pub const fn of_fields(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// Returns all fields, as names and values.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the value of the field `name`, trimmed. Returns `None` if the field is blank, missing or repeated.
    pub fn text<'a>(&'a self, name: &str) -> Option<&'a str> {
        let mut found = self.all(name);
        match (found.next(), found.next()) {
            (Some(text), None) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// Refuses a form in which a name occurs more than once. [`text`](Self::text) treats such a field as missing, and a
    /// command without a field may affect more.
    ///
    /// # Errors
    /// [`Refusal::InvalidParameter`] with the name of the field.
    pub fn each_once(&self) -> Result<(), Refusal> {
        let mut seen = BTreeSet::new();
        let mut names = self.fields().map(|(name, _)| name).filter(|name| *name != LISTED);
        let twice = names.find(|name| !seen.insert(*name));
        twice.map_or(Ok(()), |name| {
            let field: String = name.chars().take(MOST_SHOWN).collect();
            let message = format!("{field} is given more than once: send it once.");
            Err(Refusal::InvalidParameter { field, message })
        })
    }

    /// Returns the values of all fields with this name.
    pub fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Parses a whole number as people write it: `1500` or `1,500`. A comma that does not group three digits may be a
/// decimal point, so such a number is rejected.
pub fn whole_number(text: &str) -> Option<i64> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = text.split(',');
    let first = groups.next().filter(|first| digits(first))?;
    let mut others = groups.clone();
    let grouped = others.next().is_none()
        || (first.len() <= 3 && groups.all(|group| group.len() == 3 && digits(group)));
    grouped.then(|| text.replace(',', "").parse().ok()).flatten()
}

/// Shows no field, because fields hold secrets and personal data, which do not belong in a log.
impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Form({} fields)", self.0.len())
    }
}

impl<S: Sync> FromRequest<S> for Form {
    type Rejection = Refusal;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Refusal> {
        let once = request.extensions().get::<EachOnce>().is_some();
        let bytes = body::form(request).await?;
        let form = Self::of_body(&bytes);
        if once {
            form.each_once()?;
        }
        Ok(form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_are_accepted_only_between_groups_of_three_digits() {
        for (text, number) in [("0", 0), ("1500", 1_500), ("1,500", 1_500), ("12,345,678", 12_345_678)] {
            assert_eq!(whole_number(text), Some(number), "{text}");
        }
        for text in
            ["", "1,5", "1,50", "1500,000", "1,,500", ",500", "1,", "1.5", "-1", "+1", "1 500", "1,5000"]
        {
            assert_eq!(whole_number(text), None, "{text}");
        }
    }
}
