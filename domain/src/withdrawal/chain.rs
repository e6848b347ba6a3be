//! The chains that money is sent on, and why an address of one is refused.

use serde::{Deserialize, Serialize};

/// Why no money is sent to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// None of the chain's main network, or with a slip of the pen.
    #[error("not a valid address of its chain")]
    Invalid,
    /// Of Ethereum, in lower or upper case alone: a slip of the pen could not be seen.
    #[error("an address without a checksum")]
    NoChecksum,
    /// Nobody has its key: what is sent there is gone.
    #[error("an address that nobody can spend from")]
    Nobodys,
    /// The contract of a currency itself, a frequent slip of the clipboard.
    #[error("the address of a currency's contract")]
    Contract,
}

/// A chain that money is sent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Chain {
    /// Base58Check (versions 0 and 5), bech32 and bech32m (`bc1…`).
    Bitcoin,
    /// `0x` and 40 digits in the mixed case of EIP-55.
    Ethereum,
    /// Base58Check (`T…`).
    Tron,
}

impl Chain {
    /// All variants.
    pub const ALL: [Self; 3] = [Self::Bitcoin, Self::Ethereum, Self::Tron];

    /// The name, as it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bitcoin => "bitcoin",
            Self::Ethereum => "ethereum",
            Self::Tron => "tron",
        }
    }

    /// The chain of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|chain| chain.as_str() == name)
    }

    /// The currencies that are sent on it.
    pub const fn currencies(self) -> &'static [&'static str] {
        match self {
            Self::Bitcoin => &["BTC"],
            Self::Ethereum => &["ETH", "USDC", "USDT"],
            Self::Tron => &["TRX", "USDT"],
        }
    }
}
