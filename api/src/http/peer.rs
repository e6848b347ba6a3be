//! Who is at the other end of a connection, and whom proxies in between have named.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};

/// The header in which each proxy appends the address of its own client.
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// In a request's extensions: the other end of its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

impl Peer {
    /// Whom a request comes from, through so many `proxies` that each append to `X-Forwarded-For`. What stands further to the left
    /// than the last of them wrote anybody may have written. Nothing if that is nobody's own address: without proxies that
    /// are known, a private address is most likely a proxy's.
    pub fn client(self, headers: &HeaderMap, proxies: u8) -> Option<IpAddr> {
        let named = named(headers, proxies);
        named.or_else(|| Some(self.0.to_canonical()).filter(|peer| !is_private(*peer)))
    }
}

/// The address that the outermost of `proxies` wrote.
fn named(headers: &HeaderMap, proxies: u8) -> Option<IpAddr> {
    let place = usize::from(proxies).checked_sub(1)?;
    let lines = headers.get_all(X_FORWARDED_FOR).iter().rev().map(|line| line.to_str().unwrap_or_default());
    lines.flat_map(|line| line.rsplit(',')).nth(place).and_then(address)
}

/// An address as proxies write it: some with a port, and IPv6 in brackets.
fn address(written: &str) -> Option<IpAddr> {
    let written = written.trim();
    let bare = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(written);
    let with_port = || written.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare.parse::<IpAddr>().ok().or_else(with_port).map(|ip| ip.to_canonical())
}

/// Whether an address is one of a machine's or a network's own, and so of many.
const fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let shared = matches!(ip.octets(), [100, 64..=127, _, _]);
            ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified() || shared
        }
        IpAddr::V6(ip) => {
            ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_unspecified()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str], proxies: u8) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(X_FORWARDED_FOR, line.parse().unwrap());
        }
        Peer(peer.parse().unwrap()).client(&headers, proxies).map(|ip| ip.to_string())
    }

    #[test]
    fn only_what_proxies_wrote_is_believed() {
        let outside = Some("198.51.100.7".to_owned());
        let lines = ["192.0.2.66, 203.0.113.1", "198.51.100.7,\t10.1.1.1"];
        assert_eq!(client("198.51.100.7", &lines, 0), outside, "the header is not read");
        assert_eq!(client("10.0.0.2", &lines, 1).as_deref(), Some("10.1.1.1"), "also a private one");
        assert_eq!(client("10.0.0.2", &lines, 2), outside);
        assert_eq!(client("10.0.0.2", &lines, 3).as_deref(), Some("203.0.113.1"));
        assert_eq!(client("10.0.0.2", &lines, 5), None, "it did not come through as many");
        assert_eq!(client("198.51.100.7", &[], 1), outside);
        assert_eq!(client("198.51.100.7", &["unknown"], 1), outside);
        for written in ["198.51.100.7:4711", " 198.51.100.7 ", "::ffff:198.51.100.7", "[::ffff:c633:6407]:1"]
        {
            assert_eq!(client("10.0.0.2", &[written], 1), outside, "{written}");
        }
        assert_eq!(client("10.0.0.2", &["[2001:db8::1]"], 1).as_deref(), Some("2001:db8::1"));
    }

    #[test]
    fn a_private_peer_is_nobody() {
        for peer in [
            "127.0.0.1",
            "::1",
            "10.0.0.2",
            "172.17.0.1",
            "100.64.0.1",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.2",
        ] {
            assert_eq!(client(peer, &[], 0), None, "{peer}");
        }
        for peer in ["100.128.0.1", "203.0.113.9", "2001:db8::1"] {
            assert_eq!(client(peer, &[], 0).as_deref(), Some(peer));
        }
    }
}
