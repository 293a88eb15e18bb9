//! The index: what answers "near me" and "search". It is fed and never reads the record; all of it can be thrown away and rebuilt.
//!
//! `places` is the gazetteer; `agenda` and `roster` are tables in memory of the events and teams there are; `index` finds words.

pub mod agenda;
mod exact;
pub mod excerpt;
pub mod grid;
pub mod index;
pub mod page;
pub mod places;
pub mod roster;
mod text;
mod typo;

#[cfg(test)]
mod tests;
