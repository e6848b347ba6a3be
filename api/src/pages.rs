//! The foundation of pages: the document around each page, its assets, the reader's language, and the guard that checks
//! where a form comes from.
//!
//! A page or an action is a file below `routes`, like an endpoint, and calls the same domain functions in the same way
//! as the API. Nothing here knows the business.

pub mod assets;
pub mod document;
pub mod guard;
pub mod language;
pub mod pieces;
