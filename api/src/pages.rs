//! The foundation of pages: the document around them, the assets that it loads, the reader's language, and who may send
//! a form.
//!
//! A page or an action is a file below `routes`, as an endpoint is. It calls the same domain functions by the same
//! paths as the API. Nothing here knows the business.

pub mod assets;
pub mod document;
pub mod guard;
pub mod language;
