//! The whole record as a stream of rows that no engine owns, and back: what backups are made of.
//!
//! A row is the length of its key, the key (which begins with its table's number), the length of its value, the value in its stored form; the
//! lengths are four bytes, big-endian. Rows stand in the order of their keys, and the stream is cut into chunks between rows: chunks put one
//! after the other are the same stream wherever it was cut. The numbers of tables and the versions of stored forms are never given to
//! others, so a stream says what it holds for ever; [`FORMAT`](super::FORMAT) says which rows belong together.

use std::ops::ControlFlow;
use std::path::Path;

use super::engine::{End, Engine, Writer};
use super::redb::Redb;
use super::{Failure, OpenError, Options, ReadTx, WriteTx, tables};

/// Bytes of rows in a chunk, or one row more.
pub const CHUNK: usize = 1 << 20;

/// Bytes of a chunk that holds one very long row more, at most: longer ones are refused when they are read back.
pub const CHUNK_MAX: usize = 64 << 20;

/// What hears the chunks of a stream: their bytes, and how many rows they hold. A break ends the stream.
pub type Sink<'s> = dyn FnMut(&[u8], u64) -> ControlFlow<()> + 's;

impl ReadTx<'_> {
    /// Shows every row of this state, chunk by chunk.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn dump(&self, sink: &mut Sink<'_>) -> Result<(), Failure> {
        let (mut chunk, mut rows) = (Vec::with_capacity(CHUNK + 4096), 0);
        let mut going_on = ControlFlow::Continue(());
        self.while_rows(|key, value| {
            for part in [key, value] {
                chunk.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
                chunk.extend_from_slice(part);
            }
            rows += 1;
            if chunk.len() >= CHUNK {
                going_on = sink(&chunk, rows);
                chunk.clear();
                rows = 0;
            }
            going_on
        })?;
        if rows > 0 {
            let _ = sink(&chunk, rows);
        }
        Ok(())
    }

    /// Rows of each table, by its name, and the bytes of their keys and values: tables without a row too.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn sizes(&self) -> Result<Vec<Size>, Failure> {
        let mut sizes: Vec<Size> = tables::ALL.iter().map(|(tag, name)| Size { tag: *tag, name, rows: 0, bytes: 0 }).collect();
        self.each_row(|key, value| {
            let tag = key.first_chunk().map(|tag| u16::from_be_bytes(*tag));
            if let Some(size) = sizes.iter_mut().find(|size| Some(size.tag) == tag) {
                size.rows += 1;
                size.bytes += (key.len() + value.len()) as u64;
            }
        })?;
        Ok(sizes)
    }
}

/// Bytes of all rows, when they were last counted.
const CONTENT: &str = "content";
/// Bytes of the file after it was last compacted.
const COMPACTED: &str = "compacted";

impl ReadTx<'_> {
    /// Bytes of all rows when they were last counted, and those of the file after it was last compacted.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn room_noted(&self) -> Result<(Option<u64>, Option<u64>), Failure> {
        Ok((self.number(CONTENT)?, self.number(COMPACTED)?))
    }
}

impl WriteTx<'_> {
    /// Notes how many bytes all rows have.
    pub fn note_content(&mut self, bytes: u64) {
        self.set_number(CONTENT, bytes);
    }

    /// Notes how many bytes the file has after it was compacted.
    pub fn note_compacted(&mut self, bytes: u64) {
        self.set_number(COMPACTED, bytes);
    }
}

/// How large a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    tag: u16,
    /// The table's name.
    pub name: &'static str,
    /// Its rows.
    pub rows: u64,
    /// Bytes of their keys and values.
    pub bytes: u64,
}

/// What hears rows: key and value, as the engine has them.
pub type Visit<'v> = dyn FnMut(&[u8], &[u8]) -> Result<(), Failure> + 'v;

/// Shows the rows of a chunk; how many there were.
///
/// # Errors
/// [`Failure::Damaged`] when these bytes are not whole rows.
pub fn rows(mut chunk: &[u8], visit: &mut Visit<'_>) -> Result<u64, Failure> {
    let mut count = 0;
    while !chunk.is_empty() {
        let row = part(&mut chunk).zip(part(&mut chunk)).filter(|(key, _)| key.len() >= 2);
        let (key, value) = row.ok_or_else(|| Failure::Damaged(format!("row {} of the chunk is not whole", count + 1)))?;
        visit(key, value)?;
        count += 1;
    }
    Ok(count)
}

fn part<'c>(chunk: &mut &'c [u8]) -> Option<&'c [u8]> {
    let (length, rest) = chunk.split_first_chunk()?;
    let (part, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    *chunk = rest;
    Some(part)
}

/// Whether the rows of a chunk are rows of today's tables, in forms that this program reads; how many there were.
///
/// # Errors
/// [`Failure::Damaged`] with the first that is none.
pub fn sound(chunk: &[u8]) -> Result<u64, Failure> {
    rows(chunk, &mut |key, value| tables::sound(key, value).map(drop))
}

/// A record in the making, out of a stream. What is taken is durable at once; the rest of the program opens it when all is in.
pub struct Intake(Redb);

