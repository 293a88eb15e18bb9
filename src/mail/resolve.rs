//! From the name of a mail server to its addresses, never through `getaddrinfo`: a static program has none.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;

/// Most addresses of one name that are tried.
const MAX_ADDRESSES: usize = 4;

/// The addresses of a host, to be tried in this order. Addresses and `localhost` ask nobody; else `/etc/hosts`, then the name servers of
/// `/etc/resolv.conf`, or those of this machine when there is no such file (as glibc does).
///
/// # Errors
/// Why the name cannot be found, for the keeper.
pub async fn addresses(host: &str) -> Result<Vec<IpAddr>, String> {
    if let Ok(ip) = host.trim_start_matches('[').trim_end_matches(']').parse() {
        return Ok(vec![ip]);
    }
    if host.trim_end_matches('.').eq_ignore_ascii_case("localhost") {
        return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
    }
    let failed = |error: &dyn std::fmt::Display| format!("the mail server {host} cannot be found: {error}");
    // Built for each connection: the files may have changed since, and connections are few.
    let resolver = TokioResolver::builder_tokio().unwrap_or_else(|_| own_machine()).build().map_err(|error| failed(&error))?;
    let found = resolver.lookup_ip(host).await.map_err(|error| failed(&error))?;
    Ok(found.iter().take(MAX_ADDRESSES).collect())
}

fn own_machine() -> hickory_resolver::ResolverBuilder<TokioRuntimeProvider> {
    let servers = [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)].map(NameServerConfig::udp_and_tcp);
    TokioResolver::builder_with_config(ResolverConfig::from_name_servers(servers.into()), TokioRuntimeProvider::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn addresses_and_localhost_need_no_name_server() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        assert_eq!(addresses("192.0.2.1").await, Ok(vec![ip("192.0.2.1")]));
        assert_eq!(addresses("2001:db8::1").await, Ok(vec![ip("2001:db8::1")]));
        assert_eq!(addresses("[::1]").await, Ok(vec![ip("::1")]));
        assert_eq!(addresses("LocalHost.").await, Ok(vec![ip("127.0.0.1"), ip("::1")]));
    }

    #[tokio::test]
    async fn what_is_no_name_is_told() {
        // Invalid by form: no name server is asked.
        let error = addresses("mail..exemple.org").await.expect_err("no name");
        assert!(error.contains("mail..exemple.org"), "{error}");
    }
}
