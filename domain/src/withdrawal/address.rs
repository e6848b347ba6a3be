//! Addresses of chains. One with a slip of the pen is refused by its checksum: money sent there is gone.

use serde::{Deserialize, Serialize};
use sha3::{Digest, Keccak256};

/// The longest text that can be an address (90, of bech32): longer ones are refused unread.
const MAX_CHARS: usize = 90;

/// The first byte of a Bitcoin address: paid to a key's hash, or to a script's.
const BITCOIN_VERSIONS: [u8; 2] = [0x00, 0x05];

/// The first byte of a Tron address.
const TRON_VERSION: u8 = 0x41;

/// The bytes of a base58 address: its version and a hash of 20.
const BASE58_BYTES: usize = 21;

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
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Bitcoin, Self::Ethereum, Self::Tron];

    /// As it is shown and stored.
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

    /// Whether `address` is one of this chain's main network, its checksum included.
    pub fn has_address(self, address: &str) -> bool {
        address.len() <= MAX_CHARS
            && match self {
                Self::Bitcoin => is_segwit(address) || is_base58(address, &BITCOIN_VERSIONS),
                Self::Ethereum => is_eip55(address),
                Self::Tron => is_base58(address, &[TRON_VERSION]),
            }
    }
}

fn is_base58(address: &str, versions: &[u8]) -> bool {
    let decoded = bs58::decode(address).with_check(None).into_vec();
    decoded.is_ok_and(|bytes| {
        bytes.len() == BASE58_BYTES && bytes.first().is_some_and(|version| versions.contains(version))
    })
}

/// BIP 173 and 350: the witness version decides which of the two checksums it must have.
fn is_segwit(address: &str) -> bool {
    bech32::segwit::decode(address).is_ok_and(|(hrp, _, _)| hrp == bech32::hrp::BC)
}

/// EIP-55: the case of each letter is a bit of the checksum. All lower or all upper case has none, and is refused.
fn is_eip55(address: &str) -> bool {
    let Some(digits) = address.strip_prefix("0x").filter(|digits| digits.len() == 40) else { return false };
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) || digits.bytes().all(|digit| digit == b'0') {
        return false;
    }
    let checksum = Keccak256::digest(digits.to_ascii_lowercase());
    digits
        .bytes()
        .zip(hex::encode(checksum).bytes())
        .all(|(digit, nibble)| digit.is_ascii_digit() || digit.is_ascii_uppercase() == (nibble >= b'8'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From BIP 173, BIP 350, EIP-55 and the chains' own first blocks and contracts.
    const VALID: [(Chain, &str); 10] = [
        (Chain::Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        (Chain::Bitcoin, "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
        (Chain::Bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        (Chain::Bitcoin, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"),
        (Chain::Bitcoin, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),
        (Chain::Ethereum, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        (Chain::Ethereum, "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"),
        (Chain::Ethereum, "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"),
        (Chain::Tron, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
        (Chain::Tron, "TLa2f6VPqDgRE67v1736s7bJ8Ray5wYjU7"),
    ];

    #[test]
    fn addresses_are_of_one_chain() {
        for (chain, address) in VALID {
            for other in Chain::ALL {
                assert_eq!(other.has_address(address), other == chain, "{address} on {other:?}");
            }
        }
    }

    #[test]
    fn one_wrong_character_is_noticed() {
        for (chain, address) in VALID {
            for place in 0..address.len() {
                let mut wrong = address.as_bytes().to_vec();
                wrong[place] = if wrong[place] == b'4' { b'5' } else { b'4' };
                let wrong = String::from_utf8(wrong).unwrap();
                assert!(!chain.has_address(&wrong), "{wrong}");
            }
        }
    }

    #[test]
    fn nonsense_and_other_networks_are_refused() {
        for wrong in [
            "",
            "0x",
            "bc1",
            "0x0000000000000000000000000000000000000000",
            // No checksum.
            "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
            "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            // Bitcoin's test network.
            "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
            "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
            // Version 1 under the checksum of version 0 (BIP 350).
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
            " 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        ] {
            assert!(Chain::ALL.into_iter().all(|chain| !chain.has_address(wrong)), "{wrong}");
        }
    }
}
