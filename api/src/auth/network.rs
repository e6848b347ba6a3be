//! The network that a request comes from, by which tries to sign in are limited besides the account.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::member::digest;

use crate::app::App;
use crate::http::peer::Peer;

/// The network: an IPv4 address, or a /64 of IPv6, for that is what one household or machine is given. Nothing where it is not
/// known, or where it may be everybody's ([`Peer::client`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network(Option<IpAddr>);

impl Network {
    /// The digest under which its tries are counted.
    pub fn subject(self) -> Option<[u8; 32]> {
        self.0.map(|ip| digest(&format!("network {ip}")))
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
    fn a_household_is_one() {
        let subject = |ip: &str| Network::of(ip.parse().unwrap()).subject().unwrap();
        assert_eq!(subject("2001:db8:1:2::1"), subject("2001:db8:1:2:ffff::9"));
        assert_ne!(subject("2001:db8:1:2::1"), subject("2001:db8:1:3::1"));
        assert_ne!(subject("203.0.113.1"), subject("203.0.113.2"));
    }
}
