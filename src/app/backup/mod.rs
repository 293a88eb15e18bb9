//! Backups: the whole network in one file, made while it runs, read back strictly.
//!
//! The file is a tar archive (locked with a passphrase or not). In this order it holds
//!
//! ```text
//! banderole.json              what it is: its form, the program, the time, the format of the record and its tables
//! records/000001.gz …         the record, as one state of it was: rows as `store::dump` says
//! media/xx/ID/SIZE.jpg        every picture that the record names
//! config/banderole.toml       what the keeper set; config/secret: what signs forms and links
//! sums/000001 …               after at most 1,000 parts: their checksums, as `sha256sum` writes and checks them
//! end.json                    how much there is of everything, the checksum of the record and that of all of the file before it
//! ```
//!
//! So one pass makes it and one pass proves it: each byte is under a checksum, and a file that was cut short has no end. A backup is consistent
//! because the record is read in one transaction, and pictures (which never change) are held in their folder until they were copied.

pub mod container;
mod file;
pub mod plan;
mod read;
mod restore;
pub mod sealed;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Mutex, PoisonError, TryLockError};

use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

pub use self::file::{clear_spool, is_picture, open, put, spool, spool_export, spooled};
pub use self::plan::Plan;
pub use self::read::{Checked, check};
pub use self::restore::{Erasures, Restored, beside, restore};

use self::container::{Hash, Writer};
use super::App;
use crate::domain::ids::MediaId;
use crate::media::files::Files;
use crate::media::render::Size;
use crate::store::{FORMAT, Failure, OpenError, ReadTx, Store, tables};

/// The form of the files that are written today.
pub const FORM: u32 = 1;

/// The part that a file begins with, and the one it ends with.
const HEAD: &str = "banderole.json";
const END: &str = "end.json";

/// Parts whose checksums stand together.
const SUMMED: usize = 1_000;

/// Pictures listed at once.
const PAGE: usize = 1_000;

/// Files of the data folder that go into a backup, and come back with it.
const SETTINGS: [&str; 2] = ["banderole.toml", "secret"];

