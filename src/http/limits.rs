//! How much one client may ask for: requests in a time, and the address it is counted by.
//!
//! Buckets of tokens in memory: a restart forgets them, which is well. What must survive a restart (tries at codes and passwords) is
//! counted in the record, by the deeds.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use poem::http::{HeaderMap, header};

/// So many at once, and as many again over this time.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// Most requests at once.
    pub burst: u32,
    /// The time in which an empty bucket is full again.
    pub refill: Duration,
}

const FIVE_MINUTES: Duration = Duration::from_secs(300);

/// Requests of one session.
pub const SESSION: Allowance = Allowance { burst: 600, refill: FIVE_MINUTES };
/// Requests of one address, without a session.
pub const ADDRESS: Allowance = Allowance { burst: 3_000, refill: FIVE_MINUTES };
/// Searches, maps and exports of one session: they cost more than a look-up.
pub const COSTLY_SESSION: Allowance = Allowance { burst: 300, refill: FIVE_MINUTES };
/// The same of one address.
pub const COSTLY_ADDRESS: Allowance = Allowance { burst: 1_500, refill: FIVE_MINUTES };

/// What has a budget of its own.
const COSTLY: [&str; 6] = ["/search", "/map", "/api/v1/search", "/api/v1/me/export", "/me/export", "/api/v1/places"];

/// Whether requests for this address count as costly.
pub fn is_costly(path: &str, query: Option<&str>) -> bool {
    COSTLY.contains(&path) || (path == "/api/v1/events" && query.is_some_and(|query| query.contains("bbox=") || query.contains("q=")))
}

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Client {
    /// A session or token that holds, by a digest of its secret.
    Session([u8; 16]),
    /// An address: of IPv6 the first 64 bits, which one subscriber has.
    Address(IpAddr),
}

impl Client {
    /// The client that this address counts as.
    pub fn at(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V4(v4) => v4.into(),
            IpAddr::V6(v6) => std::net::Ipv6Addr::from(u128::from(v6) >> 64 << 64).into(),
        })
    }
}

struct Bucket {
    left: f64,
    at: Instant,
}

/// Buckets of tokens, by client.
pub struct Throttle {
    shards: Vec<Mutex<HashMap<Client, Bucket>>>,
    hasher: RandomState,
}

const SHARDS: usize = 16;
/// Most clients that one shard remembers; all of them take some 10 MiB.
const SHARD_MAX: usize = 8_192;

impl Default for Throttle {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect(), hasher: RandomState::new() }
    }
}

impl Throttle {
    /// Takes one token of the client's bucket.
    ///
    /// # Errors
    /// Seconds to wait for the next token, at least 1.
    pub fn take(&self, client: Client, allowance: Allowance, now: Instant) -> Result<(), u32> {
        let shard = self.hasher.hash_one(client) as usize % SHARDS;
        let mut buckets = self.shards[shard].lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() >= SHARD_MAX && !buckets.contains_key(&client) {
            make_room(&mut buckets, allowance, now);
        }
        let burst = f64::from(allowance.burst);
        let rate = burst / allowance.refill.as_secs_f64();
        let bucket = buckets.entry(client).or_insert(Bucket { left: burst, at: now });
        let since = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.left = (bucket.left + since * rate).min(burst);
        bucket.at = bucket.at.max(now);
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        Err(((1.0 - bucket.left) / rate).ceil().max(1.0) as u32)
    }
}

/// Forgets clients whose buckets are full again; when there are none, all of them: memory stays bounded whoever comes.
fn make_room(buckets: &mut HashMap<Client, Bucket>, allowance: Allowance, now: Instant) {
    buckets.retain(|_, bucket| now.saturating_duration_since(bucket.at) < allowance.refill);
    if buckets.len() >= SHARD_MAX {
        buckets.clear();
    }
}

/// The address that a request is counted by. Only what a trusted proxy says is believed, from the right: the last address in
/// `X-Forwarded-For` (or `Forwarded`, RFC 7239) that is no trusted proxy itself.
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    let is_trusted = |address: &IpAddr| trusted.iter().any(|one| one.to_canonical() == *address);
    if !is_trusted(&peer) {
        return peer;
    }
    let mut last = peer;
    for hop in hops(headers).into_iter().rev() {
        let Some(address) = hop else { break };
        last = address;
        if !is_trusted(&address) {
            break;
        }
    }
    last
}

