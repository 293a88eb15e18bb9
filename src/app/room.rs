//! How much room everything takes: counted, given back when too much of it is empty, cleared of pictures that belong to nobody.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::SignedDuration;

use super::App;
use crate::domain::ids::{CHANCE, MediaId};
use crate::domain::refusal::Refusal;
use crate::media::files::Files;
use crate::store::dump::Size;
use crate::store::{FILE, Failure};

/// Files smaller than this are left as they are: there is little to give back.
pub const SMALL: u64 = 64 << 20;

/// Rows read at once.
const PAGE: usize = 1_000;

/// Pictures younger than this may still get their row.
const FRESH: SignedDuration = SignedDuration::from_hours(1);

/// How much of everything there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    /// Each table of the record.
    pub tables: Vec<Size>,
    /// Bytes of the record's file.
    pub record_bytes: u64,
    /// Bytes of the index.
    pub index_bytes: u64,
    /// Pictures in the folder.
    pub pictures: u64,
    /// Bytes of their files.
    pub picture_bytes: u64,
}

impl Stats {
    /// Rows of a table.
    pub fn rows(&self, table: &str) -> u64 {
        self.tables.iter().find(|size| size.name == table).map_or(0, |size| size.rows)
    }

    /// Bytes of all rows.
    pub fn content_bytes(&self) -> u64 {
        self.tables.iter().map(|size| size.bytes).sum()
    }
}

fn disk(error: io::Error) -> Refusal {
    Failure::from(error).into()
}

fn file_bytes(app: &App) -> io::Result<u64> {
    Ok(fs::metadata(app.folder.join(FILE))?.len())
}

/// Counts everything: reads the whole record, in one state of it. On a thread that may wait.
///
/// # Errors
/// A failure of the record or of the disk.
pub fn stats(app: &App) -> Result<Stats, Refusal> {
    let tables = app.store.read(|tx| Ok::<_, Refusal>(tx.sizes()?))?;
    let index = app.folder.join("index");
    let index_bytes = if index.exists() { Files::bytes_of(&index).map_err(disk)? } else { 0 };
    let pictures = app.media.list().map_err(disk)?.pictures;
    Ok(Stats {
        tables,
        record_bytes: file_bytes(app).map_err(disk)?,
        index_bytes,
        pictures: pictures.len() as u64,
        picture_bytes: pictures.iter().map(|picture| picture.bytes).sum(),
    })
}

/// Notes how much the record holds, so that the next start knows without reading it. A small file is not looked at.
///
/// # Errors
/// A failure of the record or of the disk.
pub fn measure(app: &App) -> Result<(), Refusal> {
    if file_bytes(app).map_err(disk)? < SMALL {
        return Ok(());
    }
    let sizes = app.store.read(|tx| Ok::<_, Refusal>(tx.sizes()?))?;
    let content = sizes.iter().map(|size| size.bytes).sum();
    app.store.write_blocking(move |tx| {
        tx.note_content(content);
        Ok::<_, Refusal>(())
    })
}

/// Whether a file is worth compacting: more than twice its content, and grown since it was last compacted, if it was.
pub fn is_wasteful(file: u64, content: Option<u64>, compacted: Option<u64>) -> bool {
    let grown = compacted.is_none_or(|then| file / 5 * 4 > then);
    file >= SMALL && grown && content.is_some_and(|content| file / 2 > content)
}

/// Compacts the record when its file is more than twice its content: before the doors are opened. Bytes before and after, when it was done.
///
/// # Errors
/// A failure of the record or of the disk.
pub fn compact_if_wasteful(app: &App) -> Result<Option<(u64, u64)>, Refusal> {
    let file = file_bytes(app).map_err(disk)?;
    let (content, compacted) = app.store.read(|tx| Ok::<_, Refusal>(tx.room_noted()?))?;
    if is_wasteful(file, content, compacted) { compact(app).map(Some) } else { Ok(None) }
}