impl Intake {
    /// Begins a record in this folder, which must hold none.
    ///
    /// # Errors
    /// When there is a record already, or the folder cannot be used.
    pub fn begin(folder: &Path) -> Result<Self, OpenError> {
        let file = folder.join(super::FILE);
        if file.exists() {
            return Err(OpenError::Unusable(file, std::io::Error::from(std::io::ErrorKind::AlreadyExists).into()));
        }
        Redb::open(folder, Options::CACHE_BYTES).map(Self)
    }

    /// Takes the rows of a chunk; how many there were.
    ///
    /// # Errors
    /// When the chunk is damaged or the disk fails: the record in the making is good for nothing then.
    pub fn take(&self, chunk: &[u8]) -> Result<u64, Failure> {
        let mut count = 0;
        self.0.write(&mut |writer: &mut dyn Writer| {
            count = rows(chunk, &mut |key, value| writer.put(key, value))?;
            Ok(if count > 0 { End::Commit } else { End::Nothing })
        })?;
        Ok(count)
    }

    /// Shows what was taken, as [`ReadTx::dump`] does: for comparing it with what was meant.
    ///
    /// # Errors
    /// When it cannot be read back.
    pub fn dump(&self, sink: &mut Sink<'_>) -> Result<(), Failure> {
        let mut dumped = Ok(());
        self.0.read(&mut |reader| dumped = ReadTx::new(reader).dump(sink))?;
        dumped
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::*;
    use crate::store::{Store, samples};

    fn stream(store: &Store) -> (Vec<u8>, u64) {
        let (mut whole, mut count) = (Vec::new(), 0);
        store
            .read(|tx| {
                tx.dump(&mut |chunk, rows| {
                    whole.extend_from_slice(chunk);
                    count += rows;
                    ControlFlow::Continue(())
                })
            })
            .expect("it reads");
        (whole, count)
    }

    #[test]
    fn a_record_made_of_a_stream_gives_the_same_stream() {
        let first = Store::memory();
        first
            .write_blocking(|tx| {
                for n in 1..=200 {
                    tx.put_member(&crate::domain::member::Member { photo: None, pledge: None, external_id: None, ..samples::member(n) })?;
                }
                Ok::<_, Failure>(())
            })
            .expect("it writes");
        let (whole, count) = stream(&first);
        assert_eq!(sound(&whole), Ok(count));
        let sizes = first.read(|tx| Ok::<_, crate::domain::refusal::Refusal>(tx.sizes()?)).expect("it reads");
        assert_eq!(sizes.iter().map(|size| size.rows).sum::<u64>(), count);
        assert_eq!(sizes.iter().map(|size| size.bytes + 8 * size.rows).sum::<u64>(), whole.len() as u64);

        let folder = tempfile::tempdir().expect("a folder");
        let intake = Intake::begin(folder.path()).expect("it begins");
        assert_eq!(intake.take(&whole), Ok(count));
        drop(intake);
        assert!(Intake::begin(folder.path()).is_err(), "there is a record now");
        // A record that was in memory has no format yet: opening refuses it rather than guess.
        let error = Store::open(folder.path(), Options::default()).map(|_| ()).expect_err("no format");
        assert!(error.to_string().contains("does not say which format"), "{error}");
    }

    #[test]
    fn an_emptied_record_gives_its_room_back() {
        const ROWS: u64 = 30_000;
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), Options::default()).expect("it opens");
        let bytes = || std::fs::metadata(folder.path().join(crate::store::FILE)).expect("a file").len();
        let leave = |count| {
            store
                .write_blocking(move |tx| {
                    for n in 0..count {
                        tx.leave_index(crate::domain::chore::IndexChore::Event(samples::event_id((n % 250) as u8)))?;
                    }
                    Ok::<_, Failure>(())
                })
                .expect("it writes");
        };
        leave(ROWS);
        store.write_blocking(|tx| tx.forget_index_chores(ROWS - 10, ROWS as usize)).expect("it writes");
        let (full, before) = (bytes(), stream(&store));
        store.compact().expect("it compacts");
        assert!(bytes() < full / 2, "{} of {full} bytes", bytes());
        assert_eq!(stream(&store), before);
        leave(1);
        assert_eq!(store.verify(), Ok(Vec::new()));
    }

    #[test]
    fn what_is_cut_short_or_strange_is_no_chunk() {
        let store = Store::memory();
        store
            .write_blocking(|tx| {
                tx.put_member(&crate::domain::member::Member { photo: None, pledge: None, external_id: None, ..samples::member(1) })
            })
            .expect("it writes");
        let (whole, count) = stream(&store);
        for cut in 1..whole.len() {
            assert!(sound(&whole[..cut]).is_err_and(|f| matches!(f, Failure::Damaged(_))) || sound(&whole[..cut]).is_ok_and(|n| n < count));
        }
        let mut other = whole.clone();
        other[4] = 0xee;
        assert!(matches!(sound(&other), Err(Failure::Damaged(_))), "no table has this number");
    }

    proptest! {
        #[test]
        fn any_bytes_are_rows_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut again = Vec::new();
            let count = rows(&bytes, &mut |key, value| {
                for part in [key, value] {
                    again.extend_from_slice(&u32::try_from(part.len()).expect("short").to_be_bytes());
                    again.extend_from_slice(part);
                }
                Ok(())
            });
            if count.is_ok() {
                prop_assert_eq!(again, bytes);
            }
        }
    }
}
