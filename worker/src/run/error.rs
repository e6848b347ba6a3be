//! The errors that end a worker process.

use apalis::prelude::MonitorError;

/// Why a worker process ended before it was stopped.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A setting is wrong. The text says which.
    #[error("{0}")]
    Config(String),
    /// The operators' listener cannot be opened.
    #[error("cannot listen on {address} (PAYOUT_OPS_LISTEN)")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// Why it cannot be opened.
        #[source]
        source: std::io::Error,
    },
    /// No worker is left.
    #[error("no worker is left")]
    Workers(#[from] MonitorError),
    /// The operating system gave no threads for a cell.
    #[error("the threads of a cell could not be started")]
    Threads(#[source] std::io::Error),
    /// The task of a cell's workers panicked or was aborted.
    #[error("the workers of a cell crashed")]
    BrokeOff(#[from] tokio::task::JoinError),
}
