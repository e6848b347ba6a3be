//! Why an API process ends before it is told to.

use std::io;
use std::net::SocketAddr;

/// Why an API process did not start, or ended on its own.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A setting is wrong; the text says which.
    #[error("{0}")]
    Config(String),
    /// A listener cannot be opened.
    #[error("cannot listen on {address} ({setting})")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The setting that gives the address.
        setting: &'static str,
        /// Why it cannot be opened.
        #[source]
        source: io::Error,
    },
}
