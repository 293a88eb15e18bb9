//! What stands before every handler and after it. One request goes through it like this:
//!
//! who is it (session or token) → is it too much (429) → does a change come from our own page (403) → its body, read (408, 413) →
//! the handler → errors told in the reader's language → 304, compression → headers.

use std::net::{IpAddr, Ipv4Addr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use http_body_util::BodyExt;
use http_body_util::combinators::BoxBody;
use poem::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use poem::{Addr, Endpoint, IntoResponse, Request, Response};

use super::asked::{Asked, Door};
use super::cookies::Cookies;
use super::encoding::WORTH_IT;
use super::error::{Code, Problem};
use super::intake::{self, Pace};
use super::limits::{self, Client, Throttle};
use super::{csrf, etag, headers, json, methods, page};
use crate::domain::lang::Lang;
use crate::telemetry::figures::Requests;
use crate::telemetry::{self, SLOW_DEED};

/// Most bytes of an answer that is compressed on the spot, or gets a tag from its bytes.
const FINISHED_MAX: u64 = 4 * 1024 * 1024;

/// How the front is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The network's own origin (`https://reseau.exemple`), when the keeper set one.
    pub origin: Option<String>,
    /// Whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpAddr>,
    /// The language of whoever has chosen none.
    pub lang: Lang,
    /// Whether requests are counted. Off only for load tests on a loopback address.
    pub limits: bool,
    /// How fast bodies must come.
    pub pace: Pace,
}

impl Settings {
    /// The origin of a public address: `https://reseau.exemple/` is of `https://reseau.exemple`; none when there is none.
    pub fn origin_of(public_url: &str) -> Option<String> {
        let uri: Uri = public_url.trim().parse().ok()?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
        Some(format!("{scheme}://{}", uri.authority()?.as_str().to_ascii_lowercase()))
    }

    /// Whether browsers reach us by https.
    pub fn is_secure(&self) -> bool {
        self.origin.as_deref().is_some_and(|origin| origin.starts_with("https://"))
    }

    /// The names of our cookies.
    pub fn cookies(&self) -> Cookies {
        Cookies::new(self.is_secure())
    }
}