/// Why a backup was not made, or is no good. The texts are for the keeper.
#[derive(Debug)]
pub enum Trouble {
    /// The disk answers with an error.
    Disk(io::Error),
    /// The record cannot be read or written.
    Record(Failure),
    /// A record that was read back cannot be opened.
    Closed(OpenError),
    /// The file is not what was written; the text says where.
    Damaged(String),
    /// A later version of the program made it.
    Newer(String),
    /// It cannot be unlocked.
    Locked(&'static str),
    /// Another backup is being made.
    Busy,
    /// It cannot go where it should; the text says why.
    Refused(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disk(error) => write!(f, "{error}"),
            Self::Record(failure) => write!(f, "{failure}"),
            Self::Closed(error) => write!(f, "{error}"),
            Self::Damaged(what) => write!(f, "the backup is damaged: {what}"),
            Self::Newer(what) => write!(f, "the backup was made by a later version: {what}"),
            Self::Locked(why) => write!(f, "the backup is locked, and {why}"),
            Self::Busy => f.write_str("another backup is being made"),
            Self::Refused(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Trouble {}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Record(failure)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// What a backup says of itself at its beginning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The form of the file.
    pub banderole_backup: u32,
    /// The program that made it.
    pub program: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The network's name.
    pub network: String,
    /// The format of the record.
    pub record_format: u64,
    /// The record's tables by their numbers.
    pub tables: BTreeMap<u16, String>,
}

/// What a backup says of itself at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// Parts before this one.
    pub parts: u64,
    /// Rows of the record.
    pub rows: u64,
    /// SHA-256 of the record's stream.
    pub record_sha256: String,
    /// Pictures.
    pub pictures: u64,
    /// Pictures that the record names, and whose files were missing already.
    pub missing: Vec<MediaIdText>,
    /// Bytes before this part.
    pub bytes: u64,
    /// SHA-256 of these.
    pub sha256: String,
}

/// A picture's id as it is written.
pub type MediaIdText = String;

/// What a house knows of its backups.
#[derive(Default)]
pub struct Backups {
    making: Mutex<()>,
    /// Those that it makes by itself.
    pub plan: Option<Plan>,
    /// Why the last of these was not made.
    failed: Mutex<Option<String>>,
}

impl Backups {
    /// A house that makes backups by itself.
    pub fn planned(plan: Option<Plan>) -> Self {
        Self { plan, ..Self::default() }
    }

    /// Why the last planned backup was not made; none when it was.
    pub fn failure(&self) -> Option<String> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Makes a backup of the house as it is now. Everyone goes on working. Runs where it is called, for seconds: on a thread that may wait.
/// `progress` hears how many rows and pictures were taken.
///
/// # Errors
/// [`Trouble::Busy`] while another is being made; failures of the record and of the disk.
pub fn make<W: Write>(app: &App, output: W, progress: &mut dyn FnMut(u64)) -> Result<(W, End), Trouble> {
    let _one = match app.backups.making.try_lock() {
        Ok(guard) => guard,
        Err(TryLockError::Poisoned(poisoned)) => PoisonError::into_inner(poisoned),
        Err(TryLockError::WouldBlock) => return Err(Trouble::Busy),
    };
    let head = Head {
        banderole_backup: FORM,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: app.now(),
        network: app.network.name.clone(),
        record_format: FORMAT,
        tables: tables::ALL.iter().map(|(tag, name)| (*tag, (*name).to_owned())).collect(),
    };
    pack(&Source { store: &app.store, media: &app.media, folder: &app.folder }, &head, output, progress)
}

/// What goes into a backup.
struct Source<'s> {
    store: &'s Store,
    media: &'s Files,
    folder: &'s Path,
}

fn pack<W: Write>(source: &Source<'_>, head: &Head, output: W, progress: &mut dyn FnMut(u64)) -> Result<(W, End), Trouble> {
    // Before the record is read, so that each picture that it names is still there when its turn comes.
    let _pictures_stay = source.media.hold();
    let mut making = Making::new(Writer::new(output, head.made_at.as_second()));
    making.part(HEAD, &json(head)?)?;
    let pictures = source.store.read(|tx| {
        making.records(tx, progress)?;
        named(tx)
    })?;
    for id in pictures {
        making.picture(source.media, id)?;
        progress(making.end.rows + making.end.pictures);
    }
    for name in SETTINGS {
        match fs::read(source.folder.join(name)) {
            Ok(content) => making.part(&format!("config/{name}"), &content)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    making.finish()
}

/// The pictures that the record names.
fn named(tx: &ReadTx<'_>) -> Result<Vec<MediaId>, Trouble> {
    let mut pictures: Vec<MediaId> = Vec::new();
    loop {
        let page = tx.pictures(pictures.last().copied(), PAGE)?;
        if page.is_empty() {
            return Ok(pictures);
        }
        pictures.extend(page.iter().map(|picture| picture.id));
    }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Trouble> {
    serde_json::to_vec(value).map_err(|error| Trouble::Disk(error.into()))
}

/// A backup in the making.
struct Making<W> {
    writer: Writer<W>,
    end: End,
    record: Context,
    sums: Vec<(String, Hash)>,
    sheets: u64,
}

impl<W: Write> Making<W> {
    fn new(writer: Writer<W>) -> Self {
        let end =
            End { parts: 0, rows: 0, record_sha256: String::new(), pictures: 0, missing: Vec::new(), bytes: 0, sha256: String::new() };
        Self { writer, end, record: Context::new(&SHA256), sums: Vec::new(), sheets: 0 }
    }

    fn part(&mut self, name: &str, content: &[u8]) -> Result<(), Trouble> {
        let hash = self.writer.part(name, content)?;
        self.end.parts += 1;
        self.sums.push((name.to_owned(), hash));
        if self.sums.len() >= SUMMED { self.sum() } else { Ok(()) }
    }

    /// Writes the checksums of the parts since the last time.
    fn sum(&mut self) -> Result<(), Trouble> {
        let mut sheet = String::new();
        for (name, hash) in self.sums.drain(..) {
            sheet.push_str(&line(&name, &hash));
        }
        self.sheets += 1;
        self.end.parts += 1;
        self.writer.part(&sheet_name(self.sheets), sheet.as_bytes())?;
        Ok(())
    }

    fn records(&mut self, tx: &ReadTx<'_>, progress: &mut dyn FnMut(u64)) -> Result<(), Trouble> {
        let (mut met, mut number) = (Ok(()), 0);
        tx.dump(&mut |chunk, rows| {
            number += 1;
            self.record.update(chunk);
            self.end.rows += rows;
            progress(self.end.rows);
            met = packed(chunk).map_err(Trouble::from).and_then(|content| self.part(&records_name(number), &content));
            if met.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        met
    }

    /// A picture goes in whole or not at all.
    fn picture(&mut self, files: &Files, id: MediaId) -> Result<(), Trouble> {
        let mut contents = Vec::with_capacity(Size::ALL.len());
        for size in Size::ALL {
            contents.extend(files.read(id, size)?.filter(|content| !content.is_empty()));
        }
        if contents.len() < Size::ALL.len() {
            self.end.missing.push(id.to_string());
            return Ok(());
        }
        for (size, content) in Size::ALL.into_iter().zip(contents) {
            self.part(&format!("media/{}", Files::place(id, size)), &content)?;
        }
        self.end.pictures += 1;
        Ok(())
    }

    fn finish(mut self) -> Result<(W, End), Trouble> {
        self.sum()?;
        let Self { mut writer, mut end, record, .. } = self;
        end.record_sha256 = HEXLOWER.encode(record.finish().as_ref());
        let (hash, bytes) = writer.so_far();
        end.sha256 = HEXLOWER.encode(&hash);
        end.bytes = bytes;
        writer.part(END, &json(&end)?)?;
        Ok((writer.end()?, end))
    }
}

fn packed(chunk: &[u8]) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::with_capacity(chunk.len() / 3), Compression::fast());
    packer.write_all(chunk)?;
    packer.finish()
}

fn records_name(number: u64) -> String {
    format!("records/{number:06}.gz")
}

fn sheet_name(number: u64) -> String {
    format!("sums/{number:06}")
}

/// A line as `sha256sum` writes it.
fn line(name: &str, hash: &Hash) -> String {
    format!("{}  {name}\n", HEXLOWER.encode(hash))
}

#[cfg(test)]
mod tests;
