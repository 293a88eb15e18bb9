//! How bodies come in: into memory, at least so fast, at most so large, and all of them together within a budget.
//!
//! The front reads the body before the handler runs, so that a slow client holds a socket and nothing else. What is larger than the route
//! takes is read to its end and thrown away (within reason): a browser that is cut off in the middle shows "connection reset" instead of
//! the page that says what is too large.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use http_body_util::combinators::BoxBody;
use poem::http::{HeaderMap, Method, header};
use poem::{Body, Request};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::error::Code;

/// Most bytes of a body.
pub const BODY_MAX: usize = 64 * 1024;
/// Most bytes of a picture that is the whole body.
pub const UPLOAD_MAX: usize = 8 * 1024 * 1024;
/// Most bytes of a form that may hold a picture: the picture, and the rest of the form.
pub const FORM_UPLOAD_MAX: usize = UPLOAD_MAX + BODY_MAX;
/// Most bytes that are read only to be thrown away.
const DRAIN_MAX: usize = 32 * 1024 * 1024;

/// Memory for bodies that are being read or answered, in KiB.
const BUDGET_KIB: usize = 96 * 1024;

/// Routes that take pictures: all others take [`BODY_MAX`]. `:x` stands for one segment.
const UPLOADS: &[(&str, &str)] = &[
    ("PUT", "/api/v1/me/photo"),
    ("PUT", "/api/v1/events/:id/image"),
    ("PUT", "/api/v1/teams/:id/image"),
    ("PUT", "/api/v1/posts/:id/image"),
    ("POST", "/signup"),
    ("POST", "/me/profile"),
    ("POST", "/me/photo"),
    ("POST", "/events/new"),
    ("POST", "/events/:id/edit"),
    ("POST", "/events/:id/image"),
    ("POST", "/teams/new"),
    ("POST", "/teams/:id/edit"),
    ("POST", "/teams/:id/image"),
    ("POST", "/news/new"),
    ("POST", "/news/:id/edit"),
];

/// How fast a body must come.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// The time in which some progress must be made.
    pub window: Duration,
    /// That progress, in bytes.
    pub bytes: usize,
}

/// 60 KB in 15 s: 4 KB/s. A phone on EDGE sends 25 KB/s.
pub const PACE: Pace = Pace { window: Duration::from_secs(15), bytes: 60 * 1024 };

static BUDGET: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(BUDGET_KIB)));

/// The memory that a body holds; given back when the last copy is dropped.
#[derive(Clone, Default)]
struct Held(#[expect(dead_code, reason = "held for its drop")] Arc<Option<OwnedSemaphorePermit>>);

/// The body of a request, as bytes: what an idempotency key stands for.
#[derive(Debug, Clone, Default)]
pub struct Read(pub Bytes);

/// Most bytes that the body of this request may have.
pub fn limit(method: &Method, path: &str, headers: &HeaderMap) -> usize {
    if !UPLOADS.iter().any(|(verb, pattern)| method == verb && matches(pattern, path)) {
        return BODY_MAX;
    }
    let is_form = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    if is_form { FORM_UPLOAD_MAX } else { UPLOAD_MAX }
}

/// Whether a path is of a pattern; `:x` stands for one segment that is not empty.
pub fn matches(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(want), Some(have)) if want == have || (want.starts_with(':') && !have.is_empty()) => {}
            _ => return false,
        }
    }
}

/// Reads the body of a request and puts it back, read.
///
/// # Errors
/// 408 too slow, 413 too large, 415 compressed, 503 when all bodies together hold too much memory.
pub async fn read(request: &mut Request, pace: Pace) -> Result<Bytes, Code> {
    let encoded = request.headers().get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity");
    if encoded {
        return Err(Code::WrongMedia);
    }
    let limit = limit(request.method(), request.uri().path(), request.headers());
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let waits = request.headers().contains_key(header::EXPECT);
    if declared.is_some_and(|length| length > DRAIN_MAX || (length > limit && waits)) {
        return Err(Code::TooLarge);
    }
    let body: BoxBody<Bytes, std::io::Error> = request.take_body().into();
    let (bytes, held) = collect(body, limit, pace).await?;
    request.set_body(Body::from_bytes(bytes.clone()));
    request.extensions_mut().insert(held);
    request.extensions_mut().insert(Read(bytes.clone()));
    Ok(bytes)
}