/// What a request shows to say who sends it. A request with an `Authorization` header is judged by that header alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credentials<'a> {
    /// `Authorization: Bearer …`
    Bearer(&'a str),
    /// The session's cookie.
    Cookie(&'a str),
}

/// Who was recognised by their credentials.
#[derive(Debug, Clone)]
pub struct Known<M> {
    /// Who: goes into the request's extensions.
    pub member: M,
    /// A digest of the credentials: what requests are counted by.
    pub session: [u8; 16],
    /// The language of their settings.
    pub lang: Option<Lang>,
}

/// What the front asks of the rooms behind it.
pub trait House: Send + Sync + 'static {
    /// What handlers want to know of whoever asks; cheap to clone.
    type Member: Clone + Send + Sync + 'static;

    /// Recognises whoever shows these credentials; none for credentials that do not hold. A bounded read.
    ///
    /// # Errors
    /// When the record cannot be read.
    fn recognise(&self, credentials: Credentials<'_>) -> Result<Option<Known<Self::Member>>, Problem>;

    /// Where requests are counted; none: nowhere.
    fn requests(&self) -> Option<&Requests> {
        None
    }

    /// The page for a member's form whose token is not of their session: what was typed in it, to be sent once more. None where there is
    /// none; the house's own page of errors is told then. The request has its body, and came from a page of ours.
    fn send_again(&self, _request: &Request, _asked: &Asked) -> impl Future<Output = Option<String>> + Send {
        std::future::ready(None)
    }

    /// The page that tells a problem, to whoever asked.
    fn error_page(&self, problem: &Problem, asked: &Asked, _member: Option<&Self::Member>) -> String {
        page::plain_error(problem, asked)
    }
}

/// The secret of the session that a request came with: forms are sealed with it. In the extensions of requests with a session's cookie.
#[derive(Clone)]
pub struct SessionSecret(pub Arc<str>);

/// The address that a request is counted by: the client's, behind trusted proxies too. In the extensions of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Who was recognised, and by which session's cookie.
type Recognised<H> = (Option<Known<<H as House>::Member>>, Option<SessionSecret>);

/// The front of all doors.
pub struct Front<E, H> {
    inner: E,
    house: H,
    settings: Settings,
    throttle: Throttle,
    costly: Throttle,
}

impl<E: Endpoint, H: House> Front<E, H> {
    /// Puts the front before an endpoint.
    pub fn new(inner: E, house: H, settings: Settings) -> Self {
        Self { inner, house, settings, throttle: Throttle::default(), costly: Throttle::default() }
    }

    /// Who asks, by their credentials; and whether those are a cookie, which browsers send by themselves.
    fn recognise(&self, request: &mut Request) -> Result<Recognised<H>, Problem> {
        let headers = request.headers();
        let Some(shown) = headers.get(header::AUTHORIZATION) else {
            let Some(secret) = self.settings.cookies().session_in(headers) else { return Ok((None, None)) };
            let secret = SessionSecret(secret.into());
            let Some(known) = self.house.recognise(Credentials::Cookie(&secret.0))? else { return Ok((None, None)) };
            request.extensions_mut().insert(secret.clone());
            request.extensions_mut().insert(known.member.clone());
            return Ok((Some(known), Some(secret)));
        };
        let token = shown.to_str().ok().and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let Some(token) = token.map(|(_, token)| token.trim().to_owned()) else { return Ok((None, None)) };
        let known = self.house.recognise(Credentials::Bearer(&token))?;
        if let Some(known) = &known {
            request.extensions_mut().insert(known.member.clone());
        }
        Ok((known, None))
    }

    /// Counts the request, by session or by address.
    fn count(&self, request: &Request, known: Option<&Known<H::Member>>, address: IpAddr) -> Result<(), Problem> {
        let path = request.uri().path();
        if !self.settings.limits || path.starts_with("/static/") {
            return Ok(());
        }
        let (client, usual, costly) = match known {
            Some(known) => (Client::Session(known.session), limits::SESSION, limits::COSTLY_SESSION),
            None => (Client::at(address), limits::ADDRESS, limits::COSTLY_ADDRESS),
        };
        let now = Instant::now();
        let mut taken = self.throttle.take(client, usual, now);
        if taken.is_ok() && limits::is_costly(path, request.uri().query()) {
            taken = self.costly.take(client, costly, now);
        }
        taken.map_err(|seconds| Problem::wait(Code::TooMany, seconds))
    }

    /// Lets a request that changes something through only from our own pages, with its body read.
    async fn check_change(
        &self,
        request: &mut Request,
        asked: &Asked,
        secret: Option<&SessionSecret>,
        watch: &mut Watch,
    ) -> Result<(), Problem> {
        if csrf::is_safe(request.method()) {
            return Ok(());
        }
        let needs_none = request.headers().contains_key(header::AUTHORIZATION) || csrf::is_exempt(request.uri().path());
        if !needs_none {
            let has_cookie = self.settings.cookies().session_in(request.headers()).is_some();
            csrf::check_origin(asked.door, request.headers(), self.settings.origin.as_deref(), has_cookie)?;
        }
        let begun = Instant::now();
        let body = intake::read(request, self.settings.pace).await;
        watch.reading = begun.elapsed();
        let body = body.map_err(|code| match code {
            Code::TooLarge => Problem::too_large(intake::limit(request.method(), request.uri().path(), request.headers())),
            code => code.into(),
        })?;
        if let (Some(secret), false) = (secret, needs_none)
            && let Err(code) = csrf::check_token(&secret.0, request.headers(), &body)
        {
            let page = match asked.door {
                Door::Page => {
                    let made = caught(self.house.send_again(request, asked)).await;
                    made.ok_or_else(|| Problem::internal("the page of a form that came too late panicked"))?
                }
                _ => None,
            };
            return Err(Problem::from(code).told(page));
        }
        Ok(())
    }

    async fn handle(
        &self,
        mut request: Request,
        asked: &Asked,
        recognised: &Recognised<H>,
        watch: &mut Watch,
    ) -> Result<Response, Problem> {
        let (known, secret) = recognised;
        let address = limits::client_address(peer(&request), request.headers(), &self.settings.proxies);
        request.extensions_mut().insert(ClientAddress(address));
        self.count(&request, known.as_ref(), address)?;
        self.check_change(&mut request, asked, secret.as_ref(), watch).await?;
        request.extensions_mut().insert(asked.clone());
        match caught(async { self.inner.call(request).await.map(IntoResponse::into_response) }).await {
            Some(answer) => {
                watch.route = methods::route_taken(&answer);
                answer.map_err(Problem::from)
            }
            None => Err(Problem::internal("a handler panicked")),
        }
    }

    fn tell(&self, problem: &Problem, asked: &Asked, known: Option<&Known<H::Member>>) -> Response {
        if problem.is_news() {
            tracing::error!(request = %asked.number, method = %asked.method, code = problem.code(), cause = problem.cause(), "failed");
        }
        let mut response = match asked.door {
            Door::Api => json::problem(problem, asked),
            Door::Fragment => page::alert(problem, asked),
            Door::Page if problem.status() == StatusCode::UNAUTHORIZED => page::to_sign_in(asked),
            Door::Page => {
                let told =
                    problem.page().map_or_else(|| self.house.error_page(problem, asked, known.map(|known| &known.member)), str::to_owned);
                page::html(problem.status(), told)
            }
        };
        if let Some(seconds) = problem.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        if let Some(allow) = problem.allow().and_then(|allow| HeaderValue::from_str(allow).ok()) {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        if problem.status() == StatusCode::UNAUTHORIZED && asked.door == Door::Api {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if matches!(problem.status(), StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE) {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// What figures and logs say of a request: the route that it took, and how long it took us, without the time that its body takes to come,
/// which is the client's.
struct Watch {
    route: Option<Arc<str>>,
    begun: Instant,
    reading: Duration,
}

impl Watch {
    fn start() -> Self {
        Self { route: None, begun: Instant::now(), reading: Duration::ZERO }
    }

    fn time(&self) -> Duration {
        self.begun.elapsed().saturating_sub(self.reading)
    }
}

/// Counts a request that is answered, and tells in the log of one that took long.
fn note(requests: Option<&Requests>, asked: &Asked, route: Option<&Arc<str>>, status: StatusCode, time: Duration) {
    if let Some(requests) = requests {
        requests.note(asked.method.as_str(), route, status.as_u16(), time);
    }
    let (number, method, status) = (&asked.number, &asked.method, status.as_u16());
    let route = route.map_or("none", |route| &**route);
    let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    if time >= SLOW_DEED {
        tracing::warn!(request = %number, %method, route, status, milliseconds, "a slow deed");
    } else {
        tracing::debug!(request = %number, %method, route, status, milliseconds, "answered");
    }
}

/// What a future comes to; none when it panicked.
async fn caught<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let polled = std::future::poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(output)) => Poll::Ready(Some(output)),
        Err(_) => Poll::Ready(None),
    });
    polled.await
}

/// The address of the socket's other end.
fn peer(request: &Request) -> IpAddr {
    match &request.remote_addr().0 {
        Addr::SocketAddr(address) => address.ip(),
        _ => Ipv4Addr::UNSPECIFIED.into(),
    }
}

impl<E: Endpoint, H: House> Endpoint for Front<E, H> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let mut watch = Watch::start();
        let requests = self.house.requests();
        let _under_way = requests.map(Requests::begin);
        let (recognised, failed) = match self.recognise(&mut request) {
            Ok(recognised) => (recognised, None),
            Err(problem) => ((None, None), Some(problem)),
        };
        let known = recognised.0.as_ref();
        let asked = Asked::of(&request, known.is_some(), known.and_then(|known| known.lang), self.settings.lang);
        let answer = match failed {
            // What a deed says in the log says which request it was for.
            None => telemetry::numbered(asked.number, self.handle(request, &asked, &recognised, &mut watch)).await,
            Some(problem) => Err(problem),
        };
        let response = answer.unwrap_or_else(|problem| self.tell(&problem, &asked, known));
        let mut response = finish(response, &asked).await;
        headers::dress(&mut response, &asked, self.settings.is_secure());
        note(requests, &asked, watch.route.as_ref(), response.status(), watch.time());
        Ok(response)
    }
}

