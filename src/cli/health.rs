//! `banderole health`: asks a running server whether it is well. Speaks HTTP by hand: one request, one line of answer.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use super::{complain, say};

/// How long a healthy server may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(clap::Args)]
pub struct Health {
    /// Where the server listens
    #[arg(long, env = "BANDEROLE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

pub fn run(verb: &Health) -> ExitCode {
    match ask(verb.listen) {
        Ok(answer) => {
            let status = answer.split(' ').nth(1).unwrap_or_default();
            let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
            say(body.trim());
            ExitCode::from(u8::from(status != "200"))
        }
        Err(error) => {
            complain(format_args!("{}: {error}", verb.listen));
            ExitCode::from(1)
        }
    }
}

fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(format!("GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut answer = String::new();
    stream.take(16_384).read_to_string(&mut answer)?;
    Ok(answer)
}
