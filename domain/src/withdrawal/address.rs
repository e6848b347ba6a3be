//! Addresses of block chains. Money that is sent to a wrong address is lost. So an address must be one that somebody
//! can spend from: on its chain's main network, with a valid checksum, and not known to belong to nobody.

use sha3::{Digest, Keccak256};

use super::burn_addresses;
pub use super::chain::{AddressFault, Chain};

/// The longest text that can be an address (90, of bech32). Longer texts are rejected without parsing.
const MAX_CHARS: usize = 90;

/// The version bytes of a Bitcoin address: of a key's hash, and of a script's.
const BITCOIN_VERSIONS: [u8; 2] = [0x00, 0x05];

/// The version byte of a Tron address.
const TRON_VERSION: u8 = 0x41;

/// The bytes of a base58 address: its version, and a hash of 20 bytes.
const BASE58_BYTES: usize = 21;

/// The programs of a segwit address that somebody can spend from, by witness version and length: the hash of a key or
/// of a script (BIP 141), and a key (BIP 341). From any other program, either everybody can spend or nobody can yet.
const WITNESS_PROGRAMS: [(u8, usize); 3] = [(0, 20), (0, 32), (1, 32)];

impl Chain {
    /// Checks that somebody can spend what is sent to `address`, as far as the address tells.
    ///
    /// # Errors
    /// [`AddressFault`]: why the address is rejected.
    pub fn check(self, address: &str) -> Result<(), AddressFault> {
        if address.len() > MAX_CHARS {
            return Err(AddressFault::Invalid);
        }
        let payload = match self {
            Self::Bitcoin => segwit(address).or_else(|| base58(address, &BITCOIN_VERSIONS)),
            Self::Ethereum => return ethereum(address),
            Self::Tron => base58(address, &[TRON_VERSION]),
        };
        burn_addresses::check(self, &payload.ok_or(AddressFault::Invalid)?)
    }
}

/// Returns the hash in a base58 address.
fn base58(address: &str, versions: &[u8]) -> Option<Vec<u8>> {
    let bytes = bs58::decode(address).with_check(None).into_vec().ok()?;
    let (version, hash) = bytes.split_first()?;
    (bytes.len() == BASE58_BYTES && versions.contains(version)).then(|| hash.to_vec())
}

/// Returns the program in a segwit address. The witness version decides which of two checksums the address must have
/// (BIP 173 and 350).
fn segwit(address: &str) -> Option<Vec<u8>> {
    let (hrp, version, program) = bech32::segwit::decode(address).ok()?;
    let spendable = WITNESS_PROGRAMS.contains(&(version.to_u8(), program.len()));
    (hrp == bech32::hrp::BC && spendable).then_some(program)
}

