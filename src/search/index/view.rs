//! What readers see: one commit of the index, with its columns at hand.

use std::sync::Arc;

use tantivy::columnar::ColumnValues;
use tantivy::{DocId, Searcher, SegmentReader};

use super::Item;
use super::remembered::Remembered;
use super::schema::IS_TEAM;
use crate::domain::ids::{EventId, TeamId};
use crate::search::exact::Spot;

/// One commit.
pub struct View {
    /// Its segments, to search in.
    pub searcher: Searcher,
    /// The columns of each segment, in the searcher's order.
    pub columns: Vec<Columns>,
    /// The sequence that was committed with it.
    pub sequence: u64,
    /// What was found in it a moment ago.
    pub remembered: Remembered,
}

/// What is known of each document of a segment.
pub struct Columns {
    id: [Arc<dyn ColumnValues<u64>>; 2],
    flags: Arc<dyn ColumnValues<u64>>,
    start: Arc<dyn ColumnValues<i64>>,
    end: Arc<dyn ColumnValues<i64>>,
    lat: Arc<dyn ColumnValues<i64>>,
    lon: Arc<dyn ColumnValues<i64>>,
}

impl Columns {
    fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let numbers = |name| fast.column_first_or_default::<u64>(name);
        let signed = |name| fast.column_first_or_default::<i64>(name);
        Ok(Self {
            id: [numbers("id_high")?, numbers("id_low")?],
            flags: numbers("flags")?,
            start: signed("start")?,
            end: signed("end")?,
            lat: signed("lat")?,
            lon: signed("lon")?,
        })
    }

    /// The bytes of its id.
    pub fn id(&self, document: DocId) -> [u8; 16] {
        let half = |at: usize| u128::from(self.id[at].get_val(document));
        ((half(0) << 64) | half(1)).to_be_bytes()
    }

    /// Its flags.
    pub fn flags(&self, document: DocId) -> u64 {
        self.flags.get_val(document)
    }

    /// When it begins, in seconds since 1970.
    pub fn start(&self, document: DocId) -> i64 {
        self.start.get_val(document)
    }

    /// When it ends, in seconds since 1970.
    pub fn end(&self, document: DocId) -> i64 {
        self.end.get_val(document)
    }

    /// Where it is.
    pub fn spot(&self, document: DocId) -> Spot {
        let part = |column: &Arc<dyn ColumnValues<i64>>| i32::try_from(column.get_val(document)).unwrap_or(i32::MIN);
        Spot { lat: part(&self.lat), lon: part(&self.lon) }
    }
}

/// What these flags and this id are of.
pub fn item(flags: u64, id: [u8; 16]) -> Item {
    if flags & IS_TEAM != 0 { Item::Team(TeamId::from_bytes(id)) } else { Item::Event(EventId::from_bytes(id)) }
}

impl View {
    /// The view of a searcher's commit.
    pub fn of(searcher: Searcher, sequence: u64) -> tantivy::Result<Self> {
        let columns = searcher.segment_readers().iter().map(Columns::of).collect::<tantivy::Result<_>>()?;
        Ok(Self { searcher, columns, sequence, remembered: Remembered::default() })
    }

    /// Each segment with its columns.
    pub fn segments(&self) -> impl Iterator<Item = (&SegmentReader, &Columns)> {
        self.searcher.segment_readers().iter().zip(&self.columns)
    }

    /// Calls `see` with everything in it.
    pub fn each(&self, mut see: impl FnMut(Item)) {
        for (segment, columns) in self.segments() {
            for document in segment.doc_ids_alive() {
                see(item(columns.flags(document), columns.id(document)));
            }
        }
    }
}
