//! The chains that money is sent on, and why an address on one is rejected.

use serde::{Deserialize, Serialize};

/// Why an address is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// The text is not an address on the chain's main network, or has a typing error.
    #[error("not a valid address of its chain")]
    Invalid,
    /// The Ethereum address is in lower or upper case alone, so a typing error could not be detected.
    #[error("an address without a checksum")]
    NoChecksum,
    /// Nobody has the address's key, so money that is sent to it is lost.
    #[error("an address that nobody can spend from")]
    Unspendable,
    /// The address is the contract of a currency itself, which people often paste by mistake.
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

    /// Returns the name that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bitcoin => "bitcoin",
            Self::Ethereum => "ethereum",
            Self::Tron => "tron",
        }
    }

    /// Returns the chain with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|chain| chain.as_str() == name)
    }

    /// Returns the currencies that can be sent on the chain.
    pub const fn currencies(self) -> &'static [&'static str] {
        match self {
            Self::Bitcoin => &["BTC"],
            Self::Ethereum => &["ETH", "USDC", "USDT"],
            Self::Tron => &["TRX", "USDT"],
        }
    }
}
