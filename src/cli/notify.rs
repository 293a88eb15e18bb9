//! What systemd is told (`Type=notify`): ready, stopping, and that all goes well while it does. Nothing when nobody asked.

use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::app::App;
use crate::domain::refusal::Refusal;

/// Says that the doors are open; and from then on, as often as was asked for, that the record still takes changes.
pub fn ready(app: &App) -> Option<JoinHandle<()>> {
    tell("READY=1");
    let limit = std::env::var("WATCHDOG_USEC").ok()?.parse().map(Duration::from_micros).ok().filter(|limit| !limit.is_zero())?;
    let app = app.clone();
    Some(tokio::spawn(async move {
        let mut ticks = tokio::time::interval(limit / 3);
        loop {
            ticks.tick().await;
            // A change that changes nothing goes the whole way to the thread that commits, and back.
            let alive = app.store.write(|_| Ok::<_, Refusal>(()));
            match tokio::time::timeout(limit, alive).await {
                // A full disk or a queue is no reason to be started anew.
                Ok(_) => tell("WATCHDOG=1"),
                Err(_) => tracing::error!("the record takes no changes"),
            }
        }
    }))
}

/// Says that the doors are closed.
pub fn stopping() {
    tell("STOPPING=1");
}

fn tell(state: &str) {
    let Some(path) = std::env::var("NOTIFY_SOCKET").ok().filter(|path| !path.is_empty()) else { return };
    if let Err(error) = send(&path, state) {
        tracing::warn!(%error, state, "systemd could not be told");
    }
}

/// A path, or a name that begins with `@` in the kernel's own space of names.
fn send(path: &str, state: &str) -> io::Result<()> {
    let address = match path.strip_prefix('@') {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(path)?,
    };
    UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address).map(drop)
}
