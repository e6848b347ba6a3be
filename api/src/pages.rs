//! The foundation of pages: the document around each, the assets that it loads, the reader's language, and the check of
//! who may send a form.
//!
//! A page or an action is a file below `routes`, as an endpoint is. It calls the same domain functions in the same way
//! as the API. Nothing here knows the business.

pub mod assets;
pub mod document;
pub mod guard;
pub mod language;
pub mod pieces;
