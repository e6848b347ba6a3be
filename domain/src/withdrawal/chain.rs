//! The chains that money is sent on, and why an address of one is refused.

use serde::{Deserialize, Serialize};

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// It is no address of the chain's main network, or has a slip of the pen.
    #[error("not a valid address of its chain")]
    Invalid,
    /// It is an address of Ethereum in lower or upper case alone, in which a slip of the pen could not be seen.
    #[error("an address without a checksum")]
    NoChecksum,
    /// Nobody has its key, so money that is sent to it is gone.
    #[error("an address that nobody can spend from")]
    Nobodys,
    /// It is the contract of a currency itself, which is often pasted by mistake.
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

    /// The currencies that can be sent on it.
    pub const fn currencies(self) -> &'static [&'static str] {
        match self {
            Self::Bitcoin => &["BTC"],
            Self::Ethereum => &["ETH", "USDC", "USDT"],
            Self::Tron => &["TRX", "USDT"],
        }
    }
}
