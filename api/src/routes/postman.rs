//! `/postman.json`: the same, as a Postman collection.

pub mod get;
