//! Numbers the routes, so that counting a request copies no text.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::http::Method;

use crate::http::description::Description;

/// The name under which requests beyond the limits are counted.
const OTHER: &str = "other";

/// The described routes.
#[derive(Debug)]
pub(super) struct Routes {
    description: Description,
    // Filled on first use, when the description is built.
    known: OnceLock<Known>,
}

/// A described route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RouteId(usize);

impl RouteId {
    /// The route of all requests beyond the limits.
    pub(super) const OTHER: Self = Self(0);
}

#[derive(Debug)]
struct Known {
    /// The methods of each pattern, with their index in `names`.
    places: HashMap<&'static str, Vec<(&'static str, RouteId)>>,
    names: Vec<String>,
}

impl Routes {
    pub(super) const fn new(description: Description) -> Self {
        Self { description, known: OnceLock::new() }
    }

    /// Returns the route of a request that matched `pattern`. HEAD counts as GET.
    pub(super) fn find(&self, method: &Method, pattern: &str) -> Option<RouteId> {
        let method = if *method == Method::HEAD { Method::GET.as_str() } else { method.as_str() };
        let of_pattern = self.known().places.get(pattern)?;
        of_pattern.iter().find(|(of, _)| *of == method).map(|(_, id)| *id)
    }

    /// Returns the method and pattern of a route.
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
