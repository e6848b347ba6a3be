//! The peer of a connection, and the client that proxies in between report.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};

/// The header to which each proxy appends the address of its own client.
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A request extension: the peer address of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

impl Peer {
    /// Returns the client of a request through `proxies` proxies, which each append to `X-Forwarded-For`. Anybody may
    /// have written the entries to the left of theirs. If the proxies wrote no address, they are misconfigured, and the
    /// peer is returned. Without proxies, returns `None` for a private peer, which is most likely a proxy.
    pub fn client(self, headers: &HeaderMap, proxies: u8) -> Option<IpAddr> {
        let peer = self.0.to_canonical();
        match usize::from(proxies).checked_sub(1) {
            None => (!is_private(peer)).then_some(peer),
            Some(place) => Some(named(headers, place).unwrap_or(peer)),
        }
    }
}

/// Returns the address at `place` from the right, over all lines, or the leftmost one if there are fewer. The other
/// entries may be arbitrary bytes.
fn named(headers: &HeaderMap, place: usize) -> Option<IpAddr> {
    let lines = headers.get_all(X_FORWARDED_FOR).iter().rev();
    let entries = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    let written = entries.map(<[u8]>::trim_ascii).filter(|entry| !entry.is_empty());
    let wanted = written.take(place.saturating_add(1)).last()?;
    std::str::from_utf8(wanted).ok().and_then(address)
}

/// Parses an address as proxies write it: some with a port, and IPv6 in brackets.
fn address(written: &str) -> Option<IpAddr> {
    let bare = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(written);
    let with_port = || written.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare.parse::<IpAddr>().ok().or_else(with_port).map(|ip| ip.to_canonical())
}

/// Returns whether an address is local to a machine or a network, and so may be shared.
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
    use axum::http::HeaderValue;

    use super::*;

    fn client(peer: &str, forwarded: &[&[u8]], proxies: u8) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_bytes(line).unwrap());
        }
        Peer(peer.parse().unwrap()).client(&headers, proxies).map(|ip| ip.to_string())
    }

    #[test]
    fn only_addresses_from_known_proxies_are_believed() {
        let lines: [&[u8]; 2] = [b"192.0.2.66, 203.0.113.1", b"198.51.100.7,\t10.1.1.1"];
        assert_eq!(client("192.0.2.9", &lines, 0).as_deref(), Some("192.0.2.9"), "the header is not read");
        for (proxies, is) in
            [(1, "10.1.1.1"), (2, "198.51.100.7"), (3, "203.0.113.1"), (4, "192.0.2.66"), (10, "192.0.2.66")]
        {
            assert_eq!(client("10.0.0.2", &lines, proxies).as_deref(), Some(is), "{proxies}");
        }
    }

    #[test]
    fn a_forged_header_does_not_hide_the_address() {
        let before: [&[u8]; 6] = [b"\xe9", b"\xff\xfe", b"unknown", b",, ,", b"\"a,b", b"192.0.2.66"];
        for before in before {
            let same_line = [before, b", 203.0.113.51"].concat();
            for lines in [&[&same_line[..]][..], &[before, b"203.0.113.51"], &[b"203.0.113.51", b", "]] {
                let is = client("10.0.0.2", lines, 1);
                assert_eq!(is.as_deref(), Some("203.0.113.51"), "{}", before.escape_ascii());
            }
        }
    }

    #[test]
    fn addresses_are_read_in_every_form_that_proxies_write() {
        for (written, is) in [
            ("203.0.113.1:1234", "203.0.113.1"),
            (" 203.0.113.1 ", "203.0.113.1"),
            ("::ffff:203.0.113.1", "203.0.113.1"),
            ("[::ffff:203.0.113.1]:99", "203.0.113.1"),
            ("[::ffff:cb00:7101]", "203.0.113.1"),
            ("[2001:db8::1]:99", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
        ] {
            assert_eq!(client("10.0.0.2", &[written.as_bytes()], 1).as_deref(), Some(is), "{written}");
        }
    }

    #[test]
    fn without_a_forwarded_address_the_client_is_the_peer() {
        let wrong: [&[&[u8]]; 6] =
            [&[], &[b""], &[b" , "], &[b"198.51.100.7, unknown"], &[b"198.51.100.7, \xe9"], &[b"_hidden"]];
        for lines in wrong {
            for (peer, is) in
                [("10.0.0.2", "10.0.0.2"), ("::ffff:127.0.0.1", "127.0.0.1"), ("203.0.113.9", "203.0.113.9")]
            {
                assert_eq!(client(peer, lines, 1).as_deref(), Some(is), "{lines:?}");
            }
        }
    }

    #[test]
    fn a_private_peer_is_not_a_client_address() {
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
