//! The routes by small numbers, so that counting a request copies no text.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::http::Method;

use crate::http::description::Description;

/// The route of what is beyond the limits.
const OTHER: &str = "other";

/// The routes that are described.
#[derive(Debug)]
pub(super) struct Routes {
    description: Description,
    // The description is made when it is first asked for.
    known: OnceLock<Known>,
}

/// A route that is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RouteId(usize);

impl RouteId {
    /// What is beyond the limits, whatever its route.
    pub(super) const OTHER: Self = Self(0);
}

#[derive(Debug)]
struct Known {
    /// The place in `names` of each method of a pattern.
    places: HashMap<&'static str, Vec<(&'static str, RouteId)>>,
    names: Vec<String>,
}

impl Routes {
    pub(super) const fn new(description: Description) -> Self {
        Self { description, known: OnceLock::new() }
    }

    /// The route of a request that has matched `pattern`. HEAD is answered by what answers GET.
    pub(super) fn find(&self, method: &Method, pattern: &str) -> Option<RouteId> {
        let method = if *method == Method::HEAD { Method::GET.as_str() } else { method.as_str() };
        let of_pattern = self.known().places.get(pattern)?;
        of_pattern.iter().find(|(of, _)| *of == method).map(|(_, id)| *id)
    }

    /// Its method and pattern.
    pub(super) fn name(&self, id: RouteId) -> &str {
        self.known().names.get(id.0).map_or(OTHER, String::as_str)
    }

    fn known(&self) -> &Known {
        self.known.get_or_init(|| {
            let (mut places, mut names) = (HashMap::new(), vec![OTHER.to_owned()]);
            for pattern in self.description.patterns() {
                let mut of_pattern = Vec::new();
                for method in self.description.methods(pattern) {
                    of_pattern.push((method, RouteId(names.len())));
                    names.push(format!("{method} {pattern}"));
                }
                places.insert(pattern, of_pattern);
            }
            Known { places, names }
        })
    }
}
