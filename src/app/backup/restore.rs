//! Restoring: a backup becomes a data folder, all of it or nothing. It is made beside its place and proved there; the last step is a rename.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use ring::digest::{Context, SHA256};

use super::read::{Checked, Taker, read};
use super::{Head, PAGE, Trouble};
use crate::app::erasure;
use crate::domain::audit::By;
use crate::domain::ids::MediaId;
use crate::media::files::Files;
use crate::media::render::Size;
use crate::store::dump::Intake;
use crate::store::{Options, Store, erased_hash};

/// A folder that was restored.
#[derive(Debug)]
pub struct Restored {
    /// What the backup says of itself.
    pub backup: Checked,
    /// What is not as it should be, and was not when the backup was made.
    pub findings: Vec<String>,
    /// Members who were erased after the backup was made, and are erased again.
    pub erased: usize,
}

/// Who was erased since a backup was made, by the hashes of their ids; and what erasing them again needs.
#[derive(Debug, Default)]
pub struct Erasures {
    /// The hashes.
    pub hashes: HashSet<[u8; 32]>,
    /// What time it is.
    pub now: Timestamp,
    /// Chance.
    pub seed: [u8; 16],
}

/// Restores a backup into a folder, which must be empty or not there. It is proved before this returns: the record reads back with the
/// checksum of the backup and agrees with itself, each picture has its files. Whoever was erased since is erased again. `progress` hears how many bytes of the backup were read.
///
/// # Errors
/// [`Trouble::Refused`] for a folder that holds something; [`Trouble::Damaged`] for the backup; the disk's. The folder is as it was then.
pub fn restore(input: impl Read, into: &Path, erasures: &Erasures, progress: &mut dyn FnMut(u64)) -> Result<Restored, Trouble> {
    let beside = beside(into)?;
    let restored = fill(input, &beside, erasures, progress).and_then(|restored| {
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

fn fill(input: impl Read, folder: &Path, erasures: &Erasures, progress: &mut dyn FnMut(u64)) -> Result<Restored, Trouble> {
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
    let erased = erase_again(&store, &media, erasures)?;
    let mut findings: Vec<String> = store.verify()?.iter().map(ToString::to_string).collect();
    findings.extend(bare(&store, &media)?);
    drop(store);
    sync(folder)?;
    Ok(Restored { backup, findings, erased })
}

/// Erases those again who were erased since the backup was made: it remembers them, and must not. How many.
fn erase_again(store: &Store, media: &Files, erasures: &Erasures) -> Result<usize, Trouble> {
    let (mut erased, mut after) = (0, None);
    loop {
        let page = store.read(|tx| tx.members(after, PAGE))?;
        let Some(last) = page.last() else { return Ok(erased) };
        after = Some(last.id);
        for member in page.into_iter().filter(|member| erasures.hashes.contains(&erased_hash(member.id))) {
            let (seed, now) = (erasures.seed, erasures.now);
            let pictures = store
                .write_blocking(move |tx| erasure::erase(tx, &member, By::Keeper, seed, now))
                .map_err(|refusal| Trouble::Refused(format!("somebody could not be erased again: {refusal}")))?;
            for picture in pictures {
                media.delete(picture)?;
            }
            erased += 1;
        }
    }
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
