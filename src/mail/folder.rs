//! Letters laid in a folder, one `.eml` file each, for whoever has no mail server yet.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::compose::message;
use super::{Outgoing, SendError, trial};
use crate::domain::text::Email;

/// A folder of letters, readable by its owner only: letters hold codes.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    from: Email,
}

impl Folder {
    /// Lays letters in this folder, which is made when the first letter comes.
    pub fn new(path: impl Into<PathBuf>, from: Email) -> Self {
        Self { path: path.into(), from }
    }

    /// Where the letters are.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) async fn send(&self, letter: &Outgoing<'_>, now: Timestamp) -> Result<(), SendError> {
        let bytes = message(letter, &self.from, now)?.formatted();
        self.lay(format!("{}-{:010}.eml", now.strftime("%Y%m%dT%H%M%S%.3f"), letter.number), bytes).await
    }

    pub(super) async fn trial(&self, to: &Email, network: &str, now: Timestamp) -> Result<(), SendError> {
        let bytes = trial::letter(&self.from, to, network, now)?.formatted();
        self.lay(format!("{}-trial.eml", now.strftime("%Y%m%dT%H%M%S%.3f")), bytes).await
    }

    async fn lay(&self, name: String, bytes: Vec<u8>) -> Result<(), SendError> {
        let folder = self.path.clone();
        let laid = tokio::task::spawn_blocking(move || lay(&folder, &name, &bytes)).await.unwrap_or_else(|error| Err(error.into()));
        laid.map_err(|error| SendError::Later(format!("{}: {error}", self.path.display())))
    }
}

/// Whole or not at all: written under another name, synced, renamed.
fn lay(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let temporary = folder.join(format!(".{name}.tmp"));
    let mut file = File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, folder.join(name))?;
    File::open(folder)?.sync_all()
}
