//! The index: what answers "near me" and "search". It is fed and never reads the record; all of it can be thrown away and rebuilt.

pub mod places;
