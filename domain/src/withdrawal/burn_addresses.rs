//! Valid addresses that belong to nobody. Money that is sent there is lost for ever.
//!
//! An address is checked by its hash of 20 bytes (or its program of 32), on every chain: if nobody has the key of a
//! hash on one chain, nobody has it on another. So each hash is listed once.
//!
//! Sources: the issuers' own pages for the contracts of USDC and USDT, the genesis block of Tron for its black hole,
//! BIP 341 for its point without a key, and the block explorers' labels of burn addresses, of which these hold the
//! most. The list cannot be complete: it has addresses that people are known to have sent money to.

use super::chain::{AddressFault, Chain};

/// How many bytes may differ in a hash that otherwise repeats one byte and so belongs to nobody: `0x0…0`, `0x0…dEaD`,
/// `0xfF…fE`, and all that EIP-1352 reserves. The chance that the hash of a key looks like this is 1 in 10^32.
const STRAY_BYTES: usize = 4;

/// Hashes whose key nobody has, on any chain, in hex.
const HASHES: [&str; 12] = [
    "759d6677091e973b9e9d99f19c68fbf43e3f05f9", // 1BitcoinEaterAddressDontSendf59kuE
    "818895f3dc2c178629d3d2d8fa3ec4a3f8179821", // 1CounterpartyXXXXXXXXXXXXXXXUWLpVr
    "77944d19c052b73ee2286823aa83f8138cb7032f", // TLsV52sRDL79HXGGm9yzwKibb6BeruhUzy, Tron's black hole
    "dead000000000000000042069420694206942069",
    "deaddeaddeaddeaddeaddeaddeaddeaddeaddead",
    "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
    "0123456789012345678901234567890123456789",
    "1234567890123456789012345678901234567890",
    // Hashes of empty input: of an empty key on Bitcoin (anybody can spend from the one of an empty script), of an
    // empty key on Ethereum, and of an empty script of segwit.
    "b472a266d0bd89c13706a4132ccfb16f7c3b9fcb",
    "dcc703c0e500b653ca82273b7bfad8045d85a470",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    // The point of BIP 341 that has no key.
    "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0",
];

/// The contracts of the currencies that are offered ([`Chain::currencies`]), in hex. Nobody has their key on another
/// chain.
const CONTRACTS: [(Chain, &str); 3] = [
    (Chain::Ethereum, "a0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"), // USDC
    (Chain::Ethereum, "dac17f958d2ee523a2206206994597c13d831ec7"), // USDT
    (Chain::Tron, "a614f803b6fd780986a42c78ec9c7f77e6ded13c"),     // USDT, TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t
];

/// Rejects an address of `chain` whose `hash` (a hash, a program or an account) belongs to nobody.
pub(super) fn check(chain: Chain, hash: &[u8]) -> Result<(), AddressFault> {
    let hex = hex::encode(hash);
    if CONTRACTS.contains(&(chain, hex.as_str())) {
        Err(AddressFault::Contract)
    } else if is_monotonous(hash)
        || HASHES.contains(&hex.as_str())
        || CONTRACTS.iter().any(|(_, contract)| *contract == hex)
    {
        Err(AddressFault::Unspendable)
    } else {
        Ok(())
    }
}

