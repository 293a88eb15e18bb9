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
    let (bytes, held) = collect(body, limit, delimiter(limit, request.headers()), pace).await?;
    request.set_body(Body::from_bytes(bytes.clone()));
    request.extensions_mut().insert(held);
    request.extensions_mut().insert(Read(bytes.clone()));
    Ok(bytes)
}

/// What stands between the parts of a form that may hold a picture (RFC 2046, 5.1.1).
fn delimiter(limit: usize, headers: &HeaderMap) -> Option<Vec<u8>> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok().filter(|_| limit == FORM_UPLOAD_MAX)?;
    let boundary = kind.split("boundary=").nth(1)?.split(';').next()?.trim().trim_matches('"');
    (!boundary.is_empty()).then(|| format!("\r\n--{boundary}").into_bytes())
}

/// What is kept of a body. Of a form that is larger than its limit, the part that goes beyond (a picture) is cut off there and what follows
/// is kept: the page can say which picture is too large, and show the rest as it was filled in.
struct Kept {
    whole: BytesMut,
    limit: usize,
    /// Most bytes of all parts but the picture.
    slack: usize,
    /// Where a part that is too large ends; none when nothing may be cut, or something was.
    delimiter: Option<Vec<u8>>,
    /// While something is cut: what was last seen of it.
    passing: Option<BytesMut>,
    /// More came than may come.
    over: bool,
}

impl Kept {
    fn new(limit: usize, slack: usize, delimiter: Option<Vec<u8>>) -> Self {
        Self { whole: BytesMut::new(), limit, slack, delimiter, passing: None, over: false }
    }

    fn take(&mut self, data: &[u8]) {
        if self.over {
            return;
        }
        if let Some(passing) = &mut self.passing {
            passing.extend_from_slice(data);
            return self.look_for_the_end();
        }
        let (fits, beyond) = data.split_at(data.len().min(self.limit - self.whole.len()));
        self.whole.extend_from_slice(fits);
        if beyond.is_empty() {
            return;
        }
        let Some(delimiter) = self.delimiter.take() else {
            (self.over, self.whole) = (true, BytesMut::new());
            return;
        };
        let part = self.whole.windows(delimiter.len()).rposition(|window| window == delimiter).unwrap_or(0);
        if self.whole.len() - part <= self.slack {
            // The picture lies before this part, and was nearly as large as it may be.
            self.limit += self.slack;
            return self.take(beyond);
        }
        // The delimiter may have begun already.
        let mut passing = self.whole.split_off(self.whole.len().saturating_sub(delimiter.len()));
        passing.extend_from_slice(beyond);
        (self.passing, self.delimiter) = (Some(passing), Some(delimiter));
        self.look_for_the_end();
    }

    fn look_for_the_end(&mut self) {
        let (Some(passing), Some(delimiter)) = (&mut self.passing, &self.delimiter) else { return };
        match passing.windows(delimiter.len()).position(|window| window == delimiter) {
            Some(at) => {
                let rest = passing.split_off(at);
                (self.passing, self.delimiter) = (None, None);
                self.limit = self.whole.len() + self.slack;
                self.take(&rest);
            }
            None => {
                let seen = passing.len().saturating_sub(delimiter.len());
                *passing = passing.split_off(seen);
            }
        }
    }

    /// The body; none when it is too large.
    fn done(self) -> Option<Bytes> {
        (!self.over && self.passing.is_none()).then(|| self.whole.freeze())
    }
}

async fn collect(
    mut body: BoxBody<Bytes, std::io::Error>,
    limit: usize,
    delimiter: Option<Vec<u8>>,
    pace: Pace,
) -> Result<(Bytes, Held), Code> {
    let mut deadline = Instant::now() + pace.window;
    let (mut kept, mut seen, mut in_window) = (Kept::new(limit, BODY_MAX, delimiter), 0, 0);
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
        }
        kept.take(&data);
        if kept.over {
            held = None;
        } else {
            hold(&mut held, kept.whole.len())?;
        }
    }
    kept.done().map(|whole| (whole, Held(Arc::new(held)))).ok_or(Code::TooLarge)
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
        assert!(matches!(collect(BoxBody::new(Silent(false)), BODY_MAX, None, short).await, Err(Code::TooSlow)));
    }

    /// What is kept of a form with a picture of so many bytes, that comes in frames of this length.
    fn form(picture: usize, frame: usize) -> Option<Bytes> {
        let part = |name: &str| format!("--XYZ\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        let mut body = [part("first"), "Zoé\r\n".to_owned(), part("photo")].concat().into_bytes();
        body.extend(std::iter::repeat_n(b'\r', picture));
        body.extend(["\r\n", &part("last"), "Le Goff\r\n--XYZ--\r\n"].concat().into_bytes());
        let mut kept = Kept::new(1_000, 250, Some(b"\r\n--XYZ".to_vec()));
        for data in body.chunks(frame) {
            kept.take(data);
        }
        kept.done()
    }

    #[test]
    fn of_a_form_with_too_large_a_picture_the_rest_is_kept() {
        for frame in [1, 3, 7, 100, 100_000] {
            for picture in [0, 500, 780, 790, 800, 810, 820, 830, 840, 850, 900, 1_000, 5_000, 50_000] {
                let text = String::from_utf8(form(picture, frame).expect("kept").to_vec()).expect("UTF-8");
                assert!(text.contains("Zoé") && text.ends_with("\r\n\r\nLe Goff\r\n--XYZ--\r\n"), "{picture} in frames of {frame}");
                assert_eq!(text.matches("--XYZ").count(), 4, "{picture} in frames of {frame}");
                assert!(text.len() < 1_300 && text.matches('\r').count() >= picture.min(700), "{picture} in frames of {frame}");
            }
        }
        let mut endless = Kept::new(100, 50, Some(b"\r\n--XYZ".to_vec()));
        endless.take(&[b'x'; 10_000]);
        assert_eq!(endless.done(), None, "a picture without an end is too large");
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
