//! Money on its way out: every state, who carries it out, and where it cannot be sent.

pub mod callbacks;
pub mod destinations;
pub mod endings;
pub mod lifecycle;
pub mod providers;
pub mod unserved;
