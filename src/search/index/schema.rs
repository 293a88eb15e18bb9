//! What the index keeps of each thing. Nothing is stored but what is searched, filtered and sorted by: texts come from the record.

use tantivy::schema::{BytesOptions, FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};

/// The version of the schema and of how texts are taken apart. Another version makes the index be rebuilt.
pub const VERSION: u32 = 1;

/// The fields.
#[derive(Debug, Clone)]
pub struct Fields {
    /// All of them.
    pub schema: Schema,
    /// The type and the id in bytes: what is put or deleted by.
    pub key: Field,
    /// Both halves of the id.
    pub id: [Field; 2],
    /// Bits: see the constants below.
    pub flags: Field,
    /// Seconds since 1970.
    pub start: Field,
    /// Seconds since 1970.
    pub end: Field,
    /// Parts of a degree, as `exact::Spot` has them.
    pub lat: Field,
    /// Parts of a degree.
    pub lon: Field,
    /// The word of its kind.
    pub kind: Field,
    /// The bytes of the ids of its teams.
    pub team: Field,
    /// The grid cells that it lies in, on all levels.
    pub cell: Field,
    /// The folded words of its title.
    pub title: Field,
    /// The stems of its title.
    pub title_stems: Field,
    /// The folded words of all its texts.
    pub text: Field,
    /// The stems of all its texts.
    pub text_stems: Field,
}

/// Flag: a team; else an event.
pub const IS_TEAM: u64 = 1;
/// Flag: an event that lacks people.
pub const NEEDS_PEOPLE: u64 = 1 << 1;
/// Flag: an event with an online link.
pub const ONLINE: u64 = 1 << 2;
/// Flag: shown to members only.
pub const FOR_MEMBERS: u64 = 1 << 3;
/// Flag: shown to some only.
pub const RESTRICTED: u64 = 1 << 4;

impl Fields {
    /// The fields of this version.
    pub fn new() -> Self {
        let mut schema = Schema::builder();
        let bytes = BytesOptions::default().set_indexed();
        let words = |option| {
            let indexing = TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(option);
            TextOptions::default().set_indexing_options(indexing)
        };
        let raw = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::Basic).set_fieldnorms(false);
        let raw = TextOptions::default().set_indexing_options(raw);
        Self {
            key: schema.add_bytes_field("key", bytes.clone()),
            id: [schema.add_u64_field("id_high", FAST), schema.add_u64_field("id_low", FAST)],
            flags: schema.add_u64_field("flags", FAST),
            start: schema.add_i64_field("start", FAST),
            end: schema.add_i64_field("end", FAST),
            lat: schema.add_i64_field("lat", FAST),
            lon: schema.add_i64_field("lon", FAST),
            kind: schema.add_text_field("kind", raw),
            team: schema.add_bytes_field("team", bytes),
            cell: schema.add_u64_field("cell", INDEXED),
            title: schema.add_text_field("title", words(IndexRecordOption::WithFreqs)),
            title_stems: schema.add_text_field("title_stems", words(IndexRecordOption::WithFreqs)),
            text: schema.add_text_field("text", words(IndexRecordOption::WithFreqs)),
            text_stems: schema.add_text_field("text_stems", words(IndexRecordOption::WithFreqs)),
            schema: schema.build(),
        }
    }
}
