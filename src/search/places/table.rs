//! The embedded gazetteer, read in place: nothing is parsed or copied at start, and only the pages that are asked for are in memory.

use std::sync::LazyLock;

use fst::Map;

use super::layout;

static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteer.bin"));
static NAMES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteer.fst"));

static INDEX: LazyLock<Map<&'static [u8]>> = LazyLock::new(|| Map::new(NAMES).expect("the build wrote a sound index"));

/// The index of names: key → position of its postings.
pub fn names() -> &'static Map<&'static [u8]> {
    &INDEX
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn u16_at(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..at + 2).map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])))
}

/// The number of [`layout::NUMBER`] bytes at this place.
fn number_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + layout::NUMBER).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], 0]))
}

fn section(number: usize) -> &'static [u8] {
    let start = u32_at(TABLE, number * 8) as usize;
    let length = u32_at(TABLE, number * 8 + 4) as usize;
    TABLE.get(start..start + length).unwrap_or_default()
}

fn text(at: u32) -> &'static str {
    let texts = section(layout::TEXTS);
    let at = at as usize;
    let length = texts.get(at).map_or(0, |n| usize::from(*n));
    texts.get(at + 1..at + 1 + length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The first of `count` sorted entries that is not before what is sought.
fn lower_bound(count: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// The number of a row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Row(pub u32);

/// One entry of a posting list: a row, and whether it is found there by another name.
#[derive(Debug, Clone, Copy)]
pub struct Posting {
    /// Whose name it is.
    pub row: Row,
    /// It is not the main name.
    pub alias: bool,
}

/// The postings from this position to the end of its list.
pub fn postings(at: u64) -> impl Iterator<Item = Posting> {
    let section = section(layout::POSTINGS);
    let mut at = usize::try_from(at).unwrap_or(usize::MAX / 8) * layout::NUMBER;
    let mut done = false;
    std::iter::from_fn(move || {
        if done || at >= section.len() {
            return None;
        }
        let entry = number_at(section, at);
        at += layout::NUMBER;
        done = entry & layout::LAST != 0;
        Some(Posting { row: Row(entry & layout::ROW_MASK), alias: entry & layout::ALIAS != 0 })
    })
}

impl Row {
    /// Rows in the table.
    pub fn count() -> u32 {
        u32::try_from(section(layout::ROWS).len() / layout::ROW).unwrap_or(0)
    }

    fn fields(self) -> &'static [u8] {
        let start = self.0 as usize * layout::ROW;
        section(layout::ROWS).get(start..start + layout::ROW).unwrap_or(&[0; layout::ROW])
    }

    /// INSEE code read in base 36, or GeoNames number.
    pub fn id(self) -> u32 {
        u32_at(self.fields(), 0)
    }

    /// Name.
    pub fn name(self) -> &'static str {
        text(number_at(self.fields(), 4))
    }

    /// Latitude and longitude in degrees.
    pub fn degrees(self) -> (f64, f64) {
        (layout::degrees(number_at(self.fields(), 7), layout::SOUTH), layout::degrees(number_at(self.fields(), 10), layout::WEST))
    }

    /// People.
    pub fn population(self) -> u32 {
        u32_at(self.fields(), 13)
    }

    /// One of the kinds of `layout`.
    pub fn kind(self) -> u8 {
        self.fields()[19]
    }

    /// Whether it is in the French lists: its id is an INSEE code.
    pub fn french(self) -> bool {
        self.kind() != layout::TOWN
    }

    /// The commune that this arrondissement or former commune is part of; else itself.
    pub fn parent(self) -> Self {
        if matches!(self.kind(), layout::COMMUNE | layout::TOWN) {
            return self;
        }
        let parents = section(layout::PARENTS);
        let at = lower_bound(parents.len() / layout::PAIR, |at| number_at(parents, at * layout::PAIR) < self.0);
        Self(number_at(parents, at * layout::PAIR + layout::NUMBER))
    }

    /// French postcodes.
    pub fn postcodes(self) -> impl Iterator<Item = u32> {
        let (count, first) = (usize::from(self.fields()[20]), number_at(self.fields(), 21) as usize);
        let section = section(layout::POSTCODES);
        (first..first + count).map(|at| number_at(section, at * layout::NUMBER))
    }

    /// Where it belongs.
    pub fn region(self) -> Region {
        Region(u16_at(self.fields(), 17))
    }
}

/// A département, or a first-order division of another country, within one time zone.
#[derive(Debug, Clone, Copy)]
pub struct Region(usize);

impl Region {
    fn fields(self) -> &'static [u8] {
        let start = self.0 * layout::REGION;
        section(layout::REGIONS).get(start..start + layout::REGION).unwrap_or(&[0; layout::REGION])
    }

    fn country_row(self) -> usize {
        u16_at(self.fields(), 3 * layout::NUMBER)
    }

    /// Code: `62`, `2A`, or GeoNames's.
    pub fn code(self) -> &'static str {
        text(number_at(self.fields(), 0))
    }

    /// Name; empty when it has none.
    pub fn name(self) -> &'static str {
        text(number_at(self.fields(), layout::NUMBER))
    }

    /// IANA time zone.
    pub fn zone(self) -> &'static str {
        text(number_at(self.fields(), 2 * layout::NUMBER))
    }

    /// ISO 3166-1 code of the country.
    pub fn country(self) -> &'static str {
        text(number_at(section(layout::COUNTRIES), self.country_row() * layout::PAIR))
    }

    /// English name of the country.
    pub fn country_name(self) -> &'static str {
        text(number_at(section(layout::COUNTRIES), self.country_row() * layout::PAIR + layout::NUMBER))
    }
}

/// The row with this id, of the French lists or of the world's.
pub fn by_id(french: bool, id: u32) -> Option<Row> {
    let section = section(layout::BY_ID);
    let row = |at: usize| Row(number_at(section, at * layout::NUMBER));
    let sought = (!french, id);
    let at = lower_bound(section.len() / layout::NUMBER, |at| (!row(at).french(), row(at).id()) < sought);
    (at < section.len() / layout::NUMBER).then(|| row(at)).filter(|row| (!row.french(), row.id()) == sought)
}

/// The rows with a postcode in this range of numbers, lowest postcode first.
pub fn by_postcode(range: std::ops::Range<u32>) -> impl Iterator<Item = Row> {
    let section = section(layout::BY_POSTCODE);
    let count = section.len() / layout::PAIR;
    let bound = |postcode| lower_bound(count, |at| number_at(section, at * layout::PAIR) < postcode);
    (bound(range.start)..bound(range.end)).map(|at| Row(number_at(section, at * layout::PAIR + layout::NUMBER)))
}

/// The rows in these columns of one row of cells, both included.
pub fn in_cells(cell_row: i32, columns: (i32, i32)) -> impl Iterator<Item = Row> {
    let section = section(layout::CELLS);
    let count = section.len() / layout::PAIR;
    let cell = |column: i32| u32::try_from(cell_row * layout::CELLS_AROUND + column).unwrap_or(0);
    let bound = |cell| lower_bound(count, |at| number_at(section, at * layout::PAIR) < cell);
    let start = |at: usize| if at < count { number_at(section, at * layout::PAIR + layout::NUMBER) } else { Row::count() };
    (start(bound(cell(columns.0)))..start(bound(cell(columns.1) + 1))).map(Row)
}
