//! Reading a backup: in one pass, each part proved by its checksum, the whole by its end.

use std::io::Read;

use data_encoding::HEXLOWER;
use flate2::read::GzDecoder;
use ring::digest::{Context, SHA256};
use serde::Deserialize;

use super::container::{Hash, Part, Reader, finish};
use super::{END, End, FORM, HEAD, Head, SETTINGS, Trouble, line, records_name, sheet_name};
use crate::domain::ids::MediaId;
use crate::media::files::Files;
use crate::media::render::Size;
use crate::store::dump::{self, CHUNK_MAX};
use crate::store::{FORMAT, tables};

/// Whoever takes what a backup holds. What they took is good only when reading ends well.
pub(super) trait Taker {
    /// Rows of the record; how many there were.
    fn rows(&mut self, head: &Head, chunk: &[u8]) -> Result<u64, Trouble>;
    /// A file of a picture. Those of one picture come one after the other, in the order of their sizes.
    fn picture(&mut self, id: MediaId, size: Size, content: Vec<u8>) -> Result<(), Trouble>;
    /// A file of the data folder: one of [`SETTINGS`].
    fn setting(&mut self, name: &'static str, content: &[u8]) -> Result<(), Trouble>;
}

/// What a backup that was read to its end holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What it says at its beginning.
    pub head: Head,
    /// What it says at its end.
    pub end: End,
}

/// Proves a backup: every checksum, every row, the end. `progress` hears how many bytes were read.
///
/// # Errors
/// [`Trouble::Damaged`] with the name of the part that was changed, or where the file is cut short; the disk's.
pub fn check(input: impl Read, progress: &mut dyn FnMut(u64)) -> Result<Checked, Trouble> {
    read(input, &mut Check, progress)
}

/// Takes nothing; looks at every row.
struct Check;

impl Taker for Check {
    fn rows(&mut self, head: &Head, chunk: &[u8]) -> Result<u64, Trouble> {
        // The rows of an older format are for its migration to understand.
        let rows = if head.record_format == FORMAT { dump::sound(chunk) } else { dump::rows(chunk, &mut |_, _| Ok(())) };
        Ok(rows?)
    }

    fn picture(&mut self, _: MediaId, _: Size, _: Vec<u8>) -> Result<(), Trouble> {
        Ok(())
    }

    fn setting(&mut self, _: &'static str, _: &[u8]) -> Result<(), Trouble> {
        Ok(())
    }
}

/// Reads a backup to its end, and gives what it holds to the taker.
pub(super) fn read(input: impl Read, taker: &mut dyn Taker, progress: &mut dyn FnMut(u64)) -> Result<Checked, Trouble> {
    let mut parts = Reader::new(input);
    let first = parts.part()?.ok_or_else(|| damaged(HEAD, "there is nothing in it"))?;
    let mut reading = Reading {
        head: head(&first)?,
        taker,
        sums: vec![(first.name, first.hash)],
        sheets: 0,
        parts: 1,
        chunks: 0,
        rows: 0,
        record: Context::new(&SHA256),
        files: 0,
    };
    loop {
        let part = parts.part()?.ok_or_else(|| damaged(END, "it is missing"))?;
        progress(parts.at());
        if part.name != END {
            reading.part(part)?;
            continue;
        }
        let end = reading.end(&part)?;
        return match parts.part()? {
            None => Ok(Checked { head: reading.head, end }),
            Some(more) => Err(damaged(&more.name, "it comes after the end")),
        };
    }
}

fn damaged(name: &str, what: &str) -> Trouble {
    Trouble::Damaged(format!("{name}: {what}"))
}

#[derive(Deserialize)]
struct Form {
    banderole_backup: u32,
}

fn head(first: &Part) -> Result<Head, Trouble> {
    let strange = || Trouble::Damaged("it does not begin as a backup does".to_owned());
    if first.name != HEAD {
        return Err(strange());
    }
    let form: Form = serde_json::from_slice(&first.content).map_err(|_| strange())?;
    if form.banderole_backup > FORM {
        return Err(Trouble::Newer(format!("form {}; this program knows {FORM}", form.banderole_backup)));
    }
    let head: Head = serde_json::from_slice(&first.content).map_err(|_| strange())?;
    if head.record_format > FORMAT {
        return Err(Trouble::Newer(format!("its record has format {}; this program knows formats up to {FORMAT}", head.record_format)));
    }
    let unknown = |(tag, name): &(&u16, &String)| !tables::ALL.iter().any(|(known, called)| known == *tag && called == name);
    if head.record_format == FORMAT
        && let Some((tag, name)) = head.tables.iter().find(unknown)
    {
        return Err(Trouble::Newer(format!("it has a table {tag}, {name}, that this program does not know")));
    }
    Ok(head)
}

