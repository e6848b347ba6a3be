//! Behaviour, by what it is about. Each file's head says what it shows.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test reports by panicking, its helpers too")]

mod applying;
mod crashes;
mod poison;
mod steering;
