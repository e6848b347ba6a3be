//! `/openapi.json`: what the API says of itself.

pub mod get;