struct Reading<'t> {
    head: Head,
    taker: &'t mut dyn Taker,
    /// The parts that no sheet has told the checksums of yet.
    sums: Vec<(String, Hash)>,
    sheets: u64,
    parts: u64,
    chunks: u64,
    rows: u64,
    record: Context,
    files: u64,
}

impl Reading<'_> {
    fn part(&mut self, part: Part) -> Result<(), Trouble> {
        self.parts += 1;
        let Part { name, content, hash, .. } = part;
        if name.starts_with("sums/") {
            return self.sheet(&name, &content);
        }
        self.sums.push((name.clone(), hash));
        match name.split_once('/') {
            Some(("records", _)) => self.records(&name, &content),
            Some(("media", place)) => {
                let (id, size) = Files::placed(place).ok_or_else(|| damaged(&name, "no picture has such a name"))?;
                self.files += 1;
                self.taker.picture(id, size, content)
            }
            Some(("config", file)) => match SETTINGS.into_iter().find(|known| *known == file) {
                Some(known) => self.taker.setting(known, &content),
                None => Err(damaged(&name, "no such part is known")),
            },
            _ => Err(damaged(&name, "no such part is known")),
        }
    }

    fn records(&mut self, name: &str, content: &[u8]) -> Result<(), Trouble> {
        self.chunks += 1;
        if records_name(self.chunks) != name {
            return Err(damaged(&records_name(self.chunks), "it is missing"));
        }
        let mut chunk = Vec::new();
        GzDecoder::new(content)
            .take(CHUNK_MAX as u64 + 1)
            .read_to_end(&mut chunk)
            .ok()
            .filter(|_| chunk.len() <= CHUNK_MAX)
            .ok_or_else(|| damaged(name, "its content was changed"))?;
        self.record.update(&chunk);
        self.rows += self.taker.rows(&self.head, &chunk).map_err(|trouble| match trouble {
            Trouble::Record(crate::store::Failure::Damaged(what)) => damaged(name, &what),
            other => other,
        })?;
        Ok(())
    }

    fn sheet(&mut self, name: &str, content: &[u8]) -> Result<(), Trouble> {
        self.sheets += 1;
        if sheet_name(self.sheets) != name {
            return Err(damaged(&sheet_name(self.sheets), "it is missing"));
        }
        let mut lines = content.split_inclusive(|byte| *byte == b'\n');
        for (part, hash) in self.sums.drain(..) {
            if lines.next() != Some(line(&part, &hash).as_bytes()) {
                return Err(damaged(&part, &format!("it does not have the checksum that {name} says")));
            }
        }
        if lines.next().is_some() {
            return Err(damaged(name, "it tells of parts that are missing"));
        }
        Ok(())
    }

    fn end(&mut self, part: &Part) -> Result<End, Trouble> {
        if let Some((name, _)) = self.sums.first() {
            return Err(damaged(name, "no checksum of it is there"));
        }
        let end: End = serde_json::from_slice(&part.content).map_err(|_| damaged(END, "its content was changed"))?;
        let (whole, bytes) = part.before;
        let record = finish(std::mem::replace(&mut self.record, Context::new(&SHA256)));
        let counted = (self.parts, self.rows, self.files, bytes);
        if counted != (end.parts, end.rows, end.pictures * Size::ALL.len() as u64, end.bytes) {
            return Err(damaged(END, "it tells of another number of parts, rows or pictures"));
        }
        if HEXLOWER.encode(&record) != end.record_sha256 {
            return Err(damaged("records", "together they do not have the checksum that end.json says"));
        }
        if HEXLOWER.encode(&whole) != end.sha256 {
            return Err(Trouble::Damaged("all together it does not have the checksum that end.json says".to_owned()));
        }
        if end.missing.iter().any(|id| id.parse::<MediaId>().is_err()) {
            return Err(damaged(END, "its content was changed"));
        }
        Ok(end)
    }
}
