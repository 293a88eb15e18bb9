//! Answers that a client began to take and then left lying, on a connection with many streams.
//!
//! HTTP/2 has windows of its own: a client that opens none lets answers pile up without ever blocking the socket. Each body that is being
//! sent keeps the time when it was last asked for more; a connection with one that nobody asked for too long is closed. A body that waits
//! for us (a stream of events) is not the client's fault.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use hyper::body::{Body, Frame, SizeHint};

/// Bodies that were sent are forgotten from this many on.
const REMEMBERED: usize = 64;

/// Milliseconds since the connection began; 0 while the body waits for us.
type Asked = AtomicU64;

/// The bodies that a connection is sending.
pub(super) struct Stalls {
    began: Instant,
    bodies: Mutex<Vec<Weak<Asked>>>,
}

impl Stalls {
    /// Of a connection that begins now.
    pub(super) fn new() -> Self {
        Self { began: Instant::now(), bodies: Mutex::default() }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
    }

    /// Watches a body from now on.
    pub(super) fn watch(self: &Arc<Self>, body: BoxBody<Bytes, io::Error>) -> Watched {
        let asked = Arc::new(Asked::new(self.now()));
        let mut bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
        if bodies.len() >= REMEMBERED {
            bodies.retain(|body| body.strong_count() > 0);
        }
        bodies.push(Arc::downgrade(&asked));
        drop(bodies);
        Watched { body, asked, stalls: self.clone() }
    }

    /// Whether the client left a body lying for so long. Forgets those that were sent.
    pub(super) fn any(&self, longest: Duration) -> bool {
        let longest = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
        let now = self.now();
        let mut bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
        bodies.retain(|body| body.strong_count() > 0);
        let asked = |body: &Weak<Asked>| body.upgrade().map_or(0, |asked| asked.load(Ordering::Relaxed));
        bodies.iter().map(asked).any(|asked| asked != 0 && now.saturating_sub(asked) > longest)
    }
}

/// A body that notes when it was last asked for more.
pub(super) struct Watched {
    body: BoxBody<Bytes, io::Error>,
    asked: Arc<Asked>,
    stalls: Arc<Stalls>,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        let asked = if polled.is_pending() { 0 } else { self.stalls.now() };
        self.asked.store(asked, Ordering::Relaxed);
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::{BodyExt, Full};

    use super::*;

    fn body() -> BoxBody<Bytes, io::Error> {
        Full::new(Bytes::from_static(b"x")).map_err(|never| match never {}).boxed()
    }

    #[test]
    fn a_body_that_nobody_takes_is_a_stall() {
        let stalls = Arc::new(Stalls::new());
        assert!(!stalls.any(Duration::ZERO));
        let watched = stalls.watch(body());
        watched.asked.store(1, Ordering::Relaxed);
        while stalls.now() < 3 {
            std::hint::spin_loop();
        }
        assert!(stalls.any(Duration::from_millis(1)));
        assert!(!stalls.any(Duration::from_secs(60)));
        watched.asked.store(0, Ordering::Relaxed);
        assert!(!stalls.any(Duration::ZERO), "it waits for us");
        watched.asked.store(1, Ordering::Relaxed);
        drop(watched);
        assert!(!stalls.any(Duration::ZERO), "it was sent");
    }
}
