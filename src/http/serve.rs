//! The listener: our own accept loop under poem, because poem's cannot stop slow clients (SECURITY section 3).
//!
//! A connection takes a place of all and of its address, or is dropped at once. It says which protocol it speaks within a time, sends its
//! headers within a time, keeps taking answers. On the way out, connections finish the request that they are at, and no more.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use poem::http::uri::Scheme;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Endpoint, Request, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

use super::limits::Client;
use super::socket::{self, Protocol};
use super::stalls::Stalls;

/// Most bytes of a request's headers.
const HEADERS_MAX: usize = 64 * 1024;
/// Most bytes of a list of headers in HTTP/2.
const HEADERS_MAX_2: u32 = 16 * 1024;
/// Most requests at once on one HTTP/2 connection.
const STREAMS_MAX: u32 = 64;
/// Most connections in all.
const CONNECTIONS_MAX: usize = 10_000;
/// Most connections of one address: a street of phones may stand behind one.
const CONNECTIONS_AN_ADDRESS: u32 = 200;
/// How long to wait when the system has no socket left for a new connection.
const NO_SOCKET: Duration = Duration::from_millis(100);

/// How long a client may take, and we.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// Until it is plain which protocol is spoken.
    pub first: Duration,
    /// For the headers of a request, and between two requests of a connection.
    pub header: Duration,
    /// Without taking what is sent.
    pub write: Duration,
    /// Between pings on HTTP/2, and for their answer.
    pub ping: Duration,
    /// For requests that are under way when the server stops.
    pub stop: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(10),
            header: Duration::from_secs(10),
            write: Duration::from_secs(30),
            ping: Duration::from_secs(20),
            stop: Duration::from_secs(10),
        }
    }
}

/// How the listener treats its clients.
#[derive(Debug, Clone, Default)]
pub struct Manners {
    /// The times.
    pub timeouts: Timeouts,
    /// Proxies of ours: all clients share their addresses, so connections from them are not counted by address.
    pub proxies: Vec<IpAddr>,
    /// Connections of one address are not counted: load tests on a loopback address.
    pub no_limits: bool,
}

/// Whether limits hold at this address, when `BANDEROLE_LIMITS` says so: it may say `off` on a loopback address only.
pub fn limits_hold(address: SocketAddr, wish: Option<&str>) -> bool {
    let off = wish == Some("off");
    match (off, address.ip().to_canonical().is_loopback()) {
        (false, _) => true,
        (true, true) => {
            tracing::warn!("BANDEROLE_LIMITS=off: throttles and queue limits do not hold. For load tests only");
            false
        }
        (true, false) => {
            tracing::error!(%address, "BANDEROLE_LIMITS=off is ignored: this is not a loopback address");
            true
        }
    }
}

/// Whether plain HTTP may be spoken at this address: on loopback, or behind a proxy that ends TLS.
pub fn may_be_plain(address: SocketAddr, behind_proxy: bool) -> bool {
    behind_proxy || address.ip().to_canonical().is_loopback()
}

/// Whether figures may be told at this address: to this machine, or to a network that is not the internet.
pub fn is_keepers(address: SocketAddr) -> bool {
    match address.ip().to_canonical() {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// A bound listener.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

/// What all connections share.
struct Shared<E> {
    endpoint: E,
    manners: Manners,
    places: Arc<Semaphore>,
    by_address: Mutex<HashMap<Client, u32>>,
    local: SocketAddr,
    stop: watch::Receiver<bool>,
}

/// The place of one connection: given back when dropped.
struct Place<E> {
    shared: Arc<Shared<E>>,
    client: Option<Client>,
    _one_of_all: OwnedSemaphorePermit,
}

impl<E> Drop for Place<E> {
    fn drop(&mut self) {
        let Some(client) = self.client else { return };
        let mut counts = self.shared.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get_mut(&client) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(&client)),
        }
    }
}

/// A place for a connection from this address; none when there is none left.
fn place<E>(shared: &Arc<Shared<E>>, peer: IpAddr) -> Option<Place<E>> {
    let one_of_all = shared.places.clone().try_acquire_owned().ok()?;
    let is_proxy = shared.manners.proxies.iter().any(|proxy| proxy.to_canonical() == peer.to_canonical());
    let client = (!is_proxy && !shared.manners.no_limits).then(|| Client::at(peer));
    if let Some(client) = client {
        let mut counts = shared.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(client).or_insert(0);
        if *count >= CONNECTIONS_AN_ADDRESS {
            return None;
        }
        *count += 1;
    }
    Some(Place { shared: shared.clone(), client, _one_of_all: one_of_all })
}

/// Binds an address. Port 0 takes a free one.
///
/// # Errors
/// When the address is taken, or not ours.
pub async fn bind(address: SocketAddr) -> io::Result<Server> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    Ok(Server { listener, address })
}

/// Ends when the program is asked to stop (SIGTERM, SIGINT). Listens for that from the call on, not only once it is awaited.
pub fn asked_to_stop() -> impl Future<Output = ()> + Send {
    let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async move {
        let (Ok(mut term), Ok(mut int)) = signals else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    }
}

