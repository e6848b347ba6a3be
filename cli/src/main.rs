//! The skeleton of this crate.
fn main() {}