/// Returns whether all bytes but at most [`STRAY_BYTES`] are the same.
fn is_monotonous(hash: &[u8]) -> bool {
    hash.iter().any(|byte| hash.iter().filter(|other| *other != byte).count() <= STRAY_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the addresses of a hash of 20 bytes, on each chain.
    fn addresses_of(hash: &str) -> [(Chain, String); 4] {
        let hash = hex::decode(hash).unwrap();
        let base58 = |version: u8| {
            let versioned = [&[version][..], &hash].concat();
            bs58::encode(versioned).with_check().into_string()
        };
        let segwit = bech32::segwit::encode(bech32::hrp::BC, bech32::segwit::VERSION_0, &hash).unwrap();
        [
            (Chain::Bitcoin, base58(0x00)),
            (Chain::Bitcoin, base58(0x05)),
            (Chain::Bitcoin, segwit),
            (Chain::Tron, base58(0x41)),
        ]
    }

    #[test]
    fn zeros_and_burn_addresses_are_unspendable() {
        for (chain, address) in [
            (Chain::Bitcoin, "1111111111111111111114oLvT2"),
            (Chain::Bitcoin, "31h1vYVSYuKP6AhS86fbRdMw9XHieotbST"),
            (Chain::Bitcoin, "1QLbz7JHiBTspS962RLKV8GndWFwi5j6Qr"),
            (Chain::Bitcoin, "1BitcoinEaterAddressDontSendf59kuE"),
            (Chain::Bitcoin, "1CounterpartyXXXXXXXXXXXXXXXUWLpVr"),
            (Chain::Bitcoin, "1HT7xU2Ngenf7D4yocz2SAcnNLW7rK8d4E"),
            // The empty script, an example in many texts.
            (Chain::Bitcoin, "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
            (Chain::Ethereum, "0x0000000000000000000000000000000000000000"),
            (Chain::Ethereum, "0x0000000000000000000000000000000000000001"),
            (Chain::Ethereum, "0x0000000000000000000000000000000000000100"),
            (Chain::Ethereum, "0x000000000000000000000000000000000000dEaD"),
            (Chain::Ethereum, "0x000000000000000000000000000000000000dead"),
            (Chain::Ethereum, "0xdEAD000000000000000042069420694206942069"),
            (Chain::Ethereum, "0xdead000000000000000000000000000000000000"),
            (Chain::Ethereum, "0xdeaDDeADDEaDdeaDdEAddEADDEAdDeadDEADDEaD"),
            // The addresses that programs use for the chain's currency.
            (Chain::Ethereum, "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"),
            (Chain::Ethereum, "0xFFfFfFffFFfffFFfFFfFFFFFffFFFffffFfFFFfF"),
            (Chain::Tron, "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb"),
            (Chain::Tron, "T9yD14Nj9j7xAB4dbGeiX9h8unkKLxmGkn"),
            (Chain::Tron, "T9yD14Nj9j7xAB4dbGeiX9h8upfCg3PBbY"),
            (Chain::Tron, "TLsV52sRDL79HXGGm9yzwKibb6BeruhUzy"),
        ] {
            assert_eq!(chain.check(address), Err(AddressFault::Unspendable), "{address}");
        }
    }

    #[test]
    fn a_burn_hash_is_unspendable_on_every_chain() {
        let patterns =
            ["11".repeat(20), format!("{}dead", "00".repeat(18)), format!("{}fe", "ff".repeat(19))];
        let listed = HASHES.iter().filter(|hash| hash.len() == 40).map(|hash| (*hash).to_owned());
        for hash in listed.chain(patterns) {
            for (chain, address) in addresses_of(&hash) {
                assert_eq!(chain.check(&address), Err(AddressFault::Unspendable), "{address}");
            }
            let account = format!("0x{hash}");
            assert_eq!(Chain::Ethereum.check(&account), Err(AddressFault::Unspendable), "{account}");
        }
    }

    #[test]
    fn hashes_are_listed_in_the_form_that_is_compared() {
        for hash in HASHES.into_iter().chain(CONTRACTS.map(|(_, contract)| contract)) {
            assert_eq!(hex::encode(hex::decode(hash).unwrap()), hash);
            assert!([40, 64].contains(&hash.len()), "{hash}");
        }
    }

    #[test]
    fn a_contract_is_named_on_its_chain_and_unspendable_on_others() {
        for address in
            ["0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "0xdAC17F958D2ee523a2206206994597C13D831ec7"]
        {
            assert_eq!(Chain::Ethereum.check(address), Err(AddressFault::Contract), "{address}");
            let lower = address.to_ascii_lowercase();
            assert_eq!(Chain::Ethereum.check(&lower), Err(AddressFault::Contract), "letters of any case");
        }
        assert_eq!(Chain::Tron.check("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"), Err(AddressFault::Contract));
        for (chain, address) in addresses_of(CONTRACTS[1].1) {
            assert_eq!(chain.check(&address), Err(AddressFault::Unspendable), "{address}");
        }
    }

    #[test]
    fn a_hash_that_only_begins_like_a_burn_hash_is_accepted() {
        let vanity = hex::decode("00000000000000000000b0b0cafe0123456789ab").unwrap();
        assert_eq!(check(Chain::Ethereum, &vanity), Ok(()));
    }
}
