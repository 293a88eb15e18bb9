//! Who serves a folder: a line beside the record, for whoever finds it in use. It goes when a server ends as it was told to; one that is
//! left was left by a server that was killed.

use std::fs;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The name of the line's file in the data folder.
const FILE: &str = "serving";

/// The line, for as long as this lives.
pub struct Holder {
    path: PathBuf,
    /// Whether the server before this one was killed.
    pub after_kill: bool,
    /// Since when this one serves, by the clock of the disk.
    pub since: SystemTime,
}

impl Holder {
    /// Says that this process serves the folder, at this address.
    ///
    /// # Errors
    /// The disk's.
    pub fn take(data: &Path, address: SocketAddr) -> io::Result<Self> {
        let path = data.join(FILE);
        let after_kill = path.exists();
        fs::write(&path, format!("process {} serves it on http://{address}\n", std::process::id()))?;
        let since = fs::metadata(&path)?.modified()?;
        Ok(Self { path, after_kill, since })
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        // One that stays means no more than a look at the pictures at the next start.
        let _ = fs::remove_file(&self.path);
    }
}

/// Where the server of the folder listens, on this machine: one that listens everywhere is asked at home.
pub fn address(data: &Path) -> Option<SocketAddr> {
    let line = of(data)?;
    let mut address: SocketAddr = line.split_once("http://")?.1.parse().ok()?;
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    Some(address)
}

/// Who says that it serves the folder.
pub fn of(data: &Path) -> Option<String> {
    let line = fs::read_to_string(data.join(FILE)).ok()?;
    Some(line.trim().to_owned()).filter(|line| !line.is_empty())
}
