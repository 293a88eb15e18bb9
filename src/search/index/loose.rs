//! Words that are not quite what was written: those that begin so, and those with typos. They are looked up in the index's own list of
//! words, and what holds any of them is found with one score for all.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::postings::TermInfo;
use tantivy::query::{BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, Searcher, SegmentReader, TantivyError};

use crate::search::typo::Typos;

/// Most words read from one segment's list.
const READ_MAX: usize = 2_000;
/// Most words kept from one segment: those in most documents.
const KEPT_MAX: usize = 64;

/// Finds what holds any of some words, looked up beforehand.
#[derive(Debug, Clone)]
pub struct Loose {
    field: Field,
    words: Arc<HashMap<SegmentId, Vec<TermInfo>>>,
}

/// A way to be not quite what was written.
pub enum Way<'a> {
    /// Begins so.
    Begins(&'a str),
    /// Is so many edits away, or begins so.
    Typos(&'a Typos),
}

impl Loose {
    /// Looks the words of a field up; none when there are none. The second value is in how many documents each is, added up.
    pub fn of(searcher: &Searcher, field: Field, way: &Way<'_>) -> tantivy::Result<Option<(Self, u64)>> {
        let mut words = HashMap::new();
        let mut documents = 0;
        for segment in searcher.segment_readers() {
            let found = look_up(segment, field, way)?;
            documents += found.iter().map(|info| u64::from(info.doc_freq)).sum::<u64>();
            if !found.is_empty() {
                words.insert(segment.segment_id(), found);
            }
        }
        Ok((!words.is_empty()).then(|| (Self { field, words: Arc::new(words) }, documents)))
    }
}

fn look_up(segment: &SegmentReader, field: Field, way: &Way<'_>) -> tantivy::Result<Vec<TermInfo>> {
    let index = segment.inverted_index(field)?;
    let mut found = Vec::new();
    match way {
        Way::Begins(prefix) => {
            let mut stream = index.terms().range().ge(prefix.as_bytes()).into_stream()?;
            while found.len() < READ_MAX && stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                found.push(stream.value().clone());
            }
        }
        Way::Typos(typos) => {
            let mut stream = index.terms().search(*typos).into_stream()?;
            while found.len() < READ_MAX && stream.advance() {
                found.push(stream.value().clone());
            }
        }
    }
    if found.len() > KEPT_MAX {
        found.select_nth_unstable_by_key(KEPT_MAX, |info| std::cmp::Reverse(info.doc_freq));
        found.truncate(KEPT_MAX);
    }
    Ok(found)
}

impl Query for Loose {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Loose {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(words) = self.words.get(&reader.segment_id()) else {
            return Ok(Box::new(EmptyScorer));
        };
        let index = reader.inverted_index(self.field)?;
        let mut documents = BitSet::with_max_value(reader.max_doc());
        for info in words {
            let mut postings = index.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            while !postings.docs().is_empty() {
                for document in postings.docs() {
                    documents.insert(*document);
                }
                postings.advance();
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(documents), boost)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        if self.scorer(reader, 1.0)?.seek(doc) == doc {
            return Ok(Explanation::new("a word not quite as written", 1.0));
        }
        Err(TantivyError::InvalidArgument("the document holds none of the words".into()))
    }
}
