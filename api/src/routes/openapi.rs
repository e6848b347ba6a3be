//! `/openapi.json`: the OpenAPI description of the API.

pub mod get;
