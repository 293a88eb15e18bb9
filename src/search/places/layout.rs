//! The shape of the embedded gazetteer: shared by the build script, which writes it, and by the reader.
//!
//! All numbers are little-endian, and of three bytes (u24) where nothing else is said: the program carries the table, so each byte of its
//! hundred thousand rows counts. The table starts with one `(start, length)` pair of u32, in bytes, for each section in the order of the
//! constants below.

/// Sections of the table.
pub const SECTIONS: usize = 10;

/// One row a place, sorted by grid cell: see [`ROW`].
pub const ROWS: usize = 0;
/// Row numbers sorted by (world, id): what has an id.
pub const BY_ID: usize = 1;
/// (cell, first row), sorted.
pub const CELLS: usize = 2;
/// u8 length and UTF-8 text, one after the other.
pub const TEXTS: usize = 3;
/// French postcodes, row after row.
pub const POSTCODES: usize = 4;
/// (postcode, row), sorted.
pub const BY_POSTCODE: usize = 5;
/// First-order divisions and départements: see [`REGION`].
pub const REGIONS: usize = 6;
/// (code text, name text), sorted by code.
pub const COUNTRIES: usize = 7;
/// Row in the low 22 bits, with [`LAST`] and [`ALIAS`]. The index of names points here.
pub const POSTINGS: usize = 8;
/// (row, parent row) of what is part of another place, sorted.
pub const PARENTS: usize = 9;

/// Bytes of a number, where nothing else is said.
pub const NUMBER: usize = 3;
/// Bytes of a pair of numbers.
pub const PAIR: usize = 2 * NUMBER;
/// Bytes of a row: u32 id, name text, latitude, longitude, u32 population, u16 region, u8 kind, u8 postcodes, first postcode. Latitudes count
/// from the South Pole and longitudes from the antimeridian, so that none is negative.
pub const ROW: usize = 24;
/// Bytes of a region: code text, name text, zone text, u16 country.
pub const REGION: usize = 3 * NUMBER + 2;

/// The last posting of a list.
pub const LAST: u32 = 1 << 23;
/// The name is not the place's main one.
pub const ALIAS: u32 = 1 << 22;
/// The row of a posting.
pub const ROW_MASK: u32 = ALIAS - 1;

/// Kind of a row: a French commune.
pub const COMMUNE: u8 = 0;
/// Kind of a row: an arrondissement of Paris, Lyon or Marseille.
pub const ARRONDISSEMENT: u8 = 1;
/// Kind of a row: a former commune; its parent is the one that took it in.
pub const FORMER: u8 = 2;
/// Kind of a row: a town outside France.
pub const TOWN: u8 = 3;

/// Coordinates are stored in ten-thousandths of a degree.
pub const PER_DEGREE: i32 = 10_000;
/// What is added to a latitude in degrees before it is stored.
pub const SOUTH: i32 = 90;
/// What is added to a longitude in degrees before it is stored.
pub const WEST: i32 = 180;

/// Cells in a degree, along both axes.
pub const CELLS_PER_DEGREE: i32 = 4;
/// Cells around the globe.
pub const CELLS_AROUND: i32 = 360 * CELLS_PER_DEGREE;

/// The first byte of the keys of heads: prefixes so common that their best places are listed beforehand.
pub const HEAD: u8 = 0;
/// Longest prefix with a list of its own, in bytes.
pub const HEAD_BYTES: usize = 4;
/// A prefix gets a list when more names than this start with it.
pub const HEAD_FROM: usize = 300;
/// Places in a list: so many of the biggest French ones, and so many of the biggest of all.
pub const HEAD_PLACES: usize = 40;

/// A coordinate as it is stored, in degrees; `added` is [`SOUTH`] or [`WEST`].
pub fn degrees(stored: u32, added: i32) -> f64 {
    (f64::from(stored) - f64::from(added * PER_DEGREE)) / f64::from(PER_DEGREE)
}

/// The cell of a point given in degrees.
pub fn cell(lat: f64, lon: f64) -> u32 {
    let (row, column) = (cell_row(lat), cell_column(lon));
    u32::try_from(row * CELLS_AROUND + column).unwrap_or(0)
}

/// The row of cells that holds a latitude.
#[allow(clippy::cast_possible_truncation, reason = "at most 720")]
pub fn cell_row(lat: f64) -> i32 {
    (((lat + 90.0) * f64::from(CELLS_PER_DEGREE)).floor() as i32).clamp(0, 180 * CELLS_PER_DEGREE - 1)
}

/// The column of cells that holds a longitude.
#[allow(clippy::cast_possible_truncation, reason = "at most 1440")]
pub fn cell_column(lon: f64) -> i32 {
    (((lon + 180.0) * f64::from(CELLS_PER_DEGREE)).floor() as i32).clamp(0, CELLS_AROUND - 1)
}

/// A name as it is compared: words folded, `st` and `ste` written out, nothing kept but letters and digits.
pub fn key(name: &str, fold: fn(&str) -> String) -> String {
    let folded = fold(name);
    let mut key = String::with_capacity(folded.len());
    for word in folded.split(|c: char| !c.is_alphanumeric()) {
        key.push_str(match word {
            "st" => "saint",
            "ste" => "sainte",
            word => word,
        });
    }
    key
}
