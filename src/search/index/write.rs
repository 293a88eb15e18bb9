//! The index's folder and its one writer.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError};

use super::documents::Change;
use super::schema::{Fields, VERSION};
use super::view::View;
use super::{Failure, Index};

/// Bytes that documents take up in memory before they are written out: the least that tantivy takes.
const MEMORY: usize = 15_000_000;
/// So many segments of about one size are merged into one.
const MERGED: usize = 4;
/// Segments of fewer documents count as of one size.
const SMALL: u32 = 2_000;

/// The one writer. Its threads start with the first change.
pub struct Writer {
    reader: IndexReader,
    writer: Option<IndexWriter>,
}

fn disk(error: impl std::fmt::Display) -> Failure {
    Failure::Disk(error.to_string())
}

/// The folder of this version, in the index's folder.
pub fn versioned(folder: &Path) -> PathBuf {
    folder.join(format!("v{VERSION}"))
}

/// Opens what is there.
pub fn open(folder: &Path) -> Result<Index, Failure> {
    let path = versioned(folder);
    if !path.join("meta.json").exists() {
        return Err(Failure::Missing);
    }
    let index = tantivy::Index::open_in_dir(&path).map_err(|error| match error {
        TantivyError::IoError(_) | TantivyError::LockFailure(..) => disk(error),
        error => Failure::Damaged(error.to_string()),
    })?;
    let fields = Fields::new();
    if index.schema() != fields.schema {
        return Err(Failure::Damaged("its fields are not those of its version".into()));
    }
    opened(folder, fields, index).map_err(|error| Failure::Damaged(error.to_string()))
}

/// Removes what is there and makes an empty one.
pub fn create(folder: &Path) -> Result<Index, Failure> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk(error)),
        _ => {}
    }
    let path = versioned(folder);
    fs::create_dir_all(&path).map_err(disk)?;
    let fields = Fields::new();
    let index = tantivy::Index::create_in_dir(&path, fields.schema.clone()).map_err(disk)?;
    opened(folder, fields, index).map_err(disk)
}

fn opened(folder: &Path, fields: Fields, index: tantivy::Index) -> tantivy::Result<Index> {
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    let sequence = committed(&index)?;
    let view = View::of(reader.searcher(), sequence)?;
    let writer = Mutex::new(Writer { reader, writer: None });
    Ok(Index { folder: folder.to_owned(), fields, index, view: RwLock::new(Arc::new(view)), writer })
}

/// The sequence that the last commit holds.
fn committed(index: &tantivy::Index) -> tantivy::Result<u64> {
    let payload = index.load_metas()?.payload.unwrap_or_default();
    if payload.is_empty() {
        return Ok(0);
    }
    payload.parse().map_err(|_| TantivyError::InvalidArgument(format!("its sequence is {payload:?}")))
}

impl Writer {
    /// Feeds changes and commits them; with `anew`, in place of all there is.
    pub fn write(&mut self, index: &Index, changes: impl IntoIterator<Item = Change>, sequence: u64, anew: bool) -> Result<(), Failure> {
        let done = self.try_write(index, changes, sequence, anew);
        if done.is_err() {
            // A writer that failed is dropped, and with it what it had not committed.
            self.writer = None;
        }
        let view = done.map_err(disk)?;
        *index.view.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(view);
        Ok(())
    }

    fn try_write(&mut self, index: &Index, changes: impl IntoIterator<Item = Change>, sequence: u64, anew: bool) -> tantivy::Result<View> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(start(&index.index)?),
        };
        if anew {
            writer.delete_all_documents()?;
        }
        for change in changes {
            if !anew {
                writer.delete_term(change.term(&index.fields));
            }
            if let Some(document) = change.document(&index.fields) {
                writer.add_document(document)?;
            }
        }
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&sequence.to_string());
        commit.commit()?;
        self.reader.reload()?;
        View::of(self.reader.searcher(), sequence)
    }
}

fn start(index: &tantivy::Index) -> tantivy::Result<IndexWriter> {
    let options = IndexWriterOptions::builder().memory_budget_per_thread(MEMORY).num_worker_threads(1).num_merge_threads(1).build();
    let writer: IndexWriter<TantivyDocument> = index.writer_with_options(options)?;
    let mut merges = LogMergePolicy::default();
    merges.set_min_num_segments(MERGED);
    merges.set_min_layer_size(SMALL);
    writer.set_merge_policy(Box::new(merges));
    Ok(writer)
}