async fn collect(mut body: BoxBody<Bytes, std::io::Error>, limit: usize, pace: Pace) -> Result<(Bytes, Held), Code> {
    let mut deadline = Instant::now() + pace.window;
    let (mut whole, mut seen, mut in_window) = (BytesMut::new(), 0, 0);
    let mut held: Option<OwnedSemaphorePermit> = None;
    loop {
        let frame = match timeout_at(deadline, body.frame()).await {
            Err(_) => return Err(Code::TooSlow),
            Ok(None) => break,
            Ok(Some(Err(_))) => return Err(Code::BadRequest),
            Ok(Some(Ok(frame))) => frame,
        };
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        in_window += data.len();
        if in_window >= pace.bytes {
            (deadline, in_window) = (Instant::now() + pace.window, 0);
        }
        if seen > DRAIN_MAX {
            return Err(Code::TooLarge);
        } else if seen > limit {
            (whole, held) = (BytesMut::new(), None);
        } else {
            hold(&mut held, seen)?;
            whole.extend_from_slice(&data);
        }
    }
    if seen > limit { Err(Code::TooLarge) } else { Ok((whole.freeze(), Held(Arc::new(held)))) }
}

/// Takes of the budget what so many bytes need, beyond what is held already.
fn hold(held: &mut Option<OwnedSemaphorePermit>, bytes: usize) -> Result<(), Code> {
    let have = held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
    let more = bytes.div_ceil(1024).saturating_sub(have);
    if more == 0 {
        return Ok(());
    }
    let more = u32::try_from(more).map_err(|_| Code::TooLarge)?;
    let permit = BUDGET.clone().try_acquire_many_owned(more).map_err(|_| Code::Busy)?;
    match held {
        Some(held) => held.merge(permit),
        None => *held = Some(permit),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use hyper::body::Frame;

    use super::*;

    fn request(bytes: usize) -> Request {
        Request::builder().method(Method::POST).uri("/x".parse().expect("an address")).body(vec![b'x'; bytes])
    }

    #[tokio::test]
    async fn limits_hold_at_n_and_n_plus_1() {
        let mut fits = request(BODY_MAX);
        assert_eq!(read(&mut fits, PACE).await.map(|bytes| bytes.len()), Ok(BODY_MAX));
        assert_eq!(fits.take_body().into_bytes().await.expect("a body").len(), BODY_MAX);
        assert_eq!(read(&mut request(BODY_MAX + 1), PACE).await, Err(Code::TooLarge));
    }

    #[tokio::test]
    async fn compressed_bodies_are_refused() {
        let mut bomb = Request::builder().method(Method::POST).header("content-encoding", "gzip").body("x");
        assert_eq!(read(&mut bomb, PACE).await, Err(Code::WrongMedia));
    }

    #[tokio::test]
    async fn a_gigabyte_is_not_even_waited_for() {
        let mut huge = Request::builder().method(Method::POST).header("content-length", "1000000000").body("x");
        assert_eq!(read(&mut huge, PACE).await, Err(Code::TooLarge));
    }

    /// A body that never ends: one byte, then silence.
    struct Silent(bool);

    impl hyper::body::Body for Silent {
        type Data = Bytes;
        type Error = std::io::Error;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
            if std::mem::replace(&mut self.0, true) { Poll::Pending } else { Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"x"))))) }
        }
    }

    #[tokio::test]
    async fn silence_ends_with_the_window() {
        let short = Pace { window: Duration::from_millis(20), bytes: 1000 };
        assert!(matches!(collect(BoxBody::new(Silent(false)), BODY_MAX, short).await, Err(Code::TooSlow)));
    }

    #[test]
    fn which_routes_take_pictures() {
        let multipart = HeaderMap::from_iter([(header::CONTENT_TYPE, header::HeaderValue::from_static("multipart/form-data; boundary=x"))]);
        assert_eq!(limit(&Method::PUT, "/api/v1/me/photo", &HeaderMap::new()), UPLOAD_MAX);
        assert_eq!(limit(&Method::PUT, "/api/v1/events/abc/image", &multipart), FORM_UPLOAD_MAX);
        assert_eq!(limit(&Method::PUT, "/api/v1/events//image", &multipart), BODY_MAX);
        assert_eq!(limit(&Method::POST, "/api/v1/me/photo", &multipart), BODY_MAX);
        assert_eq!(limit(&Method::POST, "/signup/code", &multipart), BODY_MAX);
    }
}
