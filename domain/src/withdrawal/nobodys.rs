//! Addresses that are valid and nobody's: what is sent there is gone for ever.
//!
//! Sources: EIP-1352 (Ethereum's addresses up to `0x…ffff` are reserved for precompiled contracts; the zero address and
//! `0x…dEaD` are among them), the issuers' own pages for the contracts of USDC and USDT, the genesis block of Tron for its
//! black hole, and the block explorers' labels of burn addresses, of which these hold the most. A list cannot be whole: it has
//! what people are known to have sent money to.

use super::address::{AddressFault, Chain};

/// The bytes of an Ethereum address in front of the two that EIP-1352 reserves.
const RESERVED_PREFIX: [u8; 18] = [0; 18];

/// Burn addresses with no pattern that is refused already.
const BURNED: [(Chain, &str); 8] = [
    (Chain::Bitcoin, "1BitcoinEaterAddressDontSendf59kuE"),
    (Chain::Bitcoin, "1CounterpartyXXXXXXXXXXXXXXXUWLpVr"),
    (Chain::Ethereum, "0xdEAD000000000000000042069420694206942069"),
    (Chain::Ethereum, "0xdead000000000000000000000000000000000000"),
    (Chain::Ethereum, "0xdeaDDeADDEaDdeaDdEAddEADDEAdDeadDEADDEaD"),
    // What programs write for the currency itself.
    (Chain::Ethereum, "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"),
    (Chain::Ethereum, "0xFFfFfFffFFfffFFfFFfFFFFFffFFFffffFfFFFfF"),
    (Chain::Tron, "TLsV52sRDL79HXGGm9yzwKibb6BeruhUzy"),
];

/// The contracts of the currencies that are offered ([`Chain::currencies`]).
const CONTRACTS: [(Chain, &str); 3] = [
    (Chain::Ethereum, "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"), // USDC
    (Chain::Ethereum, "0xdAC17F958D2ee523a2206206994597C13D831ec7"), // USDT
    (Chain::Tron, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),             // USDT
];

/// Refuses `address` of `chain` when it is nobody's. `payload` is what it stands for: a hash, a program or an account.
pub(super) fn check(chain: Chain, address: &str, payload: &[u8]) -> Result<(), AddressFault> {
    let is_in = |list: &[(Chain, &str)]| {
        list.iter().any(|(of, listed)| {
            *of == chain
                && match chain {
                    // Its letters' case is a checksum, not part of the address.
                    Chain::Ethereum => listed.eq_ignore_ascii_case(address),
                    Chain::Bitcoin | Chain::Tron => *listed == address,
                }
        })
    };
    let reserved = chain == Chain::Ethereum && payload.starts_with(&RESERVED_PREFIX);
    if reserved || payload.iter().all(|byte| *byte == 0) || is_in(&BURNED) {
        Err(AddressFault::Nobodys)
    } else if is_in(&CONTRACTS) {
        Err(AddressFault::Contract)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_and_burn_addresses_are_nobodys() {
        for (chain, address) in [
            (Chain::Bitcoin, "1111111111111111111114oLvT2"),
            (Chain::Bitcoin, "31h1vYVSYuKP6AhS86fbRdMw9XHieotbST"),
            (Chain::Bitcoin, "1BitcoinEaterAddressDontSendf59kuE"),
            (Chain::Ethereum, "0x0000000000000000000000000000000000000000"),
            (Chain::Ethereum, "0x0000000000000000000000000000000000000001"),
            (Chain::Ethereum, "0x0000000000000000000000000000000000000100"),
            (Chain::Ethereum, "0x000000000000000000000000000000000000dEaD"),
            (Chain::Ethereum, "0x000000000000000000000000000000000000dead"),
            (Chain::Tron, "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb"),
        ] {
            assert_eq!(chain.check(address), Err(AddressFault::Nobodys), "{address}");
        }
    }

    #[test]
    fn what_is_listed_would_be_valid_otherwise() {
        for (chain, address) in BURNED {
            assert_eq!(chain.check(address), Err(AddressFault::Nobodys), "{address}");
        }
        for (chain, address) in CONTRACTS {
            assert_eq!(chain.check(address), Err(AddressFault::Contract), "{address}");
        }
        let lower = CONTRACTS[0].1.to_ascii_lowercase();
        assert_eq!(Chain::Ethereum.check(&lower), Err(AddressFault::Contract), "whatever its case");
    }
}
