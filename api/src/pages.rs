//! What pages stand on: the document around them, what it loads, the reader's language, and who may send a form.
//!
//! A page or an action is a file below `routes`, as an endpoint is. It calls the same domain functions by the same paths as the
//! API; here is nothing of the business.

pub mod assets;
pub mod document;
pub mod guard;
pub mod language;
