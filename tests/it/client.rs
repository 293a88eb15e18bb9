//! A client for tests: one request a connection, whatever bytes a test wants to send; the answer with what a test asks of it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use crate::people::Person;

/// What a test waits for at most.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request that is not sent yet.
#[derive(Clone)]
pub struct Call {
    address: SocketAddr,
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Call {
    /// A request without headers and body.
    pub fn new(address: SocketAddr, method: &'static str, path: &str) -> Self {
        Self { address, method, path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    /// With a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sent by this member, with their token.
    pub fn by(self, person: &Person) -> Self {
        self.header("authorization", &format!("Bearer {}", person.token))
    }

    /// Sent by this member, or by a stranger.
    pub fn maybe_by(self, person: Option<&Person>) -> Self {
        match person {
            Some(person) => self.by(person),
            None => self,
        }
    }

    /// With a body of this media type.
    pub fn bytes(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    /// With a body of JSON.
    pub fn json(self, body: &Value) -> Self {
        self.bytes("application/json", body.to_string())
    }

    /// Sends it to a server that may be killed meanwhile: none when no whole answer came.
    pub fn try_send(self) -> Option<Answer> {
        let mut stream = TcpStream::connect_timeout(&self.address, PATIENCE).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.write_all(&self.head()).ok()?;
        stream.write_all(&self.body).ok()?;
        let mut raw = Vec::new();
        stream.read_to_end(&mut raw).ok()?;
        let head = raw.windows(4).position(|four| four == b"\r\n\r\n")?;
        let answer = Answer::of(format!("{} {}", self.method, self.path), &raw);
        // Cut off within the body: what was said in full is what counts as told.
        let length = answer.header("content-length").parse::<usize>().ok();
        (head > 0 && length.is_none_or(|length| length == answer.body.len())).then_some(answer)
    }

    fn head(&self) -> Vec<u8> {
        let what = format!("{} {}", self.method, self.path);
        let mut head = format!("{what} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n", self.address, self.body.len());
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        head.into_bytes()
    }

    /// Sends it, and reads the answer to its end.
    #[track_caller]
    pub fn send(self) -> Answer {
        let what = format!("{} {}", self.method, self.path);
        let mut stream = TcpStream::connect_timeout(&self.address, PATIENCE).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time");
        // A server that refuses early may close before all was sent: what it says counts.
        let _ = stream.write_all(&self.head()).and_then(|()| stream.write_all(&self.body));
        let mut raw = Vec::new();
        stream.read_to_end(&mut raw).unwrap_or_else(|error| panic!("{what}: {error}"));
        Answer::of(what, &raw)
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    what: String,
    /// The status.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The body, as it came.
    pub body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    fn of(what: String, raw: &[u8]) -> Self {
        let end = raw.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| panic!("{what}: no answer"));
        let head = String::from_utf8_lossy(&raw[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let headers: Vec<(String, String)> =
            lines.filter_map(|line| line.split_once(':')).map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
        let body = raw[end + 4..].to_vec();
        let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
        let body = if chunked { unchunked(&body) } else { body };
        Self { what, status: status.expect("a status"), headers, body }
    }

    /// The same, when it has this status.
    #[track_caller]
    pub fn check(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.what, self.text());
        self
    }

    /// The body as JSON, of an answer of this status.
    #[track_caller]
    pub fn json(self, status: u16) -> Value {
        let answer = self.check(status);
        serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{}: {error} in {}", answer.what, answer.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether this refusal has the form of the contract (RFC 9457).
    #[track_caller]
    pub fn check_problem(self) {
        let json: Value = serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{}: {error} in {}", self.what, self.text()));
        let code = json["code"].as_str().unwrap_or_default().to_owned();
        let status = self.status;
        assert!(status >= 400, "{}: {}", self.what, self.text());
        self.problem(status, &code);
    }

    /// A problem of this status and code; the fields at fault, each with its code: `title:missing`.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Vec<String> {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}: {}", self.what, self.text());
        let json = self.json(status);
        assert_eq!(json["code"], code, "{json}");
        assert_eq!(json["status"], status, "{json}");
        assert!(json["title"].is_string() && json["detail"].is_string() && json["type"].is_string(), "{json}");
        let errors = json["errors"].as_array().expect("a list of errors");
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        errors.iter().map(|error| format!("{}:{}", word(&error["field"]), word(&error["code"]))).collect()
    }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(String::from_utf8_lossy(&rest[..end]).trim(), 16).expect("a size");
        if size == 0 {
            break;
        }
        whole.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    whole
}
