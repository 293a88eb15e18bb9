//! The listener under clients that are slow, rude or many, over real sockets. The times are those of the program, made short.

use std::net::SocketAddr;
use std::time::Duration;

use banderole::domain::lang::Lang;
use banderole::http::error::Problem;
use banderole::http::front::{Credentials, Front, House, Known, Settings};
use banderole::http::intake::Pace;
use banderole::http::serve::{self, Manners, Timeouts};
use poem::{Response, Route, get, handler, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// What a test waits for at most: far more than any time under test.
const PATIENCE: Duration = Duration::from_secs(20);

/// The time under test.
const SHORT: Duration = Duration::from_millis(200);

struct Strangers;

impl House for Strangers {
    type Member = ();

    fn recognise(&self, _: Credentials<'_>) -> Result<Option<Known<()>>, Problem> {
        Ok(None)
    }
}

#[handler]
fn hello() -> &'static str {
    "hello"
}

#[handler]
fn much() -> Response {
    Response::from(vec![b'x'; 32 << 20])
}

/// Lets the request that waits go on.
static GO_ON: Notify = Notify::const_new();

#[handler]
async fn takes_its_time() -> &'static str {
    GO_ON.notified().await;
    "done"
}

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

fn times(change: impl FnOnce(&mut Timeouts)) -> Manners {
    let mut timeouts = Timeouts::default();
    change(&mut timeouts);
    Manners { timeouts, ..Manners::default() }
}

async fn start(manners: Manners) -> Running {
    let routes = Route::new().at("/", get(hello)).at("/much", get(much)).at("/slow", get(takes_its_time)).at("/take", post(hello));
    let pace = Pace { window: SHORT, bytes: 100 };
    let settings = Settings { origin: None, proxies: Vec::new(), lang: Lang::En, limits: true, pace };
    let server = serve::bind("127.0.0.1:0".parse().expect("an address")).await.expect("a free port");
    let address = server.address();
    let (stop, stopped) = oneshot::channel();
    let front = Front::new(routes, Strangers, settings);
    let server = tokio::spawn(server.run(front, manners, async { drop(stopped.await) }));
    Running { address, stop, server }
}

async fn connect(running: &Running) -> TcpStream {
    TcpStream::connect(running.address).await.expect("a connection")
}

/// Everything that the server says until it closes. A reset is a close.
async fn rest(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut said)).await;
    assert!(read.is_ok(), "the server did not close; it said {:?}", String::from_utf8_lossy(&said));
    String::from_utf8_lossy(&said).into_owned()
}

/// What the server says to a client that sends these bytes and then nothing.
async fn after(running: &Running, bytes: &[u8]) -> String {
    let mut stream = connect(running).await;
    stream.write_all(bytes).await.expect("sent");
    rest(&mut stream).await
}

