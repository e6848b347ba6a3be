//! `/postman.json`: the API's description as a Postman collection.

pub mod get;