/// Checks an Ethereum address. By EIP-55 the case of its letters is a checksum. An address in lower or upper case alone
/// is valid as well, but has no checksum: one wrong digit would make it another address, and the money would be lost.
/// Wallets show the mixed-case form, so that form is required. Computing the checksum here would vouch for an address
/// that nobody has checked.
fn ethereum(address: &str) -> Result<(), AddressFault> {
    let digits =
        address.strip_prefix("0x").filter(|digits| digits.len() == 40).ok_or(AddressFault::Invalid)?;
    let account = hex::decode(digits).map_err(|_| AddressFault::Invalid)?;
    burn_addresses::check(Chain::Ethereum, &account)?;
    let checksum = hex::encode(Keccak256::digest(digits.to_ascii_lowercase()));
    let is_upper = |nibble: u8| nibble >= b'8';
    let mut letters = digits.bytes().zip(checksum.bytes()).filter(|(digit, _)| digit.is_ascii_alphabetic());
    if letters.clone().all(|(digit, nibble)| digit.is_ascii_uppercase() == is_upper(nibble)) {
        Ok(())
    } else if letters.clone().all(|(digit, _)| digit.is_ascii_lowercase())
        || letters.all(|(digit, _)| digit.is_ascii_uppercase())
    {
        Err(AddressFault::NoChecksum)
    } else {
        Err(AddressFault::Invalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From BIP 173, BIP 350, EIP-55, the chains' own first blocks and contracts, and the guides of Bitcoin (`3P…`).
    const VALID: [(Chain, &str); 10] = [
        (Chain::Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        (Chain::Bitcoin, "3P14159f73E4gFr7JterCCQh9QjiTjiZrG"),
        (Chain::Bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        (Chain::Bitcoin, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"),
        (Chain::Bitcoin, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),
        (Chain::Ethereum, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        (Chain::Ethereum, "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"),
        (Chain::Ethereum, "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"),
        (Chain::Tron, "TN3W4H6rK2ce4vX9YnFQHwKENnHjoxb3m9"),
        (Chain::Tron, "TLa2f6VPqDgRE67v1736s7bJ8Ray5wYjU7"),
    ];

    #[test]
    fn an_address_is_valid_on_one_chain_only() {
        for (chain, address) in VALID {
            for other in Chain::ALL {
                assert_eq!(other.check(address).is_ok(), other == chain, "{address} on {other:?}");
            }
        }
    }

    #[test]
    fn one_wrong_character_is_detected() {
        for (chain, address) in VALID {
            for place in 0..address.len() {
                let mut wrong = address.as_bytes().to_vec();
                wrong[place] = if wrong[place] == b'4' { b'5' } else { b'4' };
                let wrong = String::from_utf8(wrong).unwrap();
                assert_eq!(chain.check(&wrong), Err(AddressFault::Invalid), "{wrong}");
            }
        }
    }

    #[test]
    fn invalid_addresses_and_other_networks_are_rejected() {
        for wrong in [
            "",
            "0x",
            "bc1",
            "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            // Bitcoin's test network.
            "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
            "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
            // Version 1 under the checksum of version 0 (BIP 350).
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
            " 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        ] {
            assert!(
                Chain::ALL.into_iter().all(|chain| chain.check(wrong) == Err(AddressFault::Invalid)),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_missing_checksum_is_a_separate_fault() {
        for address in
            ["0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED"]
        {
            assert_eq!(Chain::Ethereum.check(address), Err(AddressFault::NoChecksum), "{address}");
        }
    }

    /// Builds an address, because these are valid bech32m or bech32 on Bitcoin's main network.
    fn witness(version: u8, program: &[u8]) -> String {
        let version = bech32::Fe32::try_from(version).unwrap();
        bech32::segwit::encode(bech32::hrp::BC, version, program).unwrap()
    }

    /// Returns bytes that differ, like those of a hash.
    fn program(length: u8) -> Vec<u8> {
        (1..=length).collect()
    }

    #[test]
    fn only_witness_programs_that_have_an_owner_are_accepted() {
        for (version, length) in [(0, 20), (0, 32), (1, 32)] {
            assert_eq!(Chain::Bitcoin.check(&witness(version, &program(length))), Ok(()));
        }
        // Pay-to-anchor is version 1 with two bytes.
        for length in [2, 20, 31, 33, 40] {
            assert_eq!(Chain::Bitcoin.check(&witness(1, &program(length))), Err(AddressFault::Invalid));
        }
        assert_eq!(Chain::Bitcoin.check("bc1pfeessrawgf"), Err(AddressFault::Invalid));
        for version in 2..=16 {
            for length in [20, 32, 40] {
                assert_eq!(
                    Chain::Bitcoin.check(&witness(version, &program(length))),
                    Err(AddressFault::Invalid)
                );
            }
        }
        for (version, length) in [(0, 20), (0, 32), (1, 32)] {
            let nothing = witness(version, &vec![0; length]);
            assert_eq!(Chain::Bitcoin.check(&nothing), Err(AddressFault::Unspendable), "{nothing}");
        }
    }
}