/// What the server says to a client that sends a byte at a time, slower than the server wants.
async fn dripping(running: &Running, head: &[u8]) -> String {
    let (mut read, mut write) = connect(running).await.into_split();
    write.write_all(head).await.expect("sent");
    let drip = tokio::spawn(async move {
        let mut tick = tokio::time::interval(SHORT / 8);
        loop {
            tick.tick().await;
            if write.write_all(b"a").await.is_err() {
                return;
            }
        }
    });
    let mut said = Vec::new();
    let _ = timeout(PATIENCE, read.read_to_end(&mut said)).await.expect("the server closes");
    drip.abort();
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn who_says_nothing_is_closed() {
    let running = start(times(|t| t.first = SHORT)).await;
    assert_eq!(after(&running, b"").await, "");
    assert_eq!(after(&running, b"P").await, "", "one byte of an HTTP/2 preface is nothing yet");
    assert_eq!(after(&running, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r").await, "");
}

#[tokio::test]
async fn who_never_ends_the_headers_is_closed() {
    let running = start(times(|t| t.header = SHORT)).await;
    assert_eq!(after(&running, b"GET / HT").await, "");
    assert_eq!(after(&running, b"GET / HTTP/1.1\r\nHost: x\r\n").await, "");
    assert_eq!(dripping(&running, b"GET / HTTP/1.1\r\nHost: x\r\nX-Drip: ").await, "");
}

#[tokio::test]
async fn who_never_sends_the_body_gets_408() {
    let running = start(Manners::default()).await;
    let head = b"POST /take HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Length: 1000\r\n\r\n";
    for said in [after(&running, head).await, after(&running, &[head, &b"x"[..]].concat()).await, dripping(&running, head).await] {
        assert!(said.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{said}");
        assert!(said.contains("connection: close"), "{said}");
    }
}

#[tokio::test]
async fn who_takes_nothing_is_closed() {
    let running = start(times(|t| t.write = SHORT)).await;
    let mut stream = connect(&running).await;
    stream.write_all(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
    let mut tick = tokio::time::interval(SHORT / 8);
    let closed = timeout(PATIENCE, async {
        while stream.write_all(b"a").await.is_ok() {
            tick.tick().await;
        }
    });
    closed.await.expect("the server closes though nothing was taken");
}

#[tokio::test]
async fn a_connection_left_idle_is_closed() {
    let running = start(times(|t| t.header = SHORT)).await;
    let said = after(&running, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(said.starts_with("HTTP/1.1 200 OK\r\n") && said.ends_with("hello"), "{said}");
}

#[tokio::test]
async fn too_many_headers_are_refused() {
    let running = start(Manners::default()).await;
    let large = format!("GET / HTTP/1.1\r\nHost: x\r\nX-Large: {}\r\n\r\n", "x".repeat(1 << 20));
    let mut stream = connect(&running).await;
    let _ = stream.write_all(large.as_bytes()).await;
    let mut said = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut said)).await.expect("the server closes");
    let said = String::from_utf8_lossy(&said);
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 431 "), "{said}");
    assert!(after(&running, b"GET / HTTP/1.0\r\n\r\n").await.ends_with("hello"), "others are served");
}

#[tokio::test]
async fn http_2_is_spoken_with_prior_knowledge() {
    let running = start(times(|t| t.ping = SHORT)).await;
    let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    let mut stream = connect(&running).await;
    stream.write_all(&[b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice(), &settings].concat()).await.expect("sent");
    let mut header = [0; 9];
    timeout(PATIENCE, stream.read_exact(&mut header)).await.expect("in time").expect("an answer");
    assert_eq!(header[3], 4, "the server's settings come first: {header:?}");
    rest(&mut stream).await;
}

#[tokio::test]
async fn a_body_too_large_is_answered_not_cut_off() {
    let running = start(Manners::default()).await;
    let body = "x".repeat(2 << 20);
    let head = format!("POST /take HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    assert!(after(&running, head.as_bytes()).await.starts_with("HTTP/1.1 413 "));
    let huge = b"POST /take HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Length: 1000000000\r\n\r\n";
    assert!(after(&running, huge).await.starts_with("HTTP/1.1 413 "));
}

#[tokio::test]
async fn one_address_has_so_many_connections() {
    let running = start(Manners::default()).await;
    let mut held = Vec::new();
    for _ in 0..200 {
        let mut stream = connect(&running).await;
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
        let mut first = [0; 15];
        timeout(PATIENCE, stream.read_exact(&mut first)).await.expect("in time").expect("an answer");
        assert_eq!(&first, b"HTTP/1.1 200 OK");
        held.push(stream);
    }
    let mut one_more = connect(&running).await;
    let _ = one_more.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let mut said = Vec::new();
    let _ = timeout(PATIENCE, one_more.read_to_end(&mut said)).await.expect("the server closes");
    assert!(said.is_empty(), "{said:?}");
}

#[tokio::test]
async fn the_way_out() {
    let running = start(Manners::default()).await;
    let mut idle = connect(&running).await;
    let mut busy = connect(&running).await;
    busy.write_all(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
    // An answer on another connection: by then the request under way was taken.
    assert!(after(&running, b"GET / HTTP/1.0\r\n\r\n").await.ends_with("hello"));
    running.stop.send(()).expect("the server runs");
    assert_eq!(rest(&mut idle).await, "");
    GO_ON.notify_one();
    let said = rest(&mut busy).await;
    assert!(
        said.starts_with("HTTP/1.1 200 OK\r\n") && said.ends_with("done"),
        "the request under way is answered, the next is not: {said}"
    );
    assert_eq!(rest(&mut idle).await, "");
    timeout(PATIENCE, running.server).await.expect("the server ends").expect("without a panic");
    assert!(TcpStream::connect(running.address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn the_way_out_does_not_wait_for_ever() {
    let running = start(times(|t| t.stop = SHORT)).await;
    let mut stuck = connect(&running).await;
    stuck.write_all(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
    let mut first = [0; 1];
    stuck.read_exact(&mut first).await.expect("the answer begins");
    running.stop.send(()).expect("the server runs");
    timeout(PATIENCE, running.server).await.expect("the server ends").expect("without a panic");
}
