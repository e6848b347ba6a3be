//! The errors that end an API process.

use std::io;
use std::net::SocketAddr;

/// Why an API process did not start, or ended on its own.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A setting is wrong. The text names it.
    #[error("{0}")]
    Config(String),
    /// A listener cannot be opened.
    #[error("cannot listen on {address} ({setting})")]
    Listen {
        /// The address to listen on.
        address: SocketAddr,
        /// The setting that gives the address.
        setting: &'static str,
        /// Why the listener cannot be opened.
        #[source]
        source: io::Error,
    },
}
