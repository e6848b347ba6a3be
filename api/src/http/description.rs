//! The OpenAPI description, as far as requests are checked against it.
//!
//! It is built from the tables of routes (`crate::openapi`), which depend on everything that reads it. So it is passed
//! in with the state of the service, and built on first use.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::http::Method;
use serde_json::Value;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::{OpenApi, RefOr};

/// The query parameters of a route's operations.
type ByMethod = Vec<(Method, Vec<&'static str>)>;

/// The known query parameters of each route, by pattern and method.
#[derive(Debug)]
pub struct Parameters(HashMap<&'static str, ByMethod>);

/// The description. Copies share the same document.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// The OpenAPI document as it is served.
    pub document: &'static LazyLock<Value>,
    /// The same document as a Postman collection.
    pub postman: &'static LazyLock<Value>,
    /// The query parameters that the document describes. No others are allowed.
    pub parameters: &'static LazyLock<Parameters>,
}

impl Parameters {
    /// Collects the parameters that `document` describes.
    pub fn of(document: &'static OpenApi) -> Self {
        let of = |item: &'static PathItem| {
            let operations = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            let described =
                operations.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)));
            described.map(|(method, operation)| (method, in_query(operation))).collect()
        };
        Self(document.paths.paths.iter().map(|(path, item)| (path.as_str(), of(item))).collect())
    }
}

impl Description {
    /// Returns the names of a route's query parameters. They are empty for a route that is not described.
    pub fn parameters(self, method: &Method, path: &str) -> &'static [&'static str] {
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        let of_path = self.parameters.0.get(path).map_or(&[][..], Vec::as_slice);
        of_path.iter().find(|(of, _)| of == method).map_or(&[], |(_, names)| names.as_slice())
    }

    /// Returns the patterns of all described routes.
    pub fn patterns(self) -> impl Iterator<Item = &'static str> {
        self.parameters.0.keys().copied()
    }

    /// Returns the methods of a route. They are empty if it is not described.
    pub fn methods(self, path: &str) -> Vec<&'static str> {
        self.parameters.0.get(path).into_iter().flatten().map(|(method, _)| method.as_str()).collect()
    }
}

fn in_query(operation: &'static Operation) -> Vec<&'static str> {
    let named = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name.as_str()),
        _ => None,
    });
    named.collect()
}
