//! Resolves the names of webhook endpoints, once for each call, and rejects names with addresses that are not public.
//! This prevents DNS rebinding and other server-side request forgery.
//!
//! The HTTP client asks this resolver when it opens a connection, and it opens a connection for every call. So it
//! connects to the very addresses that were checked: there is no second look-up with another answer, and no check that
//! is out of date. If any address of a name is not public, the name is rejected, because it is either an attack or a
//! mistake.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use domain::webhook::AddressPolicy;
use futures::FutureExt;
use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// A function that looks up the addresses of a name.
pub type Lookup = Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync>;

/// A resolver that rejects names with addresses that are not public.
#[derive(Clone)]
pub struct PublicAddresses {
    reach: AddressPolicy,
    lookup: Lookup,
}

/// The error for a name with an address that webhooks must not reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the name leads to an address that is not public")]
pub struct NotPublic;

/// Returns the operating system's resolver.
pub fn system_lookup() -> Lookup {
    Arc::new(|name| {
        async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect()) }
            .boxed()
    })
}

impl PublicAddresses {
    /// Returns a resolver that asks `lookup`, and accepts the addresses that `reach` allows.
    pub fn new(reach: AddressPolicy, lookup: Lookup) -> Self {
        Self { reach, lookup }
    }

    /// Returns the addresses of `name`, all of them allowed.
    ///
    /// # Errors
    /// Returns an error with [`NotPublic`] inside when an address is not allowed, or else the error of the look-up.
    pub async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let addresses = (self.lookup)(name.to_owned()).await?;
        if addresses.iter().all(|address| self.reach.allows(*address)) {
            Ok(addresses)
        } else {
            Err(io::Error::new(io::ErrorKind::PermissionDenied, NotPublic))
        }
    }
}

impl Resolve for PublicAddresses {
    fn resolve(&self, name: Name) -> Resolving {
        let this = self.clone();
        async move {
            let addresses = this.addresses(name.as_str()).await?;
            // The HTTP client replaces the port 0 by that of the URL.
            let sockets: Addrs = Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(sockets)
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_name_that_resolves_to_another_address_is_checked_again() {
        let lookups = Arc::new(AtomicUsize::new(0));
        let counter = lookups.clone();
        let lookup: Lookup = Arc::new(move |_| {
            let first = counter.fetch_add(1, Ordering::SeqCst) == 0;
            let address = if first { "93.184.215.14" } else { "127.0.0.1" };
            async move { Ok(vec![address.parse::<IpAddr>().unwrap()]) }.boxed()
        });
        let names = PublicAddresses::new(AddressPolicy::Public, lookup);
        assert!(names.addresses("rebinding.example").await.is_ok());
        let refused = names.addresses("rebinding.example").await.unwrap_err();
        assert!(refused.get_ref().unwrap().is::<NotPublic>());
        assert_eq!(lookups.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn one_private_address_among_public_ones_is_rejected() {
        let lookup: Lookup = Arc::new(|_| {
            async { Ok(vec!["1.1.1.1".parse().unwrap(), "::ffff:10.0.0.1".parse().unwrap()]) }.boxed()
        });
        assert!(
            PublicAddresses::new(AddressPolicy::Public, lookup.clone()).addresses("x.example").await.is_err()
        );
        assert!(PublicAddresses::new(AddressPolicy::Anywhere, lookup).addresses("x.example").await.is_ok());
    }
}
