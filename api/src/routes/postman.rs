//! `/postman.json`: the API description as a Postman collection.

pub mod get;