/// The addresses that proxies wrote, first to last; none for what is no address.
fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let listed = |name: &str| {
        let values = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
        values.flat_map(|value| value.split(',')).map(str::to_owned).collect::<Vec<_>>()
    };
    let forwarded_for = listed("x-forwarded-for");
    if !forwarded_for.is_empty() {
        return forwarded_for.iter().map(|text| address_in(text)).collect();
    }
    let element = |text: &String| {
        let pair = text.split(';').find_map(|pair| pair.trim().split_once('=').filter(|(name, _)| name.eq_ignore_ascii_case("for")));
        pair.and_then(|(_, value)| address_in(value))
    };
    listed(header::FORWARDED.as_str()).iter().map(element).collect()
}

/// `192.0.2.1`, `192.0.2.1:4711`, `"[2001:db8::1]:4711"`.
fn address_in(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?,
        None if text.matches(':').count() == 1 => text.split(':').next()?,
        None => text,
    };
    bare.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    const THREE: Allowance = Allowance { burst: 3, refill: Duration::from_secs(30) };

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_bucket_empties_and_fills() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        let take = |seconds: u64| throttle.take(Client::at(ip("192.0.2.1")), THREE, start + Duration::from_secs(seconds));
        assert_eq!([take(0), take(0), take(0)], [Ok(()); 3]);
        assert_eq!(take(0), Err(10));
        assert_eq!(take(4), Err(6));
        assert_eq!(take(10), Ok(()));
        assert_eq!(take(10), Err(10));
        assert_eq!([take(1_000), take(1_000), take(1_000)], [Ok(()); 3]);
        assert_eq!(take(1_000), Err(10));
    }

    #[test]
    fn one_client_does_not_empty_the_bucket_of_another() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let take = |client| throttle.take(client, THREE, now).is_ok();
        for _ in 0..3 {
            assert!(take(Client::at(ip("2001:db8::1"))));
        }
        assert!(!take(Client::at(ip("2001:db8::ffff"))), "the same /64");
        assert!(take(Client::at(ip("2001:db8:0:1::1"))));
        assert!(take(Client::Session([0; 16])));
    }

    #[test]
    fn memory_is_bounded() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for n in 0..(SHARDS * SHARD_MAX * 2) as u32 {
            let _ = throttle.take(Client::at(std::net::Ipv4Addr::from(n).into()), THREE, now);
        }
        let kept: usize = throttle.shards.iter().map(|shard| shard.lock().expect("not poisoned").len()).sum();
        assert!(kept <= SHARDS * SHARD_MAX);
    }

    #[track_caller]
    fn check(peer: &str, name: &'static str, value: &str, want: &str) {
        let headers = HeaderMap::from_iter([(header::HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header"))]);
        let trusted = [ip("127.0.0.1"), ip("10.0.0.1")];
        assert_eq!(client_address(ip(peer), &headers, &trusted), ip(want), "{peer} {value}");
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        check("203.0.113.9", "x-forwarded-for", "192.0.2.1", "203.0.113.9");
        check("127.0.0.1", "x-forwarded-for", "192.0.2.1", "192.0.2.1");
        check("::ffff:127.0.0.1", "x-forwarded-for", "192.0.2.1", "192.0.2.1");
        check("127.0.0.1", "x-forwarded-for", "198.51.100.7, 192.0.2.1", "192.0.2.1");
        check("127.0.0.1", "x-forwarded-for", "192.0.2.1, 10.0.0.1", "192.0.2.1");
        check("127.0.0.1", "x-forwarded-for", "192.0.2.1, unknown", "127.0.0.1");
        check("127.0.0.1", "x-forwarded-for", "", "127.0.0.1");
        check("127.0.0.1", "x-forwarded-for", "[2001:db8::1]:80", "2001:db8::1");
        check("127.0.0.1", "forwarded", "for=198.51.100.7, for=\"192.0.2.1:4711\";proto=https", "192.0.2.1");
        check("127.0.0.1", "x-real-ip", "192.0.2.1", "127.0.0.1");
    }

    #[test]
    fn what_costs_more() {
        assert!(is_costly("/api/v1/events", Some("bbox=1,2,3,4")));
        assert!(!is_costly("/api/v1/events", Some("near=1,2")));
        assert!(is_costly("/search", None));
    }
}