/// Answers 304 to who has the answer already, tags public pages, compresses what is text.
async fn finish(mut response: Response, asked: &Asked) -> Response {
    let is_read = asked.method == Method::GET && response.status() == StatusCode::OK;
    if is_read && has_it(response.headers(), asked) {
        return not_modified(response);
    }
    let wants_tag = is_read && !asked.known && asked.door == Door::Page && !response.headers().contains_key(header::ETAG);
    let encoding = asked.offered.best().filter(|_| is_text(response.headers()));
    if !(wants_tag && is_text(response.headers())) && encoding.is_none() {
        return response;
    }
    let body: BoxBody<_, std::io::Error> = response.take_body().into();
    let size = hyper::body::Body::size_hint(&body).exact();
    if size.is_none_or(|size| size > FINISHED_MAX || size == 0) {
        response.set_body(poem::Body::from(body));
        return response;
    }
    let Ok(bytes) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        response.set_status(StatusCode::INTERNAL_SERVER_ERROR);
        return response;
    };
    if wants_tag {
        set_tag(response.headers_mut(), &etag::of_bytes(&bytes));
        if has_it(response.headers(), asked) {
            return not_modified(response);
        }
    }
    match encoding.filter(|_| bytes.len() >= WORTH_IT).and_then(|encoding| Some((encoding, encoding.pack(&bytes).ok()?))) {
        Some((encoding, packed)) => {
            let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(|tag| etag::packed(tag, encoding));
            if let Some(tag) = tag {
                set_tag(response.headers_mut(), &tag);
            }
            response.headers_mut().insert(header::CONTENT_ENCODING, encoding.value());
            response.headers_mut().remove(header::CONTENT_LENGTH);
            response.set_body(packed);
        }
        None => response.set_body(bytes),
    }
    response
}

fn set_tag(headers: &mut HeaderMap, tag: &str) {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
}

fn has_it(headers: &HeaderMap, asked: &Asked) -> bool {
    let (Some(tag), Some(theirs)) = (headers.get(header::ETAG), &asked.none_match) else { return false };
    let sent = HeaderMap::from_iter([(header::IF_NONE_MATCH, theirs.clone())]);
    tag.to_str().is_ok_and(|tag| etag::none_match(&sent, tag))
}

fn not_modified(mut response: Response) -> Response {
    response.set_status(StatusCode::NOT_MODIFIED);
    response.set_body(());
    response.headers_mut().remove(header::CONTENT_TYPE);
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response
}

/// Whether an answer is text that nobody compressed yet. Streams of events are not touched.
fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let starts = |prefix: &str| kind.starts_with(prefix.as_bytes());
    let text = starts("text/") || starts("application/json") || starts("application/problem+json") || starts("application/atom+xml");
    (text || starts("image/svg+xml") || starts("application/xml"))
        && !starts("text/event-stream")
        && !headers.contains_key(header::CONTENT_ENCODING)
}

#[cfg(test)]
mod tests;
