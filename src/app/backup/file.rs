//! Where backups lie: made in the house's own folder, then put in their place whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::sealed::{Locker, MAGIC, Passphrase, Unlocker};
use super::{Checked, Trouble, check, make};
use crate::app::{App, export};
use crate::media::files::Files;

/// The folder, in the data folder, where a backup is made before whoever asked for it takes it away.
const SPOOL: &str = "spool";

/// Bytes that are written or read at once.
const AT_ONCE: usize = 1 << 17;

/// Where a backup is made that somebody will take away: `name` is a plain name.
///
/// # Errors
/// [`Trouble::Refused`] for another name.
pub fn spooled(folder: &Path, name: &str) -> Result<PathBuf, Trouble> {
    let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if plain { Ok(folder.join(SPOOL).join(name)) } else { Err(Trouble::Refused(format!("{name} is no name for a backup in the making"))) }
}

/// Removes backups that nobody took away. Only while nothing else works in the folder: at the start.
///
/// # Errors
/// The disk's.
pub fn clear_spool(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder.join(SPOOL)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a backup in the house's folder, for somebody to take away; where it is.
///
/// # Errors
/// As for [`make`]; nothing stays there then.
pub fn spool(app: &App, name: &str, progress: &mut dyn FnMut(u64)) -> Result<PathBuf, Trouble> {
    spool_with(app, name, |file| Ok(make(app, file, progress)?.0))
}

/// Makes an export in the house's folder, for somebody to take away; where it is.
///
/// # Errors
/// As for [`export::write`]; nothing stays there then.
pub fn spool_export(app: &App, name: &str, progress: &mut dyn FnMut(u64)) -> Result<PathBuf, Trouble> {
    spool_with(app, name, |file| Ok(export::write(app, file, progress)?.0))
}

/// Whether a file lies there in a folder of pictures.
pub fn is_picture(place: &str) -> bool {
    Files::placed(place).is_some()
}

type Made = BufWriter<File>;

fn spool_with(app: &App, name: &str, fill: impl FnOnce(Made) -> Result<Made, Trouble>) -> Result<PathBuf, Trouble> {
    let path = spooled(&app.folder, name)?;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path.parent().unwrap_or(&app.folder))?;
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    match fill(BufWriter::with_capacity(AT_ONCE, file)).and_then(|mut file| Ok(file.flush()?)) {
        Ok(()) => Ok(path),
        Err(trouble) => {
            // The reason is what matters; what stays goes at the next start.
            let _ = fs::remove_file(&path);
            Err(trouble)
        }
    }
}

/// Puts a backup that was made in its place: copied, locked if there is a passphrase, synced, proved there, and named last.
///
/// # Errors
/// When it cannot be written there, or is not sound there: nothing of it stays, and what was there before is as it was.
pub fn put(made: &Path, file: &Path, passphrase: Option<&Passphrase>, chance: &dyn Fn(&mut [u8])) -> Result<Checked, Trouble> {
    let name = file.file_name().ok_or_else(|| Trouble::Refused("it has no file name".to_owned()))?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let part = folder.join(format!(".{}.part-{}", name.to_string_lossy(), std::process::id()));
    let proved = || open(&part, passphrase).and_then(|(input, _)| check(input, &mut |_| {}));
    let placed = copy(made, &part, passphrase, chance).and_then(|()| proved()).and_then(|checked| {
        fs::rename(&part, file)?;
        File::open(folder)?.sync_all()?;
        Ok(checked)
    });
    if placed.is_err() {
        // The reason above is what matters.
        let _ = fs::remove_file(&part);
    }
    placed
}

fn copy(made: &Path, part: &Path, passphrase: Option<&Passphrase>, chance: &dyn Fn(&mut [u8])) -> Result<(), Trouble> {
    let mut from = File::open(made)?;
    let mut to = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part)?;
    let to = match passphrase {
        Some(passphrase) => {
            let mut locker = Locker::begin(BufWriter::with_capacity(AT_ONCE, to), passphrase, chance)?;
            io::copy(&mut from, &mut locker)?;
            locker.end()?.into_inner().map_err(io::IntoInnerError::into_error)?
        }
        None => {
            io::copy(&mut from, &mut to)?;
            to
        }
    };
    Ok(to.sync_all()?)
}

/// Opens a backup, locked or not: what it holds, and how many bytes the file has.
///
/// # Errors
/// When it cannot be read, or is locked and the passphrase is missing or wrong.
pub fn open(file: &Path, passphrase: Option<&Passphrase>) -> Result<(Box<dyn Read>, u64), Trouble> {
    let opened = File::open(file)?;
    let bytes = opened.metadata()?.len();
    let mut opened = BufReader::with_capacity(AT_ONCE, opened);
    let mut begin = Vec::new();
    (&mut opened).take(MAGIC.len() as u64).read_to_end(&mut begin)?;
    let locked = begin == MAGIC;
    let whole = io::Cursor::new(begin).chain(opened);
    match passphrase {
        _ if !locked => Ok((Box::new(whole), bytes)),
        Some(passphrase) => Ok((Box::new(Unlocker::begin(whole, passphrase)?), bytes)),
        None => Err(Trouble::Locked("no passphrase is given: name its file with --passphrase-file")),
    }
}
