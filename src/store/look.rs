//! The record's file, looked at without being touched: what redb would write to it, to take it for its own or to repair it, stays in memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

/// Bytes of a block that is kept once something in it was written.
const BLOCK: usize = 4096;

/// A file that is read, and never written.
#[derive(Debug)]
pub struct Look {
    file: File,
    over: Mutex<Over>,
}

/// What lies over the file.
#[derive(Debug)]
struct Over {
    length: u64,
    /// From here on, what the file holds does not count: it was cut there once.
    file_until: u64,
    blocks: BTreeMap<u64, Box<[u8]>>,
}

impl Look {
    /// Opens a file to look at it.
    ///
    /// # Errors
    /// The disk's.
    pub fn at(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { file, over: Mutex::new(Over { length, file_until: length, blocks: BTreeMap::new() }) })
    }

    fn over(&self) -> MutexGuard<'_, Over> {
        self.over.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A block as the file has it; zeroes where it has nothing.
    fn of_file(&self, block: u64, until: u64) -> io::Result<Box<[u8]>> {
        let mut bytes = vec![0; BLOCK].into_boxed_slice();
        let at = block * BLOCK as u64;
        let there = usize::try_from(until.saturating_sub(at)).unwrap_or(BLOCK).min(BLOCK);
        self.file.read_exact_at(&mut bytes[..there], at)?;
        Ok(bytes)
    }

    /// Shows the parts of `length` bytes from `offset`: number of the block, where in it they begin, where in the whole, and how many.
    fn parts(offset: u64, length: usize, mut part: impl FnMut(u64, usize, usize, usize) -> io::Result<()>) -> io::Result<()> {
        let mut done = 0;
        while done < length {
            let at = offset + done as u64;
            let (block, from) = (at / BLOCK as u64, (at % BLOCK as u64) as usize);
            let count = (BLOCK - from).min(length - done);
            part(block, from, done, count)?;
            done += count;
        }
        Ok(())
    }
}

impl StorageBackend for Look {
    fn len(&self) -> io::Result<u64> {
        Ok(self.over().length)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let over = self.over();
        if offset + out.len() as u64 > over.length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Self::parts(offset, out.len(), |block, from, done, count| {
            let target = &mut out[done..done + count];
            match over.blocks.get(&block) {
                Some(bytes) => target.copy_from_slice(&bytes[from..from + count]),
                None => {
                    let at = block * BLOCK as u64 + from as u64;
                    let there = usize::try_from(over.file_until.saturating_sub(at)).unwrap_or(count).min(count);
                    self.file.read_exact_at(&mut target[..there], at)?;
                    target[there..].fill(0);
                }
            }
            Ok(())
        })
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        let mut over = self.over();
        let (block, rest) = (length / BLOCK as u64, (length % BLOCK as u64) as usize);
        if length < over.file_until || over.blocks.contains_key(&block) {
            // The block at the cut stays as it is before it, and is empty behind it.
            let mut bytes = match over.blocks.remove(&block) {
                Some(bytes) => bytes,
                None => self.of_file(block, over.file_until)?,
            };
            if length < over.length {
                bytes[rest..].fill(0);
            }
            over.blocks.insert(block, bytes);
        }
        over.file_until = over.file_until.min(length);
        over.blocks.retain(|kept, _| *kept <= block);
        over.length = length;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut over = self.over();
        over.length = over.length.max(offset + data.len() as u64);
        Self::parts(offset, data.len(), |block, from, done, count| {
            if !over.blocks.contains_key(&block) {
                let bytes = self.of_file(block, over.file_until)?;
                over.blocks.insert(block, bytes);
            }
            if let Some(bytes) = over.blocks.get_mut(&block) {
                bytes[from..from + count].copy_from_slice(&data[done..done + count]);
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_as_the_file_would_be_and_the_file_stays(
            content in prop::collection::vec(any::<u8>(), 0..20_000),
            steps in prop::collection::vec((0..30_000usize, 0..9_000usize, any::<u8>(), any::<bool>()), 0..12),
        ) {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("file");
            std::fs::write(&path, &content).expect("written");
            let look = Look::at(&path).expect("it is there");
            let mut model = content.clone();
            for (offset, length, byte, cut) in steps {
                if cut {
                    look.set_len(offset as u64).expect("cut");
                    model.resize(offset, 0);
                } else {
                    look.write(offset as u64, &vec![byte; length]).expect("written");
                    model.resize(model.len().max(offset + length), 0);
                    model[offset..offset + length].fill(byte);
                }
                prop_assert_eq!(look.len().expect("known"), model.len() as u64);
                let mut seen = vec![1; model.len()];
                look.read(0, &mut seen).expect("read");
                prop_assert!(seen == model);
                prop_assert!(look.read(1, &mut seen).is_err() || seen.is_empty());
            }
            prop_assert!(std::fs::read(&path).expect("still there") == content);
        }
    }
}
