//! The network of a request. Attempts to sign in are limited by network as well as by account.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::app::App;
use crate::http::peer::Peer;

/// A network: an IPv4 address, or a /64 of IPv6, which is what one household or machine gets. `None` if the address is
/// unknown or may be shared by everybody ([`Peer::client`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network(Option<IpAddr>);

impl Network {
    /// Returns the address under which the network's attempts are counted.
    pub const fn address(self) -> Option<IpAddr> {
        self.0
    }

    fn of(ip: IpAddr) -> Self {
        Self(Some(match ip {
            IpAddr::V4(_) => ip,
            IpAddr::V6(ip) => IpAddr::V6((ip.to_bits() >> 64 << 64).into()),
        }))
    }
}

impl FromRequestParts<App> for Network {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>();
        let client = peer.and_then(|peer| peer.client(&parts.headers, app.proxies));
        Ok(client.map_or(Self(None), Self::of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv6_addresses_with_one_64_bit_prefix_are_one_network() {
        let address = |ip: &str| Network::of(ip.parse().unwrap()).address().unwrap();
        assert_eq!(address("2001:db8:1:2::1"), address("2001:db8:1:2:ffff::9"));
        assert_ne!(address("2001:db8:1:2::1"), address("2001:db8:1:3::1"));
        assert_ne!(address("203.0.113.1"), address("203.0.113.2"));
    }
}
