//! Sending mails: takes those that are due, gives them to the operator's SMTP server, and records what became of them.
//!
//! [`Outbox`] takes a mail in a short transaction under a lease, and commits before anything is sent. [`send()`] gives it to the
//! server ([`SmtpServer`]), and records the result. A worker that dies between the two loses nothing: when the lease ends, the mail
//! is sent again, under the same Message-ID. Run as many as you like. A worker without a server takes none.

mod message;
mod outbox;
mod send;
mod server;
mod smtp;

pub use message::message;
pub use outbox::{Leased, Outbox};
pub use send::{Mailer, send};
pub use server::SmtpServer;

/// How many mails one process sends at a time. Each has a connection of its own to the server.
pub const AT_ONCE: usize = 4;