/// Gives the empty room of the record's file back. Everybody who reads or writes waits meanwhile. Bytes before and after.
///
/// # Errors
/// A failure of the record or of the disk.
pub fn compact(app: &App) -> Result<(u64, u64), Refusal> {
    let before = file_bytes(app).map_err(disk)?;
    app.store.compact()?;
    let after = file_bytes(app).map_err(disk)?;
    app.store.write_blocking(move |tx| {
        tx.note_compacted(after);
        Ok::<_, Refusal>(())
    })?;
    Ok((before, after))
}

/// What in the folder of pictures belongs to nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Orphans {
    /// Pictures that no row names.
    pub pictures: Vec<MediaId>,
    /// Their bytes.
    pub bytes: u64,
    /// Files that are no pictures: told, and never removed, for they may be the keeper's own.
    pub strays: Vec<PathBuf>,
}

/// Finds pictures that belong to nobody, and removes them if that is wanted.
///
/// # Errors
/// A failure of the record or of the disk.
pub fn prune(app: &App, remove: bool) -> Result<Orphans, Refusal> {
    // The folder first: a picture that is taken in meanwhile has its row when the rows are read, or is fresh.
    let listing = app.media.list().map_err(disk)?;
    let mut named = HashSet::new();
    let mut after = None;
    loop {
        let page = app.store.read(|tx| Ok::<_, Refusal>(tx.pictures(after, PAGE)?))?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        named.extend(page.iter().map(|picture| picture.id));
    }
    let fresh = app.now().checked_sub(FRESH).map(|since| MediaId::new(since, [0; CHANCE]));
    let mut orphans = Orphans { strays: listing.strays, ..Orphans::default() };
    for picture in listing.pictures {
        if named.contains(&picture.id) || fresh.as_ref().is_ok_and(|fresh| picture.id >= *fresh) {
            continue;
        }
        if remove {
            app.media.delete(picture.id).map_err(disk)?;
        }
        orphans.pictures.push(picture.id);
        orphans.bytes += picture.bytes;
    }
    Ok(orphans)
}

/// Removes pictures whose upload was cut off between its files and its row, when the server was killed: those made before `started` that no row
/// names. What is being taken in meanwhile is younger. How many there were.
///
/// # Errors
/// A failure of the record or of the disk.
pub fn clear_after_kill(app: &App, started: SystemTime) -> Result<usize, Refusal> {
    let mut gone = 0;
    for picture in app.media.list().map_err(disk)?.pictures {
        let named = app.store.read(|tx| Ok::<_, Refusal>(tx.picture(picture.id)?.is_some()))?;
        if !named && app.media.is_older(picture.id, started).map_err(disk)? {
            app.media.delete(picture.id).map_err(disk)?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// Room that a path takes in words: `1.5 GiB`.
pub fn in_words(bytes: u64) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < units.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 { format!("{bytes} bytes") } else { format!("{value:.1} {}", units[unit]) }
}

/// Whether this folder holds a record.
pub fn has_record(folder: &Path) -> bool {
    folder.join(FILE).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_large_file_that_grew_beyond_twice_its_content_is_compacted() {
        let mib = |n: u64| n << 20;
        assert!(is_wasteful(mib(300), Some(mib(140)), None));
        assert!(!is_wasteful(mib(300), Some(mib(160)), None), "less than twice its content");
        assert!(!is_wasteful(mib(300), None, None), "never measured");
        assert!(!is_wasteful(mib(60), Some(mib(1)), None), "small");
        assert!(!is_wasteful(mib(300), Some(mib(100)), Some(mib(290))), "compacting it did not help the last time");
        assert!(is_wasteful(mib(400), Some(mib(100)), Some(mib(290))));
    }

    #[test]
    fn room_in_words() {
        assert_eq!([0, 1023, 1536, 5 << 30].map(in_words), ["0 bytes", "1023 bytes", "1.5 KiB", "5.0 GiB"]);
    }
}
