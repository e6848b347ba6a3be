//! Forms of pages: `application/x-www-form-urlencoded`, in which a name may come more than once.

use axum::extract::{FromRequest, Request};
use axum::http::Uri;

use super::body;
use crate::http::refusal::Refusal;

/// The fields of a form, in their order.
#[derive(Clone, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// What a form that is sent as an address says.
    pub fn of_query(address: &Uri) -> Self {
        Self(
            url::form_urlencoded::parse(address.query().unwrap_or_default().as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// A form that was read elsewhere: names, and what is written under them.
    pub const fn of_fields(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// All of it: names, and what is written under them.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The text of the field `name`, without the spaces around it. Nothing if the field is blank, missing, or there
    /// twice.
    pub fn text<'a>(&'a self, name: &str) -> Option<&'a str> {
        let mut found = self.all(name);
        match (found.next(), found.next()) {
            (Some(text), None) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The texts of all fields with this name.
    pub fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Shows no field: they are secrets and a person's data, and do not belong in a log.
impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Form({} fields)", self.0.len())
    }
}

impl<S: Sync> FromRequest<S> for Form {
    type Rejection = Refusal;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Refusal> {
        let bytes = body::form(request).await?;
        Ok(Self(url::form_urlencoded::parse(&bytes).into_owned().collect()))
    }
}
