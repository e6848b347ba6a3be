//! Sending mails: takes the mails that are due, gives them to the operator's SMTP server, and records the results.
//!
//! [`Outbox`] takes a mail under a lease, in a short transaction that commits before anything is sent. [`send()`] gives
//! the mail to the server ([`SmtpServer`]), and records the result. A worker that dies in between loses nothing: when
//! the lease ends, the mail is sent again, under the same Message-ID. Any number of workers may do this. A worker
//! without an SMTP server takes no mails.

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
