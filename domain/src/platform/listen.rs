//! The addresses on which a process listens, as its settings give them.

use std::net::{SocketAddr, ToSocketAddrs};

/// Parses the `host:port` of `setting`. If the host is a name, returns the first of its IPv4 addresses, because most
/// clients try those first, or the first address if it has no IPv4 address.
///
/// # Errors
/// A text that says what is wrong and what would be right.
pub fn address(setting: &str, text: &str) -> Result<SocketAddr, String> {
    let wanted = |fault: &str| {
        format!("{setting}: {fault}; write host:port, such as 127.0.0.1:8080, localhost:8080 or [::]:8080")
    };
    let (_, port) = text.rsplit_once(':').ok_or_else(|| wanted("it has no port"))?;
    if port.parse::<u16>().is_err() {
        return Err(wanted("its port is not a number from 0 to 65535"));
    }
    let found: Vec<SocketAddr> = text
        .to_socket_addrs()
        .map_err(|error| wanted(&format!("its host is not known ({error})")))?
        .collect();
    let first = found.iter().find(|address| address.is_ipv4()).or(found.first());
    first.copied().ok_or_else(|| wanted("its host has no address"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_host_names_are_accepted() {
        for (text, read) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("[::1]:0", "[::1]:0"),
            ("localhost:8380", "127.0.0.1:8380"),
        ] {
            assert_eq!(
                address("PAYOUT_LISTEN", text).map(|address| address.to_string()).as_deref(),
                Ok(read)
            );
        }
    }

    #[test]
    fn invalid_addresses_are_rejected_with_the_reason() {
        for (text, fault) in [
            ("8080", "it has no port"),
            ("localhost:http", "its port is not a number"),
            ("127.0.0.1:65536", "its port is not a number"),
            ("::1", "its host"),
        ] {
            let message = address("PAYOUT_LISTEN", text).unwrap_err();
            assert!(
                message.starts_with("PAYOUT_LISTEN: ")
                    && message.contains(fault)
                    && message.contains("such as 127.0.0.1:8080"),
                "{text}: {message}"
            );
        }
    }
}
