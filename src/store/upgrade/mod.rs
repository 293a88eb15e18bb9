//! The format of the record as a whole: which tables there are and what holds between them. (The form of a single value has its own version.)
//!
//! A step from one format to the next is a function in a file of its own here: it works in small parts, each a transaction that notes how far
//! the step is, so that one that was killed goes on where it was; and it refuses rather than guess. Before the first step the file is copied
//! beside itself. There has been one format so far, and so no step.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::transaction::Keys;
use super::{Direction, Failure, OpenError, Store, WriteTx, tables};

/// The format that this program writes.
pub const FORMAT: u64 = 1;

/// The steps, in order.
const STEPS: &[Step] = &[];

/// The name of the format's number.
const NAME: &str = "format";

/// The name of the text that says how far a step is.
const PLACE: &str = "upgrade";

/// Parts after which the log is told how far a step is.
const TOLD: u64 = 100;

/// The way from one format to the next.
pub struct Step {
    /// The format that it begins with.
    pub from: u64,
    /// What it does, for the log.
    pub what: &'static str,
    /// Does the part that begins at a place (none: at the beginning), and gives the place of the next; none: it is done. Each part is one
    /// transaction: some thousand rows.
    pub part: fn(&mut WriteTx<'_>, Option<String>) -> Result<Option<String>, Failure>,
}

/// Makes sure that the record is in today's format. A new record gets it.
///
/// # Errors
/// When a later version wrote the record, or it has rows but no format; when a step fails.
pub fn ready(store: &Store, file: &Path) -> Result<(), OpenError> {
    bring(store, file, STEPS, FORMAT)
}

fn bring(store: &Store, file: &Path, steps: &[Step], known: u64) -> Result<(), OpenError> {
    let unusable = |failure| OpenError::Unusable(file.to_owned(), failure);
    loop {
        let (format, used) = store
            .read(|tx| Ok::<_, Failure>((tx.number(NAME)?, tx.first(&tables::ID_TO_MEMBER, &Keys::all(), Direction::Up)?.is_some())))
            .map_err(unusable)?;
        let step = match format {
            Some(found) if found == known => return Ok(()),
            Some(found) if found > known => return Err(OpenError::Newer { file: file.to_owned(), found, known }),
            None if !used => {
                let set = move |tx: &mut WriteTx<'_>| {
                    tx.set_number(NAME, known);
                    Ok::<_, Failure>(())
                };
                return store.write_blocking(set).map_err(unusable);
            }
            Some(found) => steps.iter().find(|step| step.from == found),
            None => None,
        };
        let step = step.ok_or_else(|| unusable(Failure::Damaged("it does not say which format it is in".to_owned())))?;
        keep_copy(file, step.from).map_err(|error| unusable(error.into()))?;
        tracing::info!(from = step.from, step.what, "bringing the record to a new format");
        walk(store, step).map_err(unusable)?;
    }
}

/// Walks a step to its end, from wherever it was left.
fn walk(store: &Store, step: &Step) -> Result<(), Failure> {
    let (part, next) = (step.part, step.from + 1);
    for parts in 1.. {
        let done = store.write_blocking(move |tx| {
            let place = tx.text(PLACE)?;
            match part(tx, place)? {
                Some(place) => {
                    tx.set_text(PLACE, Some(&place));
                    Ok(false)
                }
                None => {
                    tx.set_text(PLACE, None);
                    tx.set_number(NAME, next);
                    Ok::<_, Failure>(true)
                }
            }
        })?;
        if parts % TOLD == 0 {
            tracing::info!(parts, step.what, "bringing the record to a new format");
        }
        if done {
            break;
        }
    }
    Ok(())
}

/// Where the file as it was in a format is kept.
fn copy_of(file: &Path, format: u64) -> PathBuf {
    file.with_extension(format!("format-{format}"))
}

