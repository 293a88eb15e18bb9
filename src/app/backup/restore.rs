//! Restoring: a backup becomes a data folder, all of it or nothing. It is made beside its place and proved there; the last step is a rename.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use ring::digest::{Context, SHA256};

use super::read::{Checked, Taker, read};
use super::{Head, PAGE, Trouble};
use crate::domain::ids::MediaId;
use crate::media::files::Files;
use crate::media::render::Size;
use crate::store::dump::Intake;
use crate::store::{Options, Store};

/// A folder that was restored.
#[derive(Debug)]
pub struct Restored {
    /// What the backup says of itself.
    pub backup: Checked,
    /// What is not as it should be, and was not when the backup was made.
    pub findings: Vec<String>,
}

/// Restores a backup into a folder, which must be empty or not there. It is proved before this returns: the record reads back with the
/// checksum of the backup and agrees with itself, each picture has its files. `progress` hears how many bytes of the backup were read.
///
/// # Errors
/// [`Trouble::Refused`] for a folder that holds something; [`Trouble::Damaged`] for the backup; the disk's. The folder is as it was then.
pub fn restore(input: impl Read, into: &Path, progress: &mut dyn FnMut(u64)) -> Result<Restored, Trouble> {
    let beside = beside(into)?;
    let restored = fill(input, &beside, progress).and_then(|restored| {
        // Over an empty folder, or where none is: the system refuses any other.
        fs::rename(&beside, into)?;
        sync(parent(into))?;
        Ok(restored)
    });
    if restored.is_err() {
        // The reason above is what matters; what stays is told by its name.
        let _ = fs::remove_dir_all(&beside);
    }
    restored
}

/// Makes an empty folder beside a place that is empty, or not there: it is filled, and then takes the place's name.
///
/// # Errors
/// [`Trouble::Refused`] for a place that holds something; the disk's.
pub fn beside(into: &Path) -> Result<PathBuf, Trouble> {
    match fs::read_dir(into) {
        Ok(mut found) => {
            if found.next().is_some() {
                return Err(Trouble::Refused(format!("{} is not empty: name a new or an empty folder", into.display())));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let name = into.file_name().ok_or_else(|| Trouble::Refused(format!("{} is no name for a folder", into.display())))?;
    let beside = parent(into).join(format!(".{}.part-{}", name.to_string_lossy(), std::process::id()));
    fs::DirBuilder::new().mode(0o700).create(&beside)?;
    Ok(beside)
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn fill(input: impl Read, folder: &Path, progress: &mut dyn FnMut(u64)) -> Result<Restored, Trouble> {
    let mut filling = Filling {
        folder,
        record: Intake::begin(folder).map_err(Trouble::Closed)?,
        media: Files::open(folder.join("media"))?,
        picture: None,
        files: Vec::new(),
    };
    let backup = read(input, &mut filling, progress)?;
    let Filling { record, media, .. } = filling;
    let mut digest = Context::new(&SHA256);
    record.dump(&mut |chunk, _| {
        digest.update(chunk);
        ControlFlow::Continue(())
    })?;
    if HEXLOWER.encode(digest.finish().as_ref()) != backup.end.record_sha256 {
        return Err(Trouble::Damaged("what was written to the disk reads back differently: look at the disk".to_owned()));
    }
    drop(record);
    let store = Store::open(folder, Options::default()).map_err(Trouble::Closed)?;
    let mut findings: Vec<String> = store.verify()?.iter().map(ToString::to_string).collect();
    findings.extend(bare(&store, &media)?);
    drop(store);
    sync(folder)?;
    Ok(Restored { backup, findings })
}

/// Pictures without files.
fn bare(store: &Store, media: &Files) -> Result<Vec<String>, Trouble> {
    let whole: std::collections::HashSet<MediaId> = media.list()?.pictures.into_iter().filter(|p| p.whole).map(|p| p.id).collect();
    let (mut bare, mut after) = (Vec::new(), None);
    loop {
        let page = store.read(|tx| tx.pictures(after, PAGE))?;
        let Some(last) = page.last() else { return Ok(bare) };
        after = Some(last.id);
        bare.extend(page.iter().filter(|picture| !whole.contains(&picture.id)).map(|p| format!("picture {} has no files", p.id)));
    }
}

struct Filling<'f> {
    folder: &'f Path,
    record: Intake,
    media: Files,
    /// The picture whose files come in, and those that came.
    picture: Option<MediaId>,
    files: Vec<Vec<u8>>,
}

impl Taker for Filling<'_> {
    fn rows(&mut self, _: &Head, chunk: &[u8]) -> Result<u64, Trouble> {
        Ok(self.record.take(chunk)?)
    }

    fn picture(&mut self, id: MediaId, size: Size, content: Vec<u8>) -> Result<(), Trouble> {
        if self.picture.replace(id) != Some(id) {
            self.files.clear();
        }
        if Size::ALL.get(self.files.len()) != Some(&size) {
            return Err(Trouble::Damaged(format!("media/{}: it is out of order", Files::place(id, size))));
        }
        self.files.push(content);
        if let [small, medium, large] = &self.files[..] {
            self.media.save(id, [small, medium, large])?;
        }
        Ok(())
    }

    fn setting(&mut self, name: &'static str, content: &[u8]) -> Result<(), Trouble> {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.folder.join(name))?;
        file.write_all(content)?;
        Ok(file.sync_all()?)
    }
}
