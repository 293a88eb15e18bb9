//! The format of the record as a whole: which tables there are and what holds between them. (The form of a single value has its own version.)
//!
//! A step from one format to the next is a function in a file of its own here: resumable, in small transactions, and it refuses rather than
//! guess. There has been one format so far.

use std::path::Path;

use super::transaction::Keys;
use super::{Direction, Failure, OpenError, Store, tables};

/// The format that this program writes.
pub const FORMAT: u64 = 1;

/// The name of the format's number.
const NAME: &str = "format";

/// Makes sure that the record is in today's format. A new record gets it.
///
/// # Errors
/// When a later version wrote the record, or it has rows but no format.
pub fn ready(store: &Store, file: &Path) -> Result<(), OpenError> {
    let unusable = |failure| OpenError::Unusable(file.to_owned(), failure);
    let (format, used) = store
        .read(|tx| Ok::<_, Failure>((tx.number(NAME)?, tx.first(&tables::ID_TO_MEMBER, &Keys::all(), Direction::Up)?.is_some())))
        .map_err(unusable)?;
    match format {
        Some(FORMAT) => Ok(()),
        Some(found) if found > FORMAT => Err(OpenError::Newer { file: file.to_owned(), found, known: FORMAT }),
        None if !used => store
            .write_blocking(|tx| {
                tx.set_number(NAME, FORMAT);
                Ok(())
            })
            .map_err(unusable),
        Some(_) | None => Err(unusable(Failure::Damaged("it does not say which format it is in".to_owned()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
