//! A socket that does not wait for ever: its first bytes are read before anything else, and a client must keep taking what is sent.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until, timeout};

/// What every HTTP/2 connection begins with (RFC 9113, 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A client that takes less than this in the time of a write is too slow.
const WRITE_BYTES: usize = 16 * 1024;

/// The protocol that a client begins to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// HTTP/1.1 or 1.0.
    One,
    /// HTTP/2 without negotiation.
    Two,
}

/// Reads until it is plain which protocol is spoken. hyper would read the same bytes outside any timeout, and peeking at the first one
/// would let a client stop after it.
///
/// # Errors
/// None when the client says nothing, or too little, in time; or goes away.
pub(super) async fn open(mut stream: TcpStream, first: Duration, write: Duration) -> Option<(Protocol, Socket)> {
    let mut read = BytesMut::with_capacity(PREFACE.len());
    let protocol = timeout(first, async {
        loop {
            if stream.read_buf(&mut read).await.ok()? == 0 {
                return None;
            }
            let common = read.len().min(PREFACE.len());
            if read[..common] != PREFACE[..common] {
                return Some(Protocol::One);
            }
            if common == PREFACE.len() {
                return Some(Protocol::Two);
            }
        }
    });
    let protocol = protocol.await.ok().flatten()?;
    Some((protocol, Socket { stream, read: read.freeze(), write, blocked: None, taken: 0 }))
}

/// A socket whose first bytes were read, and whose writes time out when the client takes too little.
pub(super) struct Socket {
    stream: TcpStream,
    read: Bytes,
    write: Duration,
    /// Set while the client does not take what is sent.
    blocked: Option<Pin<Box<Sleep>>>,
    /// Bytes taken since then.
    taken: usize,
}

impl Socket {
    /// Looks at what a write came to: the clock runs from the first that was refused until enough was taken.
    fn judge(&mut self, context: &mut Context<'_>, offered: usize, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match result {
            Poll::Ready(Ok(taken)) => {
                self.taken += taken;
                if taken == offered || self.taken >= WRITE_BYTES {
                    (self.blocked, self.taken) = (None, 0);
                }
                result
            }
            Poll::Ready(Err(_)) => result,
            Poll::Pending => {
                let clock = self.blocked.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + self.write)));
                match clock.as_mut().poll(context) {
                    Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                    Poll::Pending => Poll::Pending,
                }
            }
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.read.is_empty() {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        let length = self.read.len().min(buffer.remaining());
        buffer.put_slice(&self.read[..length]);
        self.read.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, bytes.len(), result)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.judge(context, bytes.iter().map(|part| part.len()).sum(), result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