/// Copies the file before its first step; a copy that is there was made before that step began. Nobody writes meanwhile: this is the start.
fn keep_copy(file: &Path, format: u64) -> io::Result<()> {
    let copy = copy_of(file, format);
    if copy.exists() {
        return Ok(());
    }
    let beside = file.with_extension("format-copy");
    fs::copy(file, &beside)?;
    fs::File::open(&beside)?.sync_all()?;
    fs::rename(&beside, &copy)?;
    fs::File::open(file.parent().unwrap_or(file))?.sync_all()
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::domain::account::Bucket;
    use crate::store::Options;

    #[test]
    fn a_later_format_is_refused_in_plain_words() {
        let folder = tempfile::tempdir().expect("a folder");
        let set = |format| {
            let store = Store::open(folder.path(), Options::default()).expect("it opens");
            assert_eq!(store.read(|tx| tx.number(NAME)), Ok(Some(FORMAT)));
            store
                .write_blocking(move |tx| {
                    tx.set_number(NAME, format);
                    Ok::<_, Failure>(())
                })
                .expect("it writes");
        };
        set(FORMAT);
        set(FORMAT + 1);
        let error = Store::open(folder.path(), Options::default()).map(|_| ()).expect_err("too new");
        let text = error.to_string();
        assert!(text.ends_with("was written by a later version (format 2; this program knows formats up to 1): use that version, or restore a backup made before it"), "{text}");
    }

    /// Two made-up steps: each gives every bucket a later time, one bucket a part.
    fn part(tx: &mut WriteTx<'_>, after: Option<String>) -> Result<Option<String>, Failure> {
        let next = tx.scan(&tables::NAME_TO_BUCKET, &Keys::all(), after.as_ref(), 1, Direction::Up)?.pop();
        let Some((name, mut bucket)) = next else { return Ok(None) };
        bucket.full_at += SignedDuration::from_secs(1);
        tx.put_bucket(&name, &bucket);
        Ok(Some(name))
    }

    /// The same, but it is killed before the third bucket.
    fn killed(tx: &mut WriteTx<'_>, after: Option<String>) -> Result<Option<String>, Failure> {
        if after.as_deref() == Some("b2") { Err(Failure::Closed) } else { part(tx, after) }
    }

    fn steps(part: fn(&mut WriteTx<'_>, Option<String>) -> Result<Option<String>, Failure>) -> [Step; 2] {
        [Step { from: FORMAT, what: "a first step", part }, Step { from: FORMAT + 1, what: "a second", part }]
    }

    #[test]
    fn a_step_that_was_killed_goes_on_where_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(super::super::FILE);
        // The file as it is, past the check of today's format: as a later program would open it.
        let open = || {
            let engine = super::super::Redb::open(folder.path(), 1 << 20).expect("it opens");
            Store::on(std::sync::Arc::new(engine), Options::default()).expect("a thread starts")
        };
        let names = ["b1", "b2", "b3", "b4"];
        {
            let store = Store::open(folder.path(), Options::default()).expect("it opens");
            let put = move |tx: &mut WriteTx<'_>| {
                names.iter().for_each(|name| tx.put_bucket(name, &Bucket { full_at: Timestamp::UNIX_EPOCH }));
                Ok::<_, Failure>(())
            };
            store.write_blocking(put).expect("it writes");
        }
        for _ in 0..3 {
            let store = open();
            bring(&store, &file, &steps(killed), FORMAT + 2).expect_err("killed");
            assert_eq!(store.read(|tx| tx.number(NAME)), Ok(Some(FORMAT)), "it is still in the old format");
            assert_eq!(store.read(|tx| tx.text(PLACE)), Ok(Some("b2".to_owned())));
        }
        let store = open();
        bring(&store, &file, &steps(part), FORMAT + 2).expect("it goes on");
        assert_eq!(store.read(|tx| Ok::<_, Failure>((tx.number(NAME)?, tx.text(PLACE)?))), Ok((Some(FORMAT + 2), None)));
        let buckets = store.read(|tx| tx.scan(&tables::NAME_TO_BUCKET, &Keys::all(), None, 9, Direction::Up)).expect("it reads");
        let seconds: Vec<i64> = buckets.iter().map(|(_, bucket)| bucket.full_at.as_second()).collect();
        assert_eq!(seconds, [2, 2, 2, 2], "each of two steps went over each row once");
        drop(store);
        // What was there before is beside it, in its old format, and opens.
        let copies = [copy_of(&file, FORMAT), copy_of(&file, FORMAT + 1)];
        assert!(copies.iter().all(|copy| copy.exists()));
        let before = tempfile::tempdir().expect("a folder");
        fs::copy(&copies[0], before.path().join(super::super::FILE)).expect("copied");
        let store = Store::open(before.path(), Options::default()).expect("the copy opens");
        let bucket = store.read(|tx| tx.scan(&tables::NAME_TO_BUCKET, &Keys::all(), None, 9, Direction::Up)).expect("it reads");
        assert!(bucket.iter().all(|(_, bucket)| bucket.full_at == Timestamp::UNIX_EPOCH));
        // And today's program refuses the new one.
        let error = Store::open(folder.path(), Options::default()).map(|_| ()).expect_err("too new");
        assert!(matches!(error, OpenError::Newer { found, .. } if found == FORMAT + 2), "{error}");
    }
}
