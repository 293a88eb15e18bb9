//! `banderole health`: asks a running server whether it is well. Speaks HTTP by hand: one request, one line of answer.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Folder, complain, holder, say};

/// How long a healthy server may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Most bytes of an answer that are read.
const ANSWER_MAX: u64 = 16_384;

/// Where a server listens when nobody says anything else.
const USUAL: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 8080));

#[derive(clap::Args)]
pub struct Health {
    #[command(flatten)]
    folder: Folder,
    /// Where the server listens; by default where the server of the data folder says that it does
    #[arg(long, env = "BANDEROLE_LISTEN")]
    listen: Option<SocketAddr>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(verb: &Health) -> ExitCode {
    let listen = verb.listen.or_else(|| holder::address(&verb.folder.data)).unwrap_or(USUAL);
    let (healthy, answer) = match ask(listen) {
        Ok(answer) => answer,
        Err(error) if verb.json => {
            say(json!({ "healthy": false, "listen": listen.to_string(), "answer": null, "error": error.to_string() }));
            return ExitCode::from(1);
        }
        Err(error) => {
            complain(format_args!("{listen}: {error}"));
            return ExitCode::from(1);
        }
    };
    match (verb.json, healthy) {
        (true, _) => say(json!({ "healthy": healthy, "listen": listen.to_string(), "answer": answer, "error": null })),
        (false, true) => say(format_args!("healthy: banderole {}", answer["version"].as_str().unwrap_or_default())),
        (false, false) => complain(format_args!("not healthy: {}", answer["detail"].as_str().unwrap_or("it does not say why"))),
    }
    ExitCode::from(u8::from(!healthy))
}

/// Whether it is well, and what it says.
fn ask(address: SocketAddr) -> std::io::Result<(bool, Value)> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let request = format!("GET /health HTTP/1.1\r\nHost: {address}\r\nAccept-Language: en\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.take(ANSWER_MAX).read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).unwrap_or_default();
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    Ok((status == "200", serde_json::from_str(body.trim()).unwrap_or_default()))
}