impl Server {
    /// The address that is listened on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The line that says so: `listening on http://ADDR:PORT`.
    pub fn announcement(&self) -> String {
        format!("listening on http://{}", self.address)
    }

    /// Serves until `stop` ends, then lets the requests under way finish, at most for `timeouts.stop`.
    pub async fn run(self, endpoint: impl Endpoint<Output = Response> + 'static, manners: Manners, stop: impl Future<Output = ()>) {
        let (stopping, is_stopping) = watch::channel(false);
        let last = manners.timeouts.stop;
        let shared = Arc::new(Shared {
            endpoint,
            manners,
            places: Arc::new(Semaphore::new(CONNECTIONS_MAX)),
            by_address: Mutex::default(),
            local: self.address,
            stop: is_stopping,
        });
        let mut connections = JoinSet::new();
        let mut stop = pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, peer)) => {
                        if let Some(place) = place(&shared, peer.ip()) {
                            connections.spawn(connection(stream, peer, place));
                        }
                    }
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be taken");
                        tokio::time::sleep(NO_SOCKET).await;
                    }
                },
                Some(_) = connections.join_next() => {}
            }
        }
        drop(self.listener);
        let _ = stopping.send(true);
        let finished = async { while connections.join_next().await.is_some() {} };
        if tokio::time::timeout(last, finished).await.is_err() {
            tracing::warn!(left = connections.len(), "requests did not finish in time");
        }
    }
}

/// Serves one connection to its end.
async fn connection<E: Endpoint<Output = Response> + 'static>(stream: TcpStream, peer: SocketAddr, place: Place<E>) {
    let shared = &place.shared;
    let timeouts = shared.manners.timeouts;
    let mut stop = shared.stop.clone();
    let _ = stream.set_nodelay(true);
    let opened = tokio::select! {
        opened = socket::open(stream, timeouts.first, timeouts.write) => opened,
        _ = stop.wait_for(|stop| *stop) => None,
    };
    let Some((protocol, socket)) = opened else { return };
    let stalls = Arc::new(Stalls::new());
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let (shared, stalls) = (shared.clone(), stalls.clone());
        async move {
            let (local, remote) = (LocalAddr(Addr::SocketAddr(shared.local)), RemoteAddr(Addr::SocketAddr(peer)));
            let request = Request::from((request, local, remote, Scheme::HTTP));
            let response: hyper::Response<_> = shared.endpoint.get_response(request).await.into();
            Ok::<_, Infallible>(response.map(|body| stalls.watch(body)))
        }
    });
    let builder = builder(protocol, timeouts);
    let mut served = pin!(builder.serve_connection(TokioIo::new(socket), service));
    let mut stopping = false;
    loop {
        tokio::select! {
            ended = served.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                }
                return;
            }
            _ = stop.wait_for(|stop| *stop), if !stopping => {
                stopping = true;
                served.as_mut().graceful_shutdown();
            }
            () = tokio::time::sleep(timeouts.write / 2), if protocol == Protocol::Two => {
                if stalls.any(timeouts.write) {
                    return;
                }
            }
        }
    }
}

fn builder(protocol: Protocol, timeouts: Timeouts) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(timeouts.header).max_buf_size(HEADERS_MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(timeouts.ping)
        .keep_alive_timeout(timeouts.ping)
        .max_concurrent_streams(STREAMS_MAX)
        .max_header_list_size(HEADERS_MAX_2);
    match protocol {
        Protocol::One => builder.http1_only(),
        Protocol::Two => builder.http2_only(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn figures_are_told_to_the_keeper_only() {
        for (at, told) in [
            ("127.0.0.1:9100", true),
            ("[::1]:9100", true),
            ("10.1.2.3:9100", true),
            ("[fd00::1]:9100", true),
            ("0.0.0.0:9100", false),
            ("[::]:9100", false),
            ("192.0.2.1:9100", false),
            ("[2001:db8::1]:9100", false),
        ] {
            assert_eq!(is_keepers(address(at)), told, "{at}");
        }
    }

    #[test]
    fn limits_are_lifted_on_loopback_only() {
        for (at, wish, hold) in [
            ("127.0.0.1:80", Some("off"), false),
            ("[::1]:80", Some("off"), false),
            ("[::ffff:127.0.0.1]:80", Some("off"), false),
            ("0.0.0.0:80", Some("off"), true),
            ("192.0.2.1:80", Some("off"), true),
            ("127.0.0.1:80", Some("on"), true),
            ("127.0.0.1:80", None, true),
        ] {
            assert_eq!(limits_hold(address(at), wish), hold, "{at} {wish:?}");
        }
    }

    #[test]
    fn plain_http_stays_on_the_machine_or_behind_a_proxy() {
        assert!(may_be_plain(address("127.0.0.1:80"), false));
        assert!(may_be_plain(address("0.0.0.0:80"), true));
        assert!(!may_be_plain(address("0.0.0.0:80"), false));
        assert!(!may_be_plain(address("[2001:db8::1]:80"), false));
    }
}
