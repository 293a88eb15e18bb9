//! Are the index's files as they were written? Read from end to end with their checksums, as files: the index itself maps them into memory, and
//! what is only checked must not fill it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::Failure;

/// Bytes that are read at once.
const AT_ONCE: usize = 256 * 1024;

/// The last bytes of each file: the length of what stands before them, and this number, in four bytes each, the smallest first.
const MAGIC: u32 = 1337;
const END: usize = 8;

/// Longest that tantivy writes before them: JSON with the sum (CRC-32).
const FOOTER_MAX: usize = 50_000;

/// Compares every file that the index uses with its checksum.
///
/// # Errors
/// [`Failure::Damaged`] names the files that are gone or not as they were written.
pub fn check(index: &tantivy::Index, folder: &Path) -> Result<(), Failure> {
    let mut used = files(index)?;
    loop {
        let wrong: Vec<_> = used.iter().filter(|name| !is_sound(&folder.join(name)).unwrap_or(false)).collect();
        if wrong.is_empty() {
            return Ok(());
        }
        // Merging takes files away while we look: then others are used.
        let now = files(index)?;
        if now == used {
            return Err(Failure::Damaged(format!("not as they were written: {wrong:?}")));
        }
        used = now;
    }
}

fn files(index: &tantivy::Index) -> Result<BTreeSet<PathBuf>, Failure> {
    let metas = index.load_metas().map_err(|error| Failure::Damaged(error.to_string()))?;
    let could_be = metas.list_segment_files();
    Ok(index.directory().list_managed_files().into_iter().filter(|name| could_be.contains(name)).collect())
}

/// Whether a file's content has the sum that stands behind it.
fn is_sound(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut end = [0; END];
    if length < END as u64 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-(END as i64)))?;
    file.read_exact(&mut end)?;
    let number = |at: usize| u32::from_le_bytes([end[at], end[at + 1], end[at + 2], end[at + 3]]);
    let footer = number(0) as usize;
    let Some(content) = length.checked_sub((footer + END) as u64).filter(|_| number(4) == MAGIC && footer <= FOOTER_MAX) else {
        return Ok(false);
    };
    file.seek(SeekFrom::Start(content))?;
    let mut json = vec![0; footer];
    file.read_exact(&mut json)?;
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(&json) else { return Ok(false) };
    file.rewind()?;
    Ok(json["crc"].as_u64() == Some(u64::from(sum(file.take(content))?)))
}

fn sum(mut content: impl Read) -> io::Result<u32> {
    let mut hasher = crc32fast::Hasher::new();
    let mut bytes = vec![0; AT_ONCE];
    loop {
        match content.read(&mut bytes)? {
            0 => return Ok(hasher.finalize()),
            count => hasher.update(&bytes[..count]),
        }
    }
}
